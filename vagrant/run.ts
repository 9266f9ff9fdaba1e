import { execa } from 'execa';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, processMark } from '../engine/machines/lock.js';
import { quote } from '../engine/machines/shell.js';
import { Lines, parseLine, type Entry } from './machine-readable.js';
import { reasonOf, VagrantError } from './vagrant-error.js';

export interface Run {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds until it is stopped as if it were cancelled. */
  readonly timeout: number;
  /** Milliseconds between the interrupt and the kill. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
  /** While Vagrant runs, this says which process it is: for whoever comes after we have died. */
  readonly pidFile?: string | undefined;
  /** Must not throw. */
  readonly onEntry: (entry: Entry) => void;
}

/** Milliseconds that we still listen to an ended Vagrant: something that it started may hold its output open for ever. */
const afterExit = 2000;

/**
 * Runs Vagrant to its end.
 *
 * To stop it, one SIGINT goes to its process group, as Ctrl-C in a terminal would send it. Not to the process alone: the launcher of
 * HashiCorp's packages ignores the signal and leaves it to the Ruby process below it (hashicorp/vagrant-installers,
 * substrate/launcher/main.go). Vagrant then undoes what it was at; a second SIGINT would end it in the midst of that
 * (lib/vagrant/action/runner.rb), so there is none. The group is a new session: a Ctrl-C of our own terminal does not reach it,
 * and it outlives us when we crash.
 * @throws VagrantError, and only when the process is gone
 */
export async function runVagrant(run: Run): Promise<void> {
  if (run.signal?.aborted) throw notStarted(run);
  const report = new Report();
  const child = execa(run.program, run.args, {
    env: run.env,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    detached: true,
  });

  if (run.pidFile !== undefined && child.pid !== undefined)
    writeFileSync(run.pidFile, `${child.pid} ${processMark(child.pid)}`);

  const take = (lines: readonly string[]) => {
    for (const line of lines) {
      const entry = parseLine(line);
      report.add(entry);
      run.onEntry(entry);
    }
  };
  const read = (stream: Readable) => {
    const lines = new Lines();
    stream.on('data', (chunk: Buffer) => take(lines.push(chunk)));
    return lines;
  };
  const streams = [read(child.stdout), read(child.stderr)];

  const timers: NodeJS.Timeout[] = [];
  let stopped: 'cancelled' | 'timeout' | undefined;
  const stop = (why: 'cancelled' | 'timeout') => {
    if (stopped !== undefined) return;
    stopped = why;
    signalGroup(child.pid, 'SIGINT');
    timers.push(setTimeout(() => signalGroup(child.pid, 'SIGKILL'), run.patience));
  };
  const onAbort = () => stop('cancelled');
  run.signal?.addEventListener('abort', onAbort, { once: true });
  timers.push(setTimeout(() => stop('timeout'), run.timeout));
  child.once('exit', () => {
    const close = () => [child.stdout, child.stderr].forEach((stream) => stream.destroy());
    timers.push(setTimeout(close, afterExit));
  });

  const result = await child.finally(() => {
    timers.forEach(clearTimeout);
    run.signal?.removeEventListener('abort', onAbort);
    if (run.pidFile !== undefined) rmSync(run.pidFile, { force: true });
  });
  for (const lines of streams) take(lines.end());
  if (stopped === undefined && result.exitCode === 0) return;

  const known = result.code === 'ENOENT' ? 'missing' : stopped;
  const { errorClass, lines } = report;
  const message = report.message ?? stopped ?? result.shortMessage ?? 'failed';
  throw new VagrantError(
    {
      reason: reasonOf({ known, errorClass, message, lines: report.evidence }),
      errorClass,
      message,
      command: commandLine(run),
      lines,
      exit: result.exitCode,
    },
    { cause: result.cause },
  );
}

/** Stops a Vagrant that outlived us: it would go on making machines, and hold their locks. @param patience milliseconds */
export async function endLeftBehind(pidFile: string, patience = 30_000): Promise<void> {
  const [pid = 0, mark] = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split(' ') : [];
  const leader = Number(pid);
  const lives = () => leader > 0 && isAlive(leader) && processMark(leader) === mark;
  if (lives()) {
    signalGroup(leader, 'SIGINT');
    const until = Date.now() + patience;
    while (lives() && Date.now() < until) await sleep(100);
    if (lives()) signalGroup(leader, 'SIGKILL');
  }
  rmSync(pidFile, { force: true });
}

export function commandLine({ program, args }: Pick<Run, 'program' | 'args'>): string {
  return [program, ...args].map(quote).join(' ');
}

/** For an abort that came before the start. */
export function notStarted(run: Pick<Run, 'program' | 'args'>): VagrantError {
  const command = commandLine(run);
  return new VagrantError({
    reason: 'cancelled',
    errorClass: undefined,
    message: 'cancelled',
    command,
    lines: [],
    exit: undefined,
  });
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: all of them are gone
  }
}

const keptLines = 20;

/** Keeps of the output what an error needs. */
class Report {
  readonly lines: string[] = [];
  /** See Evidence.lines. */
  readonly evidence: string[] = [];
  #exit: { readonly errorClass: string; readonly message: string } | undefined;
  #crash: { readonly errorClass: string; readonly message: string } | undefined;
  #lastError: string | undefined;

  get errorClass(): string | undefined {
    return (this.#exit ?? this.#crash)?.errorClass;
  }

  /** Vagrant's words, else Ruby's, else what was printed last in no form: an early failure is told on standard error only. */
  get message(): string | undefined {
    const message = (this.#exit ?? this.#crash)?.message ?? this.#lastError;
    return message?.trim() ?? (this.evidence.length === 0 ? undefined : this.evidence.join('\n'));
  }

  add(entry: Entry): void {
    if (entry.type === 'error-exit') this.#exit = entry; // its text came before, as an error
    if (entry.type === 'ui') {
      const lines = entry.text.split('\n');
      for (const line of lines) keep(this.lines, entry.target === '' ? line : `${entry.target}: ${line}`);
      if (entry.kind !== 'error') return;
      for (const line of lines) keep(this.evidence, line);
      this.#lastError = entry.text;
    }
    // A frame of Ruby's stack; there may be hundreds, and they come after what matters.
    if (entry.type !== 'log' || /^\s+from \S+:\d+:in /.test(entry.text)) return;
    const [, message, errorClass] = /^\S+:\d+:in \S.*?': (.+) \(([A-Z][\w:]*)\)$/.exec(entry.text) ?? [];
    if (message !== undefined && errorClass !== undefined) this.#crash ??= { errorClass, message };
    keep(this.lines, entry.text);
    keep(this.evidence, entry.text);
  }
}

function keep(lines: string[], line: string): void {
  if (line.trim() === '') return;
  lines.push(line);
  if (lines.length > keptLines) lines.shift();
}
