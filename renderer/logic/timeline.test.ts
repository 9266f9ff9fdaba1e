import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../contract/timeline.js';
import { isTrouble, newsOf } from './timeline.js';

const entry = (id: string): TimelineEntry => ({
  id,
  at: 1,
  message: { code: 'suspended', params: {} },
  proven: false,
});
const ids = (all: readonly TimelineEntry[]) => all.map(({ id }) => id);

test('news is what the journal told after what was heard, wherever its time puts it', () => {
  // An experiment's entries are of before it ended: 12.0 stands before 11.0.
  const entries = ['9.0', '12.0', '12.1', '11.0', '100.0'].map(entry);
  expect(ids(newsOf(entries, '11.0'))).toEqual(['12.0', '12.1', '100.0']);
  expect(ids(newsOf(entries, '12.0'))).toEqual(['12.1', '100.0']);
  expect(ids(newsOf(entries, '100.0'))).toEqual([]);
  expect(ids(newsOf([entry('0.0')], ''))).toEqual(['0.0']);
});

test('a conflict is trouble, a failover is what the lab is for', () => {
  expect(isTrouble({ code: 'arp.conflict', params: { vip: '10.0.0.10', nodes: ['a', 'b'] } })).toBe(true);
  expect(isTrouble({ code: 'node.state', params: { node: 'rs1', state: 'crashed' } })).toBe(true);
  expect(isTrouble({ code: 'node.state', params: { node: 'rs1', state: 'halted' } })).toBe(false);
  expect(isTrouble({ code: 'vip.moved', params: { vip: '10.0.0.10', from: ['a'], to: ['b'] } })).toBe(false);
});
