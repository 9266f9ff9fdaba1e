import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { NodeState, PowerAction } from '../../contract/machines.js';
import type { Moment } from '../../contract/timeline.js';
import type { Evidence } from '../../contract/verdict.js';
import { momentsOf } from '../experiments/run.js';
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
      case 'relab':
        return one({ code: 'lab.changed', params: {} });
      case 'suspended':
        return one({ code: 'suspended', params: {} });
      case 'resumed':
        return one({ code: 'resumed', params: {} });
      case 'experiment':
        return momentsOf(entry.request, entry.result);
      default:
        return [];
    }
  }
}
