import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { po, type GetTextTranslations } from 'gettext-parser';
import { LabError } from '../../contract/errors.js';
import { packLimits } from '../../contract/limits.js';
import type { PoFault } from '../../contract/messages/translations.js';
import type { Language } from '../../contract/text.js';
import { readWithin } from '../packs/files.js';
import { Lines } from '../packs/problem.js';
import { shown } from '../packs/texts.js';

/** One message of a file of translations. */
export interface PoEntry {
  /** msgctxt. */
  readonly key: string;
  /** msgid. */
  readonly source: string;
  /** msgstr. */
  readonly translation: string;
  /** The translator, or their program, is not sure of it. */
  readonly fuzzy: boolean;
}

/**
 * Reads a file of translations, which may be anybody's.
 * @param target the language that it must be in, where it says one
 * @throws LabError pack.po: it cannot be read, is too large, is none, or of another language
 */
export function readPo(path: string, target: Language): readonly PoEntry[] {
  const file = resolve(path);
  let real = file;
  try {
    real = realpathSync(file);
  } catch {
    // What is not there is told by who reads it.
  }
  const read = readWithin(dirname(real), real, path, packLimits.poBytes);
  if (read.ok) return parsePo(path, read.text, target);
  throw new LabError({
    code: 'pack.po',
    params: { problems: [{ message: read.message, file: path, line: 1, column: 1 }] },
  });
}

/** @param file as it is shown @throws LabError pack.po */
export function parsePo(file: string, text: string, target: Language): readonly PoEntry[] {
  const refuse = (fault: PoFault, line = 1) =>
    new LabError({
      code: 'pack.po',
      params: { problems: [{ message: { code: 'po-form', params: { fault } }, ...at(file, text, line) }] },
    });
  // The parser makes an object of each, and copies all forms of a message for each further one.
  if (count(text, /["'#]/g) > packLimits.poMarks) throw refuse('size');
  if (count(text, /msg(?:id|str|ctxt)/g) > 4 * packLimits.poEntries) throw refuse('size');
  if (count(text, /msgstr/g) > packLimits.poEntries) throw refuse('size');
  let table: GetTextTranslations;
  try {
    table = po.parse(text, { validation: true });
  } catch (error) {
    const { fault, line } = faultOf(error, text);
    throw refuse(fault, line);
  }
  const language = table.headers?.['Language'] ?? '';
  if (language !== '' && !isNamed(language, target)) throw refuse('language');
  return Object.entries(table.translations).flatMap(([key, messages]) =>
    Object.values(messages)
      .filter(({ msgid }) => key !== '' || msgid !== '')
      .map(({ msgid, msgstr, comments }) => ({
        key,
        source: shown(msgid),
        translation: shown(msgstr?.[0] ?? ''),
        fuzzy: (comments?.flag ?? '').split(/[,\s]+/).includes('fuzzy'),
      })),
  );
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}

/** A language as gettext and translators' programs name it: `zh_CN`, `zh_Hans`, `en_GB`. */
function isNamed(language: string, target: Language): boolean {
  return new RegExp(`^${target.slice(0, 2)}([-_@.]|$)`, 'i').test(language.trim());
}

/** What the parser says in English, as one of our own words for it. */
function faultOf(error: unknown, text: string): { readonly fault: PoFault; readonly line: number } {
  const { message, lineNumber } = error as { readonly message: string; readonly lineNumber?: number };
  if (message.includes('End-of-')) return { fault: 'string', line: lineNumber ?? 1 };
  if (message.includes('Invalid key name')) return { fault: 'keyword', line: lineNumber ?? 1 };
  if (message.includes('Duplicate')) return { fault: 'twice', line: secondKey(text) };
  return { fault: 'form', line: lineNumber ?? 1 };
}

/** The line at which a msgctxt stands for the second time. */
function secondKey(text: string): number {
  const seen = new Set<string>();
  const lines = text.split('\n');
  const at = lines.findIndex((line) => {
    if (!line.startsWith('msgctxt "') || line.trim() === 'msgctxt ""') return false;
    if (seen.has(line)) return true;
    seen.add(line);
    return false;
  });
  return at + 1 || 1;
}

/** A line of a file, as compilers show it. */
function at(file: string, text: string, line: number) {
  const starts = new Lines(text);
  const column = 1;
  return { file, line, column, frame: starts.frame(line, column) };
}
