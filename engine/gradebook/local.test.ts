import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import type { Plan } from '../../contract/gradebook.js';
import type { Progress } from './executor.js';
import { readResult, writePlan } from './folder.js';
import { runPlan } from './grade.js';
import { jobsFor, localExecutor } from './local.js';
import { planOf } from './testing/results.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-local-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fake = join(import.meta.dirname, 'testing', 'fake-task.mjs');

async function run(plan: Plan, { jobs = 2, signal }: { jobs?: number; signal?: AbortSignal } = {}) {
  writePlan(folder, plan);
  const told: Progress[] = [];
  await runPlan({
    folder,
    plan,
    minutes: 1,
    signal,
    progress: (progress) => told.push(progress),
    execute: localExecutor([process.execPath, fake], jobs),
  });
  return told;
}

/** Names of the hand-ins whose task began, in the order in which they did. */
const ran = () =>
  readFileSync(join(folder, 'ran.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]!.replace('.lvsub', ''));
const stateOf = (plan: Plan, index: number) => readResult(folder, plan.tasks[index]!.key);

test('each task is done once, so many at once, and what is done already is not done again', async () => {
  const plan = planOf(['a', 'b', 'c', 'd', 'e']);
  const told = await run(plan, { jobs: 2 });
  expect(ran().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(Math.max(...told.map(({ running }) => running))).toBe(2);
  expect(told.at(-1)).toMatchObject({ done: 5, all: 5, running: 0 });
  await run(plan);
  expect(ran()).toHaveLength(5);
}, 30_000);

test('a task that dies without a word, or cannot check, is tried three times, after the others, and harms none', async () => {
  const plan = planOf(['dies', 'flaky', 'never', 'good']);
  await run(plan, { jobs: 1 });
  expect(ran()).toEqual(['dies', 'flaky', 'never', 'good', 'dies', 'flaky', 'never', 'dies', 'never']);
  expect(stateOf(plan, 0)).toMatchObject({
    state: 'unchecked',
    attempts: 3,
    notes: [{ code: 'ended', params: { exit: 'SIGKILL' } }],
  });
  expect(stateOf(plan, 1)).toMatchObject({ state: 'graded', attempts: 2 });
  expect(stateOf(plan, 2)).toMatchObject({ state: 'unchecked', attempts: 3 });
  expect(stateOf(plan, 3)).toMatchObject({ state: 'graded', attempts: 1 });
}, 30_000);

test('called off, it ends what it started and keeps what there is; the same call goes on', async () => {
  const plan = planOf(['good', 'slow', 'more']);
  const controller = new AbortController();
  const running = run(plan, { jobs: 1, signal: controller.signal });
  const until = Date.now() + 10_000;
  while (!(existsSync(join(folder, 'ran.txt')) && ran().includes('slow')) && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  controller.abort();
  await expect(running).rejects.toBeInstanceOf(LabError);
  expect(stateOf(plan, 0)).toMatchObject({ state: 'graded' });
  expect(stateOf(plan, 1)).toBeUndefined();
  const quick = {
    ...plan,
    tasks: plan.tasks.map((task) => ({ ...task, name: task.name.replace('slow', 'quick') })),
  };
  await run(quick, { jobs: 1 });
  expect(ran()).toEqual(['good', 'slow', 'quick', 'more']);
}, 30_000);

test('two graders of one folder do not run at once', async () => {
  const plan = planOf(['good', 'more']);
  const one = run(plan, { jobs: 1 });
  await expect(run(plan)).rejects.toMatchObject({ code: 'grade.busy' });
  await one;
  expect(ran()).toEqual(['good', 'more']);
}, 30_000);

test('as many at once as processors and free memory bear, and one at least', () => {
  const plan = planOf(['a']);
  const mebibytes = 1024 * 1024;
  expect(jobsFor(plan, 8, 16_000 * mebibytes)).toBe(8);
  expect(jobsFor(plan, 8, 3000 * mebibytes)).toBe(2);
  expect(jobsFor(plan, 8, 100 * mebibytes)).toBe(1);
});
