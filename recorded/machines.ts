import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
import type { ExperimentRequest, Tried } from '../contract/experiments.js';
import type { Capabilities, NodeState, PowerAction } from '../contract/machines.js';
import { readJson, writeFileAtomic } from '../engine/machines/files.js';
import type {
  Capture,
  Frame,
  LinkState,
  Machines,
  NodeSpec,
  ProgressSink,
  SessionPlace,
  Topology,
} from '../engine/machines/provider.js';
import { type Shell, ShellError, type Terminal } from '../engine/machines/shell.js';
import type { Film } from './film.js';
import { RecordedShell } from './shell.js';
import { Stage, type StageState } from './stage.js';
import { RecordedTerminal, type Trick } from './terminal.js';

export const recordedCapabilities: Capabilities = {
  checkpoints: true,
  suspend: true,
  links: true,
  capture: true,
};

/** What a suspended session leaves on disk. */
interface Saved {
  readonly format: 1;
  readonly stage: StageState;
  readonly checkpoints: Readonly<Record<string, StageState>>;
}

export function machinesFolder(place: SessionPlace): string {
  return join(place.folder, 'machines');
}

const savedFile = (place: SessionPlace) => join(machinesFolder(place), 'recorded.json');

export function readSaved(place: SessionPlace): Saved | undefined {
  const saved = readJson<Saved>(savedFile(place));
  return saved?.format === 1 ? saved : undefined;
}

export interface RecordedSetup {
  readonly place: SessionPlace;
  readonly topology: Topology;
  readonly film: Film;
  /** Milliseconds of each phase. */
  readonly delay: number;
  readonly saved?: Saved;
}

/** A film as machines: instant, alike in every run, and failing when they are told to. */
export class RecordedMachines implements Machines {
  readonly capabilities = recordedCapabilities;
  readonly #setup: RecordedSetup;
  readonly #stage: Stage;
  readonly #states = new Map<string, NodeState>();
  /** Nodes whose next command fails, as its connection was cut. */
  readonly #dropped = new Set<string>();
  /** By node and id; a broken one stays, for whoever opens it again. */
  readonly #terminals = new Map<string, Map<string, RecordedTerminal>>();
  readonly #checkpoints: Map<string, StageState>;
  readonly #taps = new Map<(frame: Frame) => void, string>();
  readonly #listeners = new Set<(node: string, state: NodeState, detail: string) => void>();
  #gone = false;

  constructor(setup: RecordedSetup) {
    this.#setup = setup;
    this.#stage = new Stage(setup.film, setup.saved?.stage);
    this.#stage.onChange = () => void setImmediate(() => this.#emit());
    this.#checkpoints = new Map(Object.entries(setup.saved?.checkpoints ?? {}));
  }

  get nodes(): readonly NodeSpec[] {
    return this.#setup.topology.nodes;
  }

  async state(node: string): Promise<NodeState> {
    return this.#gone ? 'missing' : this.#stateOf(node);
  }

  async console(node: string): Promise<string> {
    const panic = this.#stateOf(node) === 'crashed' ? '[  402.118000] Kernel panic - not syncing\n' : '';
    return `[    0.000000] Linux version 6.1.0-50-amd64\n${panic}[    1.204000] ${node} login: \n`;
  }

  /** Nothing listens anywhere: who wants a terminal asks for `terminal`. */
  access(): undefined {
    return undefined;
  }

  shell(node: string): Shell {
    return new RecordedShell({ node, delay: this.#setup.delay, stage: () => this.#reached(node) });
  }

  shown(request: ExperimentRequest): Tried {
    const at = Date.now();
    if (this.#gone || this.nodes.some(({ name }) => this.#stateOf(name) !== 'running'))
      return { ok: false, reason: 'unreachable', detail: 'a machine does not run', at };
    const found = this.#stage.shown(request);
    if (found === undefined) return { ok: false, reason: 'failed', detail: 'this was not recorded', at };
    return found.ok ? { ok: true, result: { ...found.result, at } } : { ...found, at };
  }

  async terminal(node: string, id: string): Promise<Terminal> {
    this.#reached(node);
    const open = this.#terminals.get(node) ?? new Map<string, RecordedTerminal>();
    this.#terminals.set(node, open);
    const before = open.get(id);
    before?.close();
    const setup = {
      node,
      stage: () => this.#reached(node),
      trick: (trick: Trick) => this.#play(node, trick),
    };
    const terminal = new RecordedTerminal(setup, before);
    open.set(id, terminal);
    terminal.onClose((how) => {
      if (how === 'ended' && open.get(id) === terminal) open.delete(id);
    });
    return terminal;
  }

  async checkpoint(name: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#refuseIfGone();
    this.#checkpoints.set(name, this.#stage.save());
  }

  async checkpoints(): Promise<readonly string[]> {
    return [...this.#checkpoints.keys()];
  }

  async forget(name: string): Promise<void> {
    this.#checkpoints.delete(name);
  }

  async restore(name: string, signal?: AbortSignal, progress?: ProgressSink, only?: string): Promise<void> {
    const state = this.#checkpoints.get(name);
    if (state === undefined)
      throw new LabError({ code: 'snapshot.unknown', params: { name, known: await this.checkpoints() } });
    signal?.throwIfAborted();
    const nodes = only === undefined ? this.nodes.map((each) => each.name) : [only];
    for (const node of nodes) {
      progress?.({ node, phase: 'restore', state: 'start' });
      this.#cut(node);
      // The shells go back with their machines: those of before would be of other nodes.
      this.#terminals.get(node)?.clear();
    }
    this.#stage.load(state, only);
    await sleep(this.#setup.delay);
    for (const node of nodes) {
      this.#states.delete(node);
      if (only !== undefined) this.#tell(node, 'running', 'reset');
      progress?.({ node, phase: 'restore', state: 'done' });
    }
  }

  async power(node: string, action: PowerAction): Promise<void> {
    this.#refuseIfGone();
    const state = this.#stateOf(node);
    if (action === 'off' && (state === 'running' || state === 'paused'))
      this.#ends(node, 'halted', 'power off');
    if (action === 'pause' && state === 'running') this.#ends(node, 'paused', 'paused');
    if (action === 'continue' && state === 'paused') this.#becomes(node, 'running', 'continued');
    const boots = action === 'reboot' || (action === 'boot' && (state === 'halted' || state === 'crashed'));
    if (!boots) return;
    this.#ends(node, 'booting', 'restart');
    this.#terminals.get(node)?.clear();
    await sleep(this.#setup.delay);
    this.#becomes(node, 'running', 'booted');
  }

  link(node: string, network: string): { set(state: LinkState): Promise<void> } {
    const nic = this.nodes
      .find((each) => each.name === node)
      ?.interfaces.find((each) => each.network === network);
    if (nic === undefined) throw new RangeError(`${node} is not in network ${network}`);
    const set = async (state: LinkState) => {
      this.#refuseIfGone();
      const plugged = state.up && state.loss !== 1;
      this.#stage.unplugged[plugged ? 'delete' : 'add'](`${node} ${nic.dev}`);
    };
    return { set };
  }

  capture(network: string, onFrame: (frame: Frame) => void): Capture {
    this.#taps.set(onFrame, network);
    const ready = Promise.resolve().then(() => this.#emit());
    return { ready, stop: async () => void this.#taps.delete(onFrame) };
  }

  onState(listener: (node: string, state: NodeState, detail: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async suspend(_signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    this.#refuseIfGone();
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'suspend', state: 'start' });
    const saved: Saved = {
      format: 1,
      stage: this.#stage.save(),
      checkpoints: Object.fromEntries(this.#checkpoints),
    };
    writeFileAtomic(savedFile(this.#setup.place), JSON.stringify(saved));
    this.#end();
    await sleep(this.#setup.delay);
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'suspend', state: 'done' });
  }

  async destroy(): Promise<void> {
    this.#end();
    rmSync(machinesFolder(this.#setup.place), { recursive: true, force: true });
  }

  #stateOf(node: string): NodeState {
    return this.#states.get(node) ?? 'running';
  }

  #reached(node: string): Stage {
    this.#refuseIfGone();
    const state = this.#stateOf(node);
    if (state !== 'running')
      throw new ShellError(state === 'halted' ? 'halted' : 'unreachable', 'the machine does not run');
    if (this.#dropped.delete(node)) throw new ShellError('unreachable', 'the connection was cut');
    return this.#stage;
  }

  #refuseIfGone(): void {
    if (this.#gone) throw new ShellError('unreachable', 'the machines were ended');
  }

  #emit(): void {
    if (this.#taps.size === 0 || this.#gone) return;
    const at = Date.now();
    for (const { network, node, bytes } of this.#stage.frames()) {
      if (this.#stateOf(node) !== 'running') continue;
      const frame = { at, network, node, bytes: Buffer.from(bytes, 'hex') };
      for (const [onFrame, wanted] of this.#taps) if (wanted === network) onFrame(frame);
    }
  }

  #play(node: string, trick: Trick): void {
    if (trick === 'drop-ssh') {
      this.#cut(node);
      this.#dropped.add(node);
    } else this.#ends(node, 'crashed', trick === 'panic' ? 'Kernel panic - not syncing' : 'crashed');
  }

  #ends(node: string, state: NodeState, detail: string): void {
    this.#becomes(node, state, detail);
    this.#cut(node);
  }

  #becomes(node: string, state: NodeState, detail: string): void {
    this.#states.set(node, state);
    this.#tell(node, state, detail);
  }

  #tell(node: string, state: NodeState, detail: string): void {
    for (const listener of this.#listeners) listener(node, state, detail);
  }

  #cut(node: string): void {
    for (const terminal of this.#terminals.get(node)?.values() ?? []) terminal.close();
  }

  #end(): void {
    for (const { name } of this.nodes) this.#cut(name);
    this.#gone = true;
    this.#taps.clear();
  }
}
