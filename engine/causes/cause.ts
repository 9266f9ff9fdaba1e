import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import type { Beside } from '../../contract/verdict.js';
import type { Wants, World } from '../world/judge.js';
import { together } from '../world/wants.js';
import type { Topology } from '../machines/provider.js';
import type { Symptom, SymptomKind, SymptomOf } from '../world/symptom.js';

/**
 * How sure it is that this made the symptom:
 * - `proven`: what was seen cannot be without it (a counter, a frame, a refusal by that node)
 * - `likely`: it is there and would make what was seen, and nothing speaks against it
 * - `present`: it is there, and is not what made this
 */
export type Strength = 'proven' | 'likely' | 'present';

export interface Finding {
  readonly diagnosis: DiagnosisMessage;
  readonly strength: Strength;
  /** The part of what was seen that it explains, from 0 to 1; default 1. */
  readonly share?: number;
}

/** What a cause has to be asked of nodes, and done, to be seen; nothing that disturbs. */
export type CauseWants = Partial<Wants>;

/**
 * One reason for some symptoms: pure, like a judge. It says what was seen of it in this world, and how sure it is that it
 * made the symptom; that it is merely there is `present`. Facts that were not read say nothing.
 */
export interface Cause<K extends SymptomKind = SymptomKind> {
  readonly explains: readonly K[];
  wants?(symptom: SymptomOf<K>, topology: Topology): CauseWants;
  find(symptom: SymptomOf<K>, world: World): Finding | readonly Finding[] | undefined;
}

/** Lets the compiler follow what a cause explains. */
export function cause<K extends SymptomKind>(one: Cause<K>): Cause {
  return one as unknown as Cause;
}

/** Why something is as it is: the cause, and what is there as well. */
export interface Explanation {
  /** Absent: what was seen has no cause in sight. */
  readonly diagnosis?: DiagnosisMessage;
  readonly also: readonly Beside[];
}

/** What the causes of a symptom want together. */
export function causeWants(causes: readonly Cause[], symptom: Symptom, topology: Topology): Wants {
  const explaining = causes.filter((each) => each.explains.includes(symptom.kind));
  return together(explaining.map((each) => each.wants?.(symptom, topology) ?? {}));
}

const rank: Readonly<Record<Strength, number>> = { proven: 2, likely: 1, present: 0 };

/**
 * The cause that explains the symptom: the surest one, of equally sure ones that which explains most of what was seen,
 * of these the first in the order of `causes`, in which each excludes a class (domain: decision tree).
 */
export function explain(causes: readonly Cause[], symptom: Symptom, world: World): Explanation {
  const found = causes
    .filter((each) => each.explains.includes(symptom.kind))
    .flatMap((each) => each.find(symptom, world) ?? []);
  const [best, ...rest] = found.toSorted(
    (a, b) => rank[b.strength] - rank[a.strength] || Math.round(10 * ((b.share ?? 1) - (a.share ?? 1))),
  );
  const explained = best !== undefined && best.strength !== 'present';
  const keys = new Set(explained ? [JSON.stringify(best.diagnosis)] : []);
  const also = (explained ? rest : found).flatMap(({ diagnosis, strength, share }): readonly Beside[] => {
    const key = JSON.stringify(diagnosis);
    // What explains nothing by itself is worth no line beside what does.
    if (keys.has(key) || (explained && (share ?? 1) < 0.5)) return [];
    keys.add(key);
    return [{ how: explained && strength !== 'present' ? 'too' : 'other', diagnosis }];
  });
  return { ...(explained ? { diagnosis: best.diagnosis } : {}), also: also.slice(0, maxAlso) };
}

/** More than these nobody reads. */
const maxAlso = 4;
