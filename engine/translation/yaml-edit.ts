import { isDeepStrictEqual } from 'node:util';
import { CST, isAlias, isScalar, parse, type Scalar, type YAMLMap } from 'yaml';
import type { Language } from '../../contract/text.js';
import { YamlSource } from '../packs/source.js';
import { pairOf, shown, type TextFile, yamlTexts } from '../packs/texts.js';

/** A text that is to stand in a YAML file. */
export interface YamlEdit {
  readonly key: string;
  /** Without line breaks around it, LF within. */
  readonly value: string;
}

/** A part of a file that is to be another; both offsets from 0. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A file with other translations in it. Nothing but their own characters changes: comments, quotes, indentation of everything else stay.
 * Each keeps its own style where YAML can say it in that style. The result is read again and compared: what would not come out as it
 * was meant is left out.
 * @returns the text, and the keys of those that could not be put there
 */
export function withTexts(
  file: TextFile,
  edits: readonly YamlEdit[],
  source: Language,
  target: Language,
): { readonly text: string; readonly refused: readonly string[] } {
  const attempt = (chosen: readonly YamlEdit[]) => withAll(file, chosen, source, target);
  const whole = attempt(edits);
  if (whole !== undefined) return { text: whole, refused: [] };
  const good = edits.filter((edit) => attempt([edit]) !== undefined);
  const refused = edits.filter((edit) => !good.includes(edit)).map(({ key }) => key);
  const text = attempt(good);
  return text === undefined ? { text: file.raw, refused: edits.map(({ key }) => key) } : { text, refused };
}

function withAll(
  file: TextFile,
  edits: readonly YamlEdit[],
  source: Language,
  target: Language,
): string | undefined {
  const yaml = new YamlSource(file.file, file.raw);
  const maps = new Map(
    yamlTexts({ ...file, yaml }, '', source, target).map((text) => [text.key, text.yaml!.map]),
  );
  const pieces: Piece[] = [];
  for (const { key, value } of edits) {
    const map = maps.get(key);
    const piece = map && pieceOf(file.raw, map, source, target, value);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  let text = file.raw;
  for (const { from, to, text: put } of pieces.toSorted((a, b) => b.from - a.from))
    text = text.slice(0, from) + put + text.slice(to);
  // The same change made to what was read is what must be read.
  for (const { key, value } of edits) maps.get(key)!.set(target, value);
  const [made, meant] = [new YamlSource(file.file, text).data(), yaml.data()];
  return made.ok && meant.ok && isDeepStrictEqual(bare(made.data), bare(meant.data)) ? text : undefined;
}

/** Plain data whose strings have no line breaks around them: a block has one at its end, a word in quotes has none. */
function bare(data: unknown): unknown {
  if (typeof data === 'string') return shown(data);
  if (Array.isArray(data)) return data.map(bare);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, bare(value)]));
}

function pieceOf(
  raw: string,
  map: YAMLMap,
  source: Language,
  target: Language,
  value: string,
): Piece | undefined {
  const inFlow = map.flow === true;
  const pair = pairOf(map, target);
  if (pair === undefined) return inserted(raw, map, source, target, value);
  const key = isScalar(pair.key) ? pair.key.range : undefined;
  if (pair.value === null && key) return { from: key[1], to: key[1], text: `: ${word(value, inFlow)}` };
  // An alias is somebody else's text.
  if (!isScalar(pair.value) || isAlias(pair.value) || !pair.value.range) return undefined;
  const [from, to] = pair.value.range;
  if (isBlock(pair.value)) {
    const text = block(raw, pair.value, value, key?.[0] ?? 0);
    return { from, to, text: text ?? `${word(value, false)}${endOf(raw)}` };
  }
  const text = word(value, inFlow, pair.value.type);
  if (from < to) return { from, to, text };
  // Nothing stood there: `en:`.
  const at = raw.slice(0, from).trimEnd().length;
  return { from: at, to: at, text: ` ${text}` };
}

/** A translation where there is none, after its source. */
function inserted(
  raw: string,
  map: YAMLMap,
  source: Language,
  target: Language,
  value: string,
): Piece | undefined {
  const pair = pairOf(map, source);
  const written = pair?.value;
  const [start] = (isScalar(pair?.key) && pair.key.range) || [];
  const range = isScalar(written) || isAlias(written) ? written.range : undefined;
  if (start === undefined || !range) return undefined;
  if (map.flow === true) return { from: range[1], to: range[1], text: `, ${target}: ${word(value, true)}` };
  const end = endOf(raw);
  const column = start - (raw.lastIndexOf('\n', start - 1) + 1);
  const isBlocks = isScalar(written) && isBlock(written);
  const own = isBlocks ? block(raw, written, value, start) : undefined;
  const from = isBlocks ? blockEnd(raw, range) : lineEnd(raw, range[1]);
  const text = `${' '.repeat(column)}${target}: ${own ?? word(value, false) + end}`.replace(/(\r?\n)+$/, end);
  return { from, to: from, text: raw[from - 1] === '\n' ? text : end + text };
}

/** A word, in quotes where it needs them: one line. */
function word(value: string, inFlow: boolean, type?: Scalar['type']): string {
  const quoted = type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE' ? type : 'PLAIN';
  for (const each of [quoted, 'QUOTE_DOUBLE'] as const) {
    const text = CST.stringify(
      CST.createScalarToken(value, { type: each, inFlow, implicitKey: true, indent: 0, end: [] }),
    );
    if (!text.includes('\n') && reads(inFlow ? `{ k: ${text} }` : `k: ${text}`, value)) return text;
  }
  return JSON.stringify(value);
}

function reads(yaml: string, value: string): boolean {
  try {
    return isDeepStrictEqual(parse(yaml), { k: value });
  } catch {
    return false;
  }
}

function isBlock({ type }: Scalar): boolean {
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
}

/**
 * A block as another one is written: its header, its indentation, the empty lines after it. Folded as it is, each paragraph is one line
 * (YAML 1.2.2, 8.1.3).
 * @param key where its key stands
 * @returns undefined: it cannot be written so
 */
function block(raw: string, { range }: Scalar, value: string, key: number): string | undefined {
  const [from, to] = range ?? [0, 0];
  const end = endOf(raw);
  const lines = raw.slice(from, to).split(/\r?\n/);
  const [header = '', ...body] = lines;
  const isFolded = header.startsWith('>');
  const given = value.split('\n');
  // With a number in it the header says the indentation; a line that begins with a space would need one.
  if (/^.[+-]?\d/.test(header) || /^[ \t]/.test(given[0]!)) return undefined;
  if (isFolded && given.some((line) => /^[ \t]/.test(line))) return undefined;
  const column = key - (raw.lastIndexOf('\n', key - 1) + 1);
  const indent = /^ +/.exec(body.find((line) => line.trim() !== '') ?? '')?.[0] ?? ' '.repeat(column + 2);
  // Folded, a line break is an empty line; n of them are n.
  const put = isFolded
    ? given.flatMap((line, index) => (index > 0 && line !== '' ? ['', line] : [line]))
    : given;
  const last = body.findLastIndex((line) => line.trim() !== '');
  const after = body.slice(last + 1, -1).map((line) => line + end);
  return `${[header, ...put.map((line) => (line === '' ? '' : indent + line))].join(end)}${end}${after.join('')}`;
}

/** Where what belongs to a block ends, without the empty lines after it. */
function blockEnd(raw: string, [from, to]: readonly [number, number, number]): number {
  if (/^.\d?\+/.test(raw.slice(from, from + 3))) return to;
  const text = raw.slice(from, to);
  return from + text.length - (/\n((?:[ \t]*\r?\n)*)$/.exec(text)?.[1]?.length ?? 0);
}

function lineEnd(raw: string, from: number): number {
  const at = raw.indexOf('\n', from);
  return at < 0 ? raw.length : at + 1;
}

/** How a file ends its lines. */
function endOf(raw: string): string {
  return raw.includes('\r\n') ? '\r\n' : '\n';
}
