import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';
import { quote } from '../machines/shell.js';
import type { Execution, Executor } from './executor.js';
import { isDone, openTasks, readResult } from './folder.js';
import { memoryFor } from './local.js';
import { writeEnded } from './task.js';

export interface SlurmOptions {
  /** Tasks of one array that run at once. */
  readonly jobs: number;
  readonly partition?: string;
  /** Milliseconds between two looks at the queue. */
  readonly every?: number;
}

/** Milliseconds that one of Slurm's commands may take. */
const commandLimit = 60_000;
/** How much later than others of the same user and partition: a class is graded over night, and blocks nobody (sbatch(1), --nice). */
const niceness = 100;
/** Where slurm.conf says nothing (slurm.conf(5), MaxArraySize). */
const defaultArraySize = 1001;

/**
 * Tasks as job arrays of a Slurm cluster, whose nodes have the grades' folder and the program at the same paths. What an array leaves without
 * a result (a node died, a task was killed) is submitted once more, as often as a task is tried.
 * @throws LabError grade.no-slurm, grade.slurm
 */
export function slurmExecutor(command: readonly [string, ...string[]], options: SlurmOptions): Executor {
  return async (execution) => {
    const { signal } = execution;
    const run = new SlurmRun(command, options, execution);
    try {
      for (let open = execution.open; open.length > 0; open = openTasks(execution.folder, execution.plan)) {
        await run.round(open);
        if (signal?.aborted === true) throw new LabError({ code: 'cancelled', params: {} });
      }
    } finally {
      await run.cancel();
    }
  };
}

class SlurmRun {
  readonly #command: readonly [string, ...string[]];
  readonly #options: SlurmOptions;
  readonly #execution: Execution;
  readonly #started = Date.now();
  /** Arrays that were submitted and have not ended. */
  #jobs: readonly string[] = [];
  readonly #done = new Set<number>();

  constructor(command: readonly [string, ...string[]], options: SlurmOptions, execution: Execution) {
    this.#command = command;
    this.#options = options;
    this.#execution = execution;
  }

  /** Submits these tasks, and waits until none of them waits or runs. */
  async round(open: readonly number[]): Promise<void> {
    const { folder, plan, signal } = this.#execution;
    const before = new Map(open.map((index) => [index, this.#attempts(index)]));
    const size = (await arraySize()) - 1;
    for (let at = 0; at < open.length; at += size)
      this.#jobs = [...this.#jobs, await this.#submit(open.slice(at, at + size))];
    const { every = 2000 } = this.#options;
    while (signal?.aborted !== true) {
      const states = await this.#states();
      this.#tell(states.filter((state) => state === 'RUNNING').length);
      if (states.length === 0) break;
      await sleep(every, undefined, { signal }).catch(() => undefined);
    }
    if (signal?.aborted === true) return;
    this.#jobs = [];
    for (const [index, attempts] of before)
      if (this.#attempts(index) === attempts) writeEnded(folder, plan.tasks[index]!, 'slurm');
  }

  /** Calls off what still waits or runs; never throws. */
  async cancel(): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length > 0) await execa('scancel', jobs, { reject: false, timeout: commandLimit });
  }

  #attempts(index: number): number {
    const { folder, plan } = this.#execution;
    return readResult(folder, plan.tasks[index]!.key)?.attempts ?? 0;
  }

  /** @returns the array's job id */
  async #submit(indexes: readonly number[]): Promise<string> {
    const { folder, plan, minutes, next } = this.#execution;
    const { jobs, partition } = this.#options;
    const place = join(folder, 'slurm');
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    mkdirSync(place, { recursive: true, mode: 0o700 });
    const name = `${Date.now()}-${indexes[0]}`;
    const list = join(place, `${name}.tasks`);
    const script = join(place, `${name}.sh`);
    writeFileSync(list, `${indexes.join('\n')}\n`, { mode: 0o600 });
    const words = [...this.#command, 'grade', 'task', folder].map(quote).join(' ');
    writeFileSync(
      script,
      `#!/bin/sh
index=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" ${quote(list)})
exec ${words} "$index" --minutes ${minutes}${next ? ' --next' : ''}
`,
      { mode: 0o700 },
    );
    const said = await slurm('sbatch', [
      '--parsable',
      `--array=0-${indexes.length - 1}%${jobs}`,
      `--job-name=lvslab-${plan.class.id}`,
      `--mem=${memoryFor(plan)}M`,
      `--time=${minutes + 2}`,
      `--nice=${niceness}`,
      '--cpus-per-task=1',
      `--output=${join(folder, 'logs', 'slurm-%A_%a.log')}`,
      ...(partition === undefined ? [] : [`--partition=${partition}`]),
      script,
    ]);
    // With --parsable: the id, and the cluster's name where there are several.
    return said.trim().split(';', 1)[0]!;
  }

  /** Of all tasks that wait or run. A controller that does not answer just now says nothing of them. */
  async #states(): Promise<readonly string[]> {
    for (let time = 1; ; time += 1)
      try {
        const said = await slurm('squeue', [
          '--noheader',
          '--array',
          `--jobs=${this.#jobs.join(',')}`,
          '--format=%T',
        ]);
        return said.split('\n').filter((line) => line !== '');
      } catch (error) {
        // An array that ended a while ago is no valid job any more (squeue(1)).
        if (error instanceof LabError && /Invalid job id/.test(JSON.stringify(error.detail.params)))
          return [];
        if (time === 5) throw error;
        await sleep(5000);
      }
  }

  #tell(running: number): void {
    const { folder, plan, open } = this.#execution;
    // What is done stays so: no result is read again for each look at the queue.
    for (const index of open)
      if (!this.#done.has(index) && isDone(readResult(folder, plan.tasks[index]!.key))) this.#done.add(index);
    const done = this.#done.size;
    const seconds = (Date.now() - this.#started) / 1000;
    const left = done === 0 ? {} : { left: Math.round((seconds / done) * (open.length - done)) };
    this.#execution.progress({ done, all: open.length, running, ...left });
  }
}

async function arraySize(): Promise<number> {
  const said = await slurm('scontrol', ['show', 'config']);
  const size = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(said)?.[1]);
  return Number.isInteger(size) && size > 1 ? size : defaultArraySize;
}

async function slurm(command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr, code } = await execa(command, args, {
    reject: false,
    timeout: commandLimit,
  });
  if (code === 'ENOENT') throw new LabError({ code: 'grade.no-slurm', params: { command } });
  if (exitCode === 0) return stdout;
  throw new LabError({ code: 'grade.slurm', params: { command, detail: stderr.trim().slice(0, 500) } });
}
