import { csvText } from './csv-text.js';
import { settled } from './csv.js';
import type { Exporter } from './exporter.js';

/**
 * For Canvas' gradebook import: the columns that it asks for, and the row of points possible. Students are told by their SIS user id, so
 * `ID`, which is Canvas' own, is empty.
 */
export const canvasExporter: Exporter = {
  name: 'canvas',
  *files({ grades, language }) {
    const titles = grades.labs.map(({ title }) => title[language]);
    const possible = grades.labs.map(({ points }) => points);
    const rows = grades.students.map(({ id, name, labs }) => [
      name,
      '',
      id,
      id,
      '',
      ...labs.map((lab) => settled(lab) ?? ''),
    ]);
    yield {
      path: 'canvas.csv',
      content: csvText([
        ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...titles],
        ['    Points Possible', '', '', '', '', ...possible],
        ...rows,
      ]),
    };
  },
};
