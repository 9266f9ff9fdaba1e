import { LabError } from '../contract/errors.js';
import type { NodeState, PowerAction, SshAccess } from '../contract/machines.js';
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
import type { Shell, Terminal, TerminalSize } from '../engine/machines/shell.js';
import { vagrantCapabilities } from './capabilities.js';
import { captureBySsh } from './capture.js';
import type { VagrantCommand } from './command.js';
import { destroyAll } from './destroy.js';
import { domainStates, hold, setLink } from './libvirt.js';
import type { NodeRecord, VagrantPlaces, VagrantRecord } from './places.js';
import { nodeState } from './node-state.js';
import { orCancelled, told } from './told.js';

/** Milliseconds between two looks at the machines' states. */
const lookInterval = 3_000;
/** Without virsh a look is a whole Vagrant: seldom. */
const vagrantLookInterval = 30_000;

export interface MachinesSetup {
  readonly places: VagrantPlaces;
  readonly topology: Topology;
  readonly record: VagrantRecord;
  readonly command: VagrantCommand;
}

/** A session's machines in the hands of Vagrant. */
export class VagrantMachines implements Machines {
  readonly capabilities = vagrantCapabilities;
  readonly #setup: MachinesSetup;
  #record: VagrantRecord;
  readonly #connections: NodeConnections;
  readonly #listeners = new Set<(node: string, state: NodeState, detail: string) => void>();
  #states: ReadonlyMap<string, NodeState> = new Map();
  #looked = 0;
  #timer: NodeJS.Timeout | undefined;
  /** True while we change states ourselves: that is not news. */
  #busy = false;

  constructor(setup: MachinesSetup) {
    this.#setup = setup;
    this.#record = setup.record;
    this.#connections = new NodeConnections(
      setup.topology.nodes,
      (node) => this.access(node),
      (node) =>
        ['halted', 'crashed', 'missing'].includes(this.#states.get(node) ?? '') ? 'halted' : undefined,
    );
  }

  get nodes(): readonly NodeSpec[] {
    return this.#setup.topology.nodes;
  }

  /** Asks Vagrant where the machines are, and connects to each. From here on they run. */
  async connect(signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const options = signal === undefined ? {} : { signal };
    const hosts = await told(this.#setup.command.sshConfig(options));
    const nodes = Object.entries(this.#record.nodes).map(([name, node]): [string, NodeRecord] => {
      const found = hosts.find(({ host }) => host === name);
      if (found === undefined || found.proxyCommand !== undefined)
        throw new LabError({
          code: 'node.unreachable',
          params: { node: name, detail: found?.proxyCommand ?? 'vagrant ssh-config does not name it' },
        });
      return [name, { ...node, host: found.hostName, port: found.port }];
    });
    this.#write({ nodes: Object.fromEntries(nodes) });
    await this.#look(); // a machine of which it is not known that it runs would not be connected to
    await Promise.all(
      this.nodes.map(async ({ name }) => {
        progress?.({ node: name, phase: 'ssh', state: 'start' });
        this.#connections.disconnect(name);
        try {
          await this.#connections.shell(name).connect(signal);
        } catch (error) {
          signal?.throwIfAborted();
          throw new LabError(
            { code: 'node.unreachable', params: { node: name, detail: (error as Error).message } },
            { cause: error },
          );
        }
        progress?.({ node: name, phase: 'ssh', state: 'done' });
      }),
    );
    this.#write({ status: 'running' });
  }

  /** Whatever state they are in: saved machines go on, halted ones boot, running ones are taken over. */
  async resume({ checkpoint, signal, progress }: ResumeOptions): Promise<void> {
    await this.#look();
    const gone = this.nodes.map(({ name }) => name).filter((name) => this.#states.get(name) === 'missing');
    // Vagrant would make a new one, that is nobody.
    if (gone.length > 0)
      throw new LabError({
        code: 'vagrant.not-created',
        params: { command: 'vagrant status', detail: gone.join(', ') },
      });
    // Before it is true: should we be killed now, whoever comes next knows that they may run.
    this.#write({ status: 'running' });
    try {
      if (checkpoint !== undefined) {
        await this.restore(checkpoint, signal, progress);
        return;
      }
      // Not `vagrant resume`: it goes one by one, and passes over those that are halted.
      await told(
        this.#setup.command.up({
          provider: this.#record.provider,
          provision: false,
          // Else a machine whose resume is cancelled would be halted.
          destroyOnError: false,
          onEvent: (entry) => {
            if (entry.type !== 'action' || entry.action !== 'up') return;
            const state = entry.at === 'start' ? 'start' : 'done';
            progress?.({ node: entry.target, phase: 'restore', state });
          },
          ...(signal === undefined ? {} : { signal }),
        }),
      );
      await this.connect(signal, progress);
    } catch (error) {
      await this.suspend(undefined, progress).catch(() => {}); // then the next command finds them running
      throw orCancelled(error, signal);
    }
    await this.setClocks();
  }

  /** A machine that was saved or set back thinks it is then: it is told the time. */
  async setClocks(): Promise<void> {
    await Promise.all(
      this.nodes.map(
        ({ name }) =>
          this.shell(name)
            .exec(`date -u -s @${(Date.now() / 1000).toFixed(3)}`)
            .catch(() => {}), // who cannot be reached is told of by whoever asks it next
      ),
    );
  }

  async state(node: string): Promise<NodeState> {
    const interval = this.#record.provider === 'libvirt' ? lookInterval : vagrantLookInterval;
    if (Date.now() - this.#looked > interval) await this.#look();
    return this.#states.get(node) ?? 'missing';
  }

  /** Vagrant keeps none: what a machine that can be reached remembers of its kernel's messages. */
  async console(node: string): Promise<string> {
    const asked = this.shell(node).exec('dmesg | tail -c 65536', { timeout: 10_000 });
    return asked.then(({ stdout }) => stdout).catch(() => ''); // of one that is off nothing is left
  }

  access(node: string): SshAccess {
    const record = this.#record.nodes[node];
    if (record === undefined) throw new RangeError(`no node ${node}`);
    return {
      host: record.host,
      port: record.port,
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

  /** Vagrant saves one machine after the other: theirs are not states of one moment. */
  async checkpoint(name: string, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'checkpoint', state: 'start' });
    await this.#quietly(() =>
      told(
        this.#setup.command.snapshotSave(name, { force: true, ...(signal === undefined ? {} : { signal }) }),
      ),
    );
    this.#write({ checkpoints: [...new Set([...this.#record.checkpoints, name])] });
    for (const { name: node } of this.nodes) progress?.({ node, phase: 'checkpoint', state: 'done' });
  }

  async checkpoints(): Promise<readonly string[]> {
    return this.#record.checkpoints;
  }

  async forget(name: string): Promise<void> {
    if (!this.#record.checkpoints.includes(name)) return;
    await told(this.#setup.command.snapshotDelete(name));
    this.#write({ checkpoints: this.#record.checkpoints.filter((each) => each !== name) });
  }

  async power(
    node: string,
    action: PowerAction,
    signal?: AbortSignal,
    progress?: ProgressSink,
  ): Promise<void> {
    const state = await this.state(node);
    const { command } = this.#setup;
    const options = { nodes: [node], ...(signal === undefined ? {} : { signal }) };
    const libvirt = this.#record.provider === 'libvirt';
    const off = async () => {
      // One that is held still cannot shut down.
      if (libvirt && state === 'paused') await hold(this.#domain(node), false);
      await told(command.halt(options));
    };
    // Not `vagrant reload`: it is these two, and stops where the first fails.
    const on = async () => {
      progress?.({ node, phase: 'boot', state: 'start' });
      await told(command.up({ ...options, provision: false, destroyOnError: false }));
      await this.connect(signal, progress);
    };
    const changes: Readonly<Record<PowerAction, (() => Promise<void>) | undefined>> = {
      off: state === 'running' || state === 'paused' ? off : undefined,
      boot: state === 'halted' || state === 'crashed' ? on : undefined,
      reboot: async () => {
        if (state === 'running' || state === 'paused') await off();
        await on();
      },
      // Vagrant's suspend saves the machine and ends it, which libvirt shows as one that is off.
      pause:
        state === 'running'
          ? () => (libvirt ? hold(this.#domain(node), true) : told(command.suspend(options)))
          : undefined,
      continue:
        state === 'paused'
          ? async () => {
              if (libvirt) await hold(this.#domain(node), false);
              else await told(command.resume({ ...options, provision: false }));
              await this.connect(signal, progress);
              await this.setClocks();
            }
          : undefined,
    };
    const change = changes[action];
    if (change === undefined) return;
    this.#connections.disconnect(node);
    if (action === 'boot' || action === 'reboot') this.#tell(node, 'booting');
    try {
      await this.#quietly(change);
    } finally {
      this.#tell(node, this.#states.get(node) ?? 'missing');
    }
  }

  async restore(name: string, signal?: AbortSignal, progress?: ProgressSink, only?: string): Promise<void> {
    const known = this.#record.checkpoints;
    if (!known.includes(name)) throw new LabError({ code: 'snapshot.unknown', params: { name, known } });
    const nodes = this.nodes.filter((node) => only === undefined || node.name === only);
    await this.#quietly(async () => {
      for (const { name: node } of nodes) progress?.({ node, phase: 'restore', state: 'start' });
      await told(
        this.#setup.command.snapshotRestore(name, {
          provision: false,
          ...(only === undefined ? {} : { node: only }),
          ...(signal === undefined ? {} : { signal }),
        }),
      );
      for (const { name: node } of nodes) progress?.({ node, phase: 'restore', state: 'done' });
      // A cable is not part of a machine's state.
      for (const node of nodes)
        for (const nic of node.interfaces) await this.link(node.name, nic.network).set({ up: true });
      await this.connect(signal, progress);
      await this.setClocks();
    });
  }

  link(node: string, network: string): { set(state: LinkState): Promise<void> } {
    const spec = this.nodes.find(({ name }) => name === node);
    const nic = spec?.interfaces.find((each) => each.network === network);
    if (spec === undefined || nic === undefined) throw new RangeError(`${node} is not in network ${network}`);
    return {
      set: async ({ up, delay = 0, loss = 0 }) => {
        if (this.#record.provider === 'libvirt') await setLink(this.#domain(node), nic.mac, up);
        // No cable to pull from outside: the interface goes down, and its routes with it.
        else
          await this.shell(node).exec(
            `ip link set dev ${nic.dev} ${up ? 'up' : 'down'}${up && spec.gateway !== undefined ? `; ip route replace default via ${spec.gateway}` : ''}`,
          );
        if (!up || (delay === 0 && loss === 0 && !this.#slowed.has(nic.mac))) return;
        // tc-netem(8): what the node sends is held back, or lost.
        const discipline =
          delay === 0 && loss === 0
            ? `del dev ${nic.dev} root`
            : `replace dev ${nic.dev} root netem delay ${delay}ms loss ${loss * 100}%`;
        await this.shell(node).exec(`tc qdisc ${discipline}`);
        if (delay === 0 && loss === 0) this.#slowed.delete(nic.mac);
        else this.#slowed.add(nic.mac);
      },
    };
  }

  /** MACs of interfaces with a delay or loss of ours. */
  readonly #slowed = new Set<string>();

  capture(network: string, onFrame: (frame: Frame) => void): Capture {
    const points = this.nodes.flatMap(({ name, interfaces }) =>
      interfaces
        .filter((nic) => nic.network === network)
        .map((nic) => ({ node: name, nic, shell: this.#connections.shell(name) })),
    );
    if (points.length === 0) throw new RangeError(`no network ${network}`);
    return captureBySsh(points, onFrame);
  }

  onState(listener: (node: string, state: NodeState, detail: string) => void): () => void {
    this.#listeners.add(listener);
    // Only where a look is cheap: elsewhere a halted machine shows when it is asked.
    if (this.#record.provider === 'libvirt') {
      this.#timer ??= setInterval(() => void this.#look(), lookInterval);
      this.#timer.unref();
    }
    return () => this.#listeners.delete(listener);
  }

  async suspend(signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    await this.#quietly(async () => {
      for (const { name: node } of this.nodes) progress?.({ node, phase: 'suspend', state: 'start' });
      await told(this.#setup.command.suspend(signal === undefined ? {} : { signal }));
      this.#write({ status: 'suspended' });
      for (const { name: node } of this.nodes) progress?.({ node, phase: 'suspend', state: 'done' });
    });
    this.#close();
  }

  async destroy(): Promise<void> {
    this.#busy = true;
    this.#close();
    await destroyAll(this.#setup.command, this.#setup.places);
  }

  #domain(node: string): string {
    return `${this.#setup.places.prefix}_${node}`;
  }

  async #look(): Promise<void> {
    const { command } = this.#setup;
    const before = this.#states;
    try {
      if (this.#record.provider === 'libvirt') {
        const domains = await domainStates();
        this.#states = new Map(
          this.nodes.map(({ name }) => [name, domains.get(this.#domain(name)) ?? 'missing']),
        );
      } else {
        const states = await command.status();
        this.#states = new Map(states.map(({ node, state }) => [node, nodeState(state)]));
      }
    } catch {
      return; // what we knew holds until somebody can be asked
    }
    this.#looked = Date.now();
    if (this.#busy) return;
    for (const [node, state] of this.#states) {
      const was = before.get(node);
      if (was === undefined || was === state) continue;
      if (state !== 'running') this.#connections.shell(node).disconnect();
      this.#tell(node, state);
    }
  }

  #tell(node: string, state: NodeState): void {
    for (const listener of this.#listeners) listener(node, state, '');
  }

  /** Does something that changes machines' states, and does not tell of it. */
  async #quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#busy = true;
    try {
      return await work();
    } finally {
      await this.#look();
      this.#busy = false;
    }
  }

  #close(): void {
    clearInterval(this.#timer);
    this.#connections.disconnect();
  }

  #write(change: Partial<VagrantRecord>): void {
    this.#record = { ...this.#record, ...change };
    this.#setup.places.writeRecord(this.#record);
  }
}
