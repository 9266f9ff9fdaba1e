import type { PackProblemMessage } from '../../contract/messages/packs.js';

/** An error in a pack as data, with its place. */
export interface PackProblem {
  readonly message: PackProblemMessage;
  /** Path of the file, as the user can open it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The lines around it, with a mark; absent where there is nothing to show. */
  readonly frame?: string;
}

/**
 * The lines around a place, as compilers show it.
 * @param line from 1
 * @param column from 1
 */
export function codeFrame(source: string, line: number, column: number): string {
  const lines = source.split('\n');
  const from = Math.max(1, line - 2);
  const to = Math.min(lines.length, line + 1);
  const width = String(to).length;
  const out: string[] = [];
  for (let number = from; number <= to; number += 1) {
    out.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${lines[number - 1]}`);
    if (number === line) out.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1))}^`);
  }
  return out.join('\n');
}
