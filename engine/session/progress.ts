import type { Lab } from '../../contract/lab.js';
import type { Verdict } from '../../contract/verdict.js';
import type { JournalEntry } from './journal.js';

/** What a journal says of a learner's way through a lab. */
export interface Progress {
  /** Best verdict of each check by id: once passed, passed (until the grade judges again). */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Steps whose checks have all passed. */
  readonly done: ReadonlySet<string>;
  /** The first step that is not done; undefined when all are. */
  readonly current: string | undefined;
  /** Steps that were solved for the learner: they earn no points. */
  readonly solved: ReadonlySet<string>;
  /** How many hints of a check were asked for. */
  readonly hints: ReadonlyMap<string, number>;
  /** Steps whose start was saved. */
  readonly checkpoints: ReadonlySet<string>;
  readonly answers: ReadonlyMap<string, string>;
  readonly started: number | undefined;
  /** Verdicts of the last grading, by check id. */
  readonly graded: ReadonlyMap<string, Verdict> | undefined;
}

/** Replays a journal: all that is known of a session's progress comes from here. */
export function replay(lab: Lab, entries: readonly JournalEntry[]): Progress {
  const verdicts = new Map<string, Verdict>();
  const solved = new Set<string>();
  const answers = new Map<string, string>();
  const hints = new Map<string, number>();
  const checkpoints = new Set<string>();
  const stepOf = (check: string) =>
    lab.steps.find((step) => step.checks.some((candidate) => candidate.id === check))?.id;
  let started: number | undefined;
  let graded: Map<string, Verdict> | undefined;
  for (const entry of entries) {
    switch (entry.type) {
      case 'created':
        started = entry.at;
        break;
      case 'checked':
        if (entry.final) graded = new Map(entry.verdicts.map((verdict) => [verdict.check, verdict]));
        for (const verdict of entry.verdicts) {
          if (verdicts.get(verdict.check)?.status !== 'pass') verdicts.set(verdict.check, verdict);
        }
        break;
      case 'solved-for-learner':
        solved.add(entry.step);
        break;
      case 'solution-shown':
        solved.add(entry.step);
        break;
      case 'hinted': {
        hints.set(entry.check, (hints.get(entry.check) ?? 0) + 1);
        const step = stepOf(entry.check);
        if (entry.level === 'command' && step !== undefined) solved.add(step);
        break;
      }
      case 'step-started':
        if (entry.checkpoint) checkpoints.add(entry.step);
        break;
      case 'answered':
        answers.set(entry.check, entry.answer);
        break;
      case 'reset': {
        // What was earned from this step on has to be earned again; that it was solved for the learner stays true.
        const from = lab.steps.findIndex((step) => step.id === entry.step);
        for (const step of lab.steps.slice(from)) for (const check of step.checks) verdicts.delete(check.id);
        graded = undefined;
        break;
      }
      default:
    }
  }
  const done = new Set(
    lab.steps
      .filter((step) => step.checks.every((check) => verdicts.get(check.id)?.status === 'pass'))
      .map((step) => step.id),
  );
  const current = lab.steps.find((step) => !done.has(step.id))?.id;
  return { verdicts, done, current, solved, hints, checkpoints, answers, started, graded };
}
