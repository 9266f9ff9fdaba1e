import type { Provenance } from '../../contract/messages/gradebook.js';
import { provenanceTexts } from '../../contract/messages/gradebook.js';
import type { Report, ReportCheck } from '../../contract/report.js';
import { summaryOf } from '../grading/report.js';

/** A report in which what rests on a journal that does not hold is not known, and earns nothing. */
export function withProvenance(report: Report, provenance: Readonly<Record<string, Provenance>>): Report {
  const told = (check: ReportCheck): ReportCheck => {
    if (provenance[check.id] !== 'unverified') return check;
    const { diagnosis: _, also: __, hint: ___, ...rest } = check;
    const message = { code: 'unverified', text: provenanceTexts.unverified };
    return { ...rest, status: 'unknown', earned: 0, message, evidence: [] };
  };
  const steps = report.steps.map((step) => ({ ...step, checks: step.checks.map(told) }));
  return { ...report, steps, summary: summaryOf(steps) };
}
