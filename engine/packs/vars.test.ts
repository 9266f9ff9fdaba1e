import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawVars, goesAlong, readPick, substitute } from './vars.js';

/** All that a pick stands for. */
function spelledOut(pick: string): readonly string[] | undefined {
  const read = readPick(pick);
  return read && Array.from({ length: read.size }, (_, index) => read.value(index));
}

test.each([
  ['a ${x} b', 'a 1 b'],
  ['${x}${y_2}', '12'],
  ['$${x}', '${x}'],
  ['$x $(x) ${X} ${x-1}', '$x $(x) ${X} ${x-1}'],
  ['${HOME} ${x%%.*}', '${HOME} ${x%%.*}'],
  ['none', 'none'],
])('substitutes %j as %j', (text, wanted) => {
  expect(substitute(text, { x: '1', y_2: '2' })).toBe(wanted);
});

test('a value is put in as it is, whatever signs it has', () => {
  expect(substitute('${x}', { x: '$& $1 ${y}', y: 'no' })).toBe('$& $1 ${y}');
});

test('a name without a value is told and stays as it is', () => {
  const unknown: string[] = [];
  expect(substitute('${a} ${x} ${b} $${c}', { x: '1' }, (name) => unknown.push(name))).toBe(
    '${a} 1 ${b} ${c}',
  );
  expect(unknown).toEqual(['a', 'b']);
});

test.each([
  ['10.0.0.{20..22}', ['10.0.0.20', '10.0.0.21', '10.0.0.22']],
  ['{7..7}', ['7']],
  ['{rr, wrr ,lc}', ['rr', 'wrr', 'lc']],
  ['a{1,2}b', ['a1b', 'a2b']],
  ['plain', undefined],
  ['{one}', undefined],
  ['{}', undefined],
  ['{a,,b}', undefined],
  ['{9..3}', undefined],
  ['{0..4096}', undefined],
  ['{1..2}{3..4}', undefined],
])('the pick %j stands for %j', (pick, wanted) => {
  expect(spelledOut(pick)).toEqual(wanted);
});

const vars = {
  vip: { pick: '10.0.0.{20..60}', default: '10.0.0.29' },
  scheduler: { pick: '{rr,wrr,lc,wlc,sh}', default: 'rr' },
};

test('without a seed the defaults are drawn', () => {
  expect(drawVars(vars, undefined)).toEqual({ vip: '10.0.0.29', scheduler: 'rr' });
});

test('the same seed draws the same values, whatever the order of the variables', () => {
  const turned = { scheduler: vars.scheduler, vip: vars.vip };
  fc.assert(
    fc.property(fc.string(), (seed) => {
      expect(drawVars(vars, seed)).toEqual(drawVars(turned, seed));
      expect(spelledOut(vars.vip.pick)).toContain(drawVars(vars, seed)['vip']);
    }),
  );
});

test('different seeds draw different values, and every value of a pick comes up', () => {
  const draws = Array.from({ length: 400 }, (_, seed) => drawVars(vars, `seed ${seed}`));
  expect(new Set(draws.map((values) => values['scheduler']))).toEqual(
    new Set(['rr', 'wrr', 'lc', 'wlc', 'sh']),
  );
  expect(new Set(draws.map((values) => values['vip'])).size).toBe(41);
});

test('a variable that follows another has the value at the same place', () => {
  const going = { ...vars, weight: { pick: '{1,2,3,4,5}', follows: 'scheduler', default: '1' } };
  const pairs = Array.from({ length: 200 }, (_, seed) => drawVars(going, `seed ${seed}`)).map(
    ({ scheduler, weight }) => `${scheduler} ${weight}`,
  );
  expect(new Set(pairs)).toEqual(new Set(['rr 1', 'wrr 2', 'lc 3', 'wlc 4', 'sh 5']));
});

test.each([
  ['as many values, both defaults at one place', { pick: '{1,2,3,4,5}', default: '1' }, true],
  ['fewer values', { pick: '{1,2,3}', default: '1' }, false],
  ['a default at another place', { pick: '{1,2,3,4,5}', default: '2' }, false],
  ['a default that is none of its values', { pick: '{1,2,3,4,5}', default: '9' }, false],
])('%s: goes along %#', (_what, weight, wanted) => {
  expect(goesAlong({ ...vars, weight: { ...weight, follows: 'scheduler' } }, 'weight')).toBe(wanted);
});

test('nobody follows a variable that there is not, itself, or one that follows', () => {
  const other = { ...vars.scheduler, follows: 'scheduler' };
  const third = { ...vars.scheduler, follows: 'other' };
  const lost = { ...vars.scheduler, follows: 'constructor' };
  const self = { ...vars.scheduler, follows: 'self' };
  const all = { ...vars, other, third, lost, self };
  expect(Object.keys(all).filter((name) => goesAlong(all, name))).toEqual(['other']);
});
