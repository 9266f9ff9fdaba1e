import { expect, test } from 'vitest';
import { tooOld } from './version.js';

test.each([
  ['1.9.9', true],
  ['2.0.0', true],
  ['2.1.99', true],
  ['2.2.9', true],
  ['2.2.18', true],
  ['2.2', true],
  ['2', true],
  ['2.2.19', false],
  ['2.2.19.dev', false],
  ['2.2.100', false],
  ['2.3.0', false],
  ['2.3', false],
  ['2.3.4', false],
  ['2.10.1', false],
  ['2.4.1-1', false],
  ['3.0.0', false],
  ['10.0.0', false],
])('whether Vagrant %s is too old: %s', (version, old) => {
  expect(tooOld(version)).toBe(old);
});
