import type { Check, CheckKind, CheckParams, Condition } from '../../contract/checks.js';
import type { ExperimentOutcome, ExperimentRequest, Seen, Tried } from '../../contract/experiments.js';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import type { Judgement } from '../../contract/verdict.js';
import type { Symptom } from '../causes/symptom.js';
import type { Topology } from '../machines/provider.js';

/** What a check wants to know. Facts of one node are gathered in one exec, whoever asks. */
export interface Wants {
  readonly facts: Readonly<Record<string, FactsRequest>>;
  readonly experiments: readonly ExperimentRequest[];
}

/** What is known when checks are judged. */
export interface World {
  readonly topology: Topology;
  facts(node: string): Observed;
  result(request: ExperimentRequest): Tried;
  /** The learner's answer to a quiz, by check id. */
  answer(check: string): string | undefined;
  /** What a condition that a check is over comes to. */
  assess(condition: Condition): Assessment;
  /** What a check of the lab says of what was seen at another time; undefined: the lab has no such check. */
  judged(check: string, seen: Seen): { readonly check: Check; readonly judgement: Judgement } | undefined;
}

/** What a judge says before causes are looked for. */
export interface Assessment extends Judgement {
  /** With `fail`: what is wrong, for causes to explain; absent: the diagnosis is known already. */
  readonly symptom?: Symptom;
  /** What it is where no cause is in sight: a host that was too slow to observe it. */
  readonly unexplained?: Judgement;
  /** Milliseconds, as `retryAfter`, where no cause is in sight. */
  readonly retryUnexplained?: number;
}

/**
 * One kind of check. Both functions are pure: the same parameters and the same world give the same answer,
 * so that they are tested on recorded facts.
 */
export interface Judge<K extends CheckKind> {
  /** What it looks at changes by experiments that others ask for: counters, neighbour tables. */
  readonly moves?: boolean;
  /** What it looks at may change by itself for a while, as elections do: two of a kind are judged of one moment. */
  readonly settles?: boolean;
  /** @param inner what a condition that it is over wants */
  wants(params: CheckParams<K>, topology: Topology, inner: (condition: Condition) => Wants): Wants;
  judge(params: CheckParams<K>, world: World, check: string): Assessment;
}

export type Outcome<K extends ExperimentRequest['kind']> = Extract<ExperimentOutcome, { kind: K }>;
