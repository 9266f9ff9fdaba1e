import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition, ten seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('not within 10 s');
    await sleep(10);
  }
}
