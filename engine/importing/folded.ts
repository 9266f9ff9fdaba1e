import type { Line } from './draft.js';
import { pieceLines, piecesOf } from './markup.js';

/** A part of a text that is shown when it is asked for. */
export interface Folded {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly at: number;
}

/** What folded parts are called that give the solution away. */
const solutions =
  /\b(?:solutions?|answers?|lösung(?:en)?|antwort(?:en)?|soluci[oó]n|r[eé]ponse)\b|答案|解答|解法/i;

export function isSolution({ title }: Folded): boolean {
  return solutions.test(title);
}

/** Takes `<details><summary>…</summary> … </details>` out of a text. What is within another stays in it. */
export function foldedOf(lines: readonly Line[]): {
  readonly lines: readonly Line[];
  readonly folded: readonly Folded[];
} {
  const out: Line[] = [];
  const folded: Folded[] = [];
  let open: { at: number; lines: Line[]; depth: number } | undefined;
  for (const piece of piecesOf(lines)) {
    const into = open?.lines ?? out;
    if (piece.kind === 'block') {
      into.push(...pieceLines(piece));
      continue;
    }
    const { text, at } = piece.line;
    const opens = text.match(/<details\b/gi)?.length ?? 0;
    const closes = text.match(/<\/details\s*>/gi)?.length ?? 0;
    if (open === undefined && opens === 0) {
      out.push(piece.line);
      continue;
    }
    open ??= { at, lines: [], depth: 0 };
    open.depth += opens - closes;
    open.lines.push(piece.line);
    if (open.depth > 0) continue;
    folded.push(read(open.at, open.lines));
    open = undefined;
  }
  // One that nothing ends is none.
  if (open !== undefined) out.push(...open.lines);
  return { lines: out, folded };
}

function read(at: number, lines: readonly Line[]): Folded {
  const all = lines.map(({ text }) => text).join('\n');
  const title = /<summary[^<>]*>([^]{0,1000}?)<\/summary\s*>/i.exec(all)?.[1] ?? '';
  // Its title may stand on several lines: what is left of them are line numbers.
  const start = all.search(/<\/summary\s*>/i);
  const skipped = start < 0 ? 0 : all.slice(0, start).split('\n').length - 1;
  const body = lines.slice(skipped).map(({ text, at: line }, index) => ({
    text: (index === 0 ? text.replace(/^[^]*<\/summary\s*>|^.*<details[^<>]*>/i, '') : text).replace(
      /<\/details\s*>/gi,
      '',
    ),
    at: line,
  }));
  return { title: title.replace(/<[^<>]*>/g, '').trim(), lines: body, at };
}

/** A folded part as paragraphs of the text. */
export function unfolded({ title, lines, at }: Folded): readonly Line[] {
  const head =
    title === ''
      ? []
      : [
          { text: `**${title}**`, at },
          { text: '', at },
        ];
  return [{ text: '', at }, ...head, ...lines, { text: '', at: lines.at(-1)?.at ?? at }];
}

/** The commands of a text's blocks that a shell could read; undefined: there are none. */
export function commandsIn(lines: readonly Line[]): string | undefined {
  const blocks = piecesOf(lines).flatMap((piece) => {
    if (piece.kind !== 'block') return [];
    const language = /^[\w+-]*/.exec(piece.info)?.[0].toLowerCase() ?? '';
    const isShell = /^(?:sh|bash|shell|console|plain|zsh)?$/.test(language);
    const isRun = /\{\{\s*exec/i.test(piece.after) || /\brun\}/.test(piece.info);
    if (!isRun && (!isShell || language === '')) return [];
    return [piece.body.map(({ text }) => text.replace(/^\$ /, '')).join('\n')];
  });
  const all = blocks.join('\n').trim();
  return all === '' ? undefined : `${all}\n`;
}

/** Whether a text says more than the commands of its blocks. */
export function hasProse(lines: readonly Line[]): boolean {
  return piecesOf(lines).some((piece) => piece.kind === 'line' && piece.line.text.trim() !== '');
}

/** Folded text as a hint: a sentence or two for people, without marks of blocks. */
export function hintOf({ lines }: Pick<Folded, 'lines'>): string {
  return lines
    .map(({ text }) => text.replace(/\{\{[^{}]*\}\}/g, ''))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
