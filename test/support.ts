import { type ChildProcess, spawn } from 'node:child_process';
import { execa } from 'execa';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFailed } from 'vitest';
import { packsRoot, productRoot } from '../engine/product.js';
import type { Machines } from '../engine/machines/provider.js';
import { witnesses } from '../engine/proving/witness.js';
import type { JournalEntry } from '../engine/session/journal.js';

/** How many times slower than the one that the tests were timed on this machine is (scripts/test.mjs). */
export const slowness = Number(process.env['LVSLAB_TEST_SLOWNESS'] ?? '1');

export const lab = (name: string) => join(packsRoot, 'lvs', name);

/** A folder for sessions of one test file, with its own machines; nothing of the user's is touched. */
export class Sandbox {
  readonly data = mkdtempSync(join(tmpdir(), 'lvslab-test-'));
  readonly #env: NodeJS.ProcessEnv;
  readonly #limit: number;

  /** @param limit milliseconds that a command may take */
  constructor(env: NodeJS.ProcessEnv = {}, limit = 900_000 * slowness) {
    this.#limit = limit;
    // Who tests has seen it: it would stand before what is tested.
    writeFileSync(join(this.data, 'settings.json'), JSON.stringify({ tourSeen: true }));
    this.#env = { LVSLAB_DATA: this.data, XDG_RUNTIME_DIR: this.data, LANG: 'C.UTF-8', LC_ALL: '', ...env };
  }

  get env(): NodeJS.ProcessEnv {
    return this.#env;
  }

  /** Runs the command to its end; a non-zero exit is a result. */
  async lvslab(...args: string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
    const result = await execa(process.execPath, [join(productRoot, 'bin', 'lvslab.js'), ...args], {
      env: this.#env,
      reject: false,
      timeout: this.#limit,
      stdin: 'ignore',
      cleanup: true,
    });
    return { exit: result.exitCode ?? 255, stdout: result.stdout, stderr: result.stderr };
  }

  /** Starts the command and leaves it running. */
  start(...args: string[]): ChildProcess {
    const log = openSync(join(this.data, 'start.log'), 'a');
    onTestFailed(() => console.error(`--- ${args.join(' ')}\n${this.log()}`));
    return spawn(process.execPath, [join(productRoot, 'bin', 'lvslab.js'), ...args], {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', log, log],
    });
  }

  /** What started commands have printed. */
  log(): string {
    const file = join(this.data, 'start.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  sessions(): string[] {
    const root = join(this.data, 'sessions');
    return existsSync(root) ? readdirSync(root) : [];
  }

  folder(session: string): string {
    return join(this.data, 'sessions', session);
  }

  /** Every line of a session's journal but one that is still being written; a line that cannot be read fails the test. */
  journal(session: string): JournalEntry[] {
    const file = join(this.folder(session), 'journal.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JournalEntry);
  }

  /** Process ids of the QEMUs whose files are in this sandbox. */
  machines(): number[] {
    return processes((line) => line.startsWith('qemu-system') && line.includes(this.data));
  }

  /** The process that hosts a session started by `up -d` or `resume -d`. */
  hostOf(session: string): number {
    const [pid] = processes((line) => line.includes(`\0host\0${session}\0`));
    if (pid === undefined) throw new Error(`nobody hosts ${session}`);
    return pid;
  }

  async dispose(): Promise<void> {
    await this.lvslab('down', '--all');
    for (const pid of this.machines()) process.kill(pid, 'SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** A folder for PATH with a Vagrant in it that is too old. @param folder where it is made */
export function oldVagrant(folder: string): string {
  const bin = join(folder, 'old-vagrant');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'vagrant'), '#!/bin/sh\necho Vagrant 1.9.1\n', { mode: 0o755 });
  return bin;
}

/** Process ids by their command line, its words ended by NUL (proc(5)). */
export function processes(fits: (line: string) => boolean): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return fits(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      } catch {
        return false;
      }
    });
}

/** Waits for a condition. @param limit milliseconds */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  limit = 60_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s`);
    await sleep(20);
  }
}

/** Prints what the guests say: console and journal. */
export async function explain(machines: Machines): Promise<void> {
  for (const { node, console: shown, journal } of await witnesses(machines))
    console.error(`--- console of ${node}\n${shown}\n--- journal of ${node}\n${journal}`);
}

/** When this test fails, print what the guests say. */
export function explainFailure(machines: () => Machines | undefined): void {
  onTestFailed(async () => {
    const running = machines();
    if (running !== undefined) await explain(running);
  });
}

/** Waits for the end of a process that `start` gave. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}
