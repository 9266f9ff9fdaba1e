import type { Check } from '../../contract/checks.js';
import type { FactsRequest } from '../../contract/facts.js';
import type { Lab, Step } from '../../contract/lab.js';
import type { SessionEvent } from '../../contract/session.js';
import type { Verdict } from '../../contract/verdict.js';
import type { Relabbed } from '../../contract/writing.js';
import type { LabChanges } from '../packs/changes.js';
import { undecidedChecks } from './credit.js';
import type { Journal } from './journal.js';
import type { Judging } from './judging.js';
import { requireStep } from './lookup.js';
import type { Progress } from './progress.js';
import { isNews, toJudgeAgain } from './relab.js';
import type { Work } from './work.js';

export interface CheckingParts {
  /** As it is now: it may be changed while the session runs. */
  readonly lab: () => Lab;
  readonly journal: Journal;
  readonly progress: () => Progress;
  readonly judging: Judging;
  readonly tell: (work: Work, event: SessionEvent) => void;
  readonly startStep: (step: Step, work: Work) => Promise<void>;
}

/** A session's checks, judged and noted: how far the learner is follows from them. */
export class Checking {
  readonly #parts: CheckingParts;

  constructor(parts: CheckingParts) {
    this.#parts = parts;
  }

  /**
   * Judges the current step and, as long as steps turn out to be done, the ones after it.
   * @param step judge this step only
   */
  async check(step: string | undefined, work: Work): Promise<readonly Verdict[]> {
    if (step !== undefined) return this.judgeSome(requireStep(this.#parts.lab(), step).checks, work);
    const all: Verdict[] = [];
    // Of the next step nothing is known yet: a learner went on meanwhile.
    const { known: _, ...later } = work;
    for (;;) {
      const { current, verdicts } = this.#progress();
      // What nobody has to do is not begun on the way.
      if (current === undefined || (all.length > 0 && requireStep(this.#parts.lab(), current).optional))
        return all;
      const open = this.#open(current, verdicts, work.gentle === true);
      if (open.length === 0 && work.gentle === true) return all;
      all.push(...(await this.#judge(open, false, all.length === 0 ? work : later)));
      const after = this.#progress();
      if (after.current === current) return all;
      this.#parts.tell(work, { type: 'step', step: current, state: 'done' });
      await this.startCurrent(work);
    }
  }

  /** What a check that nobody asks for is going to look at, by node. */
  wanted(): Readonly<Record<string, FactsRequest>> {
    const { current, verdicts } = this.#progress();
    return current === undefined ? {} : this.#parts.judging.wanted(this.#open(current, verdicts, true));
  }

  #open(step: string, verdicts: Progress['verdicts'], gentle: boolean): readonly Check[] {
    return requireStep(this.#parts.lab(), step).checks.filter(
      (check) =>
        verdicts.get(check.id)?.status !== 'pass' && !(gentle && this.#parts.judging.disturbs(check)),
    );
  }

  /**
   * Judges for the grade: every check that says `final` again, whatever was seen before; the others keep their verdict.
   * @param everything optional steps that nobody has begun, too
   * @param keep checks that keep the verdict that they have: who judges cannot see what they look at
   */
  async grade(
    work: Work,
    everything: boolean,
    keep: ReadonlySet<string> = new Set(),
  ): Promise<readonly Verdict[]> {
    const { verdicts, latest, credit } = this.#progress();
    const checks = this.#parts
      .lab()
      .steps.filter((step) => {
        const begun = credit.solved.has(step.id) || step.checks.some((check) => verdicts.has(check.id));
        return everything || begun || !step.optional;
      })
      .flatMap((step) => step.checks);
    const again = checks.filter(({ id, final }) => {
      const verdict = verdicts.get(id);
      return verdict === undefined || (!keep.has(id) && (final || verdict.status !== 'pass'));
    });
    // Of what would be judged again it is the last word that counts, of the others that it held once.
    const kept = checks
      .filter((check) => !again.includes(check))
      .map(({ id, final }) => (final ? latest : verdicts).get(id)!);
    return this.#judge(again, true, work, kept);
  }

  /** Judges these checks without noting anything: for trainers' tests. */
  async probe(checkIds: readonly string[], work: Work): Promise<ReadonlyMap<string, Verdict>> {
    const checks = this.#parts
      .lab()
      .steps.flatMap((step) => step.checks)
      .filter((check) => checkIds.includes(check.id));
    const { verdicts } = await this.#parts.judging.verdicts(checks, work, () => true);
    return new Map(verdicts.map((verdict) => [verdict.check, verdict]));
  }

  /** Judges these, and begins the next step if that makes the current one done. */
  async judgeSome(checks: readonly Check[], work: Work): Promise<readonly Verdict[]> {
    const { current: before } = this.#progress();
    const verdicts = await this.#judge(checks, false, work);
    if (before !== undefined && this.#progress().current !== before) {
      this.#parts.tell(work, { type: 'step', step: before, state: 'done' });
      await this.startCurrent(work);
    }
    return verdicts;
  }

  /**
   * Judges what a change of the lab may have made another. Steps that were begun are not begun anew, so that the way back to their start
   * stays; one that is current now and never was begins where the machines are.
   * @param before verdicts under the lab of before
   */
  async judgeChanged(
    changes: Pick<LabChanges, 'parts' | 'checks'>,
    before: Progress['verdicts'],
    work: Work,
  ): Promise<Pick<Relabbed, 'verdicts' | 'unjudged'>> {
    const again = toJudgeAgain(this.#parts.lab(), this.#progress(), before, changes);
    const unjudged = again.filter((check) => this.#parts.judging.disturbs(check));
    const judge = again.filter((check) => !unjudged.includes(check));
    const verdicts = judge.length === 0 ? [] : await this.#judge(judge, false, { ...work, reuse: true });
    const { current, begun } = this.#progress();
    if (current !== undefined && !begun.has(current)) await this.startCurrent(work);
    return {
      verdicts: verdicts.filter((each) => isNews(each, before.get(each.check))),
      unjudged: unjudged.map(({ id }) => id),
    };
  }

  /** Begins the step that is current now, if there is one. */
  async startCurrent(work: Work): Promise<void> {
    const { current } = this.#progress();
    if (current !== undefined) await this.#parts.startStep(requireStep(this.#parts.lab(), current), work);
  }

  async #judge(
    checks: readonly Check[],
    final: boolean,
    work: Work,
    kept: readonly Verdict[] = [],
  ): Promise<readonly Verdict[]> {
    const started = Date.now();
    const { verdicts: before } = this.#progress();
    const ids = new Set(checks.map((check) => check.id));
    const left = this.#leftUndecided(checks);
    const judged = await this.#parts.judging.verdicts(
      checks,
      work,
      (id) => !ids.has(id) && before.get(id)?.status === 'pass',
      left !== undefined,
    );
    const verdicts = [...kept, ...judged.verdicts];
    // Are all nodes as the last solution left them?
    const untouched = left === undefined || judged.before === undefined ? undefined : judged.before === left;
    // A check that nobody asked for says what has been achieved, and how it stands with what was asked for before: not
    // what is wrong with work that is not finished.
    const told =
      work.gentle === true
        ? verdicts.filter((each) => each.status === 'pass' || before.has(each.check))
        : verdicts;
    // Our own experiments leave traces (ARP caches), which are not the learner's.
    const after = untouched === true ? judged.after : undefined;
    const seconds = (Date.now() - started) / 1000;
    if (told.length > 0 || work.gentle !== true || untouched !== undefined)
      this.#parts.journal.append({
        type: 'checked',
        final,
        verdicts: told,
        seconds,
        ...(untouched === undefined ? {} : { untouched }),
        ...(after === undefined ? {} : { left: after }),
      });
    return verdicts;
  }

  /** How the last solution left the nodes, while that may decide whose a pass is, now or later. */
  #leftUndecided(checks: readonly Check[]): string | undefined {
    const { credit } = this.#progress();
    const undecided = undecidedChecks(this.#parts.lab(), credit);
    const decides =
      this.#parts.judging.experiments(checks) || checks.some((check) => undecided.includes(check));
    return decides ? credit.idleSince : undefined;
  }

  #progress(): Progress {
    return this.#parts.progress();
  }
}
