import type { Plan } from '../../contract/gradebook.js';

/** What an executor is to do: run tasks of a plan, each as `lvslab grade task FOLDER INDEX`, until each has a result or was tried enough. */
export interface Execution {
  /** Absolute; every machine that runs a task has it at the same path. */
  readonly folder: string;
  readonly plan: Plan;
  /** Whether the plan is the one that counts, or that of a regrading. */
  readonly next: boolean;
  /** Indexes of the tasks to run. */
  readonly open: readonly number[];
  /** Minutes that one may take. */
  readonly minutes: number;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of the open ones are done, and which runs now. */
  readonly progress: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly all: number;
  readonly running: number;
  /** Seconds, as far as is known. */
  readonly left?: number;
}

/**
 * Where tasks run. Cancelling it ends what it started and leaves results as they are: going on is starting again.
 * @throws LabError `cancelled`, and what keeps it from running anything
 */
export type Executor = (execution: Execution) => Promise<void>;
