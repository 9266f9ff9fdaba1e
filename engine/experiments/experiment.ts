import type { ExperimentOutcome, ExperimentRequest, Tried } from '../../contract/experiments.js';
import type { Moment } from '../../contract/timeline.js';
import type { ExperimentContext } from './context.js';

export type Kind = ExperimentRequest['kind'];
type RequestOf<K extends Kind> = Extract<ExperimentRequest, { kind: K }>;
type OutcomeOf<K extends Kind> = Extract<ExperimentOutcome, { kind: K }>;

/** One kind of experiment: how it is made, and all that others have to know of it. */
export interface Experiment<K extends Kind> {
  /** It changes nodes, and puts everything back: it must run alone. */
  readonly disturbs?: true;
  /** Where what it did stays, it is made once: this result holds until the session goes back to before it. */
  stands?(result: OutcomeOf<K>): boolean;
  /** Waiting decides what it shows: how slow the host was meanwhile belongs to its result. */
  readonly timed?: true;
  /** Two of the kind at once would mix what the director deals out: they run one after the other. */
  readonly inTurn?: true;
  /** What it has perl run on a node, where no older kind runs the same: a proof rests on it. */
  readonly script?: string;
  /** Trouble with nodes is an outcome (`ok: false`). @throws ShellError `cancelled` */
  run(request: RequestOf<K>, context: ExperimentContext): Promise<Tried>;
  /** What of its result the session's timeline has, in the experiment's own numbers. */
  moments?(request: RequestOf<K>, result: OutcomeOf<K>): readonly Omit<Moment, 'id'>[];
}

/** As verdicts say them: the two must be the same number. */
export function seconds(value: number): string {
  return value.toFixed(1);
}
