import type { PowerAction, ProviderProgress, SessionEvent } from '../../contract/session.js';
import { join } from 'node:path';
import type { Check } from '../../contract/checks.js';
import { LabError } from '../../contract/errors.js';
import type { Lab, Step } from '../../contract/lab.js';
import type { Verdict } from '../../contract/verdict.js';
import { randomBytes } from 'node:crypto';
import { rightAnswer } from '../checks/kinds/quiz.js';
import { observe } from '../facts/observe.js';
import type { Machines, Provider, SessionPlace, Topology } from '../machines/provider.js';
import { ShellError } from '../machines/shell.js';
import type { LoadedLab } from '../packs/load.js';
import { wantsOfOne } from '../checks/plan.js';
import { ExperimentMemory } from '../experiments/memory.js';
import { SourcePorts } from '../experiments/source-ports.js';
import { runsAlone } from '../experiments/run.js';
import { type HintLevel, Journal } from './journal.js';
import { type Progress, replay } from './progress.js';
import { judgeChecks } from './round.js';
import { seedOf, type SessionRecord, type SessionStore } from './store.js';
import { resolveTopology } from './topology.js';

export interface Work {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SessionEvent) => void;
  /** What an experiment showed holds while no node has changed since: for checks that nobody asked for by hand. */
  readonly reuse?: boolean;
  /** Nobody asked: leave out what disturbs the learner's machines (failovers, stopped services), tell no new failures. */
  readonly gentle?: boolean;
}

export interface SessionParts {
  readonly store: SessionStore;
  readonly record: SessionRecord;
  readonly loaded: LoadedLab;
  readonly provider: Provider;
  /** Save a checkpoint at the start of each step; a run that nobody goes back in does without. */
  readonly checkpoints: boolean;
}

/** Milliseconds that one script of a solution or a set-up may take. */
const scriptTimeout = 300_000;

/** bash, as in a learner's terminal; from a file, so that no command of the script can read the rest of it. */
const runScript =
  'f=$(mktemp) && cat >"$f" && cd /root && DEBIAN_FRONTEND=noninteractive HOME=/root bash -e -o pipefail "$f" </dev/null 2>&1; s=$?; rm -f "$f"; exit $s';

/** One learner's run of one lab: its machines and its journal. */
export class Session {
  readonly id: string;
  readonly lab: Lab;
  readonly values: Readonly<Record<string, string>>;
  readonly topology: Topology;
  readonly journal: Journal;
  readonly #parts: SessionParts;
  readonly #place: SessionPlace;
  readonly #memory = new ExperimentMemory();
  readonly #sourcePorts = new SourcePorts();
  #machines: Machines | undefined;
  /** Hears everything that this session does, whoever asked for it. */
  onEvent: (event: SessionEvent) => void = () => {};
  /** Called when the session's folder has gone while it runs. */
  onLost: () => void = () => {};

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.id = parts.record.id;
    const { lab, values } = parts.loaded.instantiate(seedOf(parts.record));
    this.lab = lab;
    this.values = values;
    this.topology = resolveTopology(lab, this.id, values);
    this.#place = { id: this.id, folder: parts.store.folder(this.id) };
    this.journal = new Journal(join(this.#place.folder, 'journal.jsonl'));
  }

  get record(): SessionRecord {
    return this.#parts.record;
  }

  get machines(): Machines {
    if (this.#machines === undefined) {
      throw new LabError({ code: 'session.not-running', params: { id: this.id, state: 'stopped' } });
    }
    return this.#machines;
  }

  get running(): boolean {
    return this.#machines !== undefined;
  }

  progress(): Progress {
    return replay(this.lab, this.journal.read());
  }

  /** Makes the machines, runs the lab's set-up on them and starts the first step. */
  async start(work: Work = {}): Promise<void> {
    const { record, provider } = this.#parts;
    const started = Date.now();
    this.journal.append({
      type: 'created',
      lab: record.labId,
      seed: record.seed,
      values: this.values,
      provider: provider.name,
    });
    this.#adopt(await provider.up(this.#place, this.topology, this.#upOptions(work)), work);
    try {
      await this.#setup(work);
      this.journal.append({ type: 'provisioned', seconds: (Date.now() - started) / 1000 });
      await this.#startStep(this.lab.steps[0]!, work);
    } catch (error) {
      await this.destroy();
      throw error;
    }
  }

  /** Takes up a suspended session. */
  async resume(work: Work = {}): Promise<void> {
    this.#adopt(await this.#parts.provider.resume(this.#place, this.topology, this.#upOptions(work)), work);
    this.journal.append({ type: 'resumed' });
  }

  /**
   * Judges the current step and, as long as steps turn out to be done, the ones after it.
   * @param step judge this step only
   */
  async check(step?: string, work: Work = {}): Promise<readonly Verdict[]> {
    if (step !== undefined) return this.#judge(this.#step(step).checks, false, work);
    const all: Verdict[] = [];
    for (;;) {
      const { current, verdicts } = this.progress();
      if (current === undefined) return all;
      const open = this.#step(current).checks.filter(
        (check) =>
          verdicts.get(check.id)?.status !== 'pass' && !(work.gentle === true && this.#disturbs(check)),
      );
      if (open.length === 0 && work.gentle === true) return all;
      all.push(...(await this.#judge(open, false, work)));
      const after = this.progress();
      if (after.current === current) return all;
      this.#tell(work, { type: 'step', step: current, state: 'done' });
      if (after.current !== undefined) await this.#startStep(this.#step(after.current), work);
    }
  }

  /** Judges for the grade: every check that says `final` again, whatever was seen before; the others keep their verdict. */
  async grade(work: Work = {}): Promise<readonly Verdict[]> {
    const { verdicts } = this.progress();
    const checks = this.lab.steps.flatMap((step) => step.checks);
    const again = checks.filter((check) => check.final || verdicts.get(check.id)?.status !== 'pass');
    const kept = checks.filter((check) => !again.includes(check)).map((check) => verdicts.get(check.id)!);
    return this.#judge(again, true, work, kept);
  }

  /** Judges these checks without noting anything: for trainers' tests. */
  async probe(checkIds: readonly string[], work: Work = {}): Promise<ReadonlyMap<string, Verdict>> {
    const checks = this.lab.steps
      .flatMap((step) => step.checks)
      .filter((check) => checkIds.includes(check.id));
    const verdicts = await this.#verdicts(checks, work, () => true);
    return new Map(verdicts.map((verdict) => [verdict.check, verdict]));
  }

  /** Does a step for the learner, which is noted and costs its points. */
  async solve(step: string, work: Work = {}): Promise<void> {
    const { solve, checks } = this.#step(step);
    for (const check of checks) if (check.quiz !== undefined) this.answer(check.id, rightAnswer(check.quiz));
    // All nodes at once, as a class with one terminal a node would; a step that needs an order is two steps.
    await Promise.all(
      Object.entries(solve).map(async ([node, script]) => {
        this.#tell(work, { type: 'solving', step, node, state: 'start' });
        const started = Date.now();
        const { exit, output } = await this.#script(node, script, work);
        this.journal.append({
          type: 'solved-for-learner',
          step,
          node,
          exit,
          seconds: (Date.now() - started) / 1000,
        });
        this.#tell(work, { type: 'solving', step, node, state: 'done' });
        if (exit !== 0)
          throw new LabError({ code: 'session.solve-failed', params: { step, node, exit, output } });
      }),
    );
  }

  /** Makes a recorded mistake: for trainers' tests. A script that fails made another mistake than it says. */
  async makeMistake(id: string, work: Work = {}): Promise<void> {
    const mistake = this.lab.mistakes.find((candidate) => candidate.id === id);
    if (mistake === undefined) throw new RangeError(`no mistake ${id}`);
    for (const [node, script] of Object.entries(mistake.make)) {
      const { exit, output } = await this.#script(node, script, work);
      if (exit !== 0)
        throw new LabError({ code: 'session.mistake-failed', params: { mistake: id, node, exit, output } });
    }
    this.journal.append({ type: 'mistake-made', mistake: id });
  }

  /** Notes that a hint was given; the last level shows commands, which costs the step's points. */
  hint(check: string, level: HintLevel): void {
    this.journal.append({ type: 'hinted', check, level });
  }

  /** The commands of a step's solution by node; noted, because it costs the step's points. */
  showSolution(step: string): Readonly<Record<string, string>> {
    const { solve } = this.#step(step);
    this.journal.append({ type: 'solution-shown', step });
    return solve;
  }

  answer(check: string, answer: string): void {
    this.journal.append({ type: 'answered', check, answer });
  }

  /** What a hand at a node's buttons does; noted with what becomes of the node. */
  async power(node: string, action: PowerAction, work: Work = {}): Promise<void> {
    this.#node(node);
    this.journal.append({ type: 'power', node, action });
    await this.machines.power(node, action, work.signal, this.#machineEvents(work));
  }

  /**
   * Goes back to the start of a step.
   * @param step default: the current one
   * @param node this one only: the others live on
   */
  async reset(step: string | undefined, work: Work = {}, node?: string): Promise<string> {
    if (node !== undefined) this.#node(node);
    const target = step ?? this.progress().current ?? this.lab.steps.at(-1)!.id;
    this.#step(target);
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

  #disturbs(check: Check): boolean {
    return wantsOfOne(check, this.topology).experiments.some(runsAlone);
  }

  #tell(work: Work, event: SessionEvent): void {
    work.onEvent?.(event);
    this.onEvent(event);
  }

  #step(id: string): Step {
    const step = this.lab.steps.find((candidate) => candidate.id === id);
    if (step === undefined) {
      throw new LabError({
        code: 'step.unknown',
        params: { step: id, known: this.lab.steps.map((known) => known.id) },
      });
    }
    return step;
  }

  #node(node: string): void {
    const known = this.topology.nodes.map(({ name }) => name);
    if (!known.includes(node)) throw new LabError({ code: 'node.unknown', params: { node, known } });
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

  async #setup(work: Work): Promise<void> {
    await Promise.all(
      Object.entries(this.lab.setup).map(async ([node, scripts]) => {
        for (const script of scripts) {
          this.#tell(work, { type: 'setup', node, script, state: 'start' });
          const { exit, output } = await this.#script(
            node,
            this.#parts.loaded.script(script, this.values),
            work,
          );
          this.journal.append({ type: 'setup', node, script, exit });
          if (exit !== 0)
            throw new LabError({ code: 'session.setup-failed', params: { script, node, exit, output } });
          this.#tell(work, { type: 'setup', node, script, state: 'done' });
        }
      }),
    );
  }

  async #startStep(step: Step, work: Work): Promise<void> {
    let checkpoint = this.#parts.checkpoints && this.machines.capabilities.checkpoints;
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

  async #script(node: string, script: string, work: Work): Promise<{ exit: number; output: string }> {
    try {
      const result = await this.machines.shell(node).exec(runScript, {
        input: script,
        timeout: scriptTimeout,
        ...(work.signal === undefined ? {} : { signal: work.signal }),
      });
      return { exit: result.exit, output: (result.stdout + result.stderr).slice(-4000) };
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      if (error.reason === 'cancelled')
        throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
      throw new LabError(
        { code: 'node.unreachable', params: { node, detail: error.message } },
        { cause: error },
      );
    }
  }

  async #judge(
    checks: readonly Check[],
    final: boolean,
    work: Work,
    kept: readonly Verdict[] = [],
  ): Promise<readonly Verdict[]> {
    const started = Date.now();
    const { verdicts: before } = this.progress();
    const ids = new Set(checks.map((check) => check.id));
    const fresh = await this.#verdicts(
      checks,
      work,
      (id) => !ids.has(id) && before.get(id)?.status === 'pass',
    );
    const verdicts = [...kept, ...fresh];
    // A check that nobody asked for says what has been achieved, and how it stands with what was asked for before: not
    // what is wrong with work that is not finished.
    const told =
      work.gentle === true
        ? verdicts.filter((each) => each.status === 'pass' || before.has(each.check))
        : verdicts;
    if (told.length > 0 || work.gentle !== true)
      this.journal.append({ type: 'checked', final, verdicts: told, seconds: (Date.now() - started) / 1000 });
    return verdicts;
  }

  async #verdicts(
    checks: readonly Check[],
    work: Work,
    passedBefore: (id: string) => boolean,
  ): Promise<Verdict[]> {
    const { machines, topology } = this;
    const answers = this.progress().answers;
    const { signal, reuse } = work;
    let judgements: Awaited<ReturnType<typeof judgeChecks>>;
    try {
      judgements = await judgeChecks(checks, {
        topology,
        shell: (node) => machines.shell(node),
        observe: (node, request) =>
          observe(machines.shell(node), request, signal === undefined ? {} : { signal }),
        answer: (check) => answers.get(check),
        passedBefore,
        secret: () => randomBytes(9).toString('hex'),
        sourcePorts: (count) => this.#sourcePorts.take(count),
        onProgress: (what) => this.#tell(work, { type: 'checking', what }),
        ...(signal === undefined ? {} : { signal }),
        ...(reuse === true ? { memory: this.#memory } : {}),
        ...(machines.capabilities.capture
          ? { capture: (network: string, onFrame) => machines.capture(network, onFrame) }
          : {}),
        ...(machines.capabilities.links
          ? { link: (node: string, network: string) => machines.link(node, network) }
          : {}),
      });
    } catch (error) {
      if (error instanceof ShellError && error.reason === 'cancelled') {
        throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
      }
      throw error;
    }
    return this.lab.steps.flatMap((step) =>
      step.checks.flatMap((check) => {
        const judgement = judgements.get(check.id);
        if (judgement === undefined) return [];
        const verdict: Verdict = {
          ...judgement,
          step: step.id,
          check: check.id,
          points: check.points,
          at: Date.now(),
        };
        this.#tell(work, { type: 'verdict', verdict });
        return [verdict];
      }),
    );
  }
}

/** Name of the checkpoint at the start of a step. */
function checkpointOf(step: string): string {
  return `step-${step}`;
}
