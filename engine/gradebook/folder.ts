import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { type Plan, planSchema, type Task, type TaskResult } from '../../contract/gradebook.js';
import { writeFileAtomic } from '../machines/files.js';
import { type Lock, tryLock } from '../machines/lock.js';

/*
 * The folder that a class is graded in: plan.json, and one result file a task, whose being there says that the task was done. Whoever
 * dies leaves nothing half: each file comes by rename.
 */

/** Where a class is graded, and where its hand-ins are kept, unless somebody says otherwise. */
export const gradesFolder = (classFolder: string) => join(classFolder, 'grades');
export const inboxFolder = (classFolder: string) => join(classFolder, 'hand-ins');

/** What students may see, below the folder of the grades. */
export const handoutsFolder = 'handouts';

/** Its plan; one that is made for a regrading has its own name until it counts. */
export const planNames = { current: 'plan.json', next: 'plan.next.json' } as const;
export type PlanName = keyof typeof planNames;

export const planFile = (folder: string, name: PlanName = 'current') => join(folder, planNames[name]);
const resultFile = (folder: string, key: string) => join(folder, 'results', `${key}.json`);
/** What a task prints while it runs. */
export const logFile = (folder: string, key: string) => join(folder, 'logs', `${key}.log`);

export function hasPlan(folder: string, name: PlanName = 'current'): boolean {
  return existsSync(planFile(folder, name));
}

/** @throws LabError grade.no-plan, grade.bad-plan */
export function readPlan(folder: string, name: PlanName = 'current'): Plan {
  const file = planFile(folder, name);
  if (!existsSync(file)) throw new LabError({ code: 'grade.no-plan', params: { folder } });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LabError({ code: 'grade.bad-plan', params: { file, at: 'JSON' } }, { cause: error });
  }
  const read = planSchema.safeParse(value);
  if (read.success) return read.data;
  const at = (read.error.issues[0]?.path ?? []).map(String).join('.');
  throw new LabError({ code: 'grade.bad-plan', params: { file, at } });
}

export function writePlan(folder: string, plan: Plan, name: PlanName = 'current'): void {
  writeFileAtomic(planFile(folder, name), JSON.stringify(plan, null, 1));
}

/** @throws LabError grade.no-task */
export function taskAt({ tasks }: Plan, index: number): Task {
  const task = tasks[index];
  if (task === undefined)
    throw new LabError({ code: 'grade.no-task', params: { index: String(index), last: tasks.length - 1 } });
  return task;
}

/** What came of a task; undefined: nothing yet. A file that is no result is as if it were not there, and the task is done again. */
export function readResult(folder: string, key: string): TaskResult | undefined {
  try {
    const read = JSON.parse(readFileSync(resultFile(folder, key), 'utf8')) as TaskResult;
    return read.format === 1 && read.key === key ? read : undefined;
  } catch {
    return undefined;
  }
}

export function writeResult(folder: string, result: TaskResult): void {
  writeFileAtomic(resultFile(folder, result.key), JSON.stringify(result));
}

/** Times that a task is tried before it stays as it is. */
export const mostAttempts = 3;

/** Is there nothing more to do for it? */
export function isDone(result: TaskResult | undefined): boolean {
  return result !== undefined && (result.state !== 'unchecked' || result.attempts >= mostAttempts);
}

/** Indexes of tasks that are still to be done. */
export function openTasks(folder: string, { tasks }: Plan): readonly number[] {
  const there = resultKeys(folder);
  return tasks.flatMap(({ key }, index) =>
    there.has(key) && isDone(readResult(folder, key)) ? [] : [index],
  );
}

/** Indexes of those that were tried often enough in vain: who begins to grade again gives each one more try. */
export function vainTasks(folder: string, { tasks }: Plan): readonly number[] {
  return tasks.flatMap(({ key }, index) => {
    const result = readResult(folder, key);
    return result?.state === 'unchecked' && isDone(result) ? [index] : [];
  });
}

function resultKeys(folder: string): ReadonlySet<string> {
  const results = join(folder, 'results');
  if (!existsSync(results)) return new Set();
  return new Set(readdirSync(results).map((name) => name.replace(/\.json$/, '')));
}

/** One grader a folder. @throws LabError grade.busy */
export async function holdFolder(folder: string): Promise<Lock> {
  const lock = await tryLock(join(folder, 'grading.lock'));
  if (typeof lock === 'number') throw new LabError({ code: 'grade.busy', params: { folder } });
  return lock;
}
