import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drTopology } from '../judging/testing/world.js';
import type { ExperimentContext } from './context.js';
import { watchHost } from './host-watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** @param ms milliseconds that a node takes; undefined: it cannot be asked */
function watch(ms: (node: string) => number | undefined): () => number {
  return watchHost({
    topology: drTopology,
    shell: (node: string) => ({
      exec: () =>
        new Promise((resolve, reject) => {
          const wait = ms(node);
          if (wait === undefined) reject(new Error('off'));
          else setTimeout(() => resolve({ exit: 0, stdout: '', stderr: '', truncated: false }), wait);
        }),
    }),
  } as unknown as ExperimentContext);
}

test('a host is slow where even its quickest node is', async () => {
  const stop = watch(() => 1800);
  await vi.advanceTimersByTimeAsync(5000);
  expect(stop()).toBeCloseTo(1.8);
});

test('one node that is slow, paused or off says nothing of the host', async () => {
  const stop = watch((node) => (node === 'client' ? 30 : node === 'rs1' ? undefined : 60_000));
  await vi.advanceTimersByTimeAsync(5000);
  expect(stop()).toBeCloseTo(0.03);
});

test('nobody who can be asked says nothing either', async () => {
  const stop = watch(() => undefined);
  await vi.advanceTimersByTimeAsync(5000);
  expect(stop()).toBe(0);
});

test('what has not answered yet counts, and what is over soon costs nothing', async () => {
  const stuck = watch(() => 60_000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(stuck()).toBeCloseTo(3);
  const asked = vi.fn<() => number>(() => 10);
  const short = watch(asked);
  await vi.advanceTimersByTimeAsync(900);
  expect(short()).toBe(0);
  expect(asked).not.toHaveBeenCalled();
});
