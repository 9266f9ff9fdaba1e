import type { NodeModel } from '../model.js';
import { arithmetic } from './arithmetic.js';
import { braces, glob, patternSource, type Piece } from './pattern.js';
import type { Part, Script, Word } from './syntax.js';

/** What words are expanded by. */
export interface Scope {
  readonly node: NodeModel;
  readonly folder: string;
  readonly arguments: readonly string[];
  parameter(name: string): string | undefined;
  assign(name: string, value: string): void;
  /** What a script prints, without the newlines at its end. */
  substitute(script: Script): Promise<string>;
}

/** The fields of words (XCU 2.6): braces, expansions, splitting, paths. */
export async function expandFields(words: readonly Word[], scope: Scope): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    const [only] = word;
    if (word.length === 1 && only?.kind === 'text' && !only.quoted && /\{.*(,|\.\.).*\}/.test(only.text)) {
      for (const text of braces(only.text)) fields.push(...globbed(scope, [{ text, quoted: false }]));
      continue;
    }
    for (const pieces of await split(word, scope)) fields.push(...globbed(scope, pieces));
  }
  return fields;
}

function globbed(scope: Scope, pieces: readonly Piece[]): readonly string[] {
  return glob(scope.node, scope.folder, tilde(pieces));
}

/** The fields of a word: what an unquoted expansion gives is split at blanks (XCU 2.6.5). */
async function split(word: Word, scope: Scope): Promise<readonly (readonly Piece[])[]> {
  const fields: Piece[][] = [];
  let field: Piece[] | undefined;
  for (const part of word) {
    if (part.kind === 'text') {
      field ??= [];
      field.push({ text: part.text, quoted: part.quoted });
      continue;
    }
    if (part.kind === 'parameter' && part.name === '@' && part.quoted) {
      for (const [at, text] of scope.arguments.entries()) {
        if (at > 0 && field !== undefined) {
          fields.push(field);
          field = undefined;
        }
        field ??= [];
        field.push({ text, quoted: true });
      }
      continue;
    }
    const value = await valueOf(part, scope);
    if (part.quoted) {
      field ??= [];
      field.push({ text: value, quoted: true });
      continue;
    }
    const pieces = value.split(/[ \t\n]+/);
    for (const [at, text] of pieces.entries()) {
      if (at > 0 && field !== undefined) {
        fields.push(field);
        field = undefined;
      }
      if (text === '') continue;
      field ??= [];
      field.push({ text, quoted: false });
    }
  }
  if (field !== undefined) fields.push(field);
  return fields;
}

/** The pieces of a word that is a pattern. */
export async function expandPieces(word: Word, scope: Scope): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  for (const part of word) {
    const text = part.kind === 'text' ? part.text : await valueOf(part, scope);
    pieces.push({ text, quoted: part.quoted });
  }
  return pieces;
}

/** A word as one text, not split. */
export async function expandText(word: Word, scope: Scope): Promise<string> {
  return tilde(await expandPieces(word, scope))
    .map((piece) => piece.text)
    .join('');
}

async function valueOf(part: Exclude<Part, { kind: 'text' }>, scope: Scope): Promise<string> {
  if (part.kind === 'arithmetic') {
    const text = await expandText(part.text, scope);
    return String(arithmetic(text, (name) => scope.parameter(name) ?? '0'));
  }
  if (part.kind === 'command') return scope.substitute(part.body);
  const value = scope.parameter(part.name);
  const { operator, operand = [] } = part;
  if (operator === undefined) return value ?? '';
  if (operator === 'length') return String((value ?? '').length);
  const missing = value === undefined || (operator.startsWith(':') && value === '');
  switch (operator.at(-1)) {
    case '-':
      return missing ? expandText(operand, scope) : (value ?? '');
    case '=':
      if (missing) scope.assign(part.name, await expandText(operand, scope));
      return scope.parameter(part.name) ?? '';
    case '+':
      return missing ? '' : expandText(operand, scope);
    case '#':
    case '%': {
      const source = patternSource(await expandPieces(operand, scope), '[\\s\\S]*?');
      return trim(value ?? '', operator, source);
    }
    default:
      return value ?? '';
  }
}

function tilde(pieces: readonly Piece[]): readonly Piece[] {
  const [first, ...rest] = pieces;
  if (first === undefined || first.quoted || !/^~(\/|$)/.test(first.text)) return pieces;
  return [{ text: `/root${first.text.slice(1)}`, quoted: false }, ...rest];
}

/** `${x#p}`, `##`, `%`, `%%`: the shortest or longest piece that fits goes. */
function trim(value: string, operator: string, source: string): string {
  const fits = new RegExp(`^${source}$`);
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  const front = operator.startsWith('#');
  for (const length of lengths) {
    const piece = front ? value.slice(0, length) : value.slice(value.length - length);
    if (fits.test(piece)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
