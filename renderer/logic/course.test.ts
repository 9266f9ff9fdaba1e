import { expect, test } from 'vitest';
import type { PackView } from '../../contract/packs.js';
import type { LabSummary, SessionSummary } from '../../contract/views.js';
import { labs as fixtures } from '../testing/fixtures.js';
import { byModule, byPack, nextUp, numbersOf, opensByItself, progressOf, standsOf } from './course.js';
import type { Found } from './filters.js';

const both = (en: string) => ({ 'zh-CN': en, en });

function lab(id: string, module?: string, earned?: number, requires: readonly string[] = []): LabSummary {
  const { best: _, module: __, ...rest } = fixtures[0]!;
  return {
    ...rest,
    id,
    name: `lvs/${id}`,
    minutes: 30,
    requires,
    ...(module === undefined ? {} : { module: both(module) }),
    ...(earned === undefined ? {} : { best: { earned, points: 5 } }),
  };
}

const found = (labs: readonly LabSummary[]): readonly Found[] =>
  labs.map((each) => ({ lab: each, sections: [] }));

const session = (id: string, of: string, state: SessionSummary['state'], created = 1): SessionSummary => ({
  id,
  lab: `lvs/${of}`,
  title: both(of),
  provider: 'qemu',
  state,
  created,
  done: 1,
  steps: 3,
});

const pack = (id: string, problems: PackView['problems'] = []): PackView => ({
  id,
  title: both(id),
  labs: 1,
  builtIn: false,
  versions: [],
  updates: false,
  problems,
});

const course = [
  lab('a', 'One', 5),
  lab('b', 'One', 5),
  lab('c', 'Two', 3),
  lab('d', 'Two', undefined, ['c']),
  lab('e'),
];

test('labs stand by module, in the order of the pack; a module knows its whole progress, whatever was found of it', () => {
  const shown = (some: readonly LabSummary[]) =>
    byModule(found(some), course).map(({ title, found: each, progress: { done, all } }) => [
      title?.en,
      each.length,
      `${done}/${all}`,
    ]);
  expect(shown(course)).toEqual([
    ['One', 2, '2/2'],
    ['Two', 2, '0/2'],
    [undefined, 1, '0/1'],
  ]);
  expect(shown(course.slice(3, 4))).toEqual([['Two', 1, '0/2']]);
  expect(byModule([], course)).toEqual([]);
});

test('progress counts what has all its points, and the minutes of the rest', () => {
  expect(progressOf(course)).toEqual({ done: 2, all: 5, minutes: 90 });
  expect(progressOf([])).toEqual({ done: 0, all: 0, minutes: 0 });
});

test('a lab has its number in its own pack, whatever a search leaves', () => {
  const other = { ...lab('a'), name: 'net/a', pack: 'net' };
  expect([...numbersOf([...course.slice(0, 2), other, course[2]!])]).toEqual([
    ['lvs/a', 1],
    ['lvs/b', 2],
    ['net/a', 1],
    ['lvs/c', 3],
  ]);
});

test('packs come in their order; one with nothing found only where something is wrong; what no pack is known of comes last', () => {
  const stray = { ...lab('z'), name: 'gone/z', pack: 'gone' };
  const wrong = pack('bad', [{ code: 'cancelled', params: {} }]);
  const shelves = byPack(found([...course, stray]), [...course, stray], [wrong, pack('idle'), pack('lvs')]);
  expect(shelves.map(({ pack: own, modules, progress }) => [own?.id, modules.length, progress.all])).toEqual([
    ['bad', 0, 0],
    ['lvs', 3, 5],
    [undefined, 1, 1],
  ]);
});

test('a session to go on with comes next, then the first lab whose ground is laid, then nothing', () => {
  expect(
    nextUp(course, [session('s1', 'a', 'suspended', 1), session('s2', 'b', 'running', 2)]),
  ).toMatchObject({
    kind: 'session',
    session: { id: 's2' },
  });
  expect(nextUp(course, [session('s1', 'a', 'ended'), session('s2', 'b', 'broken')])).toMatchObject({
    kind: 'lab',
    lab: { id: 'c' },
    first: false,
  });
  const fresh = [lab('b', 'One', undefined, ['a']), lab('a', 'One')];
  expect(nextUp(fresh, [])).toMatchObject({ kind: 'lab', lab: { id: 'a' }, first: true });
  expect(nextUp([lab('a', 'One', 5)], [])).toEqual({ kind: 'nothing' });
});

test('the stand of a lab: a session that can be gone on with, what was reached, whether it was begun', () => {
  const stands = standsOf(course, [
    session('old', 'd', 'suspended', 1),
    session('new', 'd', 'running', 2),
    session('end', 'e', 'ended'),
  ]);
  expect(Object.fromEntries(stands)).toMatchObject({
    'lvs/a': { kind: 'done', earned: 5, points: 5 },
    'lvs/c': { kind: 'graded', earned: 3, points: 5 },
    'lvs/d': { kind: 'live', session: { id: 'new' } },
    'lvs/e': { kind: 'begun' },
  });
  expect(standsOf([lab('n')], []).get('lvs/n')).toEqual({ kind: 'new' });
});

test('what is done is folded, unless the next lab is in it', () => {
  const [one, two] = byModule(found(course), course);
  expect([opensByItself(one!, 'lvs/c'), opensByItself(two!, 'lvs/c'), opensByItself(one!, 'lvs/b')]).toEqual([
    false,
    true,
    true,
  ]);
});
