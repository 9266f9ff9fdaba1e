import { expect, test } from 'vitest';
import { vip, vrrpTopology } from '../testing/demo-data.js';
import { changesOf, standingOf } from './topology-changes.js';

test('a failover is a moved VIP, another ARP answer and two VRRP states', () => {
  expect(changesOf(vrrpTopology(1, 'lb1'), vrrpTopology(2, 'lb2'))).toEqual([
    { kind: 'vip', vip, from: ['lb1'], to: ['lb2'] },
    { kind: 'arp', vip, from: 'lb1', to: 'lb2' },
    { kind: 'vrrp', node: 'lb1', instance: 'VI_1', state: 'BACKUP' },
    { kind: 'vrrp', node: 'lb2', instance: 'VI_1', state: 'MASTER' },
  ]);
});

test('the first view and one that is the same have no news', () => {
  expect(changesOf(undefined, vrrpTopology(1, 'lb1'))).toEqual([]);
  expect(changesOf(vrrpTopology(1, 'lb1'), vrrpTopology(2, 'lb1'))).toEqual([]);
});

test('a VIP that is on no list any more has vanished', () => {
  const before = vrrpTopology(1, 'lb1');
  expect(changesOf(before, { ...before, at: 2, vips: [] })).toEqual([
    { kind: 'vip', vip, from: ['lb1'], to: [] },
  ]);
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
