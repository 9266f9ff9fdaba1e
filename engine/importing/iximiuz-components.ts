import { posix } from 'node:path';
import { importLimits } from '../../contract/limits.js';
import type { Line } from './draft.js';
import { blockLines, piecesOf, type TextContext } from './markup.js';
import { brief } from './notes.js';

/** A component in a text (MDC): `::name`, its properties between two lines of `---`, what it has within. */
export interface Component {
  readonly name: string;
  readonly props: ReadonlyMap<string, string>;
  readonly content: readonly Content[];
  readonly at: number;
}
export type Content = Line | Component;

export function isComponent(content: Content): content is Component {
  return 'name' in content;
}

/**
 * Takes a text apart at its components. One that nothing ends is ended by the text.
 * @param gone is told what else stood at a block's fence: `[~/file]`, `{1,2}`
 * https://content.nuxt.com/docs/files/markdown, "MDC Syntax"
 */
export function contentOf(
  lines: readonly Line[],
  gone: (at: number, setting: string) => void,
): readonly Content[] {
  const top: Content[] = [];
  const open: { readonly component: Component; readonly content: Content[] }[] = [];
  /** Lines of the properties of the innermost, while they are read. */
  let props: Map<string, string> | undefined;
  for (const piece of piecesOf(lines)) {
    const into = open.at(-1)?.content ?? top;
    if (piece.kind === 'block') {
      const info = piece.info.replace(/\[[^\]]*\]|\{[^{}]*\}/g, ' ').trim();
      const setting = brief((piece.info.match(/\[[^\]]*\]|\{[^{}]*\}/g) ?? []).join(' '));
      if (setting !== '') gone(piece.open.at, setting);
      into.push(...blockLines(piece, info));
      continue;
    }
    const { text, at } = piece.line;
    const inner = open.at(-1);
    if (props !== undefined) {
      if (/^\s*---\s*$/.test(text)) props = undefined;
      else {
        const pair = /^\s*(?:- )?:?([\w-]+):\s*(.*)$/.exec(text.slice(0, 2000));
        const [, key = '', value = ''] = pair ?? [];
        const before = props.get(key);
        const word = value.replace(/^(["'])(.*)\1$/, '$2');
        // Of several pictures each has a name.
        if (pair !== null) props.set(key, before === undefined ? word : `${before}, ${word}`.slice(0, 2000));
      }
      continue;
    }
    const opened = /^\s*:{2,}([a-z][a-z0-9-]*)(?:\{[^}]*\})?\s*$/.exec(text.slice(0, 500));
    if (opened !== null && open.length < importLimits.components) {
      const content: Content[] = [];
      const component: Component = { name: opened[1]!, props: new Map(), content, at };
      into.push(component);
      open.push({ component, content });
    } else if (inner !== undefined && /^\s*:{2,}\s*$/.test(text)) open.pop();
    else if (inner !== undefined && inner.content.length === 0 && /^\s*---\s*$/.test(text))
      props = inner.component.props as Map<string, string>;
    else into.push(piece.line);
  }
  return top;
}

const quoted = new Set(['remark-box']);
const pictures = new Set(['image-box', 'slide-show']);

/** A component as lines of plain Markdown, and what was said of it. */
export function plainComponent(component: Component, context: TextContext): readonly Line[] {
  const { name, props, content, at } = component;
  const place = { file: context.file, line: at };
  const inner = content.flatMap((each) => (isComponent(each) ? plainComponent(each, context) : [each]));
  // A part of one that has several (`#golang`) is called by its name.
  const lines = inner.map((line) => ({
    ...line,
    text: /^#[a-z][\w-]*$/.test(line.text) ? `**${line.text.slice(1)}**\n` : line.text,
  }));
  const hasText = lines.some(({ text }) => text.trim() !== '');
  if (pictures.has(name)) {
    const source = props.get('src') ?? props.get('image') ?? name;
    const picture = brief(source);
    for (const each of source.split(', '))
      context.notes.mentioned.add(posix.join(posix.dirname(context.file), each));
    context.notes.thing('asset', picture, place).note('lost', { code: 'picture-lost', params: { picture } });
    const alt = props.get('alt') ?? '';
    return [
      ...(alt === ''
        ? []
        : [
            { text: `*(${alt})*`, at },
            { text: '', at },
          ]),
      ...lines,
    ];
  }
  context.notes.thing('component', name, place).note(hasText ? 'changed' : 'lost', {
    code: hasText ? 'component-plain' : 'component-lost',
    params: { component: name },
  });
  return quoted.has(name) ? lines.map((line) => ({ ...line, text: `> ${line.text}` })) : lines;
}

/** A component that hides what it has until it is asked for. */
export function isFolded({ name }: Component): boolean {
  return name === 'hint-box' || name === 'details-box';
}
