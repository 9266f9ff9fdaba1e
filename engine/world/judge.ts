import type { QuizView } from '../../contract/quiz-view.js';
import type { Check, CheckKind, CheckParams, Condition, When } from '../../contract/checks.js';
import type { ExperimentOutcome, ExperimentRequest, Seen, Tried } from '../../contract/experiments.js';
import type { FactsRequest, NodeFacts, Observed } from '../../contract/facts.js';
import type { Lab, LabCause } from '../../contract/lab.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import type { Capabilities } from '../../contract/machines.js';
import type { Prediction } from '../../contract/prediction.js';
import type { Judgement } from '../../contract/verdict.js';
import type { Symptom } from './symptom.js';
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
  /** What the lab says itself of why its checks fail. */
  readonly causes: readonly LabCause[];
  /** What a condition that a check is over, or that tells a cause, comes to. */
  assess(condition: Condition | When): Assessment;
  /** What a check of the lab says of what was seen at another time; undefined: the lab has no such check. */
  judged(check: string, seen: Seen): JudgedElsewhere | undefined;
}

export interface JudgedElsewhere {
  readonly check: Check;
  readonly judgement: Judgement;
  /** What its kind says that a reboot lost, by what was seen then. */
  readonly notKept: DiagnosisMessage | undefined;
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

/** What a check asks the learner. */
export interface Asked {
  /** What may be shown of it before it is answered. */
  readonly view: QuizView;
  /** The right answer, as it would be typed; of a prediction the lab's example. */
  readonly answer: string;
  /** Whether this can be an answer, right or wrong. */
  readonly isAnswer: (typed: string) => boolean;
  /** What this answer predicts, of a quiz that asks for that. */
  readonly predicted: (typed: string) => Prediction | undefined;
}

/** A place in a check's parameters, from below its kind. */
export type ParamPath = readonly (string | number)[];

/** What is wrong with a check's parameters, and where. */
export interface Fault {
  readonly path: ParamPath;
  readonly message: PackProblemMessage;
}

/** What one session draws for one check: the same whenever it is asked. */
export interface Lots {
  /** One of so many, from 0; the first where nothing is drawn. */
  readonly pick: (size: number) => number;
  /**
   * The numbers from 0, each once, of two or more never in this order.
   * @param deck the same for all checks that name it; left out: each check has its own
   */
  readonly mix: (size: number, deck?: string) => readonly number[];
}

/**
 * One kind of check: how it judges, and all that others have to know of it. Every function is pure: the same parameters
 * and the same world give the same answer, so that they are tested on recorded facts.
 */
export interface Judge<K extends CheckKind> {
  /** What it looks at changes by experiments that others ask for: counters, neighbour tables. */
  readonly moves?: boolean;
  /** The author's own commands by which it looks at nodes: they are run whenever a node has changed, and should change nothing. */
  looksBy?(params: CheckParams<K>): readonly string[];
  /** What it looks at may change by itself for a while, as elections do: two of a kind are judged of one moment. */
  readonly settles?: boolean;
  /** It disturbs machines, or asks the learner: it cannot be judged anew of what another check saw. */
  readonly notAnew?: true;
  /** @param inner what a condition that it is over wants */
  wants(params: CheckParams<K>, topology: Topology, inner: (condition: Condition) => Wants): Wants;
  judge(params: CheckParams<K>, world: World, check: string): Assessment;
  /** Conditions that it is over, each with its place. */
  over?(params: CheckParams<K>): readonly { readonly path: ParamPath; readonly condition: Condition }[];
  /** The lab's checks that it judges anew, each with its place in the parameters. */
  anew?(params: CheckParams<K>): readonly { readonly id: string; readonly path: ParamPath }[];
  /** Those must pass before it: what does not hold now cannot survive. */
  readonly survives?: true;
  /** Id of the lab's question whose answer it holds against what machines do. */
  heldAgainst?(params: CheckParams<K>): string | undefined;
  /** What it cannot do without, of what not every provider has. */
  capability?(params: CheckParams<K>): keyof Capabilities | undefined;
  /**
   * The addresses that it wants somebody to have, or asks at (maybe by a host's name): a lab's VIPs, where they are no
   * machine's own.
   */
  vips?(params: CheckParams<K>): readonly string[];
  /**
   * What is wrong with its parameters that no schema says. Nodes, addresses and multi-line patterns are looked at for all
   * kinds.
   */
  lint?(params: CheckParams<K>, lab: Lab): readonly Fault[];
  /** What one session has of it, where not every session has the same. */
  drawn?(params: CheckParams<K>, lots: Lots): CheckParams<K>;
  /** The same with what it takes over of another check, which is drawn already. */
  completed?(params: CheckParams<K>, check: (id: string) => Check | undefined): CheckParams<K>;
  /** What solves it beside the step's solution, where that was drawn: a script of a node. */
  solvedBy?(params: CheckParams<K>): { readonly on: string; readonly run: string } | undefined;
  /** How many ways it can be drawn, all of which a trainer wants proven; and itself as drawn in that way. */
  draws?(params: CheckParams<K>): readonly { readonly name: string; readonly params: CheckParams<K> }[];
  /** Only of a kind that asks the learner instead of machines. */
  asks?(params: CheckParams<K>, topology: Topology): Asked;
  /** Whether it asks what the learner expects, which the checks that measure it name as their `prediction`. */
  predicts?(params: CheckParams<K>): boolean;
  /**
   * What was not written down, by what nodes show after a reboot; undefined: what it says itself is as good.
   * @param facts undefined: they could not be read
   */
  notKept?(
    params: CheckParams<K>,
    facts: (node: string) => NodeFacts | undefined,
  ): DiagnosisMessage | undefined;
}

export type Outcome<K extends ExperimentRequest['kind']> = Extract<ExperimentOutcome, { kind: K }>;
