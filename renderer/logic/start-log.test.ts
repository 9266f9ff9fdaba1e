import { expect, test } from 'vitest';
import { newsOf } from './start-log.js';

const at = (phase: 'boot' | 'ssh', state: 'start' | 'running' | 'done', when: number) =>
  ({ phase, state, at: when }) as const;

test('a line comes for a new phase and for its end, not for every sign of life', () => {
  const first = { starting: { rs1: at('boot', 'start', 1) } };
  const alive = { starting: { rs1: at('boot', 'running', 2) } };
  const done = {
    host: at('boot', 'done', 5),
    starting: { rs1: at('boot', 'done', 4), rs2: at('ssh', 'start', 3) },
  };
  expect(newsOf(undefined, first).map((line) => line.node)).toEqual(['rs1']);
  expect(newsOf(first, alive)).toEqual([]);
  expect(newsOf(alive, done).map((line) => [line.at, line.node, line.progress.state])).toEqual([
    [3, 'rs2', 'start'],
    [4, 'rs1', 'done'],
    [5, '', 'done'],
  ]);
});
