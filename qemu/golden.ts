import type { ProviderProgress } from '../contract/machines.js';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
import { takeLock } from '../engine/machines/lock.js';
import { bootSilence, whenSilent } from './boot-watch.js';
import { type ImageFiles, type MachineShape, qemuArguments } from './command-line.js';
import { makeDisk } from './disk.js';
import { IdentityPort } from './identity.js';
import { livePid, Vm } from './vm.js';

/**
 * The snapshot that every node of one shape starts from: the memory of a machine that has just booted, as a file that
 * all machines map privately (copy on write, so the host keeps it once), its disk, of which each gets a copy, and the
 * rest of its state.
 */
export interface Golden {
  readonly memory: string;
  readonly state: string;
  readonly disk: string;
}

export interface GoldenOptions {
  /** Folder of all golden snapshots. */
  readonly root: string;
  readonly runtime: string;
  readonly qemuVersion: string;
  readonly imageHash: string;
  readonly signal?: AbortSignal;
  readonly progress?: (event: ProviderProgress) => void;
}

/** Milliseconds for the first boot of an image; an emulated machine on a busy host needs minutes. */
export const bootTimeout = 240_000;

/** Finds the snapshot of a shape, or boots a machine once to make it. Two at once do not clash. */
export async function golden(
  shape: MachineShape,
  image: ImageFiles,
  options: GoldenOptions,
): Promise<Golden> {
  const folder = join(options.root, goldenKey(shape, image, options));
  const found = goldenIn(folder);
  if (found !== undefined) {
    utimesSync(folder, new Date(), new Date());
    return found;
  }
  mkdirSync(options.root, { recursive: true, mode: 0o700 });
  const lock = await takeLock(`${folder}.lock`, { signal: options.signal });
  try {
    removeUnused(options.root);
    return goldenIn(folder) ?? (await makeGolden(shape, image, options, folder));
  } finally {
    await lock.release();
  }
}

/** Everything that a snapshot is bound to: another QEMU, machine or image cannot load it. */
function goldenKey(shape: MachineShape, image: ImageFiles, options: GoldenOptions): string {
  const words = JSON.stringify([shape, image.append, options.qemuVersion, options.imageHash, 'format 2']);
  return createHash('sha256').update(words).digest('hex').slice(0, 24);
}

/** Snapshots that nobody has started from for a month: of older images, mostly. What still runs keeps its mapped file. */
function removeUnused(root: string): void {
  const month = 30 * 24 * 3600 * 1000;
  for (const name of readdirSync(root)) {
    const path = join(root, name);
    if (/^[0-9a-f]{24}$/.test(name) && Date.now() - statSync(path).mtimeMs > month)
      rmSync(path, { recursive: true, force: true });
  }
}

function goldenIn(folder: string): Golden | undefined {
  const files = goldenFiles(folder);
  return Object.values(files).every((file) => existsSync(file)) ? files : undefined;
}

function goldenFiles(folder: string): Golden {
  return { memory: join(folder, 'memory'), state: join(folder, 'state'), disk: join(folder, 'disk.qcow2') };
}

async function makeGolden(
  shape: MachineShape,
  image: ImageFiles,
  options: GoldenOptions,
  folder: string,
): Promise<Golden> {
  const partial = `${folder}.partial`;
  // A builder that was killed leaves its machine behind; we hold the lock, so it is nobody's.
  const leftover = livePid(join(partial, 'pid'));
  if (leftover !== undefined) process.kill(leftover, 'SIGKILL');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  const { memory, state, disk } = goldenFiles(partial);
  makeDisk(disk, shape.disk);
  writeFileSync(memory, '', { mode: 0o600 });
  truncateSync(memory, shape.memory * 1024 * 1024);
  const files = {
    qmp: join(options.runtime, 'golden.qmp'),
    identity: join(options.runtime, 'golden.id'),
    pid: join(partial, 'pid'),
    log: join(partial, 'log'),
    console: join(partial, 'console'),
    nets: Array.from({ length: shape.interfaces }, () => undefined),
    memory: { path: memory, shared: true },
    disk,
  };
  const report = (state: ProviderProgress['state'], detail?: string) =>
    options.progress?.({ phase: 'snapshot', state, ...(detail === undefined ? {} : { detail }) });
  report('start');
  const args = qemuArguments(shape, image, files, { name: 'lvslab-golden', incoming: false });
  const vm = await Vm.start('golden', shape.program, args, files);
  try {
    const port = await IdentityPort.connect(files.identity);
    await booted(vm, port, files.console, options.signal, (line) => report('running', line));
    // Waits for the end of the boot, and reads what people will run into the memory that all machines share.
    await port.apply(['settle'], bootTimeout, options.signal);
    await vm.pause();
    await vm.save(state, true);
    await vm.quit();
    renameSync(partial, folder);
    report('done');
  } catch (error) {
    await vm.quit();
    rmSync(partial, { recursive: true, force: true });
    report('failed');
    throw error;
  }
  return goldenFiles(folder);
}

/** Waits until a machine that boots has started all its units. */
export async function booted(
  vm: Vm,
  port: IdentityPort,
  consoleFile: string,
  signal?: AbortSignal,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const until = Date.now() + bootTimeout;
  const answers = port.apply([], bootTimeout, signal).then(
    () => true,
    () => false,
  );
  let shown = '';
  const watched = whenSilent(consoleFile, bootSilence, () => void vm.resetButton().catch(() => {}));
  try {
    for (;;) {
      signal?.throwIfAborted();
      const text = existsSync(consoleFile) ? readFileSync(consoleFile, 'utf8') : '';
      // systemd names each target that it has reached on the console (systemd(1), show_status).
      if (/Reached target .*[Mm]ulti-[Uu]ser/.test(text) && (await answers)) return;
      const tail = consoleTail(text);
      if (/Kernel panic/.test(text)) throw startFailed(vm.name, 'kernel panic', tail);
      if (!vm.alive) throw startFailed(vm.name, 'QEMU ended', tail);
      if (Date.now() > until) {
        throw new LabError({
          code: 'node.boot-timeout',
          params: { node: vm.name, seconds: bootTimeout / 1000, console: tail },
        });
      }
      const line = tail.split('\n').at(-1) ?? '';
      if (line !== shown) onLine(line);
      shown = line;
      await sleep(100);
    }
  } finally {
    watched();
  }
}

export function startFailed(node: string, detail: string, console_: string): LabError {
  return new LabError({ code: 'node.start-failed', params: { node, detail, console: console_ } });
}

/** The last lines of a console for people: without control sequences. */
export function consoleTail(text: string, lines = 15): string {
  return stripVTControlCharacters(text).replaceAll('\r', '').trim().split('\n').slice(-lines).join('\n');
}
