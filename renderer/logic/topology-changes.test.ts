import { expect, test } from 'vitest';
import { vip, vrrpTopology } from '../testing/fixtures.js';
import { movedVips, standingOf } from './topology-changes.js';

test('a VIP has moved when another node holds it that was read before', () => {
  const before = vrrpTopology(1, 'lb1');
  const after = vrrpTopology(2, 'lb2');
  expect(movedVips(before, after)).toEqual([vip]);
  expect(movedVips(undefined, after)).toEqual([]);
  expect(movedVips(before, vrrpTopology(2, 'lb1'))).toEqual([]);
  expect(movedVips(before, { ...before, at: 2, vips: [] })).toEqual([]);
  const silent = { ...before.nodes, lb2: { ...before.nodes['lb2']!, status: 'timeout' as const } };
  expect(movedVips({ ...before, nodes: silent }, after)).toEqual([]);
});

test('a node is believed only as far as its facts are fresh', () => {
  const facts = vrrpTopology(1000, 'lb1').nodes['lb1']!;
  const running = { name: 'lb1', state: 'running' } as const;
  expect(standingOf(running, facts, 3000)).toBe('ok');
  expect(standingOf(running, facts, 20_000)).toBe('stale');
  expect(standingOf(running, undefined, 3000)).toBe('waiting');
  expect(standingOf(running, { ...facts, status: 'unreachable' }, 3000)).toBe('unreachable');
  expect(standingOf({ name: 'lb1', state: 'crashed' }, facts, 3000)).toBe('crashed');
});
