import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassGrades, Plan } from '../../contract/gradebook.js';
import { LabError } from '../../contract/errors.js';
import type { Language } from '../../contract/text.js';
import { writeFileAtomic } from '../machines/files.js';
import { collect } from './collect.js';
import type { Execution, Executor } from './executor.js';
import { exporters } from './exporters/index.js';
import {
  handoutsFolder,
  hasPlan,
  holdFolder,
  openTasks,
  type PlanName,
  readPlan,
  readResult,
  vainTasks,
  writePlan,
} from './folder.js';
import { makePlan, type PlanParts } from './plan.js';

/** Plans a class into its folder. @throws LabError as makePlan, and grade.other-class where another class was graded there */
export async function planClass(parts: PlanParts, name: PlanName = 'current'): Promise<Plan> {
  const { folder, loaded } = parts;
  if (hasPlan(folder)) {
    const { class: of } = readPlan(folder);
    if (of.id !== loaded.id)
      throw new LabError({ code: 'grade.other-class', params: { folder, known: of.id, asked: loaded.id } });
  }
  const plan = await makePlan(parts);
  writePlan(folder, plan, name);
  return plan;
}

export interface GradingParts extends Omit<Execution, 'open' | 'next'> {
  readonly execute: Executor;
  readonly name?: PlanName;
}

/**
 * Runs every task of a plan that has no result yet, and once more each that could not be checked. One grader a folder; whatever ends it, going on is calling it again.
 * @throws LabError grade.busy, `cancelled`
 */
export async function runPlan({ execute, name = 'current', ...execution }: GradingParts): Promise<void> {
  const lock = await holdFolder(execution.folder);
  try {
    const { folder, plan } = execution;
    const open = [...openTasks(folder, plan), ...vainTasks(folder, plan)];
    if (open.length > 0) await execute({ ...execution, next: name === 'next', open });
  } finally {
    await lock.release();
  }
}

/** Collects what there is, and writes it in every form. */
export function publish(folder: string, language: Language): ClassGrades {
  const grades = collect(folder, readPlan(folder));
  const result = (key: string) => readResult(folder, key);
  // Of somebody who may see nothing any more nothing stays.
  rmSync(join(folder, handoutsFolder), { recursive: true, force: true });
  for (const exporter of exporters)
    for (const { path, content } of exporter.files({ grades, language, result }))
      writeFileAtomic(join(folder, path), content);
  return grades;
}
