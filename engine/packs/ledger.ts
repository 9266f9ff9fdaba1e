import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packLimits } from '../../contract/limits.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { type Language, languages } from '../../contract/text.js';
import { writeFileAtomic } from '../machines/files.js';
import { readWithin } from './files.js';
import type { PackText, PackTexts } from './texts.js';

/** Beside pack.yaml: for each translation what its source was when it was written, or last found right. */
export const ledgerFile = 'translations.json';

/**
 * By the text's key the first 12 hexadecimal digits of its source's SHA-256. One entry a line, by key, so that two people's
 * translations merge.
 */
export type Ledger = ReadonlyMap<string, string>;

/** - `missing`: there is no text to translate, or no translation; `unrecorded`: nobody said what it is a translation of */
export type TextState = 'current' | 'stale' | 'missing' | 'unrecorded';

const hashSchema = z.string().regex(/^[0-9a-f]{12}$/);
const ledgerSchema = z.strictObject({
  format: z.literal(1),
  translations: z.partialRecord(z.enum(languages), z.unknown()),
});

export type LedgerResult =
  | { readonly ok: true; readonly ledger: Ledger | undefined }
  | { readonly ok: false; readonly problem: PackProblem };

/** What is recorded of the translations into a language; undefined: nothing was ever recorded. */
export function readLedger(root: string, target: Language): LedgerResult {
  const file = join(root, ledgerFile);
  if (!existsSync(file)) return { ok: true, ledger: undefined };
  const read = readWithin(root, file, ledgerFile, packLimits.ledgerBytes);
  if (!read.ok) return { ok: false, problem: { message: read.message, file, line: 1, column: 1 } };
  const ledger = parsed(read.text, target);
  if (ledger !== undefined) return { ok: true, ledger };
  return { ok: false, problem: { message: { code: 'ledger-form', params: {} }, file, line: 1, column: 1 } };
}

function parsed(text: string, target: Language): Ledger | undefined {
  try {
    const { translations } = ledgerSchema.parse(JSON.parse(text));
    const entries = translations[target] ?? {};
    if (typeof entries !== 'object' || Array.isArray(entries)) return undefined;
    return new Map(Object.entries(entries).map(([key, hash]) => [key, hashSchema.parse(hash)]));
  } catch {
    return undefined;
  }
}

/** @returns whether it was another before */
export function writeLedger(root: string, target: Language, ledger: Ledger): boolean {
  const file = join(root, ledgerFile);
  const sorted = [...ledger].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = `${JSON.stringify({ format: 1, translations: { [target]: Object.fromEntries(sorted) } }, null, 2)}\n`;
  const before = readWithin(root, file, ledgerFile, packLimits.ledgerBytes);
  if (before.ok && before.text === text) return false;
  writeText(file, text);
  return true;
}

/** Writes a file of an author's: through a link, and with the rights that it has. */
export function writeText(file: string, text: string): void {
  const found = existsSync(file);
  writeFileAtomic(found ? realpathSync(file) : file, text, found ? statSync(file).mode & 0o777 : 0o644);
}

export function stateOf(text: PackText, ledger: Ledger | undefined): TextState {
  const { source, translation } = text;
  if (isEmpty(source) || isEmpty(translation)) return 'missing';
  const recorded = ledger?.get(text.key);
  if (recorded === undefined) return 'unrecorded';
  return recorded === hashOf(source!.text) ? 'current' : 'stale';
}

function isEmpty(written: PackText['source']): boolean {
  return written === undefined || written.text.trim() === '';
}

/**
 * The record after some translations were found right. What is no text of the pack any more is left out.
 * @param right keys @param texts as they are now
 */
export function recorded(texts: PackTexts, ledger: Ledger | undefined, right: ReadonlySet<string>): Ledger {
  return new Map(
    texts.texts.flatMap((text): [string, string][] => {
      const { key, source } = text;
      const before = ledger?.get(key);
      if (right.has(key) && stateOf(text, ledger) !== 'missing') return [[key, hashOf(source!.text)]];
      return before === undefined ? [] : [[key, before]];
    }),
  );
}

function hashOf(source: string): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 12);
}
