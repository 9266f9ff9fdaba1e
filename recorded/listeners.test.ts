import { getEventListeners, setMaxListeners } from 'node:events';
import { expect, test } from 'vitest';
import { workSignal } from '../engine/session/work.js';
import { labSession } from './testing/lab-session.js';

test('nothing of a solution, a check or a grade goes on waiting for the signal of its work', async () => {
  const { session } = labSession();
  const signal = workSignal(new AbortController().signal);
  setMaxListeners(0, signal);
  await session.start({ signal });
  for (const step of session.lab.steps.slice(0, 7)) await session.solve(step.id, { signal });
  await session.check('verify', { signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('the signal of work ends with any of its own, and more than ten may wait for it', () => {
  const warnings: unknown[] = [];
  const warn = (warning: unknown) => warnings.push(warning);
  process.on('warning', warn);
  const one = new AbortController();
  const signal = workSignal(undefined, one.signal, new AbortController().signal);
  for (let at = 0; at < 50; at += 1) signal.addEventListener('abort', () => {});
  one.abort();
  expect(signal.aborted).toBe(true);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});
