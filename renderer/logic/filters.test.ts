import { expect, test } from 'vitest';
import type { LabSummary } from '../../contract/views.js';
import { labs } from '../testing/fixtures.js';
import { everything, filterLabs, missingBefore, nextAfter, splitSessions, startHere } from './filters.js';

const ids = (filter: Partial<typeof everything>) =>
  filterLabs(labs, { ...everything, ...filter }).map(({ lab }) => lab.id);

test('labs are found by words of either language and by course section', () => {
  expect(ids({ text: 'ARP 手工' })).toEqual(['dr-by-hand']);
  expect(ids({ text: 'vrrp' })).toEqual(['keepalived-single']);
  expect(ids({ text: '1.8.5' })).toEqual(['dr-by-hand', 'broken-dr']);
  expect(ids({ text: 'vrrp nat' })).toEqual([]);
});

test('what was found by a section says which', () => {
  const found = (text: string) =>
    filterLabs(labs, { ...everything, text }).map(({ lab, sections }) => [lab.id, sections]);
  expect(found('1.7')).toEqual([['dr-by-hand', ['1.7.1', '1.7.2']]]);
  expect(found('dr 1.8.5')).toEqual([
    ['dr-by-hand', ['1.8.5']],
    ['broken-dr', ['1.8.5']],
  ]);
  expect(found('vrrp')).toEqual([['keepalived-single', []]]);
  expect(found('vrrp 1.8.5')).toEqual([]);
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

test('where to begin, what is missing before a lab, and what comes after it', () => {
  const lab = (id: string, requires: readonly string[] = [], earned?: number): LabSummary => ({
    ...labs[0]!,
    id,
    name: `own/${id}`,
    requires,
    ...(earned === undefined ? {} : { best: { earned, points: 5 } }),
  });
  const without = ({ best: _, ...rest }: LabSummary): LabSummary => rest;
  const pack = (done: readonly string[]) =>
    [lab('one'), lab('two', ['one']), lab('three'), lab('four', ['two', 'three'])].map((each) =>
      done.includes(each.id) ? { ...each, best: { earned: 5, points: 5 } } : without(each),
    );
  expect(startHere(pack([]))?.id).toBe('one');
  expect(startHere(pack(['one']))?.id).toBe('two');
  // Done out of turn: what is open before it comes first.
  expect(startHere(pack(['two', 'three']))?.id).toBe('one');
  expect(startHere(pack(['one', 'two', 'three', 'four']))).toBeUndefined();
  expect(missingBefore(pack(['three'])[3]!, pack(['three'])).map(({ id }) => id)).toEqual(['two']);
  // A lab of that id in another pack is another lab.
  const elsewhere = pack(['three']).map((each) => ({ ...each, name: `other/${each.id}` }));
  expect(missingBefore(pack(['three'])[3]!, elsewhere)).toEqual([]);
  expect(nextAfter('own/one', pack(['two']))?.id).toBe('three');
  expect(nextAfter('own/four', pack([]))).toBeUndefined();
});
