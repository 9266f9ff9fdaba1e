import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TerminalFlow } from './flow.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what was shown is told in batches, and the rest after a pause', () => {
  const told: number[] = [];
  const flow = new TerminalFlow((characters) => told.push(characters), { batch: 100, idle: 50 });
  flow.shown(60);
  expect(told).toEqual([]);
  flow.shown(60);
  expect(told).toEqual([120]);
  flow.shown(30);
  vi.advanceTimersByTime(49);
  expect(told).toEqual([120]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([120, 30]);
});

test('all that was shown is told once, whatever its pieces are', () => {
  const told: number[] = [];
  const flow = new TerminalFlow((characters) => told.push(characters));
  const pieces = Array.from({ length: 200 }, (_, index) => (index * 7919) % 5000);
  for (const piece of pieces) flow.shown(piece);
  vi.advanceTimersByTime(50);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  expect(sum(told)).toBe(sum(pieces));
  expect(Math.max(...told)).toBeLessThan(32_768 + 5000);
});

test('nothing is told of a subscription that has ended', () => {
  const told: number[] = [];
  const flow = new TerminalFlow((characters) => told.push(characters));
  flow.shown(10);
  flow.stop();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([]);
});
