import { visibleJson } from '../../../contract/visible.js';
import type { Exporter } from './exporter.js';

/** For programs: all that an overview has; what each hand-in came to, evidence and all, is in its result file. */
export const jsonExporter: Exporter = {
  name: 'json',
  *files({ grades }) {
    yield { path: 'grades.json', content: `${visibleJson(JSON.stringify(grades, null, 1))}\n` };
  },
};
