import type { Condition } from './conditions.js';
import type { Inventory } from './facts.js';

/** Something is broken behind a learner's back, or nothing is. */
export interface DrillRequest {
  readonly kind: 'drill';
  /** Ids of the checks that hold before, and not all of which do afterwards. */
  readonly well: readonly string[];
  readonly from: string;
  readonly url: string;
  /** Absent: the system stays sound. */
  readonly fault?: {
    readonly id: string;
    readonly on: string;
    readonly make: string;
    readonly mend: string;
    readonly effect: Condition;
  };
  /** Seconds in which the fault must show. */
  readonly within: number;
  /** Two drills of a session are two, also where both leave the system sound. */
  readonly turn: number;
}

export interface DrillResult {
  readonly kind: 'drill';
  /** Ids of the checks that did not hold before: then nothing was begun. */
  readonly unmet?: readonly string[];
  /** Absent: it was not begun. */
  readonly begun?: {
    /** Milliseconds since the epoch, the host's clock. */
    readonly since: number;
    /** Of every node, before anything was broken. */
    readonly before: Readonly<Record<string, Inventory>>;
    /** By node: the things that the fault changed. */
    readonly own: Readonly<Record<string, readonly string[]>>;
  };
  /** What may be read of it before the answer. */
  readonly log: string;
  readonly at: number;
}
