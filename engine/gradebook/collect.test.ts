import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import type { Plan, Task, TaskResult } from '../../contract/gradebook.js';
import { collect } from './collect.js';
import { failingIn } from './failing.js';
import { openTasks, readResult, vainTasks, writePlan, writeResult } from './folder.js';
import { readOverrides, setOverride } from './overrides.js';
import { accept, changesIn } from './regrade.js';
import { planOf, resultOf, taskOf } from './testing/results.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-collect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lab = 'evening/first-lab';
const gradeOf = (plan: Plan, student: string) =>
  collect(folder, plan).students.find(({ id }) => id === student)!;
const keep = (...results: readonly TaskResult[]) => {
  for (const result of results) writeResult(folder, result);
};
const codeOf = (work: () => unknown) => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return error instanceof LabError ? error.code : String(error);
  }
};

test('points are of the checks that hold; who handed nothing in has none, and is not unchecked', () => {
  const plan = planOf(['ann', 'ben']);
  keep(
    resultOf(plan.tasks[0]!, ['pass', 'pass', 'pass']),
    resultOf(plan.tasks[1]!, ['pass', 'fail', 'pass']),
  );
  expect(gradeOf(plan, 'ann')).toMatchObject({
    percent: 100,
    whole: true,
    labs: [{ earned: 6, unknown: 0 }],
  });
  expect(gradeOf(plan, 'ben')).toMatchObject({ percent: 66.7, whole: true, labs: [{ earned: 4 }] });
  const [nothing] = gradeOf(plan, 'dan').labs;
  expect(nothing).toMatchObject({ state: 'missing' });
  expect(nothing?.earned).toBeUndefined();
});

test('what could not be checked is no failure: the grade stays open, and says by how much it may rise', () => {
  const plan = planOf(['ann', 'ben']);
  keep(resultOf(plan.tasks[0]!, ['pass', 'unknown', 'pass'], { state: 'unchecked' }));
  expect(gradeOf(plan, 'ann')).toMatchObject({
    whole: false,
    labs: [{ state: 'unchecked', earned: 4, unknown: 2 }],
  });
  expect(gradeOf(plan, 'ben')).toMatchObject({ whole: false, labs: [{ state: 'open' }] });
});

test('what is optional counts where it passes, and is no failure where nobody did it', () => {
  const plan = planOf(['ann']);
  const result = resultOf(plan.tasks[0]!, ['pass', 'unknown', 'fail']);
  const { report } = result;
  keep({
    ...result,
    report: { ...report!, steps: report!.steps.map((step) => ({ ...step, optional: true })) },
  });
  expect(gradeOf(plan, 'ann').labs[0]?.checks.map(({ id }) => id)).toEqual(['one']);
});

test('what holds only until the next boot earns nothing where the class asks for more', () => {
  const plan = planOf(['ann']);
  keep(resultOf(plan.tasks[0]!, ['pass', 'pass', 'pass'], { rebooted: { one: 'pass', two: 'fail' } }));
  const [grade] = gradeOf(plan, 'ann').labs;
  expect(grade).toMatchObject({ earned: 4 });
  expect(grade?.checks[1]).toMatchObject({ status: 'fail', cause: 'not-after-boot', earned: 0 });
});

test('a hand-in that does not count changes nothing, and is named beside the one that does', () => {
  const early: Task = { ...taskOf('ann'), key: '0'.repeat(24), name: 'early.lvsub', refused: 'superseded' };
  const plan = planOf(['ann'], [early]);
  keep(resultOf(plan.tasks[0]!, ['pass', 'fail', 'fail']), {
    ...resultOf(early, ['pass', 'pass', 'pass']),
    state: 'refused',
  });
  expect(gradeOf(plan, 'ann').labs[0]).toMatchObject({
    earned: 1,
    name: 'ann.lvsub',
    others: ['early.lvsub'],
  });
});

test('a hand-in with the values of another, and two that one computer signed, are told', () => {
  const copied: Task = { ...taskOf('ben'), claims: { digest: '0000', student: 'Ann' }, signer: 'K1' };
  const plan = planOf(['ann'], [copied, { ...taskOf('cleo'), signer: 'K1' }]);
  expect(collect(folder, plan).alike).toEqual([
    { how: 'values', students: ['ben', 'ann'], names: ['ben.lvsub'] },
    { how: 'computer', students: ['ben', 'cleo'], names: ['ben.lvsub', 'cleo.lvsub'] },
  ]);
});

test('what the class fails on is counted, the most frequent first', () => {
  const plan = planOf(['ann', 'ben', 'cleo']);
  const [a, b, c] = plan.tasks;
  keep(
    resultOf(a!, ['pass', 'fail', 'fail']),
    resultOf(b!, ['pass', 'fail', 'pass']),
    resultOf(c!, ['pass', 'unknown', 'fail']),
  );
  const found = failingIn(collect(folder, plan));
  expect(found.map(({ check, count, cause }) => [check, count, cause])).toEqual([
    ['two', 2, 'cause-a'],
    ['three', 2, 'cause-a'],
  ]);
});

test('a teacher decides points, which stay whatever is graded anew, until they are taken back', () => {
  const plan = planOf(['ann']);
  keep(resultOf(plan.tasks[0]!, ['fail', 'fail', 'fail']));
  setOverride(folder, plan, { student: 'ann', lab, points: 5, reason: 'seen at her desk' });
  expect(gradeOf(plan, 'ann')).toMatchObject({
    percent: 83.3,
    labs: [{ earned: 5, override: { reason: 'seen at her desk' } }],
  });
  keep(resultOf(plan.tasks[0]!, ['pass', 'fail', 'fail']));
  expect(gradeOf(plan, 'ann').labs[0]?.earned).toBe(5);
  setOverride(folder, plan, { student: 'ann', lab, points: undefined, reason: '' });
  expect(gradeOf(plan, 'ann').labs[0]?.earned).toBe(1);
  expect(codeOf(() => setOverride(folder, plan, { student: 'eve', lab, points: 1, reason: '' }))).toBe(
    'grade.no-student',
  );
  expect(codeOf(() => setOverride(folder, plan, { student: 'ann', lab: 'x/y', points: 1, reason: '' }))).toBe(
    'grade.no-lab',
  );
  for (const points of [-1, 7, Number.NaN])
    expect(codeOf(() => setOverride(folder, plan, { student: 'ann', lab, points, reason: '' }))).toBe(
      'grade.points',
    );
  writeFileSync(join(folder, 'overrides.json'), '{');
  expect(codeOf(() => readOverrides(folder))).toBe('grade.bad-overrides');
});

test('a result file that is none is as if it were not there; what could not be checked is tried three times', () => {
  const plan = planOf(['ann']);
  const [task] = plan.tasks;
  writeResult(folder, resultOf(task!, ['pass', 'pass', 'pass']));
  expect(openTasks(folder, plan)).toEqual([]);
  writeFileSync(join(folder, 'results', `${task!.key}.json`), '{"format":1,"key"');
  expect(readResult(folder, task!.key)).toBeUndefined();
  expect(openTasks(folder, plan)).toEqual([0]);
  const unchecked = { state: 'unchecked', notes: [] } as const;
  writeResult(folder, resultOf(task!, ['unknown', 'pass', 'pass'], { ...unchecked, attempts: 2 }));
  expect(openTasks(folder, plan)).toEqual([0]);
  writeResult(folder, resultOf(task!, ['unknown', 'pass', 'pass'], { ...unchecked, attempts: 3 }));
  expect(openTasks(folder, plan)).toEqual([]);
  // Who begins to grade again gives it one more try.
  expect(vainTasks(folder, plan)).toEqual([0]);
});

test.each([
  ['hidden', true, '2026-01-01T00:00:00Z', false],
  ['after-due', false, '2026-01-01T00:00:00Z', true],
  ['after-due', true, '2026-03-01T00:00:00Z', false],
  ['after-due', false, undefined, true],
  ['after-published', false, '2026-01-01T00:00:00Z', false],
  ['after-published', true, '2026-03-01T00:00:00Z', true],
  ['visible', false, '2026-03-01T00:00:00Z', true],
] as const)('%s, published %s, due %s: may students see it? %s', (see, published, due, shown) => {
  const plan = planOf(['ann']);
  const labs = plan.labs.map((each) => (due === undefined ? each : { ...each, due }));
  const now = Date.parse('2026-02-01T00:00:00Z');
  expect(collect(folder, { ...plan, see, published, labs }, now).labs[0]?.shown).toBe(shown);
});

test('a regrading says what would change for whom, and why, and counts once it is accepted', () => {
  const before = planOf(['ann', 'ben']);
  const after: Plan = {
    ...before,
    tasks: before.tasks.map((task) => ({ ...task, key: task.key.replace(/^../, 'ff') })),
  };
  keep(
    resultOf(before.tasks[0]!, ['pass', 'fail', 'pass']),
    resultOf(before.tasks[1]!, ['pass', 'pass', 'pass']),
    resultOf(after.tasks[0]!, ['pass', 'pass', 'pass']),
    resultOf(after.tasks[1]!, ['pass', 'pass', 'fail']),
  );
  writePlan(folder, before);
  writePlan(folder, after, 'next');
  expect(changesIn(folder, before, after)).toMatchObject([
    {
      student: 'ann',
      before: { earned: 4 },
      after: { earned: 6 },
      checks: [{ id: 'two', before: 'fail', after: 'pass' }],
    },
    {
      student: 'ben',
      before: { earned: 6 },
      after: { earned: 3 },
      checks: [{ id: 'three', after: 'fail', cause: 'cause-a' }],
    },
  ]);
  expect(accept(folder).tasks[0]?.key).toMatch(/^ff/);
  expect(codeOf(() => accept(folder))).toBe('grade.no-plan');
});
