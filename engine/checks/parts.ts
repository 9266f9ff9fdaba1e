import {
  type Check,
  type CheckKind,
  type CheckParams,
  type Condition,
  kindOf,
  type When,
} from '../../contract/checks.js';
import type { Topology } from '../machines/provider.js';
import type { Asked, Judge, Lots, ParamPath } from '../world/judge.js';
import { judges } from './registry.js';

/** A kind with the parameters that one check gives it. */
export interface Part {
  /** To be shown, never to be compared: what there is to know of a kind its judge says. */
  readonly kind: CheckKind;
  readonly judge: Judge<CheckKind>;
  readonly params: CheckParams;
}

export function partOf(check: Check | Condition | When): Part {
  const { kind, params } = kindOf(check);
  // That the judge is the one of these parameters, the compiler cannot follow through the table.
  return { kind, judge: judges[kind], params };
}

/** What a check is made of: itself, and the conditions that it is over. */
export function partsOf(check: Check | Condition | When): readonly [Part, ...Part[]] {
  const own = partOf(check);
  const over = own.judge.over?.(own.params) ?? [];
  return [own, ...over.flatMap(({ condition }) => partsOf(condition))];
}

/** The checks that must pass before this one is tried: what does not hold now cannot survive a reboot. */
export function needsOf(check: Check): readonly string[] {
  const { judge } = partOf(check);
  return [
    ...new Set([...check.needs, ...(judge.survives === true ? anewIn(check).map(({ id }) => id) : [])]),
  ];
}

/** The lab's checks that a check judges anew, each with its place in the kind's parameters. */
export function anewIn(check: Check): readonly { readonly id: string; readonly path: ParamPath }[] {
  const { judge, params } = partOf(check);
  return judge.anew?.(params) ?? [];
}

/** Does a check ask the learner, instead of machines? */
export function asksLearner(check: Check): boolean {
  return partOf(check).judge.asks !== undefined;
}

/** Does it look at what passes by itself, as caches and counters do, so that it is not there any more on other machines? */
export function isFleeting(check: Check): boolean {
  return partsOf(check).some(({ judge }) => judge.moves === true);
}

/** What a check asks the learner; undefined: it looks at machines. */
export function askedBy(check: Check, topology: Topology): Asked | undefined {
  const { judge, params } = partOf(check);
  return judge.asks?.(params, topology);
}

/** Does a check ask what the learner expects? */
export function isPrediction(check: Check): boolean {
  const { judge, params } = partOf(check);
  return judge.predicts?.(params) === true;
}

/** A check as one session has it. */
export function drawnCheck(check: Check, lots: Lots): Check {
  const { kind, judge, params } = partOf(check);
  return judge.drawn === undefined ? check : { ...check, [kind]: judge.drawn(params, lots) };
}

/** A check with what it takes over of others, which are drawn already. */
export function completedCheck(check: Check, other: (id: string) => Check | undefined): Check {
  const { kind, judge, params } = partOf(check);
  return judge.completed === undefined ? check : { ...check, [kind]: judge.completed(params, other) };
}

/** The scripts that solve a check beside its step's solution, where that was drawn. */
export function solvedBy(check: Check): { readonly on: string; readonly run: string } | undefined {
  const { judge, params } = partOf(check);
  return judge.solvedBy?.(params);
}

/** Every way in which a check can be drawn; none: it is always the same, or only what it asks is drawn. */
export function drawsOf(check: Check): readonly { readonly name: string; readonly check: Check }[] {
  const { kind, judge, params } = partOf(check);
  return (judge.draws?.(params) ?? []).map((draw) => ({
    name: draw.name,
    check: { ...check, [kind]: draw.params },
  }));
}

/** The question whose answer a check holds against what machines do. */
export function predictedBy(check: Check): string | undefined {
  const { judge, params } = partOf(check);
  return judge.heldAgainst?.(params);
}
