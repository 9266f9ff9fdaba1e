import type { Student } from '../../contract/class.js';
import type { ProblemList } from '../packs/problem.js';
import type { Places } from '../packs/source.js';
import { normalisedId } from './values.js';

/** Tells students whose id another one has already. @returns whether there was any */
export function reportTwice(students: readonly Student[], places: Places, problems: ProblemList): boolean {
  const seen = new Map<string, Student>();
  let any = false;
  students.forEach((student, index) => {
    const id = normalisedId(student.id);
    const before = seen.get(id);
    if (before === undefined) {
      seen.set(id, student);
      return;
    }
    any = true;
    const params = { id: student.id, before: `${before.id} ${before.name}` };
    if (problems.full) problems.count(1);
    else problems.add(places.problem(['students', index, 'id'], { code: 'class-student-twice', params }));
  });
  return any;
}
