import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
import { bytesBeforeStream } from './delta.js';
import { Qmp, QmpError } from './qmp.js';

/**
 * Bytes on the disk below which a state that could not be written is one that had no room: states of several machines
 * are written at once, and the first that fails makes room for the others to fail with some left.
 */
const littleRoom = 512 * 1024 * 1024;

/** A process of QEMU that ended or never started, with what it said. */
export class QemuExit extends Error {
  override readonly name = 'QemuExit';

  constructor(
    readonly exit: number | string,
    readonly output: string,
  ) {
    super(`QEMU ended (${exit}): ${output}`);
  }

  /** Another program took the loopback port between our choice and QEMU's use of it. */
  get portTaken(): boolean {
    return /host forwarding rule|Address already in use/i.test(this.output);
  }
}

export interface VmFiles {
  readonly qmp: string;
  readonly pid: string;
  /** What QEMU itself prints. */
  readonly log: string;
  readonly console: string;
}

/** One QEMU process: started by us or found running. It outlives us on purpose; see recovery. */
export class Vm {
  readonly name: string;
  readonly files: VmFiles;
  readonly #qmp: Qmp;
  /** Whether the process has ended; its control socket closes some time before that. */
  readonly #ended: () => boolean;

  private constructor(name: string, files: VmFiles, qmp: Qmp, ended: () => boolean) {
    this.name = name;
    this.files = files;
    this.#qmp = qmp;
    this.#ended = ended;
  }

  /**
   * Starts QEMU in a session of its own, so that neither Ctrl-C nor our end reaches it.
   * @throws QemuExit when it ends before it can be controlled; LabError host.qemu-missing
   */
  static async start(
    name: string,
    program: string,
    args: readonly string[],
    files: VmFiles,
    timeout = 20_000,
  ): Promise<Vm> {
    rmSync(files.qmp, { force: true });
    rmSync(files.pid, { force: true });
    const log = openSync(files.log, 'w', 0o600);
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: dirname(files.pid),
    });
    closeSync(log);
    let ended: { exit: number | string } | undefined;
    let missing: Error | undefined;
    child.on('exit', (code, signal) => {
      ended = { exit: code ?? signal ?? 'unknown' };
    });
    child.on('error', (error) => {
      missing = error;
    });
    child.unref();
    const until = Date.now() + timeout;
    for (;;) {
      if (missing !== undefined) {
        throw new LabError({
          code: 'host.qemu-missing',
          params: { program, fix: 'sudo apt-get install qemu-system-x86' },
        });
      }
      if (ended !== undefined)
        throw new QemuExit(ended.exit, readFileSync(files.log, 'utf8').trim().slice(-2000));
      if (existsSync(files.qmp)) {
        try {
          return new Vm(name, files, await Qmp.connect(files.qmp), () => ended !== undefined);
        } catch {
          // it made the socket but does not listen yet
        }
      }
      if (Date.now() > until) {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
        throw new QemuExit('timeout', `no control socket within ${timeout} ms`);
      }
      await sleep(10);
    }
  }

  /** Takes over a running QEMU; undefined when none answers on its socket. */
  static async adopt(name: string, files: VmFiles): Promise<Vm | undefined> {
    // Now: QEMU removes the file when it ends.
    const pid = livePid(files.pid);
    try {
      const ended = () => pid === undefined || !isOurs(pid, files.pid);
      return new Vm(name, files, await Qmp.connect(files.qmp), ended);
    } catch {
      return undefined;
    }
  }

  get alive(): boolean {
    return this.#qmp.open;
  }

  /** Resolves when the machine has ended; its process may need a moment more. */
  get gone(): Promise<void> {
    return this.#qmp.closed;
  }

  onEvent(listener: (name: string, data: Readonly<Record<string, unknown>>) => void): () => void {
    return this.#qmp.onEvent((event) => listener(event.event, event.data));
  }

  async status(): Promise<string> {
    return (await this.#qmp.execute<{ status: string }>('query-status')).status;
  }

  async pause(): Promise<void> {
    await this.#qmp.execute('stop');
  }

  async run(): Promise<void> {
    await this.#qmp.execute('cont');
  }

  /** Resets it without asking the guest. */
  async resetButton(): Promise<void> {
    await this.#qmp.execute('system_reset');
  }

  async setLink(device: string, up: boolean): Promise<void> {
    await this.#qmp.execute('set_link', { name: device, up });
  }

  /**
   * Writes the machine's state to a file; the machine must be paused and stays so. The file is there whole or not at all.
   * @param withoutMemory the memory is a file of its own (golden snapshot)
   * @throws LabError snapshot.failed, host.disk-full
   */
  async save(path: string, withoutMemory = false): Promise<void> {
    const partial = `${path}.partial`;
    rmSync(partial, { force: true });
    await this.#endMigration();
    await this.#ignoreShared(withoutMemory);
    // Nothing else uses the machine meanwhile: as fast as it goes.
    await this.#qmp.execute('migrate-set-parameters', { 'max-bandwidth': 2 ** 40 });
    await this.#qmp.execute('migrate', { uri: `exec:cat >${shellQuote(partial)}` });
    try {
      await this.#migrated(120_000);
    } catch (error) {
      const disk = statfsSync(dirname(path));
      rmSync(partial, { force: true });
      if (disk.bavail * disk.bsize < littleRoom) {
        throw new LabError({ code: 'host.disk-full', params: { path: dirname(path) } }, { cause: error });
      }
      throw this.snapshotError(error);
    }
    renameSync(partial, path);
  }

  /** As `load`, in a machine whose memory is this file: of a state that may lack what is there already. */
  async loadOver(memory: string, path: string): Promise<void> {
    const before = await bytesBeforeStream(path, memory).catch((error: Error) => {
      throw this.snapshotError(error);
    });
    await this.load(path, false, before);
  }

  /**
   * Loads a state into a QEMU that was started with `-incoming defer`; the machine is paused then.
   * @param before bytes of the file before QEMU's stream
   */
  async load(path: string, withoutMemory = false, before = 0): Promise<void> {
    try {
      await this.#ignoreShared(withoutMemory);
      const uri = `exec:tail -c +${before + 1} ${shellQuote(path)}`;
      await this.#qmp.execute('migrate-incoming', { uri });
      const until = Date.now() + 60_000;
      for (;;) {
        const status = await this.status();
        if (status !== 'inmigrate') return;
        if (Date.now() > until) throw new Error('loading took more than 60 s');
        await sleep(5);
      }
    } catch (error) {
      throw this.snapshotError(error);
    }
  }

  /**
   * Ends the process and waits until it has gone. The end of the control socket is not enough: on its way out QEMU
   * removes its socket and pid files by name, and by then they may be those of its successor.
   */
  async quit(): Promise<void> {
    if (this.alive) this.#qmp.execute('quit').catch(() => {});
    if (await this.#waitForEnd(5_000)) return;
    killPid(this.files.pid);
    await this.#waitForEnd(5_000);
  }

  async #waitForEnd(limit: number): Promise<boolean> {
    const until = Date.now() + limit;
    while (!this.#ended()) {
      if (Date.now() > until) return false;
      await sleep(5);
    }
    return true;
  }

  /** Leaves the process alone and drops our connection to it. */
  release(): void {
    this.#qmp.close();
  }

  /** A save that a dead engine had begun may still be under way: QEMU refuses a second one beside it. */
  async #endMigration(): Promise<void> {
    const until = Date.now() + 10_000;
    for (;;) {
      const { status } = await this.#qmp.execute<{ status?: string }>('query-migrate');
      if (status === undefined || ['none', 'completed', 'failed', 'cancelled'].includes(status)) break;
      if (Date.now() > until) throw this.snapshotError(new Error(`an earlier save does not end (${status})`));
      await this.#qmp.execute('migrate_cancel');
      await sleep(20);
    }
    // Nor does it save a machine again that has not run since.
    if ((await this.status()) === 'postmigrate') {
      await this.run();
      await this.pause();
    }
  }

  async #ignoreShared(state: boolean): Promise<void> {
    await this.#qmp.execute('migrate-set-capabilities', {
      capabilities: [{ capability: 'x-ignore-shared', state }],
    });
  }

  async #migrated(timeout: number): Promise<void> {
    const until = Date.now() + timeout;
    for (;;) {
      const info = await this.#qmp.execute<{ status?: string; 'error-desc'?: string }>('query-migrate');
      if (info.status === 'completed') return;
      if (info.status === 'failed' || info.status === 'cancelled') {
        throw new Error(info['error-desc'] ?? `migration ${info.status}`);
      }
      if (Date.now() > until) throw new Error(`saving took more than ${timeout / 1000} s`);
      await sleep(10);
    }
  }

  /** What went wrong while it was saved or loaded, as an error of the lab. */
  snapshotError(error: unknown): LabError {
    if (error instanceof LabError) return error;
    let detail = error instanceof Error ? error.message : String(error);
    if (!this.alive && existsSync(this.files.log))
      detail += `; QEMU: ${readFileSync(this.files.log, 'utf8').trim().slice(-500)}`;
    return new LabError({ code: 'snapshot.failed', params: { node: this.name, detail } }, { cause: error });
  }
}

/** Kills the QEMU whose pid file this is, if it still is a QEMU of ours. */
export function killPid(pidFile: string): void {
  const pid = livePid(pidFile);
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself meanwhile
  }
}

/**
 * The process id in a QEMU pid file while that process lives. Numbers are used again by the system, so where there is
 * a /proc the process must have the pid file's path in its command line.
 */
export function livePid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return isOurs(pid, pidFile) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process lives and is the QEMU with this pid file. One that waits to be reaped has no command line. */
function isOurs(pid: number, pidFile: string): boolean {
  try {
    if (!(pid > 0)) return false; // 0 and below are groups for kill(2)
    process.kill(pid, 0);
    if (!existsSync('/proc/self/cmdline')) return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(pidFile);
  } catch {
    return false;
  }
}

/** What QEMU refused, or did not answer in time (a process that was stopped), as an error of the lab; others stay. */
export function stuckOr(node: string, error: unknown): unknown {
  if (!(error instanceof QmpError)) return error;
  return new LabError({ code: 'node.stuck', params: { node, detail: error.message } }, { cause: error });
}

function shellQuote(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
