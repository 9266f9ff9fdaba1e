import type { Check } from '../../contract/checks.js';
import type { HintLevel } from '../../contract/hints.js';
import type { Lab, Step } from '../../contract/lab.js';
import type { CreditMessage } from '../../contract/messages/credit.js';
import { needsOf } from '../checks/parts.js';
import type { JournalEntry } from './journal.js';

/** Whose work it is that a lab's checks hold. */
export interface Credit {
  /** Checks that the learner brought to pass: they keep their points, whatever help comes later. */
  readonly own: ReadonlySet<string>;
  /** Checks that earn no points, and why; a check in neither set has not passed yet, and can still earn them. */
  readonly unearned: ReadonlyMap<string, CreditMessage>;
  /** Steps that the engine typed in, or whose commands were shown. */
  readonly solved: ReadonlySet<string>;
  /** Steps that the engine typed in. */
  readonly typed: ReadonlySet<string>;
  /** How all nodes were after the last solution, while nobody is known to have changed one since. */
  readonly idleSince: string | undefined;
}

/** Points that one more hint of a level costs: commands cost what the step's checks can still earn, a nudge nothing. */
export function priceOf(level: HintLevel, step: Step, credit: Credit): number {
  if (level === 'nudge') return 0;
  return step.checks
    .filter(({ id }) => !credit.own.has(id) && !credit.unearned.has(id))
    .reduce((sum, check) => sum + check.points, 0);
}

/** Checks that have not passed, and can still earn points. */
export function undecidedChecks(lab: Lab, { own, unearned }: Credit): Check[] {
  return lab.steps.flatMap((step) => step.checks).filter(({ id }) => !own.has(id) && !unearned.has(id));
}

/**
 * Of checks that hold each for itself, those whose needs among them hold as well: a page that a drill is going to break, and that a learner
 * has to find and bring back, is none that held before.
 */
export function withNeeds(checks: readonly Check[], holding: ReadonlySet<string>): ReadonlySet<string> {
  const held = new Set(holding);
  const among = new Set(checks.map(({ id }) => id));
  for (let before = -1; before !== held.size; ) {
    before = held.size;
    for (const check of checks)
      if (held.has(check.id) && needsOf(check).some((need) => among.has(need) && !held.has(need)))
        held.delete(check.id);
  }
  return held;
}

/**
 * The one rule of points: a check earns them when the learner made it true. It earns none when it held before the
 * learner began, when the engine's typing of a solution made it true (its own step's or another's), or when the commands
 * of its step were shown before it passed. Where the lab itself was changed meanwhile its trainer was at work, and nothing
 * earns points, whatever was earned before.
 *
 * Whether another step's solution made it true is seen in two ways: checks of facts are looked at before and after each
 * solution (`solved`, `made`); of those that take an experiment, the first pass is the engine's while no node differs
 * from how the solution left it (`checked`, `untouched`).
 */
export class Account {
  readonly #own = new Set<string>();
  readonly #unearned = new Map<string, CreditMessage>();
  readonly #solved = new Set<string>();
  readonly #typed = new Set<string>();
  readonly #lab: Lab;
  readonly #place: (step: string) => number;
  #idle: { readonly step: string; readonly witness: string } | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#place = (step) => lab.steps.findIndex(({ id }) => id === step);
  }

  /** As it is now: later entries do not change it. */
  credit(): Credit {
    return {
      own: new Set(this.#own),
      unearned: new Map(this.#unearned),
      solved: new Set(this.#solved),
      typed: new Set(this.#typed),
      idleSince: this.#idle?.witness,
    };
  }

  add(entry: JournalEntry): void {
    switch (entry.type) {
      case 'created':
        if (entry.learner === false)
          for (const step of this.#lab.steps) this.#loseStep(step.id, { code: 'no-learner', params: {} });
        break;
      case 'relab':
        this.#own.clear();
        this.#unearned.clear();
        for (const step of this.#lab.steps) this.#loseStep(step.id, { code: 'lab-changed', params: {} });
        break;
      case 'began':
        for (const check of entry.holds) this.#lose(check, { code: 'before', params: {} });
        break;
      case 'solved-for-learner':
        this.#typedIn(entry.step);
        break;
      case 'solved': {
        this.#typedIn(entry.step);
        for (const check of entry.held) if (!this.#unearned.has(check)) this.#own.add(check);
        for (const check of entry.made) this.#lose(check, this.#with(entry.step));
        const { step, witness } = entry;
        this.#idle = witness === undefined ? undefined : { step, witness };
        break;
      }
      case 'solution-shown':
        this.#shown(entry.step);
        break;
      case 'hinted': {
        const step = this.#lab.steps.find(({ checks }) => checks.some(({ id }) => id === entry.check));
        if (entry.level === 'command' && step !== undefined) this.#shown(step.id);
        break;
      }
      case 'checked':
        if (entry.untouched === false) this.#idle = undefined;
        if (entry.left !== undefined && this.#idle !== undefined)
          this.#idle = { ...this.#idle, witness: entry.left };
        for (const { check, status } of entry.verdicts) {
          if (status !== 'pass' || this.#unearned.has(check)) continue;
          if (entry.untouched === true && this.#idle !== undefined)
            this.#lose(check, this.#with(this.#idle.step));
          else this.#own.add(check);
        }
        break;
      case 'reset':
        this.#takeBack(this.#place(entry.step));
        break;
      default:
    }
  }

  #with(step: string): CreditMessage {
    return { code: 'solved-with', params: { number: this.#place(step) + 1 } };
  }

  #typedIn(step: string): void {
    this.#typed.add(step);
    this.#solved.add(step);
    this.#loseStep(step, { code: 'solved', params: {} });
  }

  #shown(step: string): void {
    this.#solved.add(step);
    this.#loseStep(step, { code: 'shown', params: {} });
  }

  #loseStep(id: string, why: CreditMessage): void {
    for (const check of this.#lab.steps[this.#place(id)]?.checks ?? []) this.#lose(check.id, why);
  }

  #lose(check: string, why: CreditMessage): void {
    if (!this.#own.has(check) && !this.#unearned.has(check)) this.#unearned.set(check, why);
  }

  /**
   * What was earned from this step on has to be earned again, and what later solutions made is unmade. That a step was
   * solved or shown stays true.
   */
  #takeBack(from: number): void {
    for (const step of this.#lab.steps.slice(Math.max(0, from)))
      for (const { id } of step.checks) this.#own.delete(id);
    for (const [check, why] of this.#unearned)
      if (why.code === 'solved-with' && why.params.number > from) this.#unearned.delete(check);
    for (const step of this.#solved)
      this.#loseStep(step, { code: this.#typed.has(step) ? 'solved' : 'shown', params: {} });
    if (this.#idle !== undefined && this.#place(this.#idle.step) >= from) this.#idle = undefined;
  }
}
