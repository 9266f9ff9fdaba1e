import { expect, test } from 'vitest';
import { LabError, labErrorOf } from './errors.js';

test('work that threw its signal’s reason was cancelled', () => {
  const controller = new AbortController();
  controller.abort();
  expect(labErrorOf(controller.signal.reason)).toMatchObject({ code: 'cancelled' });
});

test('a time limit is no wish of anybody’s', async () => {
  const signal = AbortSignal.timeout(1);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(labErrorOf(signal.reason)).toBeUndefined();
});

test('what the host refuses is told with its way out; our own mistakes are not', () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write', path: '/x' });
  expect(labErrorOf(full)).toMatchObject({ code: 'host.disk-full', detail: { params: { path: '/x' } } });
  const error = new LabError({ code: 'cancelled', params: {} });
  expect(labErrorOf(error)).toBe(error);
  expect(labErrorOf(new TypeError('x'))).toBeUndefined();
});
