import { isFolder, listFolder } from '../files.js';
import type { NodeModel } from '../model.js';

/** Text with a mark whether `*?[` in it are letters. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

/** A pattern of XCU 2.13 as a regular expression source. */
export function patternSource(pieces: readonly Piece[], star = '[\\s\\S]*', one = '[\\s\\S]'): string {
  return pieces
    .map(({ text, quoted }) => {
      if (quoted) return escape(text);
      let source = '';
      for (let at = 0; at < text.length; at += 1) {
        const here = text[at] ?? '';
        const close = here === '[' ? text.indexOf(']', at + 2) : -1;
        if (here === '*') source += star;
        else if (here === '?') source += one;
        else if (close > 0) {
          source += `[${text
            .slice(at + 1, close)
            .replace(/^!/, '^')
            .replace(/\\/g, '\\\\')}]`;
          at = close;
        } else source += escape(here);
      }
      return source;
    })
    .join('');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

export function matchesPattern(text: string, pieces: readonly Piece[]): boolean {
  return new RegExp(`^${patternSource(pieces)}$`).test(text);
}

/** Paths that a field names; the field itself when it has no pattern or nothing fits. */
export function glob(node: NodeModel, folder: string, pieces: readonly Piece[]): readonly string[] {
  const plain = pieces.map((piece) => piece.text).join('');
  if (!pieces.some((piece) => !piece.quoted && /[*?[]/.test(piece.text))) return [plain];
  const parts = patternSource(pieces, '[^/]*', '[^/]').split(/\\\//);
  const rooted = parts[0] === '';
  let found = [rooted ? '' : folder];
  for (const part of rooted ? parts.slice(1) : parts) {
    const fits = new RegExp(`^${part}$`);
    found = found.flatMap((base) =>
      isFolder(node, base === '' ? '/' : base)
        ? listFolder(node, base === '' ? '/' : base)
            .filter((name) => fits.test(name) && (!name.startsWith('.') || part.startsWith('\\.')))
            .map((name) => `${base}/${name}`)
        : [],
    );
  }
  if (found.length === 0) return [plain];
  return rooted ? found : found.map((path) => path.slice(folder.length + 1));
}

/** `{a,b}` and `{1..5}` of bash, in unquoted text. */
export function braces(text: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(text);
  if (match === null) return [text];
  const [, before = '', inner = '', after = ''] = match;
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(inner);
  const choices = range === null ? inner.split(',') : numbers(Number(range[1]), Number(range[2]));
  if (choices.length < 2 && range === null) return [text];
  return choices.flatMap((choice) => braces(after).map((rest) => `${before}${choice}${rest}`));
}

function numbers(first: number, last: number): readonly string[] {
  const step = first <= last ? 1 : -1;
  const length = Math.min(Math.abs(last - first) + 1, 10_000);
  return Array.from({ length }, (_, at) => String(first + at * step));
}
