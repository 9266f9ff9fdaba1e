import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClassGrades, Plan } from '../../../contract/gradebook.js';
import { collect } from '../collect.js';
import { readResult, writeResult } from '../folder.js';
import { setOverride } from '../overrides.js';
import { planOf, resultOf } from '../testing/results.js';
import { exporters } from './index.js';

let folder = '';
let plan: Plan;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-export-'));
  plan = planOf(['ann', 'ben', 'cleo']);
  plan = {
    ...plan,
    students: plan.students.map((each) =>
      each.id === 'ben' ? { id: 'ben', name: '=HYPERLINK("x")' } : each,
    ),
  };
  const [ann, ben, cleo] = plan.tasks;
  writeResult(folder, resultOf(ann!, ['pass', 'pass', 'pass']));
  writeResult(
    folder,
    resultOf(ben!, ['pass', 'fail', 'pass'], { notes: [{ code: 'late', params: { hours: '2.0' } }] }),
  );
  writeResult(folder, resultOf(cleo!, ['pass', 'unknown', 'pass'], { state: 'unchecked' }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** All files of all exporters, by their path. */
function exported(): ReadonlyMap<string, string> {
  const grades = collect(folder, plan);
  const result = (key: string) => readResult(folder, key);
  return new Map(
    exporters.flatMap((exporter) =>
      [...exporter.files({ grades, language: 'en', result })].map(
        ({ path, content }) => [path, content] as const,
      ),
    ),
  );
}

const rowsOf = (content: string | undefined): readonly (readonly string[])[] =>
  parse(content ?? '', { bom: true });

test('grades.json is the class as it was collected', () => {
  const read = JSON.parse(exported().get('grades.json') ?? '') as ClassGrades;
  expect(read).toEqual(JSON.parse(JSON.stringify(collect(folder, plan))));
});

test('grades.csv has a row a student; nothing that a stranger wrote is a formula, and what is open is empty', () => {
  const [, ann, ben, cleo, dan] = rowsOf(exported().get('grades.csv'));
  expect(ann?.slice(0, 6)).toEqual(['ann', 'ann of the class', '100', '', '6', 'graded']);
  expect(ben?.[1]).toBe(`'=HYPERLINK("x")`);
  expect(ben?.at(-1)).toBe("failed: Check two; handed in 2.0 hours late, by the student's clock");
  expect(cleo?.slice(3, 6)).toEqual(['*', '', 'could not be checked']);
  expect(cleo?.at(-1)).toBe('4 of 6 so far; checks of 2 more could not be made');
  expect(dan?.slice(4)).toEqual(['', 'not handed in', '']);
});

test('junit.xml is XML; what could not be checked is an error, what is wrong a failure', () => {
  const content = exported().get('junit.xml') ?? '';
  const of = (path: string) =>
    execFileSync('xmllint', ['--xpath', path, '-'], { input: content, encoding: 'utf8' }).trim();
  expect(of('string(/testsuites/@tests)')).toBe('9');
  expect(of('string(//testsuite[@name="ben.evening/first-lab"]/testcase[failure]/@name)')).toBe('two');
  expect(of('string(//testsuite[@name="cleo.evening/first-lab"]/testcase[error]/@name)')).toBe('two');
});

test('ctrf.json counts what it lists, and has what could not be checked as `other`', () => {
  const { results, reportFormat } = JSON.parse(exported().get('ctrf.json') ?? '') as {
    reportFormat: string;
    results: { summary: Record<string, number>; tests: { name: string; status: string; duration: number }[] };
  };
  expect(reportFormat).toBe('CTRF');
  expect(results.summary).toMatchObject({ tests: 9, passed: 7, failed: 1, other: 1, pending: 0, skipped: 0 });
  expect(results.tests).toHaveLength(9);
  expect(results.tests.every(({ duration }) => Number.isInteger(duration))).toBe(true);
});

test('canvas.csv has the columns that Canvas asks for, and nothing where a grade cannot stand on it', () => {
  setOverride(folder, plan, { student: 'cleo', lab: 'evening/first-lab', points: 2.5, reason: '' });
  const [head, possible, ann, ben, cleo, dan] = rowsOf(exported().get('canvas.csv'));
  expect(head).toEqual(['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'The first lab']);
  expect(possible?.[0]?.trim()).toBe('Points Possible');
  expect([possible, ann, ben, cleo, dan].map((row) => row?.[5])).toEqual(['6', '6', '4', '2.5', '']);
});

test('the scores for LTI platforms are of those who handed in; what is open is for a person', () => {
  const { lineItem, scores } = JSON.parse(exported().get('ags/first-lab.json') ?? '') as {
    lineItem: object;
    scores: readonly Readonly<Record<string, unknown>>[];
  };
  expect(lineItem).toEqual({ label: 'The first lab', scoreMaximum: 6, resourceId: 'evening/first-lab' });
  expect(scores).toMatchObject([
    { userId: 'ann', scoreGiven: 6, scoreMaximum: 6, gradingProgress: 'FullyGraded' },
    { userId: 'ben', scoreGiven: 4 },
    { userId: 'cleo', gradingProgress: 'PendingManual' },
  ]);
  expect(scores[2]).not.toHaveProperty('scoreGiven');
});

test('pages are in both languages, escape what guests printed, fetch nothing, and every link of theirs leads somewhere', () => {
  const files = exported();
  const pages = [...files].filter(([path]) => path.endsWith('.html'));
  expect(pages).toHaveLength(1 + 2 * (1 + 4) + 2 * 4);
  for (const [path, content] of pages) {
    expect(content).not.toContain('<script>');
    expect(content).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, target] of content.matchAll(/href="([^"]+)"/g))
      expect(files.has(join(path, '..', target!)), `${path}: ${target}`).toBe(true);
  }
  const ben = files.get('pages/zh-CN/student-2.html') ?? '';
  expect(ben).toContain('because of A &amp; B（中）');
  // What the class fails on is told in words, too.
  const whole = exported().get('pages/en/index.html') ?? '';
  expect(whole).toContain('<td>The first lab</td><td>Check two</td><td>1</td><td>because of A &amp; B</td>');
  expect(ben).toContain('取自学生的会话日志');
  expect(files.get('pages/en/index.html')).toContain('not judged to the end');
});

test("a student's own page has their checks and no way to others', and is not there while they may see nothing", () => {
  const ben = exported().get('handouts/en/ben.html') ?? '';
  expect(ben).toContain('found &lt;two&gt;');
  expect(ben).not.toMatch(/href=|ann of the class/);
  plan = { ...plan, see: 'after-published' };
  expect([...exported().keys()].filter((path) => path.startsWith('handouts'))).toEqual([]);
});
