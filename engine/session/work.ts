import { setMaxListeners } from 'node:events';
import type { FactsRequest, NodeFacts } from '../../contract/facts.js';
import type { SessionEvent } from '../../contract/session.js';
import type { Doing } from '../../contract/views.js';

/** What was read from a node a moment ago. */
export interface Known {
  readonly request: FactsRequest;
  readonly facts: NodeFacts;
}

/** How a piece of work of a session is watched and ended. */
export interface Work {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SessionEvent) => void;
  /** What an experiment showed holds while no node has changed since: for checks that nobody asked for by hand. */
  readonly reuse?: boolean;
  /** Nobody asked: leave out what disturbs the learner's machines (failovers, stopped services), tell no new failures. */
  readonly gentle?: boolean;
  /** What was read for somebody else just now, by node: a check that nobody asked for begins with it. */
  readonly known?: ReadonlyMap<string, Known>;
}

/** How a piece of work was asked for. */
export type Asked = Pick<Work, 'signal' | 'onEvent'> & Pick<Doing, 'detail' | 'byItself'>;

/**
 * The signal of a piece of work: aborted when one of these is. As many commands as there are nodes, experiments and
 * captures wait for it at once; Node.js takes more than ten listeners for a leak, which the session's tests look for
 * themselves.
 */
export function workSignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const signal = AbortSignal.any(signals.filter((each) => each !== undefined));
  setMaxListeners(0, signal);
  return signal;
}
