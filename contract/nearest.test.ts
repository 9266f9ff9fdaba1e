import { expect, test } from 'vitest';
import { nearest } from './nearest.js';

const kinds = ['http', 'http-spread', 'ipvs-service', 'ipvs-server', 'unit'];

test.each([
  ['htpp', 'http'],
  ['http-spred', 'http-spread'],
  ['ipvs-servise', 'ipvs-service'],
  ['ipvs_server', 'ipvs-server'],
  ['unit', 'unit'],
  ['u', ''],
  ['telepathy', ''],
  ['', ''],
])('for %j the nearest is %j', (word, wanted) => {
  expect(nearest(word, kinds)).toBe(wanted);
});

test('of two equally near the first is taken, and of none nothing', () => {
  expect(nearest('b', ['a', 'c'])).toBe('a');
  expect(nearest('http', [])).toBe('');
});
