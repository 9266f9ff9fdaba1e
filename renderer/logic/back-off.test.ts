import { expect, test } from 'vitest';
import { backOff } from './back-off.js';

test('each failure waits longer, half a minute at most', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(backOff)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});
