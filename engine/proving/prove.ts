import { LabError } from '../../contract/errors.js';
import type { Check } from '../../contract/checks.js';
import type { Lab, Mistake, Variant } from '../../contract/lab.js';
import { causeName } from '../../contract/messages/verdicts.js';
import type { SessionEvent } from '../../contract/session.js';
import type { Verdict } from '../../contract/verdict.js';
import type { Provider } from '../machines/provider.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { Recording } from '../recording/recording.js';
import { liveSession } from '../live/service.js';
import type { Session } from '../session/session.js';
import type { SessionStore } from '../session/store.js';
import { type Deck, decksOf } from './decks.js';
import type { ProofResult } from './proof.js';
import { type Witness, witnesses } from './witness.js';

export interface ProveParts {
  readonly store: SessionStore;
  readonly provider: Provider;
  readonly loaded: LoadedLab;
  /** What the values are drawn from; who asks tells of the lab with these values. */
  readonly seed: string;
}

/** Of both sides, by check. */
export interface Sides {
  /** Checks that pass with nothing done. */
  readonly early: readonly string[];
  /** With everything done. */
  readonly notPassed: readonly Verdict[];
  readonly seconds: number;
}

export interface MistakeResult extends ProofResult {
  readonly mistake: string;
  /** The cause that it must be told by. */
  readonly wanted: string;
  /** The one that it is told by. */
  readonly cause: string | undefined;
  /** Every cause that the checks of its step gave: what its learner would read. */
  readonly told: readonly string[];
}

export interface VariantResult extends ProofResult {
  readonly variant: string;
}

/** One way in which a check can be drawn, broken and repaired. */
export interface DrawResult extends ProofResult {
  readonly draw: string;
}

export interface ProveOptions {
  /** Every way in which its checks can be drawn, too, not only the one that the seed draws. */
  readonly draws?: boolean;
  readonly onDraw?: (result: DrawResult) => void;
  /** These mistakes and variants only; absent: all. */
  readonly only?: ReadonlySet<string>;
  /** Keeps what a judging saw: `unsolved`, `solved`, or the id of a mistake or variant. */
  readonly keep?: (id: string, recording: Recording) => void;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SessionEvent) => void;
  readonly onSides?: (sides: Sides) => void;
  readonly onMistake?: (result: MistakeResult) => void;
  readonly onVariant?: (result: VariantResult) => void;
  /** Shown each state that was judged, while its machines are in it: `solved`, or the id of a mistake or variant. */
  readonly onState?: (id: string, session: Session, verdicts: readonly Verdict[]) => Promise<void>;
  /** What the machines say where something is not as it should be; called before its result is. */
  readonly onWitness?: (machines: readonly Witness[]) => void;
}

export interface Proven extends Sides {
  readonly lab: string;
  readonly values: Readonly<Record<string, string>>;
  readonly good: boolean;
  readonly mistakes: readonly MistakeResult[];
  readonly variants: readonly VariantResult[];
  /** Absent: nobody asked for them. */
  readonly draws?: readonly DrawResult[];
}

/**
 * Proves a lab on machines, from both sides. Nothing done: nothing passes. Solved: every check passes. Each recorded mistake: the check
 * that it names fails, with the cause that it names. Each variant: every check passes as well.
 * @throws LabError what machines and scripts throw
 */
export async function prove(parts: ProveParts, options: ProveOptions = {}): Promise<Proven> {
  const { store, provider, loaded, seed } = parts;
  const record = store.create(loaded, { seed, drawn: true, provider: provider.name });
  const live = liveSession({ store, record, loaded, provider, learner: false }, 'ended');
  const { signal, onEvent } = options;
  const quiet = signal === undefined ? {} : { signal };
  const work = { ...quiet, ...(onEvent === undefined ? {} : { onEvent }) };
  try {
    await live.begin('start', work);
    return await new Proof(live.session, options, quiet, work).run();
  } finally {
    if (live.session.running) await live.end();
    live.close();
    store.remove(record.id);
  }
}

type Quiet = { readonly signal?: AbortSignal };

class Proof {
  readonly #session: Session;
  readonly #lab: Lab;
  readonly #options: ProveOptions;
  readonly #quiet: Quiet;
  readonly #work: Quiet & Pick<ProveOptions, 'onEvent'>;

  constructor(session: Session, options: ProveOptions, quiet: Quiet, work: Quiet) {
    this.#session = session;
    this.#lab = session.lab;
    this.#options = options;
    this.#quiet = quiet;
    this.#work = work;
  }

  async run(): Promise<Proven> {
    const { only, onSides, onMistake, onVariant } = this.#options;
    const wanted = ({ id }: { readonly id: string }) => only === undefined || only.has(id);
    const [mistakes, variants] = [this.#lab.mistakes.filter(wanted), this.#lab.variants.filter(wanted)];
    const sides = await this.#bothSides(mistakes, variants);
    onSides?.(sides);
    const failed: MistakeResult[] = [];
    for (const mistake of mistakes) {
      const { id, fails: check, hint: wanted } = mistake;
      const result = await this.#mistake(mistake).catch(
        (error: unknown): MistakeResult => ({
          mistake: id,
          wanted,
          cause: undefined,
          told: [],
          ...notMade(check, error),
        }),
      );
      failed.push(await this.#witnessed(result));
      onMistake?.(result);
    }
    const passed: VariantResult[] = [];
    for (const variant of variants) {
      const result = await this.#variant(variant).catch(
        (error: unknown): VariantResult => ({
          variant: variant.id,
          ...notMade(this.#lab.steps[0]!.checks[0]?.id ?? variant.id, error),
        }),
      );
      passed.push(await this.#witnessed(result));
      onVariant?.(result);
    }
    const draws = this.#options.draws === true ? await this.#draws() : undefined;
    const { early, notPassed } = sides;
    const shown = [...failed, ...passed, ...(draws ?? [])];
    return {
      ...sides,
      lab: this.#lab.id,
      values: this.#session.values,
      good: early.length + notPassed.length === 0 && shown.every(({ good }) => good),
      mistakes: failed,
      variants: passed,
      ...(draws === undefined ? {} : { draws }),
    };
  }

  /** Leaves a checkpoint at every place where one of these begins. */
  async #bothSides(mistakes: readonly Mistake[], variants: readonly Variant[]): Promise<Sides> {
    const started = Date.now();
    const session = this.#session;
    const unsolved = await this.#seen('unsolved', () => session.grade(this.#quiet, true));
    const early = unsolved.filter(({ status }) => status === 'pass').map(({ check }) => check);
    const notPassed: Verdict[] = [];
    const after = new Set([...mistakes, ...variants].map((each) => each.after));
    const before = new Set(variants.map(({ instead }) => instead));
    if (this.#options.draws === true) for (const { steps } of decksOf(this.#lab)) before.add(steps[0]!.id);
    for (const { id, checks } of this.#lab.steps) {
      if (before.has(id)) await this.#checkpoint(`before-${id}`);
      await session.solve(id, this.#work);
      if (checks.length > 0) notPassed.push(...bad(await session.check(id, this.#work)));
      if (after.has(id)) await this.#checkpoint(`after-${id}`);
    }
    const solved = await this.#seen('solved', () => session.grade(this.#work));
    await this.#options.onState?.('solved', session, solved);
    notPassed.push(...bad(solved));
    await this.#witnessed({ good: notPassed.length === 0 });
    return { early, notPassed, seconds: secondsSince(started) };
  }

  async #mistake({ id, after, fails, hint }: Mistake): Promise<MistakeResult> {
    const started = Date.now();
    await this.#restore(`after-${after}`);
    await this.#session.makeMistake(id, this.#quiet);
    const step = this.#lab.steps.find(({ checks }) => checks.some((check) => check.id === fails))!;
    const verdicts = await this.#probe(
      id,
      step.checks.map((check) => check.id),
    );
    await this.#options.onState?.(id, this.#session, [...verdicts.values()]);
    const verdict = verdicts.get(fails);
    const cause = verdict?.diagnosis === undefined ? undefined : causeName(verdict.diagnosis);
    const told = [...verdicts.values()].flatMap(({ diagnosis }) =>
      diagnosis === undefined ? [] : [causeName(diagnosis)],
    );
    return {
      mistake: id,
      wanted: hint,
      cause,
      check: fails,
      said: `${verdict?.status ?? 'not judged'} ${verdict?.message.code ?? ''} → ${cause ?? '–'}`,
      told: [...new Set(told)],
      good: verdict?.status === 'fail' && cause === hint,
      seconds: secondsSince(started),
    };
  }

  /**
   * Does it the other way, and the rest as the lab says. What is not judged for the grade holds for its step only, and is
   * looked at there.
   */
  async #variant({ id, after, instead, make }: Variant): Promise<VariantResult> {
    const started = Date.now();
    await this.#restore(instead === undefined ? `after-${after}` : `before-${instead}`);
    const steps = this.#lab.steps;
    const from = steps.findIndex((step) => step.id === (instead ?? after)) + (instead === undefined ? 1 : 0);
    // What a drill has broken is whole again on these machines: it is to be broken anew.
    if (steps[from] !== undefined) this.#session.redo(steps[from].id);
    await this.#session.makeVariant(id, this.#quiet);
    const passing: Verdict[] = [];
    for (const step of steps.slice(from)) {
      if (step.optional) continue;
      const own = step.id === instead ? Object.keys(make) : [];
      await this.#session.solve(step.id, this.#quiet, own);
      const verdicts = await this.#session.probe(
        step.checks.map((check) => check.id),
        this.#quiet,
      );
      for (const { id: check, final } of step.checks)
        if (!final && verdicts.has(check)) passing.push(verdicts.get(check)!);
    }
    const checks = steps
      .filter(({ optional }) => !optional)
      .flatMap((step) => step.checks.filter(({ final }) => final));
    const verdicts = await this.#probe(
      id,
      checks.map((check) => check.id),
    );
    await this.#options.onState?.(id, this.#session, [...verdicts.values()]);
    const [first] = bad([...passing, ...verdicts.values()]);
    return {
      variant: id,
      check: first?.check ?? checks[0]?.id ?? '',
      said: first === undefined ? 'pass' : `${first.status} ${first.message.code}`,
      good: first === undefined,
      seconds: secondsSince(started),
    };
  }

  /** From each deck's first turn to where something is drawn again: each card once, solved as the lab says. */
  async #draws(): Promise<readonly DrawResult[]> {
    const results: DrawResult[] = [];
    for (const deck of decksOf(this.#lab))
      for (const { name, check } of deck.cards) {
        const drawn = await this.#draw(deck, check).catch((error: unknown) => notMade(check.id, error));
        const result = await this.#witnessed({ draw: name, ...drawn });
        results.push(result);
        this.#options.onDraw?.(result);
      }
    return results;
  }

  async #draw({ steps }: Deck, drawn: Check): Promise<ProofResult> {
    const started = Date.now();
    const first = steps[0]!.id;
    await this.#restore(`before-${first}`);
    this.#session.redo(first, drawn);
    const verdicts: Verdict[] = [];
    for (const { id, checks } of steps) {
      await this.#session.solve(id, this.#quiet);
      if (checks.length > 0) verdicts.push(...(await this.#session.check(id, this.#quiet)));
    }
    const [wrong] = bad(verdicts);
    return {
      check: wrong?.check ?? drawn.id,
      said: wrong === undefined ? 'pass' : `${wrong.status} ${wrong.message.code}`,
      good: wrong === undefined,
      seconds: secondsSince(started),
    };
  }

  /** Of what is not as it should be, the journals: the machines are gone when somebody reads of it. */
  async #witnessed<T extends { readonly good: boolean }>(result: T): Promise<T> {
    const { onWitness } = this.#options;
    if (!result.good && onWitness !== undefined) onWitness(await witnesses(this.#session.machines));
    return result;
  }

  #probe(id: string, checks: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
    return this.#seen(id, () => this.#session.probe(checks, this.#quiet));
  }

  async #seen<T>(id: string, judge: () => Promise<T>): Promise<T> {
    const { keep } = this.#options;
    if (keep === undefined) return judge();
    const { result, recording } = await this.#session.recorded(judge);
    keep(id, recording);
    return result;
  }

  #checkpoint(name: string): Promise<void> {
    return this.#session.machines.checkpoint(name, this.#options.signal);
  }

  #restore(name: string): Promise<void> {
    return this.#session.machines.restore(name, this.#options.signal);
  }
}

const ofTheScript: ReadonlySet<string> = new Set([
  'session.mistake-failed',
  'session.solve-failed',
  'session.not-settled',
]);

/** A script that fails, or has no effect, costs its own mistake or variant only. */
function notMade(check: string, error: unknown): ProofResult {
  if (!(error instanceof LabError) || !ofTheScript.has(error.code)) throw error;
  return { check, said: error.message, good: false, seconds: 0 };
}

function bad(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter(({ status }) => status !== 'pass');
}

function secondsSince(started: number): number {
  return Math.round((Date.now() - started) / 100) / 10;
}
