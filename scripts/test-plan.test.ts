import { expect, test } from 'vitest';
// @ts-expect-error a script in plain JavaScript
import { choose } from './test-plan.mjs';

const part = (name: string, seconds: number) => ({ name, seconds, about: [name], files: [] });
const parts = [part('a', 100), part('b', 100), part('c', 100)];
const names = (all: { name: string }[]) => all.map(({ name }) => name);

test('on a fast machine everything runs', () => {
  const { chosen, left } = choose(parts, { seconds: 1000, slowness: 1, changed: [], turn: 0 });
  expect([names(chosen), left]).toEqual([['a', 'b', 'c'], []]);
});

test('on a slow one what changed runs first, and the others get their turn', () => {
  const given = { seconds: 450, slowness: 2, changed: ['c/file.ts'] };
  expect(names(choose(parts, { ...given, turn: 0 }).chosen)).toEqual(['c', 'a']);
  expect(names(choose(parts, { ...given, turn: 1 }).chosen)).toEqual(['c', 'b']);
  expect(names(choose(parts, { ...given, turn: 1 }).left)).toEqual(['a']);
});

test('what is too long for the time that is left gives way to what fits', () => {
  const mixed = [part('long', 500), part('short', 50)];
  expect(names(choose(mixed, { seconds: 100, slowness: 1, changed: [], turn: 0 }).chosen)).toEqual(['short']);
});
