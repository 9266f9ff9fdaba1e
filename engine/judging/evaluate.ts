import type { Check, Condition, When } from '../../contract/checks.js';
import { experimentKey, type Seen } from '../../contract/experiments.js';
import type { LabCause } from '../../contract/lab.js';
import type { Judgement } from '../../contract/verdict.js';
import type { Topology } from '../machines/provider.js';
import { explanationOf, explanationWants } from '../causes/index.js';
import { labCauseOf, labCauseWants } from './of-lab.js';
import type { Assessment, Wants, World } from '../world/judge.js';
import { unknown } from '../checks/judging.js';
import { needsOf, partOf } from '../checks/parts.js';
import { together } from '../world/wants.js';

/** What a world has of its lab. */
export interface OfLab {
  /** The check of an id. */
  check(id: string): Check | undefined;
  readonly causes: readonly LabCause[];
}

/** The world as it was seen: facts and results that were not, are failures to observe. */
export function worldOf(topology: Topology, seen: Seen, answer: World['answer'], lab: OfLab): World {
  const at = Date.now();
  const world: World = {
    topology,
    causes: lab.causes,
    assess: (condition) => assess(condition, world),
    facts: (node) => seen.facts[node] ?? { ok: false, reason: 'failed', detail: 'was not asked', at },
    result: (request) =>
      seen.results[experimentKey(request)] ?? { ok: false, reason: 'failed', detail: 'was not made', at },
    answer,
    judged: (id, then) => {
      const check = lab.check(id);
      if (check === undefined) return undefined;
      const { judge, params } = partOf(check);
      const facts = (node: string) => {
        const observed = then.facts[node];
        return observed?.ok ? observed.facts : undefined;
      };
      return {
        check,
        judgement: judgeOne(check, worldOf(topology, then, answer, lab)),
        notKept: judge.notKept?.(params, facts),
      };
    },
  };
  return world;
}

/** What a check's judge says, before causes are looked for. */
export function assess(check: Check | Condition | When, world: World): Assessment {
  const { judge, params } = partOf(check);
  return judge.judge(params, world, 'id' in check ? check.id : '');
}

/** Judges one check, and explains its failure by what this world has. */
export function judgeOne(check: Check, world: World): Judgement {
  const { symptom, unexplained, retryUnexplained, ...judgement } = assess(check, world);
  const own = judgement.status === 'fail' ? labCauseOf(check, world) : undefined;
  if (symptom === undefined) return own === undefined ? judgement : { ...judgement, diagnosis: own };
  const { diagnosis: known, also: beside } = explanationOf(symptom, world);
  const diagnosis = own ?? known;
  if (diagnosis === undefined && unexplained !== undefined) return unexplained;
  const also =
    own === undefined || known === undefined
      ? beside
      : [{ how: 'too' as const, diagnosis: known }, ...beside];
  const { retryAfter = diagnosis === undefined ? retryUnexplained : undefined, ...rest } = judgement;
  return {
    ...rest,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(also.length === 0 ? {} : { also }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** What has to be known to explain why a check fails in this world; nothing where it does not, or that is known already. */
export function wantsToExplain(check: Check, world: World): Wants {
  const { status, symptom } = assess(check, world);
  return together([
    ...(symptom === undefined ? [] : [explanationWants(symptom, world.topology)]),
    ...(status === 'fail' ? [labCauseWants(check, world, world.topology)] : []),
  ]);
}

/**
 * Judges checks in the order of their needs. A check whose need did not pass is `unknown` (`skipped.needs`), also when
 * needs go round in a circle. A need that is not among the checks is taken as met, unless `known` says otherwise.
 * @param known what earlier judgements said, by check id
 * @returns a judgement a check, in the order of the checks
 */
export function evaluate(
  checks: readonly Check[],
  world: World,
  known: ReadonlyMap<string, Judgement['status']> = new Map(),
): ReadonlyMap<string, Judgement> {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const judged = new Map<string, Judgement>();
  const open = new Set<string>();
  const visit = (check: Check): Judgement => {
    const before = judged.get(check.id);
    if (before !== undefined) return before;
    open.add(check.id);
    const unmet = needsOf(check).find((id) => {
      if (open.has(id)) return true;
      const needed = byId.get(id);
      const status = needed === undefined ? (known.get(id) ?? 'pass') : visit(needed).status;
      return status !== 'pass';
    });
    open.delete(check.id);
    const judgement =
      unmet === undefined
        ? judgeOne(check, world)
        : unknown({ code: 'skipped.needs', params: { check: unmet } });
    judged.set(check.id, judgement);
    return judgement;
  };
  for (const check of checks) visit(check);
  return new Map(checks.map((check) => [check.id, judged.get(check.id) ?? visit(check)]));
}
