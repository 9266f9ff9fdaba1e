import type {
  Alike,
  ClassGrades,
  GradedCheck,
  LabGrade,
  Override,
  Plan,
  PlannedLab,
  StudentGrade,
  Task,
  TaskResult,
} from '../../contract/gradebook.js';
import { notAfterBoot } from '../../contract/messages/gradebook.js';
import { normalisedId } from '../classes/values.js';
import { readResult } from './folder.js';
import { readOverrides } from './overrides.js';

/**
 * The grades of a class from the results that are there: the same whoever ran the tasks, in whatever order. One result is looked at after
 * the other, and of each only what an overview has is kept.
 * @param now milliseconds since the epoch: what students may see changes with it
 */
export function collect(folder: string, plan: Plan, now = Date.now()): ClassGrades {
  const overrides = readOverrides(folder);
  const byPlace = new Map<string, Task[]>();
  for (const task of plan.tasks) {
    if (task.student === undefined || task.lab === undefined) continue;
    const place = placeOf(task.student, task.lab);
    byPlace.set(place, [...(byPlace.get(place) ?? []), task]);
  }
  const students = plan.students.map(({ id, name }): StudentGrade => {
    const labs = plan.labs.map((lab) => {
      const override = overrides.find((each) => each.student === id && each.lab === lab.lab);
      return labGrade(folder, lab, byPlace.get(placeOf(id, lab.lab)) ?? [], override);
    });
    return { id, name, labs, ...totals(plan.labs, labs) };
  });
  const loose = plan.tasks
    .filter(({ student, lab }) => student === undefined || lab === undefined)
    .map(({ name, key, notes }) => ({ name, key, notes }));
  return {
    format: 1,
    class: plan.class,
    labs: plan.labs.map(({ lab, title, points, weight, due }) => ({
      lab,
      title,
      points,
      weight,
      ...(due === undefined ? {} : { due }),
      shown: isShown(plan, due, now),
    })),
    students,
    loose,
    alike: alikeIn(plan),
  };
}

/** A lab without a due date has none that is waited for. */
function isShown({ see, published }: Plan, due: string | undefined, now: number): boolean {
  switch (see) {
    case 'hidden':
      return false;
    case 'after-due':
      return due === undefined || now > Date.parse(due);
    case 'after-published':
      return published;
    case 'visible':
      return true;
  }
}

const placeOf = (student: string, lab: string) => `${student}\n${lab}`;

function labGrade(
  folder: string,
  { lab, points }: PlannedLab,
  tasks: readonly Task[],
  override: Override | undefined,
): LabGrade {
  const counting = tasks.find(({ refused }) => refused === undefined) ?? tasks.at(-1);
  const decided = override === undefined ? {} : { override, earned: override.points };
  const nothing = { lab, points, unknown: 0, notes: [], checks: [], others: [] };
  if (counting === undefined) return { ...nothing, state: 'missing', ...decided };
  const { key, name } = counting;
  const others = tasks.filter((task) => task !== counting).map((task) => task.name);
  const result = readResult(folder, key);
  if (result === undefined) return { ...nothing, state: 'open', key, name, others, ...decided };
  const checks = checksOf(result);
  const sum = (which: readonly GradedCheck[], what: 'points' | 'earned') =>
    which.reduce((all, check) => all + check[what], 0);
  const { state, notes } = result;
  return {
    lab,
    state,
    key,
    name,
    points,
    ...(checks.length === 0 ? {} : { earned: Math.min(points, sum(checks, 'earned')) }),
    unknown:
      state === 'graded'
        ? 0
        : sum(
            checks.filter(({ status }) => status === 'unknown'),
            'points',
          ),
    ...decided,
    notes,
    checks,
    others,
  };
}

/** A check that holds only until the next boot earns nothing where the class asks for more. */
function checksOf({ report, provenance = {}, rebooted }: TaskResult): readonly GradedCheck[] {
  return (report?.steps ?? []).flatMap(({ checks, optional }) =>
    // What is optional counts where it passes, as in a report.
    checks
      .filter((check) => !optional || check.status === 'pass')
      .map((check): GradedCheck => {
        const { id, title, points } = check;
        const after = rebooted?.[id];
        const lost = check.status === 'pass' && after !== undefined && after !== 'pass';
        const status = lost ? after : check.status;
        const { code, text } = lost
          ? { code: 'not-after-boot', text: notAfterBoot }
          : (check.diagnosis ?? check.message);
        return {
          id,
          title,
          status,
          points,
          earned: lost ? 0 : check.earned,
          provenance: provenance[id] ?? 'replayed',
          ...(status === 'pass' ? {} : { cause: code, because: text }),
        };
      }),
  );
}

function totals(
  planned: readonly PlannedLab[],
  labs: readonly LabGrade[],
): Pick<StudentGrade, 'percent' | 'whole'> {
  const weights = planned.reduce((sum, { weight }) => sum + weight, 0);
  const got = planned.reduce((sum, { weight, points }, index) => {
    const { earned = 0 } = labs[index]!;
    return sum + (points === 0 ? 0 : (weight * earned) / points);
  }, 0);
  const unsettled = labs.some(
    ({ state, override }) => override === undefined && (state === 'open' || state === 'unchecked'),
  );
  return { percent: Math.round((1000 * got) / weights) / 10, whole: !unsettled };
}

/** Who has whose values, and whose hand-ins one computer signed. */
function alikeIn({ tasks, students }: Plan): readonly Alike[] {
  const known = new Map(students.map(({ id }) => [normalisedId(id), id]));
  const values = tasks.flatMap(({ student, claims, name }): Alike[] => {
    if (student === undefined || claims === undefined) return [];
    if (normalisedId(claims.student) === normalisedId(student)) return [];
    const claimed = known.get(normalisedId(claims.student)) ?? claims.student;
    return [{ how: 'values', students: [student, claimed], names: [name] }];
  });
  const bySigner = new Map<string, Task[]>();
  for (const task of tasks)
    if (task.signer !== undefined && task.student !== undefined)
      bySigner.set(task.signer, [...(bySigner.get(task.signer) ?? []), task]);
  const computers = [...bySigner.values()].flatMap((signed): Alike[] => {
    const who = [...new Set(signed.map(({ student }) => student!))];
    return who.length < 2 ? [] : [{ how: 'computer', students: who, names: signed.map(({ name }) => name) }];
  });
  return [...values, ...computers];
}
