import { expect, test } from 'vitest';
import { labs } from '../testing/demo-data.js';
import { everything, filterLabs, splitSessions } from './filters.js';

const ids = (filter: Partial<typeof everything>) =>
  filterLabs(labs, { ...everything, ...filter }).map((lab) => lab.id);

test('labs are found by words of either language and by course section', () => {
  expect(ids({ text: 'ARP 手工' })).toEqual(['dr-by-hand']);
  expect(ids({ text: 'vrrp' })).toEqual(['keepalived-single']);
  expect(ids({ text: '1.8.5' })).toEqual(['dr-by-hand', 'broken-dr']);
  expect(ids({ text: 'vrrp nat' })).toEqual([]);
});

test('level and progress narrow the list', () => {
  expect(ids({ level: 'beginner' })).toEqual(['dr-by-hand', 'nat-two-nics']);
  expect(ids({ done: 'done' })).toEqual(['keepalived-single']);
  expect(ids({ done: 'open' })).not.toContain('keepalived-single');
});

test('sessions that can be gone on with come first, the latest on top', () => {
  const session = (id: string, state: 'running' | 'ended' | 'suspended', created: number) => ({
    id,
    lab: 'x',
    title: { 'zh-CN': 'x', en: 'x' },
    provider: 'qemu',
    state,
    created,
    done: 0,
    steps: 1,
  });
  const { live, ended } = splitSessions([
    session('a', 'suspended', 1),
    session('b', 'ended', 5),
    session('c', 'running', 3),
  ]);
  expect(live.map((one) => one.id)).toEqual(['c', 'a']);
  expect(ended.map((one) => one.id)).toEqual(['b']);
});
