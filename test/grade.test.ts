import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassGrades } from '../contract/gradebook.js';
import { requireClass } from '../engine/classes/load.js';
import { seedFor } from '../engine/classes/values.js';
import { requireLab } from '../engine/packs/library.js';
import { edited, forgeHandIn } from './class/forge.js';
import { doLab } from './class/student.js';
import { lab, Sandbox } from './support.js';

// A class graded on machines, by the command as it is shipped: one who did it right, one with a mistake, one who did nothing, and files that
// pretend.

const names = { ann: 'Ann Example', ben: 'Ben Example', cleo: 'Cleo Example', dan: 'Dan Example' };
const mistake = 'weight-zero';
let folder = '';
let teacher: Sandbox;
let grades: ClassGrades;
let seconds = 0;
let exit = 0;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-class-'));
  teacher = new Sandbox();
  const list = at('list.csv');
  writeFileSync(
    list,
    `id,name\n${Object.entries(names)
      .map(([id, name]) => `${id},${name}`)
      .join('\n')}\n`,
  );
  const made = await teacher.lvslab(
    'class',
    'init',
    at('monday'),
    '--title',
    'Monday',
    '--lab',
    'lvs/dr-by-hand',
    '--students',
    list,
  );
  if (made.exit !== 0) throw new Error(made.stderr);
  const { key } = requireClass(at('monday'));
  const loaded = requireLab(lab('dr-by-hand'));
  mkdirSync(at('downloads'));
  const file = (name: string) => at('downloads', `${name}.lvsub`);
  const student = new Sandbox();
  try {
    for (const [id, way] of [
      ['ann', {}],
      ['ben', { mistake }],
      ['cleo', { until: 'nothing' }],
    ] as const)
      writeFileSync(file(id), await doLab(student, loaded, { seed: seedFor(key, id), student: id, ...way }));
  } finally {
    await student.dispose();
  }
  await pretend(file('cleo'), file('cleo-says-all-passed'), (journal) =>
    journal.replace('\n', `\n${JSON.stringify(claimed)}\n`),
  );
  writeFileSync(file('torn'), readFileSync(file('ann')).subarray(0, 5000));
  const started = Date.now();
  const graded = await teacher.lvslab(
    'grade',
    at('monday'),
    at('downloads'),
    '--out',
    at('grades'),
    '--json',
  );
  seconds = (Date.now() - started) / 1000;
  exit = graded.exit;
  if (graded.stdout === '') throw new Error(graded.stderr);
  grades = JSON.parse(graded.stdout) as ClassGrades;
  console.log(`5 hand-ins, 4 of them replayed, in ${seconds.toFixed(0)} s`);
}, 900_000);
afterAll(async () => {
  await teacher.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A line that nobody's session wrote: the reboot of the last step, which only a live session shows, has passed. */
const claimed = {
  v: 2,
  prev: '0123456789abcdef0123456789abcdef',
  at: Date.now(),
  type: 'checked',
  final: false,
  seconds: 1,
  verdicts: [
    {
      step: 'survive',
      check: 'survives',
      status: 'pass',
      points: 3,
      at: Date.now(),
      message: { code: 'not-judged', params: {} },
      evidence: [],
    },
  ],
};

/** A hand-in whose journal was changed, later than the honest one and signed by its forger. */
function pretend(from: string, to: string, change: (journal: string) => string): Promise<void> {
  return forgeHandIn(from, to, ({ head, journal, states }) => ({
    head: { ...head, made: head.made + 60_000 },
    journal: edited(journal, change),
    states,
  }));
}

const gradeOf = (student: string) => grades.students.find(({ id }) => id === student)!.labs[0]!;

test('who did it right has all points, judged on fresh machines', () => {
  const { state, earned, points, checks, notes } = gradeOf('ann');
  expect({ state, notes, failed: checks.filter(({ status }) => status !== 'pass') }).toEqual({
    state: 'graded',
    notes: [],
    failed: [],
  });
  expect(earned).toBe(points);
  expect(checks.filter(({ provenance }) => provenance === 'replayed').length).toBeGreaterThan(10);
  expect(checks.every(({ provenance }) => provenance !== 'unverified')).toBe(true);
});

test('a recorded mistake fails the check that it names, with its cause', () => {
  const { fails, hint } = requireLab(lab('dr-by-hand')).lab.mistakes.find(({ id }) => id === mistake)!;
  const { state, checks } = gradeOf('ben');
  expect(state).toBe('graded');
  expect(checks.find(({ id }) => id === fails)).toMatchObject({ status: 'fail', cause: hint });
});

test('a journal that was changed earns nothing, and says so', () => {
  const { state, earned, name, notes, checks } = gradeOf('cleo');
  expect({ state, earned, name }).toMatchObject({
    state: 'graded',
    earned: 0,
    name: 'cleo-says-all-passed.lvsub',
  });
  expect(notes.map(({ code }) => code)).toContain('journal-changed');
  expect(checks.filter(({ status }) => status === 'pass')).toEqual([]);
});

test('who handed in nothing is missing, a torn file is of nobody, and the command says that all could be checked', () => {
  expect(gradeOf('dan')).toMatchObject({ state: 'missing' });
  expect(grades.loose.map(({ name, notes }) => [name, notes[0]?.code])).toEqual([
    ['torn.lvsub', 'unreadable'],
  ]);
  expect(exit).toBe(0);
});

test('grading once more does nothing anew, and the same grades come of it', async () => {
  const started = Date.now();
  const again = await teacher.lvslab('grade', at('monday'), at('downloads'), '--out', at('grades'), '--json');
  expect(JSON.parse(again.stdout)).toEqual(grades);
  expect((Date.now() - started) / 1000).toBeLessThan(Math.max(15, seconds / 3));
});

test("Moodle's worksheet comes back with grades", async () => {
  const rows = Object.entries(names).map(
    ([id, name], index) => `Participant ${index},${name},${id},,100.00,`,
  );
  writeFileSync(
    at('worksheet.csv'),
    `Identifier,Full name,ID number,Grade,Maximum Grade,Feedback comments\n${rows.join('\n')}\n`,
  );
  const filled = await teacher.lvslab(
    'grade',
    'worksheet',
    at('grades'),
    at('worksheet.csv'),
    '--lab',
    'lvs/dr-by-hand',
    '-o',
    at('filled.csv'),
  );
  expect(filled.exit, filled.stderr).toBe(0);
  const [, ann, , cleo, dan] = parse(readFileSync(at('filled.csv')));
  expect([ann?.[3], cleo?.[3], dan?.[3]]).toEqual(['100.00', '0.00', '']);
});
