import { experimentKey, type Tried } from '../../contract/experiments.js';
import type { HintLevel } from '../../contract/hints.js';
import type { Lab } from '../../contract/lab.js';
import { learnerName } from '../../contract/learner.js';
import type { Verdict } from '../../contract/verdict.js';
import { stands } from '../experiments/run.js';
import { Account, type Credit } from './credit.js';
import type { Journal, JournalEntry } from './journal.js';

/** What a journal says of a learner's way through a lab. */
export interface Progress {
  /** Best verdict of each check by id: once passed, passed (until the grade judges again). */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The last verdict of each check. */
  readonly latest: ReadonlyMap<string, Verdict>;
  /** Steps whose checks have all passed; those without checks when they were read to the end. */
  readonly done: ReadonlySet<string>;
  /** The first step that is not done; undefined when all are. */
  readonly current: string | undefined;
  /** Who brought the checks to pass, and which earn points. */
  readonly credit: Credit;
  /** The levels of help that were asked for, by check. */
  readonly hints: ReadonlyMap<string, ReadonlySet<HintLevel>>;
  /** Steps that were begun. */
  readonly begun: ReadonlySet<string>;
  /** Steps whose start was saved. */
  readonly checkpoints: ReadonlySet<string>;
  readonly answers: ReadonlyMap<string, string>;
  readonly started: number | undefined;
  /** The learner's name as it was given last; empty: nobody gave one. */
  readonly learner: string;
  /** Experiments that are made once and were, by their key. */
  readonly stood: ReadonlyMap<string, Tried>;
  /** Verdicts of the last grading, by check id. */
  readonly graded: ReadonlyMap<string, Verdict> | undefined;
}

/** Replays a journal: all that is known of a session's progress comes from here. */
export function replay(lab: Lab, entries: readonly JournalEntry[]): Progress {
  const fold = new Fold(lab);
  for (const entry of entries) fold.add(entry);
  return fold.progress();
}

/** The progress of a journal that grows: what was folded once is not folded again. */
export class Following {
  readonly #lab: Lab;
  readonly #journal: Journal;
  #fold: Fold;
  #first: JournalEntry | undefined;
  #folded = 0;

  constructor(lab: Lab, journal: Journal) {
    this.#lab = lab;
    this.#journal = journal;
    this.#fold = new Fold(lab);
  }

  now(): Progress {
    const entries = this.#journal.read();
    // Another file, or less than there was: from its beginning.
    if (entries.length < this.#folded || entries[0] !== this.#first) {
      this.#fold = new Fold(this.#lab);
      this.#folded = 0;
      this.#first = entries[0];
    }
    for (const entry of entries.slice(this.#folded)) this.#fold.add(entry);
    this.#folded = entries.length;
    return this.#fold.progress();
  }
}

/** What entries come to, one after the other. */
class Fold {
  readonly #lab: Lab;
  readonly #credit: Account;
  readonly #verdicts = new Map<string, Verdict>();
  readonly #latest = new Map<string, Verdict>();
  readonly #answers = new Map<string, string>();
  readonly #hints = new Map<string, ReadonlySet<HintLevel>>();
  readonly #checkpoints = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #read = new Set<string>();
  /** With the step, by its place in the lab, that had begun last when it was made. */
  readonly #stood = new Map<string, { readonly tried: Tried; readonly step: number }>();
  #step = 0;
  #started: number | undefined;
  #learner = '';
  #graded: ReadonlyMap<string, Verdict> | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#credit = new Account(lab);
  }

  add(entry: JournalEntry): void {
    this.#credit.add(entry);
    switch (entry.type) {
      case 'created':
        this.#started = entry.at;
        break;
      case 'checked':
        if (entry.final) this.#graded = new Map(entry.verdicts.map((verdict) => [verdict.check, verdict]));
        for (const verdict of entry.verdicts) {
          this.#latest.set(verdict.check, verdict);
          if (this.#verdicts.get(verdict.check)?.status !== 'pass')
            this.#verdicts.set(verdict.check, verdict);
        }
        break;
      case 'hinted': {
        // What a former version asked for as `cause` is told with the verdict.
        if (entry.level === 'cause') break;
        const before = this.#hints.get(entry.check) ?? [];
        this.#hints.set(entry.check, new Set([...before, entry.level]));
        break;
      }
      case 'learner':
        this.#learner = learnerName(entry.name);
        break;
      case 'read':
        this.#read.add(entry.step);
        break;
      case 'step-started':
        this.#begun.add(entry.step);
        this.#step = this.#placeOf(entry.step);
        if (entry.checkpoint) this.#checkpoints.add(entry.step);
        break;
      case 'answered':
        this.#answers.set(entry.check, entry.answer);
        break;
      case 'reset': {
        // What was shown from this step on has to be shown again; of one that the lab has no more: all.
        const from = this.#placeOf(entry.step);
        for (const [key, { step }] of this.#stood) if (step >= from) this.#stood.delete(key);
        this.#step = from;
        for (const step of this.#lab.steps.slice(from)) {
          this.#read.delete(step.id);
          for (const check of step.checks) this.#forget(check.id);
        }
        this.#graded = undefined;
        break;
      }
      case 'experiment':
        if (stands(entry.request, entry.result))
          this.#stood.set(experimentKey(entry.request), {
            tried: { ok: true, result: entry.result },
            step: this.#step,
          });
        break;
      case 'relab':
        for (const check of entry.checks) this.#forget(check);
        this.#graded = undefined;
        break;
      default:
    }
  }

  #forget(check: string): void {
    this.#verdicts.delete(check);
    this.#latest.delete(check);
  }

  /** Of a step that the lab has no more: the first. */
  #placeOf(id: string): number {
    return Math.max(
      0,
      this.#lab.steps.findIndex((step) => step.id === id),
    );
  }

  /** As it is now: later entries do not change it. */
  progress(): Progress {
    const done = new Set(
      this.#lab.steps
        .filter((step) =>
          step.checks.length === 0
            ? this.#read.has(step.id)
            : step.checks.every((check) => this.#verdicts.get(check.id)?.status === 'pass'),
        )
        .map((step) => step.id),
    );
    return {
      verdicts: new Map(this.#verdicts),
      latest: new Map(this.#latest),
      done,
      current: this.#lab.steps.find((step) => !done.has(step.id))?.id,
      credit: this.#credit.credit(),
      hints: new Map(this.#hints),
      begun: new Set(this.#begun),
      checkpoints: new Set(this.#checkpoints),
      answers: new Map(this.#answers),
      started: this.#started,
      learner: this.#learner,
      stood: new Map([...this.#stood].map(([key, { tried }]) => [key, tried])),
      graded: this.#graded,
    };
  }
}
