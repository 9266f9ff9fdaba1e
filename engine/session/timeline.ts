import type { ExperimentOutcome, ExperimentRequest } from '../../contract/experiments.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { NodeState, PowerAction } from '../../contract/session.js';
import type { Moment } from '../../contract/timeline.js';
import type { Evidence } from '../../contract/verdict.js';
import { bounded } from '../facts/parse.js';
import type { JournalEntry } from './journal.js';

/** Moments that are kept of a session, the newest. */
export const mostMoments = 500;

/** What each power action makes of a machine: that needs no line of its own after it. */
const expected: Readonly<Partial<Record<PowerAction, NodeState>>> = {
  off: 'halted',
  pause: 'paused',
  continue: 'running',
};
/** Milliseconds after a power action within which what becomes of the machine comes from it. */
const follows = 120_000;

/** What happened, from a session's journal: the same whoever hosts it, and after a restart. */
export class Timeline {
  #moments: Moment[] = [];
  readonly #powered = new Map<string, { readonly action: PowerAction; readonly at: number }>();
  #line = 0;

  constructor(entries: readonly JournalEntry[] = []) {
    for (const entry of entries) this.add(entry);
  }

  /** Oldest first. */
  get moments(): readonly Moment[] {
    return this.#moments;
  }

  /** @param entry the journal's next. @returns whether it told of anything */
  add(entry: JournalEntry): boolean {
    const line = this.#line;
    this.#line += 1;
    const found = this.#read(entry);
    if (found.length === 0) return false;
    const moments = found.map((each, index) => ({ ...each, id: `${line}.${index}` }));
    const last = this.#moments.at(-1)?.at ?? 0;
    this.#moments = [...this.#moments, ...moments];
    // An experiment tells of what was before it ended.
    if (moments.some(({ at }) => at < last)) this.#moments = this.#moments.toSorted((a, b) => a.at - b.at);
    this.#moments = this.#moments.slice(-mostMoments);
    return true;
  }

  #read(entry: JournalEntry): readonly Omit<Moment, 'id'>[] {
    const { at } = entry;
    const one = (message: TimelineMessage, evidence: readonly Evidence[] = []) => [{ at, message, evidence }];
    switch (entry.type) {
      case 'observed':
        return [{ at: entry.seen, message: entry.message, evidence: entry.evidence }];
      case 'cable': {
        const { node, network, up } = entry;
        return one({ code: up ? 'cable.in' : 'cable.out', params: { node, network } });
      }
      case 'power':
        this.#powered.set(entry.node, entry);
        return one({ code: 'power', params: { node: entry.node, action: entry.action } });
      case 'node-state': {
        const { node, state } = entry;
        const done = this.#powered.get(node);
        const told = done !== undefined && at - done.at < follows && expected[done.action] === state;
        return told ? [] : one({ code: 'node.state', params: { node, state: state as NodeState } });
      }
      case 'reset':
        return one(
          entry.node === undefined
            ? { code: 'reset.all', params: { step: entry.step } }
            : { code: 'reset.node', params: { step: entry.step, node: entry.node } },
        );
      case 'suspended':
        return one({ code: 'suspended', params: {} });
      case 'resumed':
        return one({ code: 'resumed', params: {} });
      case 'experiment':
        return ofExperiment(entry.request, entry.result);
      default:
        return [];
    }
  }
}

/** Requests that were lost, in the experiment's own numbers. */
function ofExperiment(request: ExperimentRequest, result: ExperimentOutcome): readonly Omit<Moment, 'id'>[] {
  if (request.kind === 'failover' && result.kind === 'failover') {
    const { vip } = request;
    const { before, after, back, outage, failbackOutage, at, faultAt, mendedAt } = result;
    if (before === undefined) return [];
    const evidence = [
      {
        node: request.from,
        command: `${request.fault} (${before})`,
        output: bounded(result.log),
        at,
      },
    ];
    const first: TimelineMessage =
      outage === undefined || after === undefined
        ? { code: 'failover.none', params: { vip, before } }
        : { code: 'failover.outage', params: { vip, before, after, seconds: seconds(outage) } };
    const second: TimelineMessage | undefined =
      failbackOutage === undefined || back !== before
        ? undefined
        : { code: 'failback.outage', params: { vip, to: back, seconds: seconds(failbackOutage) } };
    return [
      { at: faultAt ?? at, message: first, evidence },
      ...(second === undefined ? [] : [{ at: mendedAt ?? at, message: second, evidence }]),
    ];
  }
  if (request.kind === 'server-failure' && result.kind === 'server-failure' && result.present) {
    const { node, server, director } = request;
    const { left, returned, afterLeave, at, log } = result;
    const command = `systemctl stop web (${node}); watch ipvsadm -Ln`;
    return [
      {
        at,
        message: {
          code: 'server-failure',
          params: { node, server, left: maybe(left), ...afterLeave, returned: maybe(returned) },
        },
        evidence: [{ node: director, command, output: bounded(log), at }],
      },
    ];
  }
  return [];
}

/** As verdicts say them: the two must be the same number. */
function seconds(value: number): string {
  return value.toFixed(1);
}

function maybe(value: number | undefined): string {
  return value === undefined ? '-' : seconds(value);
}
