import type { DiagnosisMessage, VerdictMessage } from './messages/verdicts.js';
import type { Prediction } from './prediction.js';

export type Status = 'pass' | 'fail' | 'unknown';

/** What a verdict rests on: a command that ran on a node, or what an experiment saw. Output is bounded. */
export interface Evidence {
  readonly node: string;
  /** The command, as a person could type it. */
  readonly command: string;
  /** At most 4,000 characters; what was left out is said in its last line. */
  readonly output: string;
  readonly exit?: number;
  /** Milliseconds since the epoch, the host's clock. */
  readonly at: number;
}

/**
 * Something that was seen beside: `too`, it may well make the same; `other`, it is not the cause of this; `note`, it works
 * all the same.
 */
export interface Beside {
  readonly how: 'too' | 'other' | 'note';
  readonly diagnosis: DiagnosisMessage;
}

/** What a judge says: pure, from facts and results. */
export interface Judgement {
  readonly status: Status;
  /** What was found. */
  readonly message: VerdictMessage;
  /** Why, in the field's words; only with `fail`. */
  readonly diagnosis?: DiagnosisMessage;
  /** What was seen beside. */
  readonly also?: readonly Beside[];
  readonly evidence: readonly Evidence[];
  /** Milliseconds after which asking again may give another answer: totals lag, elections and health checks take time. */
  readonly retryAfter?: number;
}

/** A judgement with its place in the lab. */
export interface Verdict extends Judgement {
  readonly step: string;
  readonly check: string;
  readonly points: number;
  /** What the learner had predicted when it was judged. */
  readonly prediction?: Prediction;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
