import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import type { Plan } from '../../contract/gradebook.js';
import { readResult, writePlan } from '../../engine/gradebook/folder.js';
import { runPlan } from '../../engine/gradebook/grade.js';
import { slurmExecutor } from '../../engine/gradebook/slurm.js';
import { planOf } from '../../engine/gradebook/testing/results.js';
import { Cluster } from './cluster.js';

// The executor on a real Slurm: Debian's packages, two slurmd on this host, no accounting. What a task does is stood for by a script; that
// it is the same task on every executor is what its contract says.

const cluster = new Cluster();
const before = { PATH: process.env['PATH'], SLURM_CONF: process.env['SLURM_CONF'] };
beforeAll(async () => {
  await cluster.start();
  const { PATH, SLURM_CONF } = cluster.env;
  Object.assign(process.env, { PATH, SLURM_CONF });
}, 120_000);
afterAll(async () => {
  Object.assign(process.env, before);
  await cluster.stop();
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-slurm-grades-'));
  onTestFailed(() => console.error(cluster.logs()));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fake = join(import.meta.dirname, '..', '..', 'engine', 'gradebook', 'testing', 'fake-task.mjs');

async function run(plan: Plan, signal?: AbortSignal): Promise<void> {
  writePlan(folder, plan);
  const execute = slurmExecutor([process.execPath, fake], { jobs: 4, every: 500 });
  await runPlan({ folder, plan, minutes: 1, signal, progress: () => undefined, execute });
}

const ran = () => {
  const file = join(folder, 'ran.txt');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('.')[0]!);
};
const states = (plan: Plan) =>
  plan.tasks.map(({ key }) => {
    const { state, attempts } = readResult(folder, key) ?? {};
    return `${state} ${attempts}`;
  });
const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

test('more tasks than one array takes are each done once', async () => {
  const plan = planOf(names(13));
  await run(plan);
  expect(states(plan)).toEqual(Array.from({ length: 13 }, () => 'graded 1'));
  expect(ran().toSorted()).toEqual(names(13).toSorted());
  expect(cluster.queue()).toEqual([]);
}, 120_000);

test('what died or could not check is submitted again, three times at most', async () => {
  const plan = planOf(['dies', 'flaky', 'never', 'good']);
  await run(plan);
  expect(states(plan)).toEqual(['unchecked 3', 'graded 2', 'unchecked 3', 'graded 1']);
}, 120_000);

test('a node that dies in the middle loses nothing: each is counted once', async () => {
  const plan = planOf(names(12));
  const running = run(plan);
  while (ran().length < 2) await sleep(100);
  cluster.killNode('lab1');
  await sleep(3000);
  cluster.startNode('lab1');
  await running;
  expect(states(plan).every((state) => state.startsWith('graded'))).toBe(true);
}, 180_000);

test('called off, nothing of it waits or runs any more, and the same call goes on', async () => {
  const plan = planOf(['good', 'slow', 'more']);
  const controller = new AbortController();
  const running = run(plan, controller.signal);
  while (!ran().includes('slow')) await sleep(100);
  controller.abort();
  await expect(running).rejects.toBeInstanceOf(LabError);
  const until = Date.now() + 30_000;
  while (cluster.queue().length > 0 && Date.now() < until) await sleep(300);
  expect(cluster.queue()).toEqual([]);
  const quick = {
    ...plan,
    tasks: plan.tasks.map((task) => ({ ...task, name: task.name.replace('slow', 'quick') })),
  };
  await run(quick);
  expect(states(quick).every((state) => state.startsWith('graded'))).toBe(true);
}, 120_000);
