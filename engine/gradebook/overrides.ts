import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { type Override, overridesSchema, type Plan } from '../../contract/gradebook.js';
import { writeFileAtomic } from '../machines/files.js';

const overridesFile = (folder: string) => join(folder, 'overrides.json');

/** What the teacher decided, by whom it is of. @throws LabError grade.bad-plan for a file that is none of ours */
export function readOverrides(folder: string): readonly Override[] {
  const file = overridesFile(folder);
  if (!existsSync(file)) return [];
  try {
    return overridesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).overrides;
  } catch (error) {
    throw new LabError({ code: 'grade.bad-overrides', params: { file } }, { cause: error });
  }
}

/**
 * Sets one, or takes it back.
 * @param points undefined: as it was graded
 * @throws LabError grade.no-student, grade.no-lab, grade.points
 */
export function setOverride(
  folder: string,
  { students, labs }: Plan,
  wanted: Pick<Override, 'student' | 'lab' | 'reason'> & { readonly points: number | undefined },
): void {
  const { student, lab, points, reason } = wanted;
  if (!students.some(({ id }) => id === student))
    throw new LabError({ code: 'grade.no-student', params: { student } });
  const planned = labs.find((each) => each.lab === lab);
  if (planned === undefined)
    throw new LabError({ code: 'grade.no-lab', params: { lab, known: labs.map((each) => each.lab) } });
  if (points !== undefined && !(points >= 0 && points <= planned.points))
    throw new LabError({ code: 'grade.points', params: { lab, points, most: planned.points } });
  const others = readOverrides(folder).filter((each) => each.student !== student || each.lab !== lab);
  const mine = points === undefined ? [] : [{ student, lab, points, reason, at: Date.now() }];
  writeFileAtomic(
    overridesFile(folder),
    JSON.stringify({ format: 1, overrides: [...others, ...mine] }, null, 1),
  );
}
