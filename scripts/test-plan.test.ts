import { expect, test } from 'vitest';
// @ts-expect-error a script in plain JavaScript
import { choose, labPart, leftOutText, machineParts, minutesFor } from './test-plan.mjs';

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

test('a lab whose proof is not of what it is now comes first; fifty that are proven get their turn in what is left', () => {
  const labs = Array.from({ length: 50 }, (_, index) =>
    labPart({ id: `l${index}`, pack: 'lvs', mistakes: 10, reboots: false, proven: index !== 37 }),
  );
  const given = { seconds: 600, slowness: 1, changed: ['c/file.ts'] };
  const turns = [0, 10, 20].map((turn) => names(choose([...parts, ...labs], { ...given, turn }).chosen));
  for (const turn of turns) expect(turn.slice(0, 2)).toEqual(['lab lvs/l37', 'c']);
  expect(turns.map((turn) => turn[2])).toEqual(['a', 'lab lvs/l7', 'lab lvs/l17']);
  expect(labs[0].seconds).toBe(105);
  const slow = { id: 'slow', pack: 'lvs', mistakes: 10, reboots: false, proven: true, took: 600 };
  expect(labPart(slow).seconds).toBe(200);
});

test('fifty labs that are due keep to the time there is, each has its turn within as many runs as there are parts, and who is left out is said', () => {
  const labs = Array.from({ length: 50 }, (_, index) =>
    labPart({
      id: `l${index}`,
      pack: 'lvs',
      mistakes: 4 + (index % 20),
      reboots: index % 5 === 0,
      proven: false,
    }),
  );
  const all = [...machineParts, ...labs];
  const had = new Set<string>();
  for (let turn = 0; turn < all.length; turn += 1) {
    const { chosen, left } = choose(all, { seconds: 1500, slowness: 1.4, changed: [], turn });
    const needed = chosen.reduce((sum: number, { seconds }: { seconds: number }) => sum + seconds * 1.4, 0);
    expect(needed).toBeLessThanOrEqual(1500);
    // Nothing that would still fit is left, and nothing is lost between the two.
    for (const { seconds } of left) expect(seconds * 1.4).toBeGreaterThan(1500 - needed);
    expect([...names(chosen), ...names(left)].toSorted()).toEqual(names(all).toSorted());
    for (const name of names(chosen)) had.add(name);
    const said = leftOutText(names(left), { minutes: 25, slowness: 1.4 });
    for (const name of names(left)) expect(said).toContain(name);
    expect(said).toMatch(/^left out, as 25 minutes are too few on this machine \(× 1\.4\): /);
  }
  expect(names(labs).filter((name) => !had.has(name))).toEqual([]);
  expect(leftOutText([], { minutes: 25, slowness: 1 })).toBeUndefined();
});

test('what is too long for the time that is left gives way to what fits', () => {
  const mixed = [part('long', 500), part('short', 50)];
  expect(names(choose(mixed, { seconds: 100, slowness: 1, changed: [], turn: 0 }).chosen)).toEqual(['short']);
});

test('a fast machine takes 35 minutes of what is allowed, a slow one all of it; 25 where nothing is said; all if that is wanted', () => {
  expect(minutesFor(60, 1)).toBe(35);
  expect(minutesFor(60, 1.4)).toBe(49);
  expect(minutesFor(60, 3)).toBe(60);
  expect(minutesFor(20, 1)).toBe(20);
  expect(minutesFor(undefined, 2)).toBe(50);
  expect(minutesFor(Number.POSITIVE_INFINITY, 1)).toBe(Number.POSITIVE_INFINITY);
});

test('a lab that takes longer by itself than there is time is left out, although two side by side would fit', () => {
  const long = labPart({ id: 'long', pack: 'lvs', mistakes: 5, reboots: true, proven: true, took: 1800 });
  expect(long).toMatchObject({ seconds: 600, alone: 1200 });
  const given = { slowness: 1, changed: [], turn: 0 };
  expect(choose([long], { ...given, seconds: 1000 }).chosen).toEqual([]);
  expect(choose([long], { ...given, seconds: 1300 }).chosen).toEqual([long]);
});
