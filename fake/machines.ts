import { bootCommands } from './boot.js';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
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
import { type Shell, ShellError, type Terminal, type TerminalSize } from '../engine/machines/shell.js';
import { FakeShell } from './exec.js';
import { Lab, type LabState } from './lab.js';
import { FakeTerminal } from './terminal.js';

export const fakeCapabilities: Capabilities = {
  checkpoints: true,
  suspend: true,
  links: true,
  capture: true,
};

/** What a suspended session leaves on disk. */
interface SavedMachines {
  readonly format: 1;
  readonly lab: LabState;
  readonly checkpoints: Readonly<Record<string, LabState>>;
}

export function machinesFolder(place: SessionPlace): string {
  return join(place.folder, 'machines');
}

function savedFile(place: SessionPlace): string {
  return join(machinesFolder(place), 'fake.json');
}

export function readSaved(place: SessionPlace): SavedMachines | undefined {
  const saved = readJson<SavedMachines>(savedFile(place));
  return saved?.format === 1 ? saved : undefined;
}

export interface FakeMachinesSetup {
  readonly place: SessionPlace;
  readonly topology: Topology;
  /** Milliseconds of each phase. */
  readonly delay: number;
  /** Milliseconds of a second in a terminal. */
  readonly second: number;
  readonly saved?: SavedMachines;
}

/** Simulated machines: instant, alike in every run, and failing when they are told to. */
export class FakeMachines implements Machines {
  readonly capabilities = fakeCapabilities;
  readonly #setup: FakeMachinesSetup;
  readonly #lab: Lab;
  readonly #shells = new Map<string, FakeShell>();
  /** By node and id; a broken one stays, for whoever opens it again. */
  readonly #terminals = new Map<string, Map<string, FakeTerminal>>();
  readonly #checkpoints = new Map<string, LabState>();
  readonly #consoles = new Map<string, string>();
  readonly #listeners = new Set<(node: string, state: NodeState, detail: string) => void>();
  #gone = false;

  constructor(setup: FakeMachinesSetup) {
    this.#setup = setup;
    const { topology, saved } = setup;
    this.#lab = new Lab(topology, (node, how, detail) => this.#ended(node, how, detail), saved?.lab);
    for (const [name, state] of Object.entries(saved?.checkpoints ?? {})) this.#checkpoints.set(name, state);
    for (const { name } of topology.nodes) {
      this.#shells.set(name, new FakeShell(() => this.#running(), name));
      this.#consoles.set(
        name,
        `[    0.000000] Linux version 6.1.0-50-amd64\n[    1.204000] ${name} login: \n`,
      );
    }
  }

  get nodes(): readonly NodeSpec[] {
    return this.#setup.topology.nodes;
  }

  async state(node: string): Promise<NodeState> {
    if (this.#gone) return 'missing';
    return this.#lab.ended(node) ?? 'running';
  }

  async console(node: string): Promise<string> {
    return (this.#consoles.get(node) ?? '').slice(-65_536);
  }

  /** Nothing listens anywhere: who wants a terminal asks for `terminal`. */
  access(): undefined {
    return undefined;
  }

  shell(node: string): Shell {
    const shell = this.#shells.get(node);
    if (shell === undefined) throw new RangeError(`no node ${node}`);
    return shell;
  }

  async terminal(node: string, id: string, size: TerminalSize): Promise<Terminal> {
    const lab = this.#running();
    const ended = lab.ended(node);
    if (ended !== undefined)
      throw new ShellError(ended === 'halted' ? 'halted' : 'unreachable', 'the machine does not run');
    const open = this.#terminals.get(node) ?? new Map<string, FakeTerminal>();
    this.#terminals.set(node, open);
    const before = open.get(id);
    before?.close();
    const terminal = new FakeTerminal(lab, node, this.#setup.second, size, before);
    open.set(id, terminal);
    terminal.onClose((how) => {
      if (how === 'ended' && open.get(id) === terminal) open.delete(id);
    });
    return terminal;
  }

  async checkpoint(name: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#checkpoints.set(name, this.#running().save());
  }

  async checkpoints(): Promise<readonly string[]> {
    return [...this.#checkpoints.keys()];
  }

  async forget(name: string): Promise<void> {
    this.#checkpoints.delete(name);
  }

  async power(node: string, action: PowerAction): Promise<void> {
    const lab = this.#running();
    const state = await this.state(node);
    if (action === 'off' && (state === 'running' || state === 'paused')) lab.end(node, 'halted', 'power off');
    if (action === 'pause' && state === 'running') lab.end(node, 'paused', 'paused');
    if (action === 'continue' && state === 'paused') {
      lab.wake(node);
      this.#tell(node, 'running', 'continued');
    }
    const boots = action === 'reboot' || (action === 'boot' && (state === 'halted' || state === 'crashed'));
    if (!boots) return;
    this.#cut(node, false);
    this.#terminals.get(node)?.clear();
    this.#tell(node, 'booting', 'restart');
    await sleep(this.#setup.delay);
    lab.boot(node);
    for (const command of bootCommands(lab.node(node))) await this.shell(node).exec(command);
    this.#tell(node, 'running', 'booted');
  }

  async restore(name: string, signal?: AbortSignal, progress?: ProgressSink, only?: string): Promise<void> {
    const state = this.#checkpoints.get(name);
    if (state === undefined)
      throw new LabError({ code: 'snapshot.unknown', params: { name, known: await this.checkpoints() } });
    signal?.throwIfAborted();
    if (only !== undefined) {
      this.#cut(only, false);
      this.#terminals.get(only)?.clear();
      this.#lab.loadNode(state, only);
      this.#tell(only, 'running', 'reset');
      return;
    }
    this.#cutAll();
    // The shells go back with their machines: those of before would be of other nodes.
    this.#terminals.clear();
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'restore', state: 'start' });
    this.#lab.load(state);
    await sleep(this.#setup.delay);
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'restore', state: 'done' });
  }

  link(node: string, network: string): { set(state: LinkState): Promise<void> } {
    if (
      this.nodes.find((each) => each.name === node)?.interfaces.some((nic) => nic.network === network) !==
      true
    )
      throw new RangeError(`${node} is not in network ${network}`);
    return { set: async (state) => this.#running().plug(node, network, state.up && state.loss !== 1) };
  }

  capture(network: string, onFrame: (frame: Frame) => void): Capture {
    const stop = this.#lab.capture(network, onFrame);
    return { ready: Promise.resolve(), stop: async () => stop() };
  }

  onState(listener: (node: string, state: NodeState, detail: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async suspend(_signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const lab = this.#running();
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'suspend', state: 'start' });
    this.#cutAll();
    const saved: SavedMachines = {
      format: 1,
      lab: lab.save(),
      checkpoints: Object.fromEntries(this.#checkpoints),
    };
    writeFileAtomic(savedFile(this.#setup.place), JSON.stringify(saved));
    this.#end();
    await sleep(this.#setup.delay);
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'suspend', state: 'done' });
  }

  async destroy(): Promise<void> {
    this.#cutAll();
    this.#end();
    rmSync(machinesFolder(this.#setup.place), { recursive: true, force: true });
  }

  #running(): Lab {
    if (this.#gone) throw new ShellError('unreachable', 'the machines were ended');
    return this.#lab;
  }

  #end(): void {
    this.#gone = true;
    this.#lab.close();
  }

  #cutAll(): void {
    for (const { name } of this.nodes) this.#cut(name, false);
  }

  #cut(node: string, once: boolean): void {
    this.#shells.get(node)?.cut(once);
    for (const terminal of this.#terminals.get(node)?.values() ?? []) terminal.close();
  }

  #ended(node: string, how: NodeState | 'drop', detail: string): void {
    this.#cut(node, how === 'drop');
    if (how === 'drop') return;
    this.#consoles.set(node, `${this.#consoles.get(node) ?? ''}[  402.118000] ${detail}\n`);
    this.#tell(node, how, detail);
  }

  #tell(node: string, state: NodeState, detail: string): void {
    for (const listener of this.#listeners) listener(node, state, detail);
  }
}
