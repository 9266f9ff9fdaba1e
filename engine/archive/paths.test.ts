import { expect, test } from 'vitest';
import { PathSet, pathFault, splitPath } from './paths.js';

// What is refused stands in testing/path-attacks.ts.
test.each([
  'README.md',
  '.gitignore',
  'lab/.hidden/x',
  'a b',
  ' a',
  '-rf',
  '~',
  '..a',
  'a..b',
  'con2',
  'console.log',
  'COM10',
  'NULL',
  'lab/说明.zh-CN.md',
  'e\u0301',
  '\u{1f980}.png',
  `${'d/'.repeat(16)}file`,
  `${'x'.repeat(99)}/${'y'.repeat(100)}`,
  'x'.repeat(100),
  `${'p'.repeat(60)}/${'p'.repeat(40)}/${'y'.repeat(98)}`,
])('%s is a path', (path) => {
  expect(pathFault(path)).toBeUndefined();
});

test('a path is split at the first slash that leaves a name that fits', () => {
  expect(splitPath('a/b')).toEqual({ prefix: '', name: 'a/b' });
  expect(splitPath(`aa/bb/${'y'.repeat(97)}`)).toEqual({ prefix: 'aa', name: `bb/${'y'.repeat(97)}` });
  expect(splitPath(`aa/${'y'.repeat(101)}`)).toBeUndefined();
  expect(splitPath(`${'包'.repeat(33)}/${'包'.repeat(33)}`)).toEqual({
    prefix: '包'.repeat(33),
    name: '包'.repeat(33),
  });
});

test('paths that no file system takes for each other stand beside each other', () => {
  const paths = new PathSet();
  const all = ['a', 'b/a', 'b/c', 'b/c2/d', 'bc', 'ä', 'ae', '٠', '0', 'ｆ', 'f', '①', '1', 'Ａ', 'A.', 'ab'];
  expect(all.map((path) => paths.add(path))).toEqual(all.map(() => undefined));
});
