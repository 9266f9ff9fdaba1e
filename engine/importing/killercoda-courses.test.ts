import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImportBed, told } from './testing/bed.js';

let bed: ImportBed;
beforeEach(() => {
  bed = new ImportBed();
});
afterEach(() => bed.dispose());

const one = JSON.stringify({
  title: 'One',
  description: 'Do',
  time: '5',
  difficulty: 'beginner',
  details: {},
});

/** What was told of the courses. */
const told_ = (report: Parameters<typeof told>[0]) =>
  told(report).filter((line) => !/made up|environment ubuntu|has no steps/.test(line));

test('structure.json names what is in a course, in its order, with titles of its own; what it does not name is told', () => {
  bed.write({
    'structure.json':
      '{ "items": [\n{ "path": "second" },\n{ "path": "course", "title": "The course" },\n{ "path": "none" },\n{}] }',
    'first/index.json': one,
    'first/text.md': 'x',
    'second/index.json': one,
    'course/structure.json': JSON.stringify(
      {
        title: 'Not this',
        description: 'Of the course',
        items: [
          { path: 'inner/b' },
          { path: '../other/a', title: 'Called so', description: 'Said so' },
          { path: 'inner/b' },
          { path: '../course' },
        ],
      },
      null,
      1,
    ),
    'course/inner/b/index.json': one,
    'course/inner/c/index.json': one,
    'other/a/index.json': one,
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(bed.read('pack.yaml')).toMatch(
    /en: The course\n {4}labs:\n {6}- b\n {6}- a\nlabs:\n {2}- second\n$/,
  );
  expect(bed.lab('a')).toMatchObject({ title: { en: 'Called so' }, summary: { en: 'Said so' } });
  expect(told_(report)).toEqual([
    'course/inner/c/index.json:1: lost: course/inner/c was left out: course/structure.json does not name it, and its platform does not show it either',
    'course/structure.json:3: lost: there is no setting like description here',
    'course/structure.json:13: changed: course/inner/b is in another course already: a lab is in one module, and stays in the first',
    'course/structure.json:16: changed: course is in another course already: a lab is in one module, and stays in the first',
    'first/index.json:1: lost: first was left out: structure.json does not name it, and its platform does not show it either',
    'structure.json:4: lost: none was left out: there is no index.json',
    'structure.json:5: lost: there is no setting like items 4 here',
  ]);
  expect(report.counts.lab).toMatchObject({ lost: 4 });
});

test('a structure.json that cannot be read is told with its place, and scenarios are taken in the order of their names', () => {
  for (const [text, line] of [
    ['{ "title": "x",\n "items": [ }', 2],
    ['[]', 1],
    ['{ "items": 7 }', 1],
  ] as const) {
    const each = new ImportBed({ 'b/index.json': one, 'a/index.json': one, 'structure.json': text });
    const report = each.import('killercoda');
    expect(each.problems()).toEqual([]);
    expect(each.read('pack.yaml')).toMatch(/labs:\n {2}- a\n {2}- b\n$/);
    expect(told_(report).join()).toMatch(
      new RegExp(
        `^structure\\.json:${line}: changed: the order of the course was not read \\(.*in the order of their names$`,
      ),
    );
    each.dispose();
  }
});

test('Katacoda has a course as NAME-pathway.json beside its folder, and what it does not name comes after', () => {
  bed.write({
    'profile-pathway.json': JSON.stringify({ courses: [{ id: 'tips' }], scenarios: [{ id: 'z' }] }),
    'tips-pathway.json': JSON.stringify({
      title: 'Tips',
      courses: [
        { course_id: 'b', title: 'Tip B' },
        { course_id: 'x', pathway_id: 'more' },
      ],
    }),
    'tips/a/index.json': one,
    'tips/b/index.json': one,
    'more/x/index.json': one,
    'z/index.json': one,
    'y/index.json': one,
    'w/index.yaml': 'title: W\n',
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(bed.read('pack.yaml')).toMatch(
    /en: Tips\n {4}labs:\n {6}- b\n {6}- x\n {6}- a\nlabs:\n {2}- z\n {2}- y\n$/,
  );
  expect(bed.lab('b').title.en).toBe('Tip B');
  expect(told_(report)).toEqual([
    'more/x/index.json:1: changed: more/x is in another course already: a lab is in one module, and stays in the first',
    'w/index.yaml:1: lost: w/index.yaml was left out: index.json is read, index.yaml is not',
  ]);
});

test('courses that name each other, and a great many items, end in seconds', () => {
  const items = Array.from({ length: 20_000 }, (_, index) => ({ path: index % 2 === 0 ? '../a' : '../b' }));
  const text = JSON.stringify({ items });
  bed.write({
    'a/structure.json': text,
    'b/structure.json': text,
    'a/one/index.json': one,
    'z/index.json': one,
  });
  const started = Date.now();
  bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  expect(Date.now() - started).toBeLessThan(20_000);
}, 60_000);

test('whatever structure.json is, all that is sound is imported', () => {
  const whole = JSON.stringify({
    title: 'A',
    description: 'B',
    items: [{ path: 'b', title: 'C' }, { path: '../a/b' }, { path: 'c' }],
  });
  const put = fc.oneof(
    fc.string({ maxLength: 6, unit: 'binary' }),
    fc.constantFrom('"..', '/', '[', '{}', 'null', '"a"', '../', '\\u0000'),
  );
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(12), put, (at, length, text) => {
      const spoilt = whole.slice(0, at) + text + whole.slice(at + length);
      const each = new ImportBed({
        'z/index.json': one,
        'a/structure.json': spoilt,
        'a/b/index.json': one,
        'a/c/d/index.json': one,
        'a-pathway.json': spoilt,
      });
      try {
        each.import('killercoda');
        expect(each.problems()).toEqual([]);
        expect(each.lab('z').title.en).toBe('One');
      } finally {
        each.dispose();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
