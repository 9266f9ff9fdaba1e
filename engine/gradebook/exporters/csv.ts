import type { LabGrade } from '../../../contract/gradebook.js';
import { gradeStateTexts } from '../../../contract/messages/gradebook.js';
import { remarksOf } from '../../../contract/grade-remarks.js';
import { csvText } from './csv-text.js';
import type { Exporter } from './exporter.js';

/** For spreadsheets: a row a student, and for each lab points, state and remarks. What a grade cannot stand on is left empty. */
export const csvExporter: Exporter = {
  name: 'csv',
  *files({ grades, language }) {
    const head = grades.labs.flatMap(({ lab, points }) => [
      `${lab} (${points})`,
      `${lab} state`,
      `${lab} remarks`,
    ]);
    const cells = (lab: LabGrade) => [
      settled(lab) ?? '',
      gradeStateTexts[lab.state][language],
      remarksOf(lab, language).join('; '),
    ];
    const rows = grades.students.map(({ id, name, labs, percent, whole }) => [
      id,
      name,
      percent,
      whole ? '' : '*',
      ...labs.flatMap(cells),
    ]);
    yield { path: 'grades.csv', content: csvText([['id', 'name', 'percent', 'open', ...head], ...rows]) };
  },
};

/** Points that can be entered; undefined: nothing was judged, or not all of it could be. */
export function settled({ state, earned, override }: LabGrade): number | undefined {
  return override === undefined && state !== 'graded' ? undefined : earned;
}
