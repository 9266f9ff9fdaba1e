import type { Check } from '../../contract/checks.js';
import { experimentKey } from '../../contract/experiments.js';
import type { Lab } from '../../contract/lab.js';
import { asksLearner, isFleeting } from '../checks/parts.js';
import { wantsOfOne } from '../checks/plan.js';
import type { Topology } from '../machines/provider.js';
import type { Progress } from '../session/progress.js';
import { learnersNodes } from '../world/learners.js';

interface Of {
  readonly lab: Lab;
  readonly topology: Topology;
}

/** Checks that look only at what was not handed in: machines as the lab made them, and what passes by itself, as caches and counters do. */
export function unmovedOf({ lab, topology }: Of): ReadonlySet<string> {
  const learners = learnersNodes(lab);
  const checks = lab.steps.flatMap((step) => step.checks);
  return new Set(
    checks.flatMap((check) => {
      const { facts, experiments } = wantsOfOne(check, topology);
      const nodes = Object.keys(facts);
      const lookedAt = experiments.length === 0 && nodes.length > 0;
      return lookedAt && (isFleeting(check) || nodes.every((node) => !learners.has(node))) ? [check.id] : [];
    }),
  );
}

/** Which checks the journal answers, and which the machines. */
export function provenanceOf(
  { lab, topology }: Of,
  live: Pick<Progress, 'stood' | 'verdicts'>,
  unmoved: ReadonlySet<string>,
): ReadonlyMap<string, 'replayed' | 'journal'> {
  const of = (check: Check) => {
    const stood = wantsOfOne(check, topology).experiments.some((each) => live.stood.has(experimentKey(each)));
    // What held at its time, and is not there any more: a later step changed it.
    const past = !check.final && live.verdicts.get(check.id)?.status === 'pass';
    return asksLearner(check) || past || stood || unmoved.has(check.id) ? 'journal' : 'replayed';
  };
  return new Map(lab.steps.flatMap(({ checks }) => checks.map((check) => [check.id, of(check)] as const)));
}
