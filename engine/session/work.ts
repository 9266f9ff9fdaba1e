import type { SessionEvent } from '../../contract/session.js';

/** How a piece of work of a session is watched and ended. */
export interface Work {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SessionEvent) => void;
  /** What an experiment showed holds while no node has changed since: for checks that nobody asked for by hand. */
  readonly reuse?: boolean;
  /** Nobody asked: leave out what disturbs the learner's machines (failovers, stopped services), tell no new failures. */
  readonly gentle?: boolean;
}
