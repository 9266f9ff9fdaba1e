import type { PackProblem } from '../../contract/messages/packs.js';
import { stateOf, type TextState } from '../packs/ledger.js';
import { missing, staleness } from '../packs/stale.js';
import { atText, type PackText } from '../packs/texts.js';
import type { OpenTexts } from './open.js';

/** How many texts of a lab, or of the pack itself, are in which state. */
export interface Counted extends Readonly<Record<TextState, number>> {
  /** The lab's folder; '': what its labs share, and pack.yaml. */
  readonly lab: string;
  readonly texts: number;
}

/** A text that somebody has to look at, with its place. */
export interface Told {
  readonly key: string;
  readonly state: 'stale' | 'missing';
  readonly problem: PackProblem;
}

/** How a pack's translations stand. */
export function translationStatus({ texts, ledger }: OpenTexts): {
  readonly counted: readonly Counted[];
  readonly told: readonly Told[];
} {
  const byLab = new Map<string, Record<TextState, number>>();
  const told: Told[] = [];
  for (const text of texts.texts) {
    const state = stateOf(text, ledger);
    const counts = byLab.get(text.lab) ?? { current: 0, stale: 0, missing: 0, unrecorded: 0 };
    counts[state] += 1;
    byLab.set(text.lab, counts);
    const tell = (problem: PackText, how: typeof staleness, as: Told['state']) =>
      told.push({ key: text.key, state: as, problem: atText(problem, how(text, texts.target)) });
    if (state === 'stale') tell(text, staleness, state);
    if (state === 'missing') tell(text, missing, state);
  }
  const counted = [...byLab].map(([lab, counts]) => ({
    lab,
    texts: Object.values(counts).reduce((sum, each) => sum + each, 0),
    ...counts,
  }));
  return { counted, told };
}
