// Draws the house from what files import, and says which arrows it must not have: node scripts/house.mjs [--draw]
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What one file imports of ours, types as well: an arrow is an arrow. Code is formatted, so that a pattern sees each. */
const imported =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'(\.{1,2}\/[^']+)'|(?:^|\n)import\s*'(\.{1,2}\/[^']+)'|\b(?:import|vi\.mock|require)\(\s*'(\.{1,2}\/[^']+)'/g;

/** @param {string} file @param {string} text @param {ReadonlySet<string>} files @returns {string[]} */
export function importsOf(file, text, files) {
  return [...text.matchAll(imported)].flatMap(([, from, bare, called]) => {
    const path = normalize(join(dirname(file), from ?? bare ?? called ?? ''));
    const stem = path.replace(/\.(?:[cm]?js|jsx)$/, '');
    const found = [path, ...['.ts', '.tsx', '.cts', '.mts', '.d.ts', '.mjs'].map((end) => stem + end)];
    return found.find((each) => files.has(each)) ?? [];
  });
}
