import { relative, resolve, sep } from 'node:path';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import type { Language } from '../../contract/text.js';
import { packOf } from './files.js';
import { type Ledger, readLedger, stateOf } from './ledger.js';
import type { ProblemList } from './problem.js';
import { atText, type PackText, readTexts } from './texts.js';

/** What `pack lint` says of the translations of a pack, or of one lab of it. */
export function lintTranslations(folder: string, problems: ProblemList): readonly PackProblem[] {
  const root = packOf(folder) ?? resolve(folder);
  const lab = relative(root, resolve(folder)).split(sep).join('/');
  const texts = readTexts(root);
  const { target } = texts;
  const read = readLedger(root, target);
  if (!read.ok) problems.add(read.problem);
  const ledger = read.ok ? read.ledger : undefined;
  const own = texts.texts.filter((text) => lab === '' || text.lab === lab);
  return translationNotes(own, target, ledger);
}

/** Of what is not recorded yet only the first of a file is told: what is new comes in numbers. */
function translationNotes(
  texts: readonly PackText[],
  target: Language,
  ledger: Ledger | undefined,
): readonly PackProblem[] {
  const notes: PackProblem[] = [];
  const unrecorded = new Map<string, PackText[]>();
  for (const text of texts) {
    const state = stateOf(text, ledger);
    if (state === 'stale') notes.push(atText(text, staleness(text, target)));
    // Of what is not there at all lint has told by itself.
    else if (state === 'missing' && text.yaml === undefined && text.source && text.translation)
      notes.push(atText(text, missing(text, target)));
    else if (state === 'unrecorded' && ledger !== undefined) {
      const group = text.yaml === undefined ? `${text.lab}/` : text.yaml.in.path;
      unrecorded.set(group, [...(unrecorded.get(group) ?? []), text]);
    }
  }
  for (const group of unrecorded.values()) {
    const { key } = group[0]!;
    const params = { key, others: group.length - 1 };
    notes.push(atText(group[0]!, { code: 'translations-unrecorded', params }));
  }
  return notes;
}

/** What is to be said of a stale text, at its translation. */
export function staleness({ key }: PackText, language: Language): PackProblemMessage {
  return { code: 'translation-stale', params: { key, language } };
}

/** The same of one that lacks a language. */
export function missing({ key, source }: PackText, target: Language): PackProblemMessage {
  const isUntranslated = source !== undefined && source.text.trim() !== '';
  const language: Language = isUntranslated ? target : target === 'en' ? 'zh-CN' : 'en';
  return { code: 'translation-missing', params: { key, language } };
}
