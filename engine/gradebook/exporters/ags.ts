import { labIdOf } from '../../../contract/lab-name.js';
import { remarksOf } from '../../../contract/grade-remarks.js';
import { settled } from './csv.js';
import type { Exporter } from './exporter.js';

/**
 * For who has a gateway to an LTI platform: one file a lab, its line item and a score a student, as IMS Assignment and Grade Services 2.0
 * have them. `userId` is the class's student id, which the gateway maps to the platform's.
 */
export const agsExporter: Exporter = {
  name: 'ags',
  *files({ grades, language }) {
    const timestamp = new Date().toISOString();
    for (const [index, { lab, title, points }] of grades.labs.entries()) {
      const scores = grades.students.flatMap(({ id, labs }) => {
        const grade = labs[index]!;
        if (grade.state === 'missing' && grade.override === undefined) return [];
        const score = settled(grade);
        return [
          {
            userId: id,
            timestamp,
            activityProgress: 'Submitted',
            gradingProgress: score === undefined ? 'PendingManual' : 'FullyGraded',
            ...(score === undefined ? {} : { scoreGiven: score, scoreMaximum: points }),
            comment: remarksOf(grade, language).join('\n'),
          },
        ];
      });
      const lineItem = { label: title[language], scoreMaximum: points, resourceId: lab };
      const content = `${JSON.stringify({ lineItem, scores }, null, 1)}\n`;
      yield { path: `ags/${labIdOf(lab)}.json`, content };
    }
  },
};
