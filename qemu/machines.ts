import type { Capabilities, NodeState, SshAccess } from '../contract/session.js';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { LabError } from '../contract/errors.js';
import { NodeConnections } from '../engine/machines/connections.js';
import type {
  Capture,
  Frame,
  LinkState,
  Machines,
  NodeSpec,
  ProgressSink,
  Topology,
} from '../engine/machines/provider.js';
import type { Shell, Terminal, TerminalSize } from '../engine/machines/shell.js';
import { type ImageFiles, qemuArguments } from './command-line.js';
import { booted, consoleTail, type Golden, startFailed } from './golden.js';
import { clockLines, type Identity, IdentityPort, identityLines } from './identity.js';
import { hostsOf, type MachinesRecord, type NodeRecord, type Places } from './record.js';
import { saveSnapshot, settle, snapshotNodes, suspendName } from './snapshots.js';
import { EthernetSwitch } from './switch.js';
import { QemuExit, Vm } from './vm.js';

export const qemuCapabilities: Capabilities = {
  checkpoints: true,
  suspend: true,
  links: true,
  capture: true,
};

/** What a machine's state is loaded from. */
type Source =
  | { readonly kind: 'golden'; readonly golden: Golden }
  | { readonly kind: 'snapshot'; readonly state: string; readonly golden: Golden }
  | { readonly kind: 'cold' };

interface Running {
  readonly vm: Vm;
  /** Stays open: a guest whose host end is open waits without looking again and again. */
  readonly identity: IdentityPort;
  /** How it ended, once it did. */
  ended?: { readonly state: NodeState; readonly detail: string };
}

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
  readonly #running = new Map<string, Running>();
  readonly #connections: NodeConnections;
  readonly #switches = new Map<string, EthernetSwitch>();
  readonly #listeners = new Set<(node: string, state: NodeState, detail: string) => void>();
  /** True while we end machines ourselves: that is not news. */
  #ending = false;

  constructor(setup: MachinesSetup) {
    this.#setup = setup;
    this.#record = setup.record;
    this.#connections = new NodeConnections(
      setup.topology.nodes,
      (node) => this.access(node),
      (node) => (this.#running.get(node)?.ended === undefined ? undefined : 'halted'),
    );
  }

  get nodes(): readonly NodeSpec[] {
    return this.#setup.topology.nodes;
  }

  /** First start: from the golden snapshot, or by a real boot. */
  async create(cold: boolean, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    await this.#openSwitches();
    this.#write('starting');
    await this.#startAll(
      async (node) =>
        cold
          ? { kind: 'cold' }
          : { kind: 'golden', golden: await this.#setup.goldenFor(this.#nodeRecord(node)) },
      (node) => identityLines(this.#identity(node)),
      signal,
      progress,
    );
    this.#write('running');
  }

  /** Continues where a suspended session was. */
  async resume(signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const { status } = this.#record;
    if (typeof status !== 'object') throw new TypeError('the session is not suspended');
    await this.#openSwitches();
    await this.#restoreFrom(status.suspended, signal, progress);
    if (status.suspended === suspendName)
      rmSync(this.#setup.places.snapshot(suspendName), { recursive: true, force: true });
  }

  async state(node: string): Promise<NodeState> {
    const running = this.#running.get(node);
    if (running === undefined) return 'missing';
    if (running.ended !== undefined) return running.ended.state;
    try {
      return (await running.vm.status()) === 'running' ? 'running' : 'paused';
    } catch {
      return running.vm.alive ? 'paused' : 'crashed';
    }
  }

  async console(node: string): Promise<string> {
    const file = this.#setup.places.vm(node).console;
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-65_536) : '';
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
    const vms = this.#alive();
    await Promise.all(vms.map((vm) => vm.pause()));
    try {
      signal?.throwIfAborted();
      await saveSnapshot(this.#setup.places, name, vms);
    } finally {
      await Promise.all(vms.map((vm) => vm.run()));
    }
  }

  async checkpoints(): Promise<readonly string[]> {
    const folder = this.#setup.places.snapshot('');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter(
      (name) => !name.startsWith('.') && snapshotNodes(this.#setup.places, name) !== undefined,
    );
  }

  async restore(name: string, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const known = await this.checkpoints();
    if (!known.includes(name)) throw new LabError({ code: 'snapshot.unknown', params: { name, known } });
    // From here on the checkpoint is the truth: a crash while machines are exchanged resumes from it.
    this.#write({ suspended: name });
    await this.#endAll();
    await this.#restoreFrom(name, signal, progress);
  }

  link(node: string, network: string): { set(state: LinkState): Promise<void> } {
    const index = this.#spec(node).interfaces.findIndex((nic) => nic.network === network);
    const nic = this.#spec(node).interfaces[index];
    if (nic === undefined) throw new RangeError(`${node} is not in network ${network}`);
    return {
      set: async (state) => {
        this.#switches.get(network)?.set(portName(node, nic.dev), state);
        // The guest's driver sees the carrier go, as with a pulled cable.
        await this.#running.get(node)?.vm.setLink(`nic${index}`, state.up);
      },
    };
  }

  capture(network: string, onFrame: (frame: Frame) => void): Capture {
    const ethernet = this.#switches.get(network);
    if (ethernet === undefined) throw new RangeError(`no network ${network}`);
    const stop = ethernet.tap((port, bytes) => {
      onFrame({ at: Date.now(), network, node: port.slice(0, port.lastIndexOf('.')), bytes });
    });
    return { ready: Promise.resolve(), stop: async () => stop() };
  }

  onState(listener: (node: string, state: NodeState, detail: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async suspend(_signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const vms = this.#alive();
    for (const vm of vms) progress?.({ node: vm.name, phase: 'suspend', state: 'start' });
    await Promise.all(vms.map((vm) => vm.pause()));
    try {
      await saveSnapshot(this.#setup.places, suspendName, vms);
    } catch (error) {
      await Promise.all(vms.map((vm) => vm.run()));
      throw error;
    }
    this.#write({ suspended: suspendName });
    await this.#endAll();
    this.#close();
    for (const vm of vms) progress?.({ node: vm.name, phase: 'suspend', state: 'done' });
  }

  async destroy(): Promise<void> {
    await this.#endAll();
    this.#close();
    rmSync(this.#setup.places.runtime, { recursive: true, force: true });
    rmSync(this.#setup.places.folder, { recursive: true, force: true });
  }

  async #openSwitches(): Promise<void> {
    const { places, topology } = this.#setup;
    for (const network of topology.networks) this.#switches.set(network.name, new EthernetSwitch());
    for (const node of topology.nodes) {
      for (const nic of node.interfaces) {
        await this.#switches
          .get(nic.network)
          ?.open(portName(node.name, nic.dev), places.net(node.name, nic.dev));
      }
    }
  }

  async #restoreFrom(name: string, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const folder = this.#setup.places.snapshot(name);
    const saved = snapshotNodes(this.#setup.places, name) ?? [];
    await this.#startAll(
      async (node) => ({
        kind: 'snapshot',
        state: join(folder, `${node.name}.state`),
        golden: await this.#setup.goldenFor(this.#nodeRecord(node)),
      }),
      () => clockLines(),
      signal,
      progress,
      this.nodes.filter((node) => saved.includes(node.name)),
    );
    for (const node of this.nodes) {
      if (!saved.includes(node.name)) this.#connections.shell(node.name).disconnect();
    }
    this.#write('running');
  }

  /**
   * Starts machines, all at once: load, continue together, identity, SSH. When one fails all are ended, and the first
   * failure is thrown.
   */
  async #startAll(
    sourceOf: (node: NodeSpec) => Promise<Source>,
    linesFor: (node: NodeSpec) => string[],
    signal?: AbortSignal,
    progress?: ProgressSink,
    nodes: readonly NodeSpec[] = this.nodes,
  ): Promise<void> {
    try {
      // One after the other: the first of a shape makes its golden snapshot, the others find it.
      const sources: Source[] = [];
      for (const node of nodes) sources.push(await sourceOf(node));
      const vms = await settle(
        nodes.map((node, index) => this.#startOne(node, sources[index]!, signal, progress)),
      );
      signal?.throwIfAborted();
      await settle(
        nodes.map(async (node, index) => {
          const vm = vms[index]!;
          const cold = sources[index]!.kind === 'cold';
          const files = this.#setup.places.vm(node.name);
          if (cold) await booted(vm, this.#running.get(node.name)!.identity, files.console, signal);
          else await vm.run();
          progress?.({ node: node.name, phase: 'identity', state: 'start' });
          try {
            await this.#running.get(node.name)!.identity.apply(linesFor(node), 30_000, signal);
          } catch (error) {
            throw startFailed(
              node.name,
              (error as Error).message,
              consoleTail(await this.console(node.name)),
            );
          }
          progress?.({ node: node.name, phase: 'ssh', state: 'start' });
          const shell = this.#connections.shell(node.name);
          shell.disconnect();
          try {
            await shell.connect(signal);
          } catch (error) {
            throw startFailed(
              node.name,
              (error as Error).message,
              consoleTail(await this.console(node.name)),
            );
          }
          progress?.({ node: node.name, phase: 'ssh', state: 'done' });
        }),
      );
    } catch (error) {
      await this.#endAll();
      this.#close();
      if (signal?.aborted) throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
      throw error;
    }
  }

  async #startOne(
    node: NodeSpec,
    source: Source,
    signal?: AbortSignal,
    progress?: ProgressSink,
  ): Promise<Vm> {
    const { places, image } = this.#setup;
    const files = places.vm(node.name);
    const phase = source.kind === 'cold' ? 'boot' : 'restore';
    progress?.({ node: node.name, phase, state: 'start' });
    rmSync(files.console, { force: true });
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const record = this.#nodeRecord(node);
      const args = qemuArguments(
        record.shape,
        image,
        {
          ...files,
          nets: node.interfaces.map((nic) => places.net(node.name, nic.dev)),
          ...(source.kind === 'cold' ? {} : { memory: { path: source.golden.memory, shared: false } }),
        },
        {
          name: `lvslab-${basename(places.runtime)}-${node.name}`,
          sshPort: record.sshPort,
          incoming: source.kind !== 'cold',
        },
      );
      try {
        const vm = await Vm.start(node.name, record.shape.program, args, files);
        this.#watch(vm, await IdentityPort.connect(files.identity));
        if (source.kind === 'golden') await vm.load(source.golden.state, true);
        if (source.kind === 'snapshot') await vm.load(source.state);
        progress?.({ node: node.name, phase, state: 'done' });
        return vm;
      } catch (error) {
        if (!(error instanceof QemuExit)) throw error;
        if (!error.portTaken || attempt === 5) throw startFailed(node.name, error.message, '');
        this.#write(this.#record.status, { [node.name]: { ...record, sshPort: await freePort() } });
      }
    }
  }

  #watch(vm: Vm, identity: IdentityPort): void {
    const running: Running = { vm, identity };
    this.#running.set(vm.name, running);
    let reason = '';
    vm.onEvent((event, data) => {
      if (event === 'SHUTDOWN') reason = typeof data['reason'] === 'string' ? data['reason'] : '';
    });
    void vm.gone.then(async () => {
      if (this.#running.get(vm.name) !== running) return;
      const panic = /Kernel panic[^\n]*/.exec(await this.console(vm.name));
      const state: NodeState = panic === null && reason.startsWith('guest') ? 'halted' : 'crashed';
      running.ended = { state, detail: panic?.[0].trim() ?? reason };
      if (this.#ending) return;
      this.#connections.disconnect(vm.name);
      for (const listener of this.#listeners) listener(vm.name, state, running.ended.detail);
    });
  }

  async #endAll(): Promise<void> {
    this.#ending = true;
    try {
      this.#connections.disconnect();
      await Promise.all([...this.#running.values()].map((running) => running.vm.quit()));
      this.#running.clear();
    } finally {
      this.#ending = false;
    }
  }

  #close(): void {
    this.#connections.disconnect();
    for (const ethernet of this.#switches.values()) ethernet.close();
    this.#switches.clear();
  }

  #alive(): Vm[] {
    return [...this.#running.values()]
      .filter((running) => running.ended === undefined)
      .map((running) => running.vm);
  }

  #write(status: MachinesRecord['status'], nodes: Readonly<Record<string, NodeRecord>> = {}): void {
    this.#record = { ...this.#record, status, nodes: { ...this.#record.nodes, ...nodes } };
    this.#setup.places.writeRecord(this.#record);
  }

  #identity(node: NodeSpec): Identity {
    const record = this.#nodeRecord(node);
    return {
      node,
      machineId: record.machineId,
      hostKey: record.hostKey,
      authorizedKeys: [this.#setup.places.sessionKey()],
      hosts: hostsOf(this.#setup.topology),
    };
  }

  #spec(node: string): NodeSpec {
    const spec = this.nodes.find((candidate) => candidate.name === node);
    if (spec === undefined) throw new RangeError(`no node ${node}`);
    return spec;
  }

  #nodeRecord(node: NodeSpec | string): NodeRecord {
    const name = typeof node === 'string' ? node : node.name;
    const record = this.#record.nodes[name];
    if (record === undefined) throw new RangeError(`no node ${name}`);
    return record;
  }
}

function portName(node: string, dev: string): string {
  return `${node}.${dev}`;
}

/** A loopback port that nobody listens on now; QEMU may still lose it to somebody: see the retry. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
