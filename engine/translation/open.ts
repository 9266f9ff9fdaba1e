import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { type Ledger, readLedger } from '../packs/ledger.js';
import { type PackTexts, readTexts } from '../packs/texts.js';

/** A pack's texts, and what is recorded of their translations. */
export interface OpenTexts {
  readonly texts: PackTexts;
  /** Undefined: nothing was ever recorded. */
  readonly ledger: Ledger | undefined;
  /** Why some of it could not be read. */
  readonly problems: readonly PackProblem[];
}

/**
 * What can be read of a pack's texts: it need not be sound.
 * @throws LabError pack.none
 */
export function openTexts(path: string): OpenTexts {
  const folder = resolve(path);
  if (!existsSync(join(folder, 'pack.yaml'))) throw new LabError({ code: 'pack.none', params: { folder } });
  const texts = readTexts(folder);
  const read = readLedger(folder, texts.target);
  return read.ok
    ? { texts, ledger: read.ledger, problems: texts.problems }
    : { texts, ledger: undefined, problems: [...texts.problems, read.problem] };
}

/**
 * The same, whole: what is written from half of the texts would lose the other half.
 * @throws LabError pack.none, pack.texts
 */
export function requireTexts(path: string): OpenTexts {
  const open = openTexts(path);
  const { problems } = open;
  if (problems.length > 0) throw new LabError({ code: 'pack.texts', params: { problems } });
  return open;
}
