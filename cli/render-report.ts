import type { Report } from '../contract/report.js';
import { toJunit } from '../engine/grading/junit.js';
import type { CliContext } from './context.js';

export function renderReport(report: Report, format: 'json' | 'junit', context: CliContext): string {
  return format === 'junit'
    ? toJunit(report, context.output.language)
    : `${JSON.stringify(report, null, 2)}\n`;
}
