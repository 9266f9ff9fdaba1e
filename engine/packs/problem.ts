import { packLimits } from '../../contract/limits.js';
import { inLine } from '../../contract/visible.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';

/** Problems as they are found, each once. Beyond the limit they are only counted: one slip may be wrong in a thousand places. */
export class ProblemList {
  readonly #told = new Map<string, PackProblem>();
  #more = 0;

  get length(): number {
    return this.#told.size + this.#more;
  }

  /** How many were found beyond those that are told. */
  get more(): number {
    return this.#more;
  }

  /** Nothing more will be told: who has to work for a message need not. */
  get full(): boolean {
    return this.#told.size >= packLimits.problems;
  }

  add(problem: PackProblem): void {
    const key = JSON.stringify([problem.file, problem.line, problem.column, problem.message]);
    if (this.#told.has(key)) return;
    if (this.full) this.#more += 1;
    else this.#told.set(key, problem);
  }

  /** Counts problems that nobody could be told. */
  count(problems: number): void {
    this.#more += problems;
  }

  /** By file and line. */
  sorted(): readonly PackProblem[] {
    return [...this.#told.values()].toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
  }
}

/** A message in which no word of the author's is longer than can be shown, and no list. */
export function clipped(message: PackProblemMessage): PackProblemMessage {
  return clip(message) as PackProblemMessage;
}

function clip(value: unknown): unknown {
  if (typeof value === 'string') return clipText(value);
  if (Array.isArray(value)) {
    const shown = value.slice(0, packLimits.shownNames).map(clip);
    return value.length > shown.length ? [...shown, '…'] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clip(item)]));
}

function clipText(text: string): string {
  if (text.length <= packLimits.shown) return inLine(text);
  // Not between the two halves of a character (UTF-16).
  return inLine(`${text.slice(0, packLimits.shown).replace(/[\ud800-\udbff]$/, '')}…`);
}

/** A text file with the places of its characters. */
export class TextPlaces {
  readonly #file: string;
  readonly #text: string;
  #lines: Lines | undefined;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  /** @param offset from 0 */
  problem(offset: number, message: PackProblemMessage): PackProblem {
    this.#lines ??= new Lines(this.#text);
    const { line, column } = this.#lines.placeOf(offset);
    return { message, file: this.#file, line, column, frame: this.#lines.frame(line, column) };
  }
}

/** A text cut into lines once, for the places of many problems. */
export class Lines {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Line and column from 1 of an offset from 0. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  /** The lines around a place, as compilers show it; of long lines what is near the column. */
  frame(line: number, column: number): string {
    const from = Math.max(1, line - 2);
    const to = Math.min(this.#starts.length, line + 1);
    const width = String(to).length;
    const skipped = column > packLimits.shown ? column - packLimits.shown / 2 : 0;
    const out: string[] = [];
    for (let number = from; number <= to; number += 1) {
      out.push(
        `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${this.#shown(number, skipped)}`,
      );
      if (number === line) {
        const before = column - 1 - skipped + (skipped === 0 ? 0 : 1);
        out.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, before))}^`);
      }
    }
    return out.join('\n');
  }

  #shown(line: number, skipped: number): string {
    const start = this.#starts[line - 1]!;
    const end = (this.#starts[line] ?? this.#text.length + 1) - 1;
    const from = Math.min(start + skipped, end);
    const to = Math.min(from + packLimits.shown, end);
    return `${from > start ? '…' : ''}${this.#text.slice(from, to)}${to < end ? '…' : ''}`;
  }
}
