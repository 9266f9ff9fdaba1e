import { type Check, checkTitle } from '../../contract/checks.js';
import { hintLevels } from '../../contract/hints.js';
import type { Lab } from '../../contract/lab.js';
import { creditCatalogue } from '../../contract/messages/credit.js';
import { timelineCatalogue } from '../../contract/messages/timeline.js';
import { causeName, diagnosisCatalogue, verdictCatalogue } from '../../contract/messages/verdicts.js';
import type { Report, ReportCheck, ReportStep } from '../../contract/report.js';
import { type Catalogue, type MessageOf, type Text, word } from '../../contract/text.js';
import type { Status, Verdict } from '../../contract/verdict.js';
import type { JournalEntry } from '../session/journal.js';
import { type Progress, replay } from '../session/progress.js';
import { Timeline } from '../session/timeline.js';
import type { SessionRecord } from '../session/store.js';

/** Makes the report of a session from its journal alone: the machines may be long gone. */
export function makeReport(record: SessionRecord, lab: Lab, entries: readonly JournalEntry[]): Report {
  const progress = replay(lab, entries);
  const verdicts = progress.graded ?? progress.verdicts;
  const created = entries.find((entry) => entry.type === 'created');
  // The state of the lab that was judged last is the one that the report is of.
  const changed = entries.findLast((entry) => entry.type === 'relab');
  const { pack } = created ?? {};
  const digest = changed?.digest ?? created?.digest;
  const steps = lab.steps.map((step): ReportStep => {
    const checks = step.checks.map((check): ReportCheck => {
      const verdict = verdicts.get(check.id) ?? notJudged(step.id, check.id, check.points);
      return reportCheck(verdict, check, progress);
    });
    return {
      id: step.id,
      title: step.title,
      status: worst(checks.map((check) => check.status)),
      solved: progress.credit.solved.has(step.id),
      optional: step.optional,
      checks,
    };
  });
  return {
    format: 1,
    lab: lab.id,
    ...(pack === undefined ? {} : { pack }),
    ...(digest === undefined ? {} : { digest }),
    title: lab.title,
    session: record.id,
    provider: record.provider,
    seed: record.seed,
    values: created?.values ?? {},
    started: new Date(record.created).toISOString(),
    finished: new Date(entries.at(-1)?.at ?? record.created).toISOString(),
    learner: progress.learner,
    proof: created?.learner === false,
    ...(changed === undefined ? {} : { changed: true }),
    final: progress.graded !== undefined,
    summary: summaryOf(steps),
    steps,
    timeline: new Timeline(entries).moments.map(({ at, message }) => ({
      at,
      message: { code: message.code, text: both(timelineCatalogue, message) },
    })),
  };
}

export function summaryOf(steps: readonly ReportStep[]): Report['summary'] {
  // What is optional counts where it passes: it can only add.
  const all = steps.flatMap((step) =>
    step.checks.filter((check) => !step.optional || check.status === 'pass'),
  );
  const count = (status: Status) => all.filter((check) => check.status === status).length;
  return {
    checks: all.length,
    passed: count('pass'),
    failed: count('fail'),
    unknown: count('unknown'),
    trouble: all.filter((check) => check.status === 'unknown' && !expectedUnknown.has(check.message.code))
      .length,
    points: all.reduce((total, check) => total + check.points, 0),
    earned: all.reduce((total, check) => total + check.earned, 0),
  };
}

/** Unknown because of what the learner has not done yet, not because something could not be checked. */
const expectedUnknown: ReadonlySet<string> = new Set(['skipped.needs', 'not-judged']);

/** 0 all pass, 1 some do not, 3 something could not be checked: see the command's exit codes. */
export function exitCodeOf(report: Report): 0 | 1 | 3 {
  if (report.summary.trouble > 0) return 3;
  return report.summary.passed === report.summary.checks ? 0 : 1;
}

function reportCheck(verdict: Verdict, check: Check, { credit, hints }: Progress): ReportCheck {
  const unearned = credit.unearned.get(check.id);
  const taken = hints.get(check.id);
  const { step: _step, check: id, message, diagnosis, also, ...rest } = verdict;
  const { hint } = check;
  return {
    ...rest,
    id,
    title: checkTitle(check),
    hints: hintLevels.filter((level) => taken?.has(level) === true),
    earned: verdict.status === 'pass' && unearned === undefined ? check.points : 0,
    ...(unearned === undefined
      ? {}
      : { unearned: { code: unearned.code, text: both(creditCatalogue, unearned) } }),
    message: { code: message.code, text: both(verdictCatalogue, message) },
    ...(diagnosis === undefined
      ? {}
      : { diagnosis: { code: causeName(diagnosis), text: both(diagnosisCatalogue, diagnosis) } }),
    ...(also === undefined
      ? {}
      : {
          also: also.map((each) => ({
            how: each.how,
            code: causeName(each.diagnosis),
            text: both(diagnosisCatalogue, each.diagnosis),
          })),
        }),
    ...(hint === undefined || verdict.status === 'pass' ? {} : { hint }),
  };
}

function both<C extends Catalogue>(catalogue: C, message: MessageOf<C>): Text {
  return { 'zh-CN': word(catalogue, message, 'zh-CN'), en: word(catalogue, message, 'en') };
}

function notJudged(step: string, check: string, points: number): Verdict {
  return {
    status: 'unknown',
    message: { code: 'not-judged', params: {} },
    evidence: [],
    step,
    check,
    points,
    at: 0,
  };
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('fail')) return 'fail';
  return statuses.includes('unknown') ? 'unknown' : 'pass';
}
