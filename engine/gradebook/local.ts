import { execa } from 'execa';
import { mkdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { availableParallelism, freemem, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { Plan, Task } from '../../contract/gradebook.js';
import { log } from '../log/log.js';
import type { Execution, Executor } from './executor.js';
import { isDone, logFile, readResult } from './folder.js';
import { runTask, type TaskParts, writeEnded } from './task.js';

/** MiB that a task takes beside the memory of its machines: their emulators, and the grader. */
const overhead = 400;
/** Seconds after its time is over in which a task ends its machines, before it is killed. */
const grace = 60;

/** Minutes that a task may take, where nobody says: the longest lab's checks take nine on a slow machine. */
export const taskMinutes = 30;
/** Names the folder that a task keeps its sessions in. */
export const taskDataVariable = 'LVSLAB_TASK_DATA';

/** MiB that the largest of a plan's tasks takes. */
export function memoryFor({ labs }: Plan): number {
  return Math.max(...labs.map(({ memory }) => memory)) + overhead;
}

/** As many at once as processors and free memory bear; a replay waits for timers half of its time. */
export function jobsFor(plan: Plan, cores = availableParallelism(), free = freemem()): number {
  return Math.max(1, Math.min(cores, Math.floor(((free / 1024 / 1024) * 0.8) / memoryFor(plan))));
}

/** Does one task in a place of the queue; how it ended, in a word, where it left no result. */
type RunOne = (task: Task, index: number, slot: number) => Promise<string>;

/**
 * Tasks on this machine, each in a process of its own: one that dies takes no other with it, and what it did is done again.
 * @param command the program and its first arguments
 */
export function localExecutor(command: readonly [string, ...string[]], jobs: number): Executor {
  return (execution) =>
    runQueue(execution, jobs, (task, index, slot) => inProcess(command, execution, task, index, slot));
}

/**
 * Tasks in this process, where there is no command to run: in a packaged app.
 * @param parts where tasks keep their sessions, and on what they run
 */
export function hereExecutor(parts: Pick<TaskParts, 'provider' | 'store'>, jobs: number): Executor {
  return (execution) =>
    runQueue(execution, jobs, async (_task, index) => {
      const { folder, plan, minutes, signal } = execution;
      try {
        await runTask({ folder, plan, index, minutes, ...parts }, signal === undefined ? {} : { signal });
        return '0';
      } catch (error) {
        if (signal?.aborted !== true) log().error({ err: error, index }, 'a grading task');
        return (error as Error).name;
      }
    });
}

async function runQueue(execution: Execution, jobs: number, runOne: RunOne): Promise<void> {
  const queue = new Queue(execution, runOne);
  const places = Math.min(jobs, execution.open.length);
  await Promise.all(Array.from({ length: places }, (_, slot) => queue.worker(slot)));
  if (execution.signal?.aborted === true) throw new LabError({ code: 'cancelled', params: {} });
}

/** Where the tasks of one place in the queue keep their sessions, one after the other: the next one ends what a killed one left. */
function slotFolder(folder: string, slot: number): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return join(tmpdir(), `lvslab-grade-${userInfo().uid}-${name}`, String(slot));
}

async function inProcess(
  [file, ...first]: readonly [string, ...string[]],
  { folder, next, minutes, signal }: Execution,
  task: Task,
  index: number,
  slot: number,
): Promise<string> {
  const log = logFile(folder, task.key);
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = { file: log, append: true };
  const words = ['grade', 'task', folder, String(index), '--minutes', String(minutes)];
  const { exitCode, signal: killed } = await execa(file, [...first, ...words, ...(next ? ['--next'] : [])], {
    stdin: 'ignore',
    stdout: output,
    stderr: output,
    env: { [taskDataVariable]: slotFolder(folder, slot) },
    reject: false,
    timeout: (minutes * 60 + grace) * 1000,
    forceKillAfterDelay: grace * 1000,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  return killed ?? String(exitCode ?? '?');
}

class Queue {
  readonly #execution: Execution;
  readonly #runOne: RunOne;
  readonly #queue: number[];
  readonly #started = Date.now();
  #done = 0;
  /** Of them those that took machines: the others take no time, and tell nothing of it. */
  #judged = 0;
  #running = 0;

  constructor(execution: Execution, runOne: RunOne) {
    this.#execution = execution;
    this.#runOne = runOne;
    this.#queue = [...execution.open];
  }

  /** Takes one task after the other. */
  async worker(slot: number): Promise<void> {
    for (let index = this.#queue.shift(); index !== undefined; index = this.#queue.shift()) {
      if (this.#execution.signal?.aborted === true) return;
      this.#running += 1;
      this.#tell();
      try {
        await this.#one(index, slot);
      } finally {
        this.#running -= 1;
      }
      this.#tell();
    }
  }

  async #one(index: number, slot: number): Promise<void> {
    const { folder, plan, signal } = this.#execution;
    const task = plan.tasks[index]!;
    const attempts = readResult(folder, task.key)?.attempts ?? 0;
    const exit = await this.#runOne(task, index, slot);
    if (signal?.aborted === true) return;
    const result = readResult(folder, task.key);
    // It may have died before it could say anything.
    if (result === undefined || result.attempts === attempts) writeEnded(folder, task, exit);
    if (isDone(readResult(folder, task.key))) {
      this.#done += 1;
      if (task.refused === undefined) this.#judged += 1;
    }
    // Once more, but after all others: what was in its way may have gone.
    else this.#queue.push(index);
  }

  #tell(): void {
    const all = this.#execution.open.length;
    const seconds = (Date.now() - this.#started) / 1000;
    const { plan, open } = this.#execution;
    const judge = open.filter((index) => plan.tasks[index]!.refused === undefined).length;
    const left =
      this.#judged === 0 ? {} : { left: Math.round((seconds / this.#judged) * (judge - this.#judged)) };
    this.#execution.progress({ done: this.#done, all, running: this.#running, ...left });
  }
}
