import type { NodeState, PowerAction, SshAccess } from '../contract/machines.js';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { LabError } from '../contract/errors.js';
import { NodeConnections } from '../engine/machines/connections.js';
import type {
  Capture,
  Frame,
  LinkState,
  Machines,
  NodeSpec,
  ProgressSink,
  ResumeOptions,
  Topology,
} from '../engine/machines/provider.js';
import { settle } from '../engine/machines/settle.js';
import type { Shell, Terminal, TerminalSize } from '../engine/machines/shell.js';
import { Cabling } from './cabling.js';
import { cancelledOr } from './cancelled.js';
import type { ImageFiles } from './command-line.js';
import { qemuCapabilities } from './capabilities.js';
import { freePort } from './free-port.js';
import type { Golden } from './golden.js';
import { identityLines } from './identity.js';
import { NodeMachine, type Source } from './node-machine.js';
import { heldIn, hostsOf, type MachinesRecord, type NodeRecord, type Places } from './record.js';
import { Thinning } from './thinning.js';
import { diskPath, readSnapshot, savedOf, saveSnapshot, suspendName } from './snapshots.js';
import { stuckOr, type Vm } from './vm.js';

export interface MachinesSetup {
  readonly places: Places;
  readonly topology: Topology;
  readonly image: ImageFiles;
  readonly record: MachinesRecord;
  /** Finds or makes the snapshot that a node's machine is based on. */
  readonly goldenFor: (node: NodeRecord) => Promise<Golden>;
}

export class QemuMachines implements Machines {
  readonly capabilities = qemuCapabilities;
  readonly #setup: MachinesSetup;
  #record: MachinesRecord;
  readonly #machines: ReadonlyMap<string, NodeMachine>;
  readonly #connections: NodeConnections;
  readonly #cabling: Cabling;
  readonly #listeners = new Set<(node: string, state: NodeState, detail: string) => void>();
  readonly #thinning: Thinning;

  constructor(setup: MachinesSetup) {
    this.#setup = setup;
    this.#cabling = new Cabling(setup.topology, setup.places);
    this.#thinning = new Thinning(setup.places);
    this.#record = setup.record;
    this.#connections = new NodeConnections(
      setup.topology.nodes,
      (node) => this.access(node),
      (node) => (this.#machine(node).off ? 'halted' : undefined),
    );
    this.#machines = new Map(setup.topology.nodes.map((node) => [node.name, this.#newMachine(node)]));
  }

  get nodes(): readonly NodeSpec[] {
    return this.#setup.topology.nodes;
  }

  /** First start: from the golden snapshot, or by a real boot. */
  async create(cold: boolean, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    await this.#cabling.open();
    this.#write('starting');
    const failed = await this.#startAll(
      async (node) =>
        cold
          ? { kind: 'first-boot' }
          : { kind: 'golden', golden: await this.#setup.goldenFor(this.#nodeRecord(node.name)) },
      this.nodes,
      signal,
      progress,
    );
    const [first] = failed.values();
    if (first !== undefined) await this.#giveUp(first, signal);
    this.#write('running');
  }

  /** Continues where a suspended session was, or at a checkpoint. */
  async resume({ checkpoint, signal, progress }: ResumeOptions): Promise<void> {
    const { status } = this.#record;
    if (typeof status !== 'object') throw new TypeError('the session is not suspended');
    if (checkpoint !== undefined) await this.#require(checkpoint);
    await this.#cabling.open();
    const failed = await this.#restoreFrom(checkpoint ?? status.suspended, signal, progress);
    // Kept while a machine of it did not come.
    if (status.suspended === suspendName && failed.size === 0)
      rmSync(this.#setup.places.snapshot(suspendName), { recursive: true, force: true });
  }

  async state(node: string): Promise<NodeState> {
    return this.#machine(node).state();
  }

  async console(node: string): Promise<string> {
    return this.#machine(node).console();
  }

  access(node: string): SshAccess {
    const record = this.#nodeRecord(node);
    return {
      host: '127.0.0.1',
      port: record.sshPort,
      user: 'root',
      identityFile: this.#setup.places.identityFile,
      hostKey: record.hostKey.public.trim(),
    };
  }

  shell(node: string): Shell {
    return this.#connections.shell(node);
  }

  terminal(node: string, id: string, size: TerminalSize): Promise<Terminal> {
    return this.#connections.terminal(node, id, size);
  }

  async checkpoint(name: string, signal?: AbortSignal): Promise<void> {
    const goOn = await this.#save(name, signal);
    await goOn();
    this.#thinning.go(name);
  }

  async checkpoints(): Promise<readonly string[]> {
    const folder = this.#setup.places.snapshot('');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter(
      (name) => !name.startsWith('.') && readSnapshot(this.#setup.places, name) !== undefined,
    );
  }

  async forget(name: string): Promise<void> {
    await this.#thinning.stop();
    rmSync(this.#setup.places.snapshot(name), { recursive: true, force: true });
    this.#thinning.go();
  }

  async restore(name: string, signal?: AbortSignal, progress?: ProgressSink, node?: string): Promise<void> {
    await this.#require(name);
    await this.#thinning.stop();
    try {
      if (node === undefined) await this.#restoreEvery(name, signal, progress);
      else await this.#restoreOne(this.#machine(node), name, signal, progress);
    } finally {
      this.#thinning.go();
    }
  }

  async #restoreEvery(name: string, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    // From here on the checkpoint is the truth: a crash while machines are exchanged resumes from it.
    this.#write({ suspended: name });
    await this.#endAll();
    this.#cabling.plugAll();
    await this.#restoreFrom(name, signal, progress);
  }

  async power(
    node: string,
    action: PowerAction,
    signal?: AbortSignal,
    progress?: ProgressSink,
  ): Promise<void> {
    const machine = this.#machine(node);
    try {
      if (action === 'off') await machine.powerOff(signal);
      if (action === 'boot') await machine.boot(signal, progress);
      if (action === 'reboot') await machine.reboot(signal, progress);
      if (action === 'pause') await machine.pause();
      if (action === 'continue') await machine.continue(signal);
    } catch (error) {
      throw cancelledOr(stuckOr(node, error), signal);
    }
  }

  link(node: string, network: string): { set(state: LinkState): Promise<void> } {
    const machine = this.#machine(node);
    const index = machine.spec.interfaces.findIndex((nic) => nic.network === network);
    if (index < 0) throw new RangeError(`${node} is not in network ${network}`);
    return {
      set: async (state) => {
        this.#cabling.set(machine.spec, network, state);
        // The guest's driver sees the carrier go, as with a pulled cable.
        await machine.vm?.setLink(`nic${index}`, state.up).catch((error: unknown) => {
          throw stuckOr(node, error);
        });
      },
    };
  }

  capture(network: string, onFrame: (frame: Frame) => void): Capture {
    return this.#cabling.capture(network, onFrame);
  }

  onState(listener: (node: string, state: NodeState, detail: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async suspend(signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const vms = this.#alive();
    for (const vm of vms) progress?.({ node: vm.name, phase: 'suspend', state: 'start' });
    await this.#save(suspendName, signal);
    this.#write({ suspended: suspendName });
    await this.#endAll();
    this.#close();
    this.#thinning.go(suspendName);
    await this.#thinning.finish();
    for (const vm of vms) progress?.({ node: vm.name, phase: 'suspend', state: 'done' });
  }

  async destroy(): Promise<void> {
    await this.#thinning.stop();
    await this.#endAll();
    this.#close();
    rmSync(this.#setup.places.runtime, { recursive: true, force: true });
    rmSync(this.#setup.places.folder, { recursive: true, force: true });
  }

  #newMachine(spec: NodeSpec): NodeMachine {
    const { places, image, topology } = this.#setup;
    return new NodeMachine(spec, {
      places,
      image,
      connections: this.#connections,
      record: () => this.#nodeRecord(spec.name),
      unplugged: (dev) => this.#cabling.unplugged(spec.name, dev),
      hold: (paused) => {
        const { paused: before = false, ...record } = this.#nodeRecord(spec.name);
        if (paused === before) return;
        this.#write(this.#record.status, { [spec.name]: paused ? { ...record, paused } : record });
      },
      movePort: async () => {
        const moved = { ...this.#nodeRecord(spec.name), sshPort: await freePort() };
        this.#write(this.#record.status, { [spec.name]: moved });
      },
      identityLines: () => {
        const { machineId, hostKey } = this.#nodeRecord(spec.name);
        const authorizedKeys = [places.sessionKey()];
        return identityLines({ node: spec, machineId, hostKey, authorizedKeys, hosts: hostsOf(topology) });
      },
      tell: (state, detail) => {
        for (const listener of this.#listeners) listener(spec.name, state, detail);
      },
    });
  }

  /**
   * Starts what a snapshot holds. A machine that does not come leaves the others alive; it can be booted or reset.
   * @throws the first failure, when none comes
   */
  async #restoreFrom(
    name: string,
    signal?: AbortSignal,
    progress?: ProgressSink,
  ): Promise<ReadonlyMap<string, unknown>> {
    const { places } = this.#setup;
    const { nodes: saved = [], paused = [] } = readSnapshot(places, name) ?? {};
    const nodes = this.nodes.filter((node) => saved.includes(node.name));
    const off = this.nodes.filter((node) => !saved.includes(node.name));
    await Promise.all(off.map((node) => this.#machine(node.name).putDisk(diskPath(places, name, node.name))));
    const failed = await this.#startAll(
      (node) => this.#snapshotSource(node, name),
      nodes,
      signal,
      progress,
      paused,
    );
    if (signal?.aborted === true || (nodes.length > 0 && failed.size === nodes.length))
      await this.#giveUp([...failed.values()][0], signal);
    this.#write('running');
    for (const [node, error] of failed) await this.#machine(node).endAs('crashed', (error as Error).message);
    return failed;
  }

  async #restoreOne(
    machine: NodeMachine,
    name: string,
    signal?: AbortSignal,
    progress?: ProgressSink,
  ): Promise<void> {
    const saved = readSnapshot(this.#setup.places, name);
    await machine.end();
    if (saved?.nodes.includes(machine.name) !== true) {
      await machine.putDisk(diskPath(this.#setup.places, name, machine.name));
      return machine.endAs('halted', 'off at that checkpoint');
    }
    const source = await this.#snapshotSource(machine.spec, name);
    try {
      await machine.start(source, signal, progress);
      await machine.goOn(source, signal, progress);
    } catch (error) {
      await machine.endAs('crashed', (error as Error).message);
      throw cancelledOr(error, signal);
    }
    for (const listener of this.#listeners) listener(machine.name, 'running', 'reset');
  }

  async #snapshotSource(node: NodeSpec, name: string): Promise<Source> {
    const { places, goldenFor } = this.#setup;
    const golden = async () => (await goldenFor(this.#nodeRecord(node.name))).memory;
    return { kind: 'snapshot', ...(await savedOf(places, name, node.name, golden)) };
  }

  /**
   * Starts machines, all at once: load, continue together, identity, SSH.
   * @param paused these stay as they were when they were saved: frozen
   * @returns what went wrong, by node
   */
  async #startAll(
    sourceOf: (node: NodeSpec) => Promise<Source>,
    nodes: readonly NodeSpec[],
    signal?: AbortSignal,
    progress?: ProgressSink,
    paused: readonly string[] = [],
  ): Promise<ReadonlyMap<string, unknown>> {
    const failed = new Map<string, unknown>();
    // One after the other: the first of a shape makes its golden snapshot, the others find it.
    const sources = new Map<string, Source>();
    try {
      for (const node of nodes) sources.set(node.name, await sourceOf(node));
    } catch (error) {
      await this.#giveUp(error, signal);
    }
    const each = async (step: (machine: NodeMachine, source: Source) => Promise<void>) => {
      await Promise.all(
        nodes.map(async ({ name }) => {
          if (failed.has(name)) return;
          try {
            await step(this.#machine(name), sources.get(name)!);
          } catch (error) {
            failed.set(name, error);
          }
        }),
      );
    };
    await each((machine, source) => machine.start(source, signal, progress));
    if (signal?.aborted !== true) {
      await each(async (machine, source) => {
        if (paused.includes(machine.name)) machine.hold();
        else await machine.goOn(source, signal, progress);
      });
    }
    return failed;
  }

  async #require(checkpoint: string): Promise<void> {
    const known = await this.checkpoints();
    if (!known.includes(checkpoint))
      throw new LabError({ code: 'snapshot.unknown', params: { name: checkpoint, known } });
  }

  /** Ends what was started. @throws the reason, or that it was cancelled */
  async #giveUp(error: unknown, signal?: AbortSignal): Promise<never> {
    await this.#endAll();
    this.#close();
    throw cancelledOr(error, signal);
  }

  async #endAll(): Promise<void> {
    this.#connections.disconnect();
    await settle([...this.#machines.values()].map((machine) => machine.end()));
  }

  #close(): void {
    this.#connections.disconnect();
    this.#cabling.close();
  }

  #alive(): Vm[] {
    return [...this.#machines.values()].flatMap(({ vm }) => (vm === undefined ? [] : [vm]));
  }

  async #save(name: string, signal?: AbortSignal): Promise<() => Promise<void>> {
    await this.#thinning.stop();
    const nodes = this.nodes.map((node) => node.name);
    return saveSnapshot(this.#setup.places, name, this.#alive(), nodes, heldIn(this.#record), signal);
  }

  #write(status: MachinesRecord['status'], nodes: Readonly<Record<string, NodeRecord>> = {}): void {
    this.#record = { ...this.#record, status, nodes: { ...this.#record.nodes, ...nodes } };
    this.#setup.places.writeRecord(this.#record);
  }

  #machine(node: string): NodeMachine {
    const machine = this.#machines.get(node);
    if (machine === undefined) throw new RangeError(`no node ${node}`);
    return machine;
  }

  #nodeRecord(node: string): NodeRecord {
    const record = this.#record.nodes[node];
    if (record === undefined) throw new RangeError(`no node ${node}`);
    return record;
  }
}
