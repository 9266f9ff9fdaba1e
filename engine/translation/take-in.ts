import { join } from 'node:path';
import { packLimits } from '../../contract/limits.js';
import { markdownFault } from '../../contract/markdown.js';
import { isSteering } from '../../contract/visible.js';
import { recorded, writeLedger, writeText } from '../packs/ledger.js';
import { type PackText, readTexts } from '../packs/texts.js';
import { notKept, type Refusal } from './keeps.js';
import type { OpenTexts } from './open.js';
import type { PoEntry } from './po-read.js';
import { withTexts, type YamlEdit } from './yaml-edit.js';

/** What became of the messages of a file of translations. */
export interface TakenIn {
  /** Keys of texts that were written. */
  readonly written: readonly string[];
  /** How many stand there already; they are recorded as right, like those that were written. */
  readonly same: number;
  readonly refused: readonly { readonly key: string; readonly why: Refusal }[];
}

/**
 * Puts translations into their files, each file as a whole or not at all, and records what they are translations of. What is not to be
 * had leaves its text as it is.
 * @throws what writing throws
 */
export function takeIn({ texts, ledger }: OpenTexts, entries: readonly PoEntry[]): TakenIn {
  const { root, source, target } = texts;
  const known = new Map(texts.texts.map((text) => [text.key, text]));
  const chosen = new Map<string, string>();
  const same = new Set<string>();
  const refused: { key: string; why: Refusal }[] = [];
  for (const entry of entries) {
    const { key, translation } = entry;
    const text = known.get(key);
    const why = text === undefined || chosen.has(key) || same.has(key) ? 'unknown' : whyNot(entry, text);
    if (why !== undefined) refused.push({ key, why });
    else if (text?.translation?.text === translation) same.add(key);
    else chosen.set(key, translation);
  }

  const files = new Map<string, string>();
  const edits = new Map<string, YamlEdit[]>();
  for (const [key, value] of chosen) {
    const text = known.get(key)!;
    if (text.yaml === undefined) files.set(join(root, `${key}.${target}.md`), markdownOf(text, value));
    else edits.set(text.yaml.in.path, [...(edits.get(text.yaml.in.path) ?? []), { key, value }]);
  }
  for (const of of edits.values()) {
    const file = known.get(of[0]!.key)!.yaml!.in;
    const result = withTexts(file, of, source, target);
    const tooLong = Buffer.byteLength(result.text) > limitOf(file.path);
    const left = tooLong ? of.map(({ key }) => key) : result.refused;
    for (const key of left) {
      chosen.delete(key);
      refused.push({ key, why: tooLong ? 'too-long' : 'place' });
    }
    if (!tooLong && result.text !== file.raw) files.set(file.file, result.text);
  }

  for (const [file, text] of files) writeText(file, text);
  const right = new Set([...chosen.keys(), ...same]);
  // Nothing to record is no reason to begin a record.
  if (right.size > 0) writeLedger(root, target, recorded(readTexts(root), ledger, right));
  return { written: [...chosen.keys()], same: same.size, refused };
}

function whyNot({ source, translation, fuzzy }: PoEntry, text: PackText): Refusal | undefined {
  if (translation.trim() === '') return 'empty';
  if (fuzzy) return 'fuzzy';
  if (text.source?.text !== source) return 'source-changed';
  // What stands there already is lint's business.
  if (text.translation?.text === translation) return undefined;
  if (isSteering(translation)) return 'control';
  const isStep = text.yaml === undefined;
  if (isStep ? isTooMuch(translation) : translation.length > packLimits.paragraph) return 'too-long';
  return notKept(source, translation, isStep);
}

function isTooMuch(text: string): boolean {
  return Buffer.byteLength(text) >= packLimits.textBytes || markdownFault(text) !== undefined;
}

/** A step's text, with the ends of lines that it has, or its source. */
function markdownOf({ source, translation }: PackText, value: string): string {
  const like = (translation ?? source)?.in.raw ?? '';
  const text = `${value}\n`;
  return like.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

function limitOf(path: string): number {
  return /(^|\/)(lab|pack)\.yaml$/.test(path) ? packLimits.yamlBytes : packLimits.partBytes;
}
