import type { Check } from '../../contract/checks.js';
import { type ExperimentRequest, experimentKey, type Seen, type Tried } from '../../contract/experiments.js';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import type { LabCause } from '../../contract/lab.js';
import type { Judgement } from '../../contract/verdict.js';
import { judgeOne, wantsToExplain, worldOf } from '../judging/evaluate.js';
import type { World } from '../world/judge.js';
import { needsOf, partsOf } from '../checks/parts.js';
import { wantsOf, wantsOfOne, wavesOf } from '../checks/plan.js';
import type { ExperimentMemory } from '../experiments/memory.js';
import { together } from '../world/wants.js';
import { mergeFacts } from '../facts/merge.js';
import { includesRequest, mergeRequests } from '../facts/script.js';
import type { Recorder } from '../recording/recorder.js';
import { run, runsAlone, runsInTurn } from '../experiments/run.js';
import { type ExperimentContext, pause, withNodeTools } from '../experiments/context.js';
import type { Known } from './work.js';
import { WrittenTokens } from '../experiments/http.js';

export interface RoundContext extends ExperimentContext {
  /** @param recorder told what the node said */
  observe(node: string, request: FactsRequest, recorder?: Recorder): Promise<Observed>;
  answer(check: string): string | undefined;
  /** What an experiment showed that is made once, and was; absent: none is. */
  readonly stood?: (request: ExperimentRequest) => Tried | undefined;
  /** The lab's check of an id. */
  check(id: string): Check | undefined;
  /** What the lab says itself of why its checks fail. */
  readonly causes: readonly LabCause[];
  /** Has this check passed before, so that what needs it may be tried? */
  passedBefore(check: string): boolean;
  readonly onProgress?: (doing: string) => void;
  /** Told of each experiment that was made now, not of one that is remembered. */
  readonly onResult?: (request: ExperimentRequest, tried: Tried) => void;
  /** Where to look first for what an experiment shows; absent: every experiment is made. */
  readonly memory?: ExperimentMemory;
  /** What was read of nodes just now: they are not asked for the same once more. */
  readonly known?: ReadonlyMap<string, Known>;
  /** Say also whether the nodes are as they were, before and after. */
  readonly watch?: boolean;
  /** Writes down what is seen. */
  readonly recorder?: Recorder;
  /** Do not wait for what time may mend. */
  readonly once?: boolean;
}

export interface Observation {
  readonly judgements: Map<string, Judgement>;
  readonly seen: Seen;
  /** Of all nodes together, when that was watched for; undefined: one did not say. */
  readonly before: string | undefined;
  /** The same after the last experiment; undefined also when none was made. */
  readonly after: string | undefined;
}

/**
 * Observes and judges a set of checks: facts first, one exec a node whoever asks; then, needs before those that need
 * them, experiments (each once, however many checks ask), the ones that disturb alone and last. A failure that time may
 * mend (lagging counters, a starting keepalived) is looked at once more.
 */
export async function judgeChecks(checks: readonly Check[], context: RoundContext): Promise<Observation> {
  const round = new Round(checks, context);
  const first = await round.judge();
  // Nothing was made, so nothing was changed, so nothing need be waited for.
  if (round.recalled || context.once === true) return { judgements: first, ...round.watched };
  const waits = [...first.values()].map((judgement) =>
    judgement.status === 'pass' ? 0 : (judgement.retryAfter ?? 0),
  );
  const wait = Math.max(0, ...waits);
  if (wait === 0) return { judgements: first, ...round.watched };
  await pause(wait, context.signal);
  // What passed stays: only the rest, what waited for it, and what may have changed by itself, is done again.
  const again = checks.filter(
    (check) =>
      first.get(check.id)?.status !== 'pass' || partsOf(check).some(({ judge }) => judge.settles === true),
  );
  const { memory: _, known: __, ...anew } = context;
  const later = new Round(again, {
    ...anew,
    passedBefore: (id) => first.get(id)?.status === 'pass' || context.passedBefore(id),
  });
  const judgements = new Map([...first, ...(await later.judge())]);
  const { facts, results } = later.seen;
  const { seen, before, after } = round.watched;
  return {
    judgements,
    seen: { facts: { ...seen.facts, ...facts }, results: { ...seen.results, ...results } },
    before,
    after: later.watched.after ?? after,
  };
}

class Round {
  readonly #checks: readonly Check[];
  readonly #context: RoundContext;
  readonly #facts = new Map<string, Observed>();
  readonly #results = new Map<string, Tried>();
  readonly #judgements = new Map<string, Judgement>();
  /** Which server answers, told to all experiments of the round by the same secret files. */
  readonly #tokens: WrittenTokens;
  /** Of all nodes, before the first experiment, and after the last one. */
  #before: string | undefined;
  #after: string | undefined;
  /** Was the witness read since the last experiment? */
  #witnessed = false;
  /** What was asked of each node since the last experiment. */
  readonly #asked = new Map<string, FactsRequest>();
  /** Checks of this round that disturbed nodes, and those that need them. */
  readonly #disturbed = new Set<string>();
  #made = false;
  #recalled = false;

  constructor(checks: readonly Check[], context: RoundContext) {
    this.#checks = checks;
    this.#context = context;
    this.#tokens = new WrittenTokens(withNodeTools(context));
  }

  /** All facts and results so far. */
  get seen(): Seen {
    return { facts: Object.fromEntries(this.#facts), results: Object.fromEntries(this.#results) };
  }

  get watched(): Pick<Observation, 'seen' | 'before' | 'after'> {
    return { seen: this.seen, before: this.#before, after: this.#after };
  }

  async judge(): Promise<Map<string, Judgement>> {
    this.#context.recorder?.round();
    try {
      return await this.#judgeAllWaves();
    } finally {
      await this.#tokens.remove();
    }
  }

  async #judgeAllWaves(): Promise<Map<string, Judgement>> {
    await this.#gather(this.#checks, this.#watch, this.#context.known);
    this.#before = this.#witnesses();
    const waves = wavesOf(this.#checks);
    for (const [index, wave] of waves.entries()) await this.#judgeWave(wave, waves.slice(index + 1).flat());
    if (this.#watch && this.#made) {
      if (!this.#witnessed) await this.#gather([], true);
      this.#after = this.#witnesses();
      this.#remember();
    }
    return this.#judgements;
  }

  get #watch(): boolean {
    return this.#context.memory !== undefined || this.#context.watch === true;
  }

  /** Were there experiments, and was none of them made? */
  get recalled(): boolean {
    return this.#recalled && !this.#made;
  }

  /** Keeps what experiments showed, unless somebody changed a node meanwhile. */
  #remember(): void {
    const disturbed = this.#checks.some((check) => this.#experiments(check).some(runsAlone));
    const same = disturbed || this.#after === this.#before;
    this.#context.memory?.keep(same ? this.#after : undefined, this.#results);
  }

  #witnesses(): string | undefined {
    const all = this.#context.topology.nodes.map(({ name }) => {
      const observed = this.#facts.get(name);
      return observed?.ok ? observed.facts.witness : undefined;
    });
    return all.includes(undefined) ? undefined : all.join('\n');
  }

  /** @param later checks of the waves after this one */
  async #judgeWave(wave: readonly Check[], later: readonly Check[]): Promise<void> {
    // Earlier waves come first, so that this follows needs of needs.
    for (const check of [...wave, ...later])
      if (needsOf(check).some((need) => this.#disturbed.has(need))) this.#disturbed.add(check.id);
    const runnable: Check[] = [];
    for (const check of wave) {
      const missing = needsOf(check).find((need) => !this.#passed(need));
      if (missing === undefined) runnable.push(check);
      else {
        const message = { code: 'skipped.needs', params: { check: missing } } as const;
        this.#judgements.set(check.id, { status: 'unknown', message, evidence: [] });
      }
    }
    const alone = runnable.filter((check) => this.#experiments(check).some(runsAlone));
    const together = runnable.filter((check) => !alone.includes(check));
    await this.#experiment(together.flatMap((check) => this.#experiments(check)));
    // Counters and tables moved: what is judged of them, or explained by them, must be read again; where nothing is made any more, what
    // later checks look at and the witness with it.
    if (this.#made) {
      const more = later.some((check) => this.#experiments(check).length > 0);
      const moved = [...together, ...(more ? [] : later)].filter((check) => this.#moves(check));
      await this.#gather(moved, this.#watch && !more && alone.length === 0);
    }
    await this.#judgeAll(together);
    for (const check of alone) {
      this.#context.onProgress?.(check.id);
      // What puts machines back to where they were would put the files back, too.
      await this.#tokens.remove();
      if (await this.#experiment(this.#experiments(check))) {
        this.#disturbed.add(check.id);
        await this.#gather([check]);
      }
      await this.#judgeAll([check]);
    }
  }

  /** Does what this check looks at change by experiments? What needs one that disturbs may be about what that one left. */
  #moves(check: Check): boolean {
    return (
      this.#disturbed.has(check.id) ||
      partsOf(check).some(({ judge }) => judge.moves === true) ||
      this.#experiments(check).length > 0
    );
  }

  #passed(check: string): boolean {
    const judgement = this.#judgements.get(check);
    return judgement === undefined ? this.#context.passedBefore(check) : judgement.status === 'pass';
  }

  #experiments(check: Check): readonly ExperimentRequest[] {
    return wantsOfOne(check, this.#context.topology).experiments;
  }

  async #gather(
    checks: readonly Check[],
    witness = false,
    known?: ReadonlyMap<string, Known>,
  ): Promise<void> {
    const { topology } = this.#context;
    const facts: Record<string, FactsRequest> = { ...wantsOf(checks, topology).facts };
    // The witness sees the files of web servers.
    if (witness) await this.#tokens.remove();
    if (witness) for (const { name } of topology.nodes) facts[name] = { ...facts[name], witness };
    const open = Object.entries(facts).filter(([node, request]) => !this.#covers(node, request));
    await this.#ask(Object.fromEntries(open), known);
    this.#witnessed ||= witness;
  }

  async #ask(
    facts: Readonly<Record<string, FactsRequest>>,
    known?: ReadonlyMap<string, Known>,
  ): Promise<void> {
    await Promise.all(
      Object.entries(facts).map(async ([node, request]) => {
        const before = known?.get(node);
        if (before !== undefined && includesRequest(before.request, request)) {
          this.#asked.set(node, before.request);
          this.#facts.set(node, { ok: true, facts: before.facts });
          return;
        }
        this.#asked.set(node, mergeRequests(this.#asked.get(node) ?? {}, request));
        const observed = await this.#context.observe(node, request, this.#context.recorder);
        const earlier = this.#facts.get(node);
        // Sections that were not asked for again are still true enough for checks that did not move.
        if (earlier?.ok && observed.ok) {
          this.#facts.set(node, { ok: true, facts: mergeFacts(earlier.facts, observed.facts) });
        } else this.#facts.set(node, observed);
      }),
    );
  }

  /** What an experiment looks at when it has done something: all anew, in a round of its own. */
  readonly #look = async (wanted: readonly (string | Check)[]) => {
    const { memory: _, recorder: __, ...anew } = this.#context;
    const checks = wanted.flatMap((each) => (typeof each === 'string' ? (anew.check(each) ?? []) : [each]));
    const { judgements, seen } = await judgeChecks(checks, { ...anew, passedBefore: () => true });
    const unmet = [...judgements].filter(([, { status }]) => status !== 'pass');
    return {
      seen,
      unmet: unmet.map(([id]) => id),
      failed: unmet.some(([, { status }]) => status === 'fail'),
    };
  };

  /** @returns whether any was made now */
  async #experiment(requests: readonly ExperimentRequest[]): Promise<boolean> {
    const fresh = new Map(requests.map((request) => [experimentKey(request), request]));
    for (const key of this.#results.keys()) fresh.delete(key);
    for (const [key, request] of fresh) {
      const stood = this.#context.stood?.(request);
      if (stood !== undefined) {
        this.#results.set(key, stood);
        this.#context.recorder?.result(request, stood);
        fresh.delete(key);
        continue;
      }
      const known = this.#context.memory?.recall(this.#before, request);
      if (known === undefined) continue;
      this.#results.set(key, known);
      this.#recalled = true;
      fresh.delete(key);
    }
    if (fresh.size > 0) {
      this.#made = true;
      this.#witnessed = false;
      this.#asked.clear();
    }
    const make = async ([key, request]: [string, ExperimentRequest]) => {
      this.#context.onProgress?.(request.kind);
      const shared = runsAlone(request) ? {} : { tokens: () => this.#tokens.tokens() };
      const result = await run(request, { ...this.#context, ...shared, look: this.#look });
      this.#results.set(key, result);
      this.#context.recorder?.result(request, result);
      this.#context.onResult?.(request, result);
    };
    // Requests of two experiments through one director would mix their turns of a scheduler: one after the other.
    const requesting = [...fresh].filter(([, request]) => runsInTurn(request));
    const listening = [...fresh].filter(([, request]) => !runsInTurn(request));
    const inTurn = async () => {
      for (const each of requesting) await make(each);
    };
    await Promise.all([...listening.map((each) => make(each)), inTurn()]);
    return fresh.size > 0;
  }

  /** Judges checks; for those that fail, what could be the cause is looked at before it is named. */
  async #judgeAll(checks: readonly Check[]): Promise<void> {
    const world = this.#world();
    const wants = together(checks.map((check) => wantsToExplain(check, world)));
    const open = Object.entries(wants.facts).filter(([node, request]) => !this.#covers(node, request));
    await this.#ask(Object.fromEntries(open));
    await this.#experiment(wants.experiments);
    for (const check of checks) this.#judge(check);
  }

  /** Was all of this asked of the node in this round, since the last experiment? */
  #covers(node: string, request: FactsRequest): boolean {
    const asked = this.#asked.get(node);
    return asked !== undefined && includesRequest(asked, request);
  }

  #judge(check: Check): void {
    const judgement = judgeOne(check, this.#world());
    this.#context.recorder?.judged(check.id, judgement);
    this.#judgements.set(check.id, judgement);
  }

  #world(): World {
    const context = this.#context;
    return worldOf(context.topology, this.seen, (check) => context.answer(check), context);
  }
}
