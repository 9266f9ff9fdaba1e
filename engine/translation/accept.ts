import { relative, resolve, sep } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { nearest } from '../../contract/nearest.js';
import { recorded, stateOf, writeLedger } from '../packs/ledger.js';
import type { PackText, PackTexts } from '../packs/texts.js';
import type { OpenTexts } from './open.js';

/** What became of translations that somebody found right. */
export interface Accepted {
  /** Texts that are now recorded and were not. */
  readonly fresh: number;
  /** Texts whose source had been changed since. */
  readonly renewed: number;
  /** Texts that were recorded like this already. */
  readonly same: number;
  /** Texts of which there is nothing to accept. */
  readonly missing: number;
}

/**
 * Records that translations are right as they are.
 * @param names keys, or files and folders of the pack (from it, or from this process's folder); none: all texts
 * @throws LabError pack.no-text, and those of writing
 */
export function accept({ texts, ledger }: OpenTexts, names: readonly string[]): Accepted {
  const chosen = names.length === 0 ? texts.texts : names.flatMap((name) => textsNamed(texts, name));
  const counts = { fresh: 0, renewed: 0, same: 0, missing: 0 };
  const outcome = { unrecorded: 'fresh', stale: 'renewed', current: 'same', missing: 'missing' } as const;
  const all = new Map(chosen.map((text) => [text.key, text]));
  for (const text of all.values()) counts[outcome[stateOf(text, ledger)]] += 1;
  const { root, target } = texts;
  writeLedger(root, target, recorded(texts, ledger, new Set(all.keys())));
  return counts;
}

function textsNamed({ root, texts }: PackTexts, name: string): readonly PackText[] {
  const exact = texts.filter(({ key }) => key === name);
  if (exact.length > 0) return exact;
  for (const base of [root, process.cwd()]) {
    const path = relative(root, resolve(base, name)).split(sep).join('/');
    const found = texts.filter((text) => path === '' || pathsOf(text).some((each) => isIn(each, path)));
    if (found.length > 0) return found;
  }
  const suggestion = nearest(
    name,
    texts.map(({ key }) => key),
  );
  throw new LabError({ code: 'pack.no-text', params: { name, suggestion } });
}

/** The files that a text stands in. */
function pathsOf({ source, translation, yaml }: PackText): readonly string[] {
  return [source?.in, translation?.in, yaml?.in].flatMap((file) => file?.path ?? []);
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
