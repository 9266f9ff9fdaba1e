import { posix } from 'node:path';
import { importLimits } from '../../contract/limits.js';
import type { Line } from './draft.js';
import { lacksOf } from './lacks.js';
import { brief, type Notes, type Thing } from './notes.js';

/** A text that is being brought over. */
export interface TextContext {
  readonly notes: Notes;
  /** Path below what is imported. */
  readonly file: string;
  /** The step that it is the text of. */
  readonly step: Thing;
  /** The node on which its commands are run. */
  readonly node: string;
}

/** A text's lines with their numbers. @param first the number of the first */
export function linesOf(text: string, first = 1): readonly Line[] {
  const lines = text.split('\n').map((line, index) => ({ text: line, at: first + index }));
  if (lines.length <= importLimits.lines) return lines;
  // No lab's texts have so many: where a step is cut is told when it is written.
  return [...lines.slice(0, importLimits.lines), { text: '…', at: first + importLimits.lines }];
}

const fenced = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})(.*)$/;

/** A part of a text: a fenced block (CommonMark 0.31, 4.5), or a line outside of any. */
export type Piece =
  | { readonly kind: 'line'; readonly line: Line }
  | {
      readonly kind: 'block';
      /** What stands before its fence: indentation, a mark of a list. */
      readonly before: string;
      readonly fence: string;
      readonly info: string;
      readonly open: Line;
      readonly body: readonly Line[];
      /** What stands after the fence that ends it; a block that nothing ends is ended by the text. */
      readonly after: string;
      readonly end: number;
    };
export type Block = Extract<Piece, { kind: 'block' }>;

/** Cuts a text into blocks and lines. */
export function piecesOf(lines: readonly Line[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const open = lines[index]!;
    const found = fenced.exec(open.text);
    // A backtick after the fence makes it a span of code in a line.
    if (found === null || (found[2]!.startsWith('`') && found[3]!.includes('`'))) {
      pieces.push({ kind: 'line', line: open });
      continue;
    }
    const [, before, fence, info] = found as unknown as [string, string, string, string];
    const body: Line[] = [];
    let after = '';
    let end = open.at;
    for (index += 1; index < lines.length; index += 1) {
      const line = lines[index]!;
      end = line.at;
      const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*(\{\{[^{}]*\}\}.*)?$/.exec(line.text);
      if (closing !== null && closing[1]!.startsWith(fence)) {
        after = closing[2] ?? '';
        break;
      }
      body.push(line);
    }
    pieces.push({ kind: 'block', before, fence, info: info.trim(), open, body, after, end });
  }
  return pieces;
}

/** A block as lines. @param info what stands after its first fence */
export function blockLines({ before, fence, open, body, end }: Block, info: string): readonly Line[] {
  const indent = before.replace(/[^\s>]/g, ' ');
  return [{ text: `${before}${fence}${info}`, at: open.at }, ...body, { text: `${indent}${fence}`, at: end }];
}

/** A piece as the lines that it was. */
export function pieceLines(piece: Piece): readonly Line[] {
  if (piece.kind === 'line') return [piece.line];
  const lines = blockLines(piece, piece.info);
  const last = lines.at(-1)!;
  return [...lines.slice(0, -1), { ...last, text: last.text + piece.after }];
}

/** A command of its own as a block that a click runs. */
export function runBlock(command: string, at: number, node: string): readonly Line[] {
  const fence = command.includes('```') ? '~~~~' : '```';
  return [
    { text: `${fence}sh {node=${node} run}`, at },
    { text: command, at },
    { text: fence, at },
  ];
}

/** Says what commands that learners are to type need and nodes lack. */
export function noteCommand(thing: Thing, command: string, file: string, line: number): void {
  for (const { lacks, detail, more } of lacksOf(command))
    thing.note('changed', { code: 'text-lacks', params: { lacks, detail, more } }, { file, line });
}

const tags =
  'a|abbr|article|aside|audio|b|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|kbd|li|link|main|mark|nav|ol|p|picture|pre|s|script|section|small|source|span|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|video';
const tag = new RegExp(`<(/?)(${tags})\\b([^<>]*)>`, 'gi');
const strong = new Set(['b', 'strong']);
const emphasis = new Set(['i', 'em']);
/** Each part stops where another picture could begin: no place is looked at twice. */
const picture =
  /!\[([^[\]]{0,1000})\]\(\s{0,20}<?([^\s()<>!]{1,1000})[^()!]{0,1000}\)(?:\{[^{}]{0,1000}\})?/g;

/**
 * What our texts do not show: pictures and HTML (the window shows no markup of a pack's). What it says stays.
 * https://spec.commonmark.org/0.31.2/#html-blocks
 */
export function plainLines(lines: readonly Line[], context: TextContext): readonly Line[] {
  const { notes, file, step } = context;
  const gone = new Map<string, number>();
  const out = piecesOf(lines).flatMap((piece): readonly Line[] => {
    if (piece.kind === 'block') return blockLines(piece, [piece.info, piece.after].join(' ').trim());
    const { text, at } = piece.line;
    if (!/[<!]/.test(text)) return [piece.line];
    const lost = (path: string, alt: string) => {
      // It is named from its text's folder, or from the folder around that.
      for (const from of [posix.dirname(file), posix.dirname(posix.dirname(file))])
        notes.mentioned.add(posix.join(from, path));
      notes.thing('asset', path, { file, line: at }).note('lost', {
        code: 'picture-lost',
        params: { picture: brief(path) },
      });
      return alt.trim() === '' ? '' : `*(${alt.trim()})*`;
    };
    const long = text.slice(20_000);
    const plain = outsideCode(text.slice(0, 20_000), (part) =>
      part
        .replace(picture, (_, alt: string, path: string) => lost(path, alt))
        .replace(tag, (_, slash: string, name: string, attributes: string) => {
          const lower = name.toLowerCase();
          if (lower === 'img')
            return lost(
              /src\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1] ?? name,
              /alt\s*=\s*"([^"]*)"/i.exec(attributes)?.[1] ?? '',
            );
          if (!gone.has(lower)) gone.set(lower, at);
          if (lower === 'code' || lower === 'kbd') return '`';
          if (strong.has(lower)) return '**';
          if (emphasis.has(lower)) return '*';
          if (lower === 'hr') return '---';
          return '';
        }),
    );
    return [{ text: plain + long, at }];
  });
  if (gone.size > 0)
    step.note(
      'changed',
      { code: 'markup-gone', params: { tags: [...gone.keys()] } },
      { file, line: Math.min(...gone.values()) },
    );
  return out;
}

/** A part of a line: what stands outside of code, or a span of code with its backticks. */
export interface Part {
  readonly text: string;
  /** What stands within the backticks. */
  readonly code?: string;
}

/** Cuts a line at its spans of code (CommonMark 0.31, 6.1): as many backticks at their end as at their beginning. */
export function partsOf(text: string): readonly Part[] {
  const runs = [...text.matchAll(/`+/g)].map((run) => ({ at: run.index, length: run[0].length }));
  const parts: Part[] = [];
  /** By length, where to look next: no run is looked at twice. */
  const next = new Map<number, number>();
  let done = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const { at, length } = runs[index]!;
    let end = Math.max(index + 1, next.get(length) ?? 0);
    while (end < runs.length && runs[end]!.length !== length) end += 1;
    next.set(length, end);
    if (end >= runs.length) continue;
    const stop = runs[end]!.at + length;
    parts.push({ text: text.slice(done, at) });
    parts.push({ text: text.slice(at, stop), code: text.slice(at + length, stop - length) });
    done = stop;
    index = end;
  }
  return [...parts, { text: text.slice(done) }];
}

/** Changes what stands in a line outside of its spans of code. */
export function outsideCode(text: string, change: (part: string) => string): string {
  return partsOf(text)
    .map((part) => (part.code === undefined ? change(part.text) : part.text))
    .join('');
}

/** The first heading of a text; undefined: it has none. */
export function headingOf(lines: readonly Line[]): string | undefined {
  for (const piece of piecesOf(lines)) {
    if (piece.kind === 'block') continue;
    const found = /^ {0,3}#{1,3}[ \t]+(.+?)[ \t#]*$/.exec(piece.line.text.slice(0, 1000));
    if (found !== null) return found[1]!.replace(/[*`_]/g, '').trim();
  }
  return undefined;
}
