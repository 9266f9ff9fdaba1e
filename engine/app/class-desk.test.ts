import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClassView } from '../../contract/class-view.js';
import { LabError } from '../../contract/errors.js';
import type { Executor } from '../gradebook/executor.js';
import { openTasks, writeResult } from '../gradebook/folder.js';
import { resultOf } from '../gradebook/testing/results.js';
import { TestClass } from '../gradebook/testing/class.js';
import type { LoadedClass } from '../classes/load.js';
import { ClassDesk } from './class-desk.js';

let made: TestClass;
let loaded: LoadedClass;
beforeEach(async () => {
  made = new TestClass();
  loaded = await made.make();
});
afterEach(() => made.dispose());

/** Writes a result for each open task, when it is let. */
class Fake {
  gate: Promise<void> = Promise.resolve();
  runs = 0;

  readonly executor = (): Executor => async (execution) => {
    this.runs += 1;
    const { folder, plan, signal, progress } = execution;
    const open = openTasks(folder, plan);
    for (const [done, index] of open.entries()) {
      progress({ done, all: open.length, running: 1 });
      await Promise.race([
        this.gate,
        new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true })),
      ]);
      if (signal?.aborted === true) throw new LabError({ code: 'cancelled', params: {} });
      const task = plan.tasks[index]!;
      const refused = task.refused === undefined ? {} : ({ state: 'refused' } as const);
      writeResult(folder, resultOf(task, ['fail', 'pass', 'fail'], refused));
    }
  };
}

function deskOf(fake = new Fake()): ClassDesk {
  return new ClassDesk(made.folder, {
    library: made.library,
    guest: () => Promise.resolve('0'),
    executor: fake.executor,
    clean: () => Promise.resolve(),
    language: () => 'en',
  });
}

const settled = async (desk: ClassDesk) => {
  await vi.waitFor(() => expect(desk.grading).toBe(false), 10_000);
  return desk.view();
};
const cell = (view: ClassView, student: string) => view.rows.find(({ id }) => id === student)?.cells[0];

test('a class of which nobody has handed in anything is shown whole', async () => {
  const view = await deskOf().view();
  expect(view).toMatchObject({ files: 0, looked: 0, title: { en: 'Monday' }, loose: [], failing: [] });
  expect(view.rows.map(({ id, cells }) => [id, cells[0]?.state])).toEqual(
    ['ann', 'ben', 'cleo', 'dan'].map((id) => [id, 'missing']),
  );
  expect(view.labs[0]?.points).toBeGreaterThan(0);
});

test('what is dropped is kept in the class, graded, and published; its checks are told by student', async () => {
  const desk = deskOf();
  expect(desk.take([await made.handIn(loaded, 'ann.lvsub')])).toBe(1);
  const view = await settled(desk);
  expect(existsSync(join(made.folder, 'hand-ins', 'ann.lvsub'))).toBe(true);
  expect(view).toMatchObject({ files: 1, looked: 1 });
  expect(cell(view, 'ann')).toMatchObject({ state: 'graded', earned: 2 });
  expect(view.failing.map(({ check, count }) => [check, count])).toEqual([
    ['one', 1],
    ['three', 1],
  ]);
  expect(existsSync(join(made.folder, 'grades', 'grades.csv'))).toBe(true);
  const work = await desk.work('ann', 'evening/first-lab');
  expect(work.grade.checks.map(({ id, status }) => [id, status])).toEqual([
    ['one', 'fail'],
    ['two', 'pass'],
    ['three', 'fail'],
  ]);
  expect(work.result?.report?.steps).toHaveLength(1);
  await expect(desk.work('nobody', 'evening/first-lab')).rejects.toMatchObject({
    detail: { code: 'grade.no-student' },
  });
  await expect(desk.work('ann', 'evening/other')).rejects.toMatchObject({ detail: { code: 'grade.no-lab' } });
});

test('what comes in while it is graded is graded after that', async () => {
  const fake = new Fake();
  let open = () => {};
  fake.gate = new Promise((resolve) => {
    open = resolve;
  });
  const desk = deskOf(fake);
  desk.take([await made.handIn(loaded, 'ann.lvsub')]);
  await vi.waitFor(() => expect(fake.runs).toBe(1), 5000);
  desk.take([await made.handIn(loaded, 'ben.lvsub', { student: 'ben' })]);
  expect(await desk.view()).toMatchObject({ files: 2, looked: 1, doing: { what: 'grading', all: 1 } });
  open();
  const view = await settled(desk);
  expect(fake.runs).toBe(2);
  expect(['ann', 'ben'].map((id) => cell(view, id)?.state)).toEqual(['graded', 'graded']);
});

test('a grading that is stopped goes on where it was', async () => {
  const fake = new Fake();
  fake.gate = new Promise(() => {});
  const desk = deskOf(fake);
  desk.take([await made.handIn(loaded, 'ann.lvsub')]);
  await vi.waitFor(() => expect(fake.runs).toBe(1), 5000);
  await desk.stop();
  const view = await desk.view();
  expect(view).not.toHaveProperty('doing');
  expect(view).not.toHaveProperty('error');
  expect(cell(view, 'ann')?.state).toBe('open');
  fake.gate = Promise.resolve();
  desk.grade();
  expect(cell(await settled(desk), 'ann')?.state).toBe('graded');
});

test('what a teacher decides counts, and stays when it is graded again', async () => {
  const desk = deskOf();
  desk.take([await made.handIn(loaded, 'ann.lvsub')]);
  await settled(desk);
  const of = { student: 'ann', lab: 'evening/first-lab' };
  await desk.decide({ ...of, points: 1, reason: 'shown at her desk' });
  expect(cell(await desk.view(), 'ann')).toMatchObject({ earned: 1 });
  desk.grade();
  expect(cell(await settled(desk), 'ann')).toMatchObject({
    earned: 1,
    override: { reason: 'shown at her desk' },
  });
  await desk.decide({ ...of, points: undefined, reason: '' });
  expect(cell(await desk.view(), 'ann')).toMatchObject({ earned: 2 });
});

test('a class whose key has gone cannot be graded or shown, and says why; with it everything is as it was', async () => {
  const desk = deskOf();
  desk.take([await made.handIn(loaded, 'ann.lvsub')]);
  await settled(desk);
  const key = join(made.folder, 'class.key');
  renameSync(key, `${key}.away`);
  desk.grade();
  await vi.waitFor(() => expect(desk.grading).toBe(false));
  await expect(desk.view()).rejects.toMatchObject({ detail: { code: 'class.invalid' } });
  renameSync(`${key}.away`, key);
  const view = await desk.view();
  expect(view.error).toMatchObject({ code: 'class.invalid' });
  expect(cell(view, 'ann')).toMatchObject({ state: 'graded', earned: 2 });
});
