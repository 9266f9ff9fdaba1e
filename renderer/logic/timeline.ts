import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { TimelineEntry } from '../../contract/timeline.js';

/** Entries after the one that was heard last, oldest first; ids are those of the journal, and entries may come between. */
export function newsOf(entries: readonly TimelineEntry[], heard: string): readonly TimelineEntry[] {
  const last = heard === '' ? [-1, -1] : order(heard);
  return entries
    .filter(({ id }) => after(order(id), last))
    .toSorted((a, b) => (after(order(a.id), order(b.id)) ? 1 : -1));
}

function order(id: string): readonly number[] {
  return id.split('.').map(Number);
}

function after([line = 0, part = 0]: readonly number[], [otherLine = 0, otherPart = 0]: readonly number[]) {
  return line > otherLine || (line === otherLine && part > otherPart);
}

/** Does it tell of something that stands against the lab, not of its ordinary life? */
export function isTrouble(message: TimelineMessage): boolean {
  switch (message.code) {
    case 'arp.conflict':
    case 'vip.several':
    case 'failover.none':
      return true;
    case 'node.state':
      return message.params.state === 'crashed' || message.params.state === 'missing';
    default:
      return false;
  }
}
