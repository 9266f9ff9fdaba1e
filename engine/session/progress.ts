import type { HintLevel } from '../../contract/hints.js';
import type { Lab } from '../../contract/lab.js';
import { learnerName } from '../../contract/learner.js';
import type { Verdict } from '../../contract/verdict.js';
import { type Credit, creditOf } from './credit.js';
import type { JournalEntry } from './journal.js';

/** What a journal says of a learner's way through a lab. */
export interface Progress {
  /** Best verdict of each check by id: once passed, passed (until the grade judges again). */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Steps whose checks have all passed; those without checks when they were read to the end. */
  readonly done: ReadonlySet<string>;
  /** The first step that is not done; undefined when all are. */
  readonly current: string | undefined;
  /** Who brought the checks to pass, and which earn points. */
  readonly credit: Credit;
  /** The levels of help that were asked for, by check. */
  readonly hints: ReadonlyMap<string, ReadonlySet<HintLevel>>;
  /** Steps whose start was saved. */
  readonly checkpoints: ReadonlySet<string>;
  readonly answers: ReadonlyMap<string, string>;
  readonly started: number | undefined;
  /** The learner's name as it was given last; empty: nobody gave one. */
  readonly learner: string;
  /** Verdicts of the last grading, by check id. */
  readonly graded: ReadonlyMap<string, Verdict> | undefined;
}

/** Replays a journal: all that is known of a session's progress comes from here. */
export function replay(lab: Lab, entries: readonly JournalEntry[]): Progress {
  const verdicts = new Map<string, Verdict>();
  const answers = new Map<string, string>();
  const hints = new Map<string, Set<HintLevel>>();
  const checkpoints = new Set<string>();
  const read = new Set<string>();
  let started: number | undefined;
  let learner = '';
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
      case 'hinted':
        // What a former version asked for as `cause` is told with the verdict.
        if (entry.level !== 'cause')
          hints.set(entry.check, (hints.get(entry.check) ?? new Set<HintLevel>()).add(entry.level));
        break;
      case 'learner':
        learner = learnerName(entry.name);
        break;
      case 'read':
        read.add(entry.step);
        break;
      case 'step-started':
        if (entry.checkpoint) checkpoints.add(entry.step);
        break;
      case 'answered':
        answers.set(entry.check, entry.answer);
        break;
      case 'reset': {
        // What was shown from this step on has to be shown again.
        const from = lab.steps.findIndex((step) => step.id === entry.step);
        for (const step of lab.steps.slice(from)) {
          read.delete(step.id);
          for (const check of step.checks) verdicts.delete(check.id);
        }
        graded = undefined;
        break;
      }
      default:
    }
  }
  const done = new Set(
    lab.steps
      .filter((step) =>
        step.checks.length === 0
          ? read.has(step.id)
          : step.checks.every((check) => verdicts.get(check.id)?.status === 'pass'),
      )
      .map((step) => step.id),
  );
  const current = lab.steps.find((step) => !done.has(step.id))?.id;
  return {
    verdicts,
    done,
    current,
    credit: creditOf(lab, entries),
    hints,
    checkpoints,
    answers,
    started,
    learner,
    graded,
  };
}
