import type { KnownSession } from '../session/known.js';

/** Sessions that a problem may be about where none is named: those that are not over, the newest first. */
export function sessionsOfProblem<T extends KnownSession>(known: readonly T[]): readonly T[] {
  return known
    .filter(({ state }) => state !== 'ended')
    .toSorted((one, other) => other.record.created - one.record.created)
    .slice(0, 3);
}

/** A file's name for it, with the time to the second. */
export function problemFile(at = new Date()): string {
  return `lvslab-problem-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.txt`;
}
