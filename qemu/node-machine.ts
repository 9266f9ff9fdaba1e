import { existsSync, readFileSync, rmSync } from 'node:fs';
import { consoleSize, panicIn, saysHalted } from './console.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
import type { NodeState } from '../contract/machines.js';
import type { NodeConnections } from '../engine/machines/connections.js';
import type { NodeSpec, ProgressSink } from '../engine/machines/provider.js';
import { bootSilence, whenSilent } from './boot-watch.js';
import { qemuArguments, type ImageFiles } from './command-line.js';
import { copyDisk, makeDisk } from './disk.js';
import { booted, bootTimeout, consoleTail, type Golden, startFailed } from './golden.js';
import { clockLines, IdentityPort } from './identity.js';
import type { NodeRecord, Places } from './record.js';
import { linkMemory } from './thinning.js';
import { QemuExit, Vm } from './vm.js';

/** What a machine comes from: the snapshot of its shape, a saved state, its first boot, or a boot from its own disk. */
export type Source =
  | { readonly kind: 'golden'; readonly golden: Golden }
  | { readonly kind: 'snapshot'; readonly state: string; readonly disk: string; readonly memory: string }
  | { readonly kind: 'first-boot' }
  | { readonly kind: 'boot' };

/** What a machine needs of the session that it belongs to. */
export interface NodeMachineHost {
  readonly places: Places;
  readonly image: ImageFiles;
  record(): NodeRecord;
  /** Is the cable of this interface out? A new process thinks that all are in. */
  unplugged(dev: string): boolean;
  /** Remembers whether somebody's hand holds it still. */
  hold(paused: boolean): void;
  /** Its SSH port was taken by another program: notes another one. */
  movePort(): Promise<void>;
  /** All that makes it itself, for a machine that has nothing of its own yet. */
  identityLines(): string[];
  readonly connections: NodeConnections;
  /** It changed state, not because machines are being ended or exchanged. */
  tell(state: NodeState, detail: string): void;
}

/** One node's process. It is only `alive` while QEMU runs; its disk stays. */
interface Process {
  readonly vm: Vm;
  /** Stays open: a guest whose host end is open waits without looking again and again. */
  readonly identity: IdentityPort;
  /** Bytes of the console before this boot. */
  consoleFrom: number;
  booting: boolean;
  /** `halt` leaves a machine on that does nothing any more. */
  stopped: boolean;
}

/** Milliseconds for an orderly shutdown before the plug is pulled. */
const shutdownTimeout = 60_000;
/** Milliseconds between looks at a console for what QEMU does not tell. */
const consoleEvery = 1000;

/** The machine of one node: starts, ends, and what its power button does. */
export class NodeMachine {
  readonly spec: NodeSpec;
  readonly #host: NodeMachineHost;
  #process: Process | undefined;
  /** How it ended, once it did. */
  #ended: { readonly state: NodeState; readonly detail: string } | undefined;
  /** We end it ourselves: that is not news. */
  #quiet = false;

  constructor(spec: NodeSpec, host: NodeMachineHost) {
    this.spec = spec;
    this.#host = host;
  }

  get name(): string {
    return this.spec.name;
  }

  /** The process, while there is one. */
  get vm(): Vm | undefined {
    return this.#process?.vm;
  }

  get off(): boolean {
    return this.#process === undefined || this.#process.stopped;
  }

  async state(): Promise<NodeState> {
    const process = this.#process;
    if (process === undefined) return this.#ended?.state ?? 'missing';
    if (process.stopped) return 'halted';
    try {
      const running = (await process.vm.status()) === 'running';
      if (!running) return 'paused';
      return process.booting ? 'booting' : 'running';
    } catch {
      return process.vm.alive ? 'paused' : 'crashed';
    }
  }

  console(): string {
    const { console: file } = this.#files;
    return existsSync(file) ? readFileSync(file, 'utf8').slice(-65_536) : '';
  }

  /** Starts a process, with its state loaded; from a snapshot it is paused then. */
  async start(source: Source, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const { places, image } = this.#host;
    const files = this.#files;
    const boots = source.kind === 'boot' || source.kind === 'first-boot';
    const memory =
      source.kind === 'golden'
        ? source.golden.memory
        : source.kind === 'snapshot'
          ? source.memory
          : undefined;
    const phase = boots ? 'boot' : 'restore';
    this.#host.hold(false);
    progress?.({ node: this.name, phase, state: 'start' });
    rmSync(files.console, { force: true });
    if (source.kind === 'golden') {
      linkMemory(source.golden.memory, places.base(this.name));
      await copyDisk(source.golden.disk, files.disk);
    }
    if (source.kind === 'snapshot') await copyDisk(source.disk, files.disk);
    if (source.kind === 'first-boot') makeDisk(files.disk, this.spec.disk);
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const record = this.#host.record();
      const args = qemuArguments(
        record.shape,
        image,
        {
          ...files,
          nets: this.spec.interfaces.map((nic) => places.net(this.name, nic.dev)),
          ...(memory === undefined ? {} : { memory: { path: memory, shared: false } }),
        },
        { name: places.machineName(this.name), sshPort: record.sshPort, incoming: !boots },
      );
      try {
        const vm = await Vm.start(this.name, record.shape.program, args, files);
        this.#watch(vm, await IdentityPort.connect(files.identity), boots);
        if (source.kind === 'golden') await vm.load(source.golden.state, true);
        if (source.kind === 'snapshot') await vm.loadOver(source.memory, source.state);
        for (const [index, { dev }] of this.spec.interfaces.entries())
          if (this.#host.unplugged(dev)) await vm.setLink(`nic${index}`, false);
        progress?.({ node: this.name, phase, state: 'done' });
        return;
      } catch (error) {
        if (!(error instanceof QemuExit)) throw error;
        if (!error.portTaken || attempt === 5) throw startFailed(this.name, error.message, '');
        await this.#host.movePort();
      }
    }
  }

  /** Lets a machine that was started run, as the node that it is, until it answers over SSH. */
  async goOn(source: Source, signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const process = this.#process;
    if (process === undefined) throw startFailed(this.name, 'QEMU ended', consoleTail(this.console()));
    const { vm, identity } = process;
    if (source.kind === 'first-boot') await booted(vm, identity, this.#files.console, signal);
    if (source.kind === 'golden' || source.kind === 'snapshot') await vm.run();
    const own = source.kind === 'golden' || source.kind === 'first-boot';
    await this.#reach(
      own ? this.#host.identityLines() : clockLines(),
      source.kind === 'boot',
      signal,
      progress,
    );
    process.booting = false;
  }

  /** Ends the process at once and without news; the disk stays. */
  async end(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    this.#quiet = true;
    try {
      this.#host.connections.disconnect(this.name);
      await process.vm.quit();
      this.#process = undefined;
      this.#ended = undefined;
    } finally {
      this.#quiet = false;
    }
  }

  /** Gives a machine that is off the disk of a snapshot. */
  async putDisk(disk: string): Promise<void> {
    await copyDisk(disk, this.#files.disk);
  }

  /** Ends what there is of it, and says how it ended. */
  async endAs(state: NodeState, detail: string): Promise<void> {
    await this.end();
    this.#becameOff({ state, detail });
  }

  async powerOff(signal?: AbortSignal): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    if ((await this.state()) === 'running') {
      await this.#ask('systemctl poweroff --no-wall', signal);
      await Promise.race([process.vm.gone, sleep(shutdownTimeout, undefined, { signal, ref: false })]).catch(
        () => {},
      );
      signal?.throwIfAborted();
    }
    // One that shut down in time has told of that by itself.
    if (this.#process === process) await this.endAs('halted', 'power off');
  }

  async boot(signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    if (!this.off) return;
    await this.end();
    this.#host.tell('booting', 'power on');
    try {
      await this.start({ kind: 'boot' }, signal, progress);
      await this.goOn({ kind: 'boot' }, signal, progress);
    } catch (error) {
      // One that ended while it booted has told of that by itself.
      if (this.#process !== undefined || this.#ended === undefined) await this.endAs('halted', 'boot failed');
      throw error;
    }
    this.#host.tell('running', 'booted');
  }

  async reboot(signal?: AbortSignal, progress?: ProgressSink): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.stopped || (await this.state()) === 'paused') {
      await this.powerOff(signal);
      return this.boot(signal, progress);
    }
    progress?.({ node: this.name, phase: 'boot', state: 'start' });
    await this.#ask('systemctl reboot --no-wall', signal);
    const until = Date.now() + shutdownTimeout;
    while (!process.booting && this.#process === process && Date.now() < until) {
      signal?.throwIfAborted();
      await sleep(50);
    }
    // It does not shut down in order: as with the reset button of a machine.
    if (!process.booting && this.#process === process) await process.vm.resetButton();
    await this.#restarted(process, signal);
    progress?.({ node: this.name, phase: 'boot', state: 'done' });
  }

  async pause(): Promise<void> {
    if (this.#process === undefined || this.#process.stopped || (await this.state()) === 'paused') return;
    this.#host.hold(true);
    await this.#process.vm.pause();
    this.#host.tell('paused', 'paused');
  }

  /** Stays as it was loaded: somebody had paused it. */
  hold(): void {
    this.#host.hold(true);
  }

  async continue(signal?: AbortSignal): Promise<void> {
    const process = this.#process;
    if (process === undefined || (await this.state()) !== 'paused') return;
    await process.vm.run();
    this.#host.hold(false);
    this.#host.tell('running', 'continued');
    // Its wall clock stood still as well; whoever is still booting gets the time when it answers.
    await process.identity.apply(clockLines(), 10_000, signal).catch(() => {});
  }

  get #files() {
    return this.#host.places.vm(this.name);
  }

  async #ask(command: string, signal?: AbortSignal): Promise<void> {
    const options = { timeout: 15_000, ...(signal === undefined ? {} : { signal }) };
    // It may well be gone before it answers.
    await this.#host.connections
      .shell(this.name)
      .exec(command, options)
      .catch(() => {});
  }

  /** Sends lines until the guest has applied them, then connects. A machine that boots takes its time for both. */
  async #reach(
    lines: readonly string[],
    boots: boolean,
    signal?: AbortSignal,
    progress?: ProgressSink,
  ): Promise<void> {
    const process = this.#process!;
    const until = Date.now() + (boots ? bootTimeout : 30_000);
    const failed = (error: unknown) =>
      signal?.aborted === true
        ? error
        : startFailed(this.name, (error as Error).message, consoleTail(this.console()));
    progress?.({ node: this.name, phase: 'identity', state: 'start' });
    const press = async () => (await this.state()) === 'booting' && process.vm.resetButton();
    const watched = boots
      ? whenSilent(this.#files.console, bootSilence, () => void press().catch(() => {}))
      : undefined;
    try {
      await process.identity.apply(lines, until - Date.now(), signal);
    } catch (error) {
      throw failed(error);
    } finally {
      watched?.();
    }
    progress?.({ node: this.name, phase: 'ssh', state: 'start' });
    const shell = this.#host.connections.shell(this.name);
    shell.disconnect();
    for (;;) {
      try {
        await shell.connect(signal);
        break;
      } catch (error) {
        if (!boots || signal?.aborted === true || Date.now() > until || this.#process !== process)
          throw failed(error);
        await sleep(500);
      }
    }
    progress?.({ node: this.name, phase: 'ssh', state: 'done' });
  }

  #watch(vm: Vm, identity: IdentityPort, booting: boolean): void {
    const process: Process = { vm, identity, consoleFrom: 0, booting, stopped: false };
    this.#process = process;
    this.#ended = undefined;
    let reason = '';
    vm.onEvent((event, data) => {
      if (event === 'SHUTDOWN') reason = typeof data['reason'] === 'string' ? data['reason'] : '';
      if (event === 'RESET' && this.#process === process && !this.#quiet) void this.#wasReset(process);
    });
    const looks = setInterval(() => this.#lookAtConsole(process), consoleEvery);
    looks.unref();
    void vm.gone.then(() => {
      clearInterval(looks);
      identity.close();
      if (this.#process !== process || this.#quiet) return;
      this.#process = undefined;
      const panic = panicIn(this.#files.console, process.consoleFrom);
      this.#host.connections.disconnect(this.name);
      this.#becameOff({
        state: panic === undefined && reason.startsWith('guest') ? 'halted' : 'crashed',
        detail: panic ?? reason,
      });
    });
  }

  #becameOff(ended: { readonly state: NodeState; readonly detail: string }): void {
    this.#ended = ended;
    this.#host.tell(ended.state, ended.detail);
  }

  #lookAtConsole(process: Process): void {
    if (this.#process !== process || process.stopped) return;
    if (!saysHalted(this.#files.console, process.consoleFrom)) return;
    process.stopped = true;
    this.#host.connections.disconnect(this.name);
    this.#host.tell('halted', 'halt');
  }

  /** The guest began to boot again. A panic restarts a machine, too (panic=-1): that one is held and told as a crash. */
  async #wasReset(process: Process): Promise<void> {
    const panic = panicIn(this.#files.console, process.consoleFrom);
    this.#host.connections.disconnect(this.name);
    if (panic !== undefined) return this.endAs('crashed', panic);
    process.consoleFrom = consoleSize(this.#files.console);
    // The firmware resets a second time on its way; and who restarts while it boots is still waited for.
    if (process.booting) return;
    process.booting = true;
    process.stopped = false;
    this.#host.tell('booting', 'restart');
    try {
      await this.#reach(clockLines(), true);
      if (this.#process !== process) return;
      process.booting = false;
      this.#host.tell('running', 'restarted');
    } catch (error) {
      if (this.#process !== process || this.#quiet) return;
      process.booting = false;
      this.#host.tell('running', (error as Error).message);
    }
  }

  /** Waits for the end of a restart. */
  async #restarted(process: Process, signal?: AbortSignal): Promise<void> {
    const until = Date.now() + bootTimeout;
    while (this.#process === process && process.booting) {
      signal?.throwIfAborted();
      if (Date.now() > until) {
        const params = { node: this.name, seconds: bootTimeout / 1000, console: consoleTail(this.console()) };
        throw new LabError({ code: 'node.boot-timeout', params });
      }
      await sleep(50);
    }
    if (this.#process !== process)
      throw startFailed(this.name, this.#ended?.detail ?? 'QEMU ended', consoleTail(this.console()));
  }
}
