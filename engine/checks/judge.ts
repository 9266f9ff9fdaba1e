import type { Check, CheckKind, CheckParams } from '../../contract/checks.js';
import type { ExperimentOutcome, ExperimentRequest, Seen, Tried } from '../../contract/experiments.js';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import type { Judgement } from '../../contract/verdict.js';
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
  /** What a check of the lab says of what was seen at another time; undefined: the lab has no such check. */
  judged(check: string, seen: Seen): { readonly check: Check; readonly judgement: Judgement } | undefined;
}

/**
 * One kind of check. Both functions are pure: the same parameters and the same world give the same answer,
 * so that they are tested on recorded facts.
 */
export interface Judge<K extends CheckKind> {
  wants(params: CheckParams<K>, topology: Topology): Wants;
  judge(params: CheckParams<K>, world: World, check: string): Judgement;
}

export type Outcome<K extends ExperimentRequest['kind']> = Extract<ExperimentOutcome, { kind: K }>;
