import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { changedBetween, inventoryCommand, parseInventory } from './inventory.js';

test('things and values; what is there twice has both, what is no thing is left out', () => {
  expect(parseInventory('file /a\tone\nnoise\nrule x\t2\nrule x\t1\nsysctl b\t\n')).toEqual({
    'file /a': 'one',
    'rule x': '1\n2',
    'sysctl b': '',
  });
});

test('what differs: another value, gone, new; names of Object are names', () => {
  const before = { a: '1', b: '2', c: '3' };
  expect(changedBetween(before, { a: '1', b: '0', d: '4' })).toEqual(['b', 'c', 'd']);
  expect(changedBetween(before, { ...before })).toEqual([]);
  expect(changedBetween({}, { toString: '1' })).toEqual(['toString']);
});

test('the script is one that a POSIX shell can read', () => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: inventoryCommand, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
