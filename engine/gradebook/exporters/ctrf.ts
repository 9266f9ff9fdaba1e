import type { GradedCheck } from '../../../contract/gradebook.js';
import { visibleJson } from '../../../contract/visible.js';
import { productVersion } from '../../product.js';
import type { Exporter } from './exporter.js';

/** Common Test Report Format (ctrf.io, specification 1.0): what could not be checked is `other`, and no failure. */
export const ctrfExporter: Exporter = {
  name: 'ctrf',
  *files({ grades, result }) {
    const tests = grades.students.flatMap(({ id, labs }) =>
      labs.flatMap(({ lab, checks, key }) => {
        const seconds = key === undefined || checks.length === 0 ? 0 : (result(key)?.seconds ?? 0);
        return checks.map((check) => ({
          name: check.id,
          status: statusOf(check),
          // A hand-in is judged as a whole: each check has its part of the time.
          duration: Math.round((1000 * seconds) / checks.length),
          suite: [id, lab],
          ...(check.cause === undefined ? {} : { rawStatus: check.cause }),
        }));
      }),
    );
    const count = (status: string) => tests.filter((test) => test.status === status).length;
    const now = Date.now();
    const summary = {
      tests: tests.length,
      passed: count('passed'),
      failed: count('failed'),
      pending: 0,
      skipped: 0,
      other: count('other'),
      start: now,
      stop: now,
    };
    const report = {
      reportFormat: 'CTRF',
      specVersion: '1.0.0',
      results: { tool: { name: 'LVS Lab', version: productVersion() }, summary, tests },
    };
    yield { path: 'ctrf.json', content: `${visibleJson(JSON.stringify(report, null, 1))}\n` };
  },
};

function statusOf({ status }: GradedCheck): 'passed' | 'failed' | 'other' {
  return status === 'pass' ? 'passed' : status === 'fail' ? 'failed' : 'other';
}
