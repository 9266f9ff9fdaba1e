import type { ImportMessage } from '../../contract/messages/imports.js';
import type { Line } from './draft.js';
import {
  type Block,
  blockLines,
  noteCommand,
  partsOf,
  piecesOf,
  runBlock,
  type TextContext,
} from './markup.js';
import { brief, type Thing } from './notes.js';

/** The action after a span of code: `ls`{{exec}}. */
const after = /^[ \t]?\{\{([^{}]*)\}\}/;
const traffic = /\{\{\s*TRAFFIC_HOST(\d+)_(\d+)\s*\}\}/;
const katacoda = /https?:\/\/\[\[HOST_SUBDOMAIN\]\]-(\d+)-\[\[KATACODA_HOST\]\][\w.-]*\/?/;

/**
 * Actions of Killercoda, and of Katacoda before it, in a text: what a click does with the code before them. What can be clicked here is a
 * block with its node's name; the marks go.
 * https://killercoda.com/creators, "Code Actions"; https://www.katacoda.community/scenario-syntax.html
 * @param address of the one node, for what was a link to one of its ports
 */
export function withoutActions(
  lines: readonly Line[],
  context: TextContext,
  address: string,
): readonly Line[] {
  return piecesOf(lines).flatMap((piece) =>
    piece.kind === 'block'
      ? actedBlock(piece, context)
      : actedLine({ ...piece.line, text: links(piece.line, context, address) }, context),
  );
}

function actedBlock(block: Block, context: TextContext): readonly Line[] {
  const { notes, file, node } = context;
  const language = block.info.replace(/\{[^{}]*\}/g, '').trim();
  const action = /\{\{([^{}]*)\}\}/.exec(block.after)?.[1];
  if (action === undefined) {
    if (language !== block.info)
      context.step.note(
        'changed',
        { code: 'setting-lost', params: { setting: brief(block.info) } },
        { file, line: block.open.at },
      );
    return blockLines(block, language);
  }
  const code = block.body.map(({ text }) => text).join('\n');
  const thing = notes.thing('action', code, { file, line: block.end });
  const isRun = act(thing, action, code, true);
  if (isRun) noteCommand(thing, code, file, block.open.at);
  return blockLines(block, isRun ? `sh {node=${node} run}` : language);
}

function actedLine({ text, at }: Line, context: TextContext): readonly Line[] {
  if (!text.includes('{{')) return [{ text, at }];
  const { notes, file, node, step } = context;
  const parts = partsOf(text);
  const [before, only, rest] = parts;
  const action = after.exec(rest?.text ?? '');
  const isAlone =
    parts.length === 3 &&
    before?.text.trim() === '' &&
    /^\s*exec/i.test(action?.[1] ?? '') &&
    /^\s*(?:<br ?\/?>)?\s*$/.test(rest!.text.slice(action![0].length));
  if (isAlone) {
    const code = only!.code!.trim();
    const thing = notes.thing('action', code, { file, line: at });
    act(thing, action![1]!, code, true);
    noteCommand(thing, code, file, at);
    return runBlock(code, at, node);
  }
  const plain = parts
    .map((part, index) => {
      const code = parts[index - 1]?.code;
      const found = after.exec(part.text);
      if (code === undefined || found === null) return part.text;
      const thing = notes.thing('action', code, { file, line: at });
      if (act(thing, found[1]!, code, false)) noteCommand(thing, code, file, at);
      return part.text.slice(found[0].length);
    })
    .join('');
  // What is left belongs to no code that could be seen: code over several lines, a word that is no action.
  const left = plain.replace(
    /\{\{\s*(exec|execute|copy|open)?([^{}]*)\}\}/gi,
    (whole, name: string | undefined, words: string) => {
      if (name === undefined && words.trim() !== '' && !/^\s*TRAFFIC/.test(words)) return whole;
      step.note('changed', { code: 'action-unknown', params: { action: whole } }, { file, line: at });
      return '';
    },
  );
  return [{ text: left, at }];
}

/** Says what becomes of an action. @param alone its code stands in a block, or alone on its line @returns whether the code is run */
function act(thing: Thing, action: string, code: string, alone: boolean): boolean {
  const [name = '', ...words] = action.trim().split(/\s+/);
  const command = brief(code);
  const changed = (message: ImportMessage) => thing.note('changed', message);
  switch (name.toLowerCase()) {
    case 'exec':
    case 'execute':
      if (!alone) changed({ code: 'action-inline', params: { command } });
      for (const word of words) {
        if (/^interrupt$/i.test(word)) changed({ code: 'action-interrupt', params: { command } });
        else if (/^host0*1$/i.test(word)) continue;
        else if (/^host/i.test(word))
          thing.note('lost', { code: 'action-host', params: { command, host: word } });
        else changed({ code: 'action-terminal', params: { command, terminal: word } });
      }
      return true;
    case 'copy':
      if (!alone) changed({ code: 'action-inline', params: { command } });
      return false;
    case '':
      changed({ code: 'action-no-copy', params: {} });
      return false;
    case 'open':
      thing.note('lost', { code: 'action-open', params: { file: command } });
      return false;
    default:
      thing.note('lost', { code: 'action-unknown', params: { action: brief(action) } });
      return false;
  }
}

/** Links to a port of the machine, which a browser elsewhere opened. */
function links({ text, at }: Line, context: TextContext, address: string): string {
  if (!/TRAFFIC_|\[\[/.test(text)) return text;
  const { notes, file } = context;
  const noted = (port: string, host: string) => {
    const thing = notes.thing('action', `:${port}`, { file, line: at });
    const url = `http://${address}:${port}/`;
    if (host === '1' || host === '')
      thing.note('changed', { code: 'link-port', params: { port, address: url } });
    else thing.note('lost', { code: 'action-host', params: { command: `:${port}`, host: `HOST${host}` } });
    return `\`${url}\``;
  };
  const lost = (link: string) => {
    notes
      .thing('action', link, { file, line: at })
      .note('lost', { code: 'link-platform', params: { link: brief(link) } });
  };
  const linked = (pattern: RegExp) =>
    new RegExp(`\\[([^[\\]]{0,500})\\]\\(\\s{0,20}${pattern.source}[^()]{0,500}\\)`, 'g');
  return text
    .replace(
      linked(traffic),
      (_, said: string, host: string, port: string) => `${said} (${noted(port, host)})`,
    )
    .replace(linked(katacoda), (_, said: string, port: string) => `${said} (${noted(port, '')})`)
    .replace(new RegExp(traffic, 'g'), (_, host: string, port: string) => noted(port, host))
    .replace(new RegExp(katacoda, 'g'), (_, port: string) => noted(port, ''))
    .replace(
      /\[([^[\]]{0,500})\]\(\s{0,20}(\{\{\s*TRAFFIC_\w+\s*\}\})\s{0,20}\)/g,
      (_, said: string, link: string) => {
        lost(link);
        return said;
      },
    )
    .replace(/\{\{\s*TRAFFIC_\w+\s*\}\}/g, (link) => {
      lost(link);
      return '';
    })
    .replace(/\[\[HOST\d*_IP\]\]/g, (link) => {
      lost(link);
      return address;
    });
}
