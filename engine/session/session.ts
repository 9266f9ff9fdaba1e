import type { PowerAction, ProviderProgress } from '../../contract/machines.js';
import type { FactsRequest } from '../../contract/facts.js';
import type { SessionEvent } from '../../contract/session.js';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { Check } from '../../contract/checks.js';
import type { Lab, Step } from '../../contract/lab.js';
import { learnerName } from '../../contract/learner.js';
import type { Verdict } from '../../contract/verdict.js';
import type { Relabbed } from '../../contract/writing.js';
import { withChecks } from '../checks/lots.js';
import { log } from '../log/log.js';
import type { Machines, Provider, SessionPlace, Topology } from '../machines/provider.js';
import { changesBetween } from '../packs/changes.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { Recording } from '../recording/recording.js';
import { Checking } from './checking.js';
import { Help } from './hints.js';
import { Journal } from './journal.js';
import { Judging } from './judging.js';
import { Observatory } from '../facts/observatory.js';
import { checkpointOf, requireAnswer, requireCheck, requireNode, requireStep } from './lookup.js';
import { powerSteps } from './power-steps.js';
import { Following, type Progress } from './progress.js';
import { saltOf, seedOf, type SessionRecord, type SessionStore } from './store.js';
import { requireCapabilities } from './requirements.js';
import { Scripts } from './scripts.js';
import { followingTopology } from './topology.js';
import type { Work } from './work.js';

export interface SessionParts {
  readonly store: SessionStore;
  readonly record: SessionRecord;
  readonly loaded: LoadedLab;
  readonly provider: Provider;
  /** Somebody learns here: each step's start is saved to go back to, and who did what is looked at. */
  readonly learner: boolean;
}

/** One learner's run of one lab: its machines and its journal. */
export class Session {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly topology: Topology;
  readonly journal: Journal;
  #parts: SessionParts;
  #lab: Lab;
  readonly #place: SessionPlace;
  readonly help: Help;
  /** Where its nodes are looked at, by whomever. */
  readonly observatory: Observatory;
  #following: Following;
  readonly #judging: Judging;
  readonly #scripts: Scripts;
  readonly #checking: Checking;
  /** Its machines were made by this process, and nobody has had them yet. */
  #untouched = false;
  #machines: Machines | undefined;
  /** Hears everything that this session does, whoever asked for it. */
  onEvent: (event: SessionEvent) => void = () => {};
  /** Called when the session's folder has gone while it runs. */
  onLost: () => void = () => {};

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.id = parts.record.id;
    const { lab, values } = parts.loaded.instantiate(seedOf(parts.record));
    this.#lab = lab;
    this.values = values;
    this.topology = followingTopology(() => this.lab, saltOf(parts.record), values);
    this.#place = { id: this.id, folder: parts.store.folder(this.id) };
    this.journal = new Journal(join(this.#place.folder, 'journal.jsonl'));
    this.#following = new Following(lab, this.journal);
    const shared = {
      lab: () => this.lab,
      progress: () => this.progress(),
      machines: () => this.machines,
      tell: (work: Work, event: SessionEvent) => this.#tell(work, event),
    };
    this.observatory = new Observatory((node) => this.machines.shell(node));
    this.#judging = new Judging({
      ...shared,
      observatory: this.observatory,
      topology: this.topology,
      answers: () => this.progress().answers,
      stood: () => this.progress().stood,
      link: (node, network) => this.#cable(node, network, 'experiment'),
      shown: (request, result) => void this.journal.append({ type: 'experiment', request, result }),
    });
    this.#scripts = new Scripts({
      ...shared,
      journal: this.journal,
      judging: this.#judging,
      topology: this.topology,
      learner: parts.learner,
      textOf: (script) => this.loaded.script(script, values),
    });
    this.#checking = new Checking({
      ...shared,
      journal: this.journal,
      judging: this.#judging,
      startStep: (step, work) => this.#startStep(step, work),
    });
    this.help = new Help(shared.lab, this.journal, shared.progress);
  }

  /** As it is now: its trainer may write it while the session runs. */
  get lab(): Lab {
    return this.#lab;
  }

  get loaded(): LoadedLab {
    return this.#parts.loaded;
  }

  get record(): SessionRecord {
    return this.#parts.record;
  }

  get machines(): Machines {
    if (this.#machines === undefined) {
      throw new LabError({ code: 'session.not-running', params: { id: this.id, state: 'ended' } });
    }
    return this.#machines;
  }

  get running(): boolean {
    return this.#machines !== undefined;
  }

  /** Where its journal is. */
  get folder(): string {
    return this.#place.folder;
  }

  progress(): Progress {
    return this.#following.now();
  }

  /** Makes the machines, runs the lab's set-up on them and starts the first step. */
  async start(work: Work = {}): Promise<void> {
    const { record, provider, loaded } = this.#parts;
    const started = Date.now();
    this.journal.append({
      type: 'created',
      lab: record.labId,
      ...(loaded.compiled.pack === undefined ? {} : { pack: loaded.compiled.pack }),
      digest: loaded.digest,
      seed: record.seed,
      values: this.values,
      provider: provider.name,
      ...(this.#parts.learner ? {} : { learner: false }),
      ...(record.class === undefined ? {} : { class: record.class }),
    });
    this.#adopt(await provider.up(this.#place, this.topology, this.#upOptions(work)), work);
    try {
      await this.#scripts.setup(work);
      this.journal.append({ type: 'provisioned', seconds: (Date.now() - started) / 1000 });
      await this.#startStep(this.lab.steps[0]!, work);
      this.#untouched = true;
    } catch (error) {
      await this.destroy();
      throw error;
    }
  }

  /** After `start`, before anybody may touch the machines: notes which checks hold already. */
  async lookFirst(work: Work = {}): Promise<void> {
    if (!this.#untouched || !this.#parts.learner) return;
    this.#untouched = false;
    const checks = this.lab.steps.flatMap((step) => step.checks);
    const holds = await this.#judging.heldBefore(checks, work);
    this.journal.append({ type: 'began', holds: [...holds] });
  }

  /**
   * Takes up a suspended session.
   * @param step back at the start of this one, whatever has become of the machines since: when they do not come
   */
  async resume(work: Work = {}, step?: string): Promise<void> {
    const checkpoint = step === undefined ? {} : { checkpoint: checkpointOf(requireStep(this.lab, step).id) };
    const options = { ...this.#upOptions(work), ...checkpoint };
    this.#adopt(await this.#parts.provider.resume(this.#place, this.topology, options), work);
    this.journal.append({ type: 'resumed' });
    if (step !== undefined) this.journal.append({ type: 'reset', step });
  }

  /** As `Checking.check`. */
  check(step?: string, work: Work = {}): Promise<readonly Verdict[]> {
    return this.#checking.check(step, work);
  }

  /**
   * Goes on with another state of its lab, if its machines are those of that state as well. Nothing earns points from then on. What the
   * change may have made of the verdicts is judged at once, but what disturbs.
   * @throws LabError lab.needs-capability, and what writing it down throws; then all is as before
   */
  async relab(loaded: LoadedLab, work: Work = {}): Promise<Relabbed> {
    const { fixed, parts, checks } = changesBetween(this.loaded, loaded, seedOf(this.record));
    if (fixed.length > 0) return { parts: [], fixed, verdicts: [], unjudged: [] };
    requireCapabilities(loaded.lab, this.#parts.provider);
    const before = this.progress().verdicts;
    const old = this.#parts;
    this.#take(loaded, old.record);
    try {
      // First, so that no crash leaves a changed lab that earns points.
      this.journal.append({ type: 'relab', digest: loaded.digest, checks });
      this.#take(loaded, old.store.relab(old.record, loaded));
    } catch (error) {
      this.#take(old.loaded, old.record);
      throw error;
    }
    return { parts, fixed, ...(await this.#checking.judgeChanged({ parts, checks }, before, work)) };
  }

  #take(loaded: LoadedLab, record: SessionRecord): void {
    this.#parts = { ...this.#parts, loaded, record };
    this.#lab = loaded.instantiate(seedOf(record)).lab;
    this.#following = new Following(this.#lab, this.journal);
  }

  /** As `Checking.wanted`. */
  wanted(): Readonly<Record<string, FactsRequest>> {
    return this.#checking.wanted();
  }

  /** As `Checking.grade`. */
  grade(work: Work = {}, everything = false, keep?: ReadonlySet<string>): Promise<readonly Verdict[]> {
    return this.#checking.grade(work, everything, keep);
  }

  /** As `Checking.probe`. */
  probe(checkIds: readonly string[], work: Work = {}): Promise<ReadonlyMap<string, Verdict>> {
    return this.#checking.probe(checkIds, work);
  }

  /** Writes down what a judging sees, to be judged again without machines. */
  recorded<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly recording: Recording }> {
    return this.#judging.recorded(work);
  }

  /**
   * Does a step for the learner, which is noted with all that it made true, and costs the points of that.
   * A step without checks is read.
   * @param except nodes that are left as they are
   */
  async solve(id: string, work: Work = {}, except: readonly string[] = []): Promise<void> {
    await this.#scripts.solve(requireStep(this.lab, id), work, except);
  }

  /** Makes a recorded mistake: for trainers' tests. A script that fails made another mistake than it says. */
  async makeMistake(id: string, work: Work = {}): Promise<void> {
    await this.#scripts.makeMistake(id, work);
  }

  /** Does something right in another way than the lab: for trainers' tests. */
  async makeVariant(id: string, work: Work = {}): Promise<void> {
    await this.#scripts.makeVariant(id, work);
  }

  /** A step is to be done again, maybe with this check of `drawsOf`: for trainers' tests, who put the machines back themselves. */
  redo(step: string, drawn?: Check): void {
    if (drawn !== undefined)
      this.#lab = withChecks(this.#lab, (check) => (check.id === drawn.id ? drawn : check));
    this.journal.append({ type: 'reset', step });
  }

  /** A step without checks was read to its end, which makes it done. */
  async finishReading(id: string, work: Work = {}): Promise<void> {
    const step = requireStep(this.lab, id);
    if (step.checks.length > 0) throw new LabError({ code: 'step.has-checks', params: { step: id } });
    const { current, done } = this.progress();
    if (done.has(id)) return;
    this.journal.append({ type: 'read', step: id });
    this.#tell(work, { type: 'step', step: id, state: 'done' });
    if (current === id) await this.#checking.startCurrent(work);
  }

  /** Notes who learns, unless that is known. */
  setLearner(name: string): void {
    const kept = learnerName(name);
    if (kept !== this.progress().learner) this.journal.append({ type: 'learner', name: kept });
  }

  /** Notes an answer, and judges it where machines run. @throws LabError `check.unknown`, and as `requireAnswer` */
  async answer(id: string, answer: string, work: Work = {}): Promise<void> {
    const { check } = requireCheck(this.lab, id);
    requireAnswer(check, answer, this.topology);
    this.journal.append({ type: 'answered', check: id, answer });
    if (this.running) await this.#checking.judgeSome([check], work);
  }

  /**
   * What a hand at a node's buttons does; noted with what becomes of the node. What is so already is not done again.
   * @throws LabError `power.not-now`
   */
  async power(node: string, action: PowerAction, work: Work = {}): Promise<void> {
    requireNode(this.topology, node);
    const state = await this.machines.state(node);
    if (powerSteps[action].already.includes(state)) return;
    if (!powerSteps[action].from.includes(state))
      throw new LabError({ code: 'power.not-now', params: { node, action, state } });
    this.journal.append({ type: 'power', node, action });
    await this.machines.power(node, action, work.signal, this.#machineEvents(work));
  }

  /** Pulls a cable, or plugs it in. */
  async link(node: string, network: string, up: boolean): Promise<void> {
    requireNode(this.topology, node);
    await this.#cable(node, network, 'hand').set({ up });
  }

  /**
   * Goes back to the start of a step.
   * @param step default: the current one
   * @param node this one only: the others live on
   */
  async reset(step: string | undefined, work: Work = {}, node?: string): Promise<string> {
    if (node !== undefined) requireNode(this.topology, node);
    const target = step ?? this.progress().current ?? this.lab.steps.at(-1)!.id;
    requireStep(this.lab, target);
    await this.machines.restore(checkpointOf(target), work.signal, this.#machineEvents(work), node);
    this.journal.append({ type: 'reset', step: target, ...(node === undefined ? {} : { node }) });
    return target;
  }

  async suspend(work: Work = {}): Promise<void> {
    await this.machines.suspend(work.signal, this.#machineEvents(work));
    this.journal.append({ type: 'suspended' });
    this.#machines = undefined;
  }

  /** Ends the machines; the journal and reports stay until the session is removed. */
  async destroy(): Promise<void> {
    const machines = this.#machines;
    this.#machines = undefined;
    await machines?.destroy();
    this.journal.append({ type: 'ended' });
  }

  /** A cable whose moves are noted, whoever makes them. */
  #cable(node: string, network: string, by: 'hand' | 'experiment'): ReturnType<Machines['link']> {
    const link = this.machines.link(node, network);
    return {
      set: async (state) => {
        await link.set(state);
        this.journal.append({ type: 'cable', node, network, up: state.up, by });
      },
    };
  }

  #tell(work: Work, event: SessionEvent): void {
    work.onEvent?.(event);
    this.onEvent(event);
  }

  #upOptions(work: Work) {
    return {
      progress: this.#machineEvents(work),
      ...(work.signal === undefined ? {} : { signal: work.signal }),
    };
  }

  #machineEvents(work: Work): (progress: ProviderProgress) => void {
    return (progress) => this.#tell(work, { type: 'machines', progress });
  }

  #adopt(machines: Machines, work: Work): void {
    this.#machines = machines;
    machines.onState((node, state, detail) => {
      log().info({ session: this.id, node, state, detail }, 'node');
      try {
        this.journal.append({ type: 'node-state', node, state, detail });
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        // The folder was removed under a running session: there is nothing left to run it for.
        this.#tell(work, { type: 'trouble', error: error.detail });
        if (error.code === 'session.folder-gone') this.onLost();
        return;
      }
      this.#tell(work, { type: 'node-state', node, state, detail });
    });
  }

  async #startStep(step: Step, work: Work): Promise<void> {
    let checkpoint = this.#parts.learner && this.machines.capabilities.checkpoints;
    if (checkpoint) {
      try {
        await this.machines.checkpoint(checkpointOf(step.id), work.signal, this.#machineEvents(work));
      } catch (error) {
        // The work goes on without a way back to here: losing a checkpoint must not cost the learner the session.
        if (!(error instanceof LabError)) throw error;
        checkpoint = false;
        this.#tell(work, { type: 'trouble', error: error.detail });
      }
    }
    this.journal.append({ type: 'step-started', step: step.id, checkpoint });
    this.#tell(work, { type: 'step', step: step.id, state: 'start' });
  }
}
