import { renameSync } from 'node:fs';
import type { GradedCheck, LabGrade, Plan } from '../../contract/gradebook.js';
import { diskError } from '../machines/files.js';
import { collect } from './collect.js';
import { planFile, readPlan } from './folder.js';

/** What a regrading changes for one student in one lab. */
export interface Change {
  readonly student: string;
  readonly name: string;
  readonly lab: string;
  readonly before: Pick<LabGrade, 'state' | 'earned'>;
  readonly after: Pick<LabGrade, 'state' | 'earned'>;
  readonly checks: readonly {
    readonly id: string;
    readonly before: GradedCheck['status'] | undefined;
    readonly after: GradedCheck['status'] | undefined;
    /** Why it is as it is after. */
    readonly cause?: string;
  }[];
}

/** What would change for whom if the plan of a regrading counted. */
export function changesIn(folder: string, before: Plan, after: Plan): readonly Change[] {
  const old = collect(folder, before).students;
  return collect(folder, after).students.flatMap(({ id, name, labs }) => {
    const own = old.find((each) => each.id === id);
    return labs.flatMap((grade): Change[] => {
      const had = own?.labs.find(({ lab }) => lab === grade.lab);
      const checks = changedChecks(had?.checks ?? [], grade.checks);
      if (had?.state === grade.state && had.earned === grade.earned && checks.length === 0) return [];
      const { lab } = grade;
      return [{ student: id, name, lab, before: stateOf(had), after: stateOf(grade), checks }];
    });
  });
}

function stateOf(grade: LabGrade | undefined): Change['before'] {
  if (grade === undefined) return { state: 'missing' };
  const { state, earned } = grade;
  return { state, ...(earned === undefined ? {} : { earned }) };
}

function changedChecks(before: readonly GradedCheck[], after: readonly GradedCheck[]): Change['checks'] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  return ids.flatMap((id) => {
    const [one, other] = [before, after].map((all) => all.find((check) => check.id === id));
    if (one?.status === other?.status) return [];
    const { cause } = other ?? {};
    return [{ id, before: one?.status, after: other?.status, ...(cause === undefined ? {} : { cause }) }];
  });
}

/** The plan of a regrading is the one that counts from now on; the results of before stay beside. @throws LabError grade.no-plan */
export function accept(folder: string): Plan {
  const plan = readPlan(folder, 'next');
  try {
    renameSync(planFile(folder, 'next'), planFile(folder));
  } catch (error) {
    throw diskError(error, folder);
  }
  return plan;
}
