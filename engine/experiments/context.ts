import type { Check } from '../../contract/checks.js';
import type { ExperimentRequest, Seen, Tried } from '../../contract/experiments.js';
import { type FaultContext, FaultFailed, ToolMissing } from '../faults/fault.js';
import type { Capture, Frame, Machines } from '../machines/provider.js';
import { ShellError, withTools } from '../machines/shell.js';

/** The secret file by which servers tell who they are. */
export interface ServerTokens {
  /** Its name, below each server's document root. */
  readonly file: string;
  /** The node by what its file says; one that could not be written to is not among them. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** What an experiment may use. */
export interface ExperimentContext extends FaultContext {
  /** Sees the frames of a network until it is stopped; absent where the provider cannot capture. */
  readonly capture?: Machines['capture'];
  /** What a recording knows of it; absent: it is made. */
  readonly shown?: (request: ExperimentRequest) => Tried;
  /** Absent where machines cannot be put back to where they were. */
  readonly machines?: Pick<Machines, 'power' | 'checkpoint' | 'restore' | 'forget'>;
  /**
   * Looks at what checks look at, of the lab by their ids or given themselves, every experiment made anew, and says which of them
   * do not pass, and whether one of these fails.
   */
  readonly look?: (checks: readonly (string | Check)[]) => Promise<{
    readonly seen: Seen;
    readonly unmet: readonly string[];
    readonly failed: boolean;
  }>;
  /** A new unguessable word of lower-case letters and digits. */
  secret(): string;
  /** The first of so many source ports in a row that this session has not asked from lately, see SourcePorts. */
  sourcePorts(count: number): number;
  /** Writes them once for several experiments; absent: each writes its own. */
  readonly tokens?: () => Promise<ServerTokens>;
  readonly signal?: AbortSignal;
  /** Told in English what is being done, for a log. */
  readonly progress?: (line: string) => void;
}

/** How often what an experiment rests on is looked at, and milliseconds between: services settle after a boot, and hosts are busy. */
const looks = { times: 3, apart: 2000 };

/** Looks until what is seen holds, or it was looked at often enough; what is wrong for good stays wrong. */
export async function settled<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let time = 1; ; time += 1) {
    const seen = await look();
    if (holds(seen) || time === looks.times) return seen;
    await pause(looks.apart, signal);
  }
}

/** Looks at checks until all of them hold, see `settled`. */
export function lookSettled(
  look: NonNullable<ExperimentContext['look']>,
  checks: readonly (string | Check)[],
  signal: AbortSignal | undefined,
): ReturnType<typeof look> {
  return settled(
    () => look(checks),
    ({ unmet }) => unmet.length === 0,
    signal,
  );
}

/** The experiment itself went wrong, with what was seen. */
export class ExperimentFailed extends Error {
  override readonly name = 'ExperimentFailed';
}

/** Makes an outcome of whatever an experiment threw; a cancelled one is thrown on. */
export async function tried(run: () => Promise<Extract<Tried, { ok: true }>['result']>): Promise<Tried> {
  try {
    return { ok: true, result: await run() };
  } catch (error) {
    const at = Date.now();
    if (error instanceof ShellError) {
      if (error.reason === 'cancelled') throw error;
      const reason = error.reason === 'timeout' ? 'timeout' : 'unreachable';
      return { ok: false, reason, detail: error.message, at };
    }
    if (error instanceof ToolMissing) return { ok: false, reason: 'tool-missing', detail: error.message, at };
    if (error instanceof ExperimentFailed || error instanceof FaultFailed)
      return { ok: false, reason: 'failed', detail: error.message, at };
    throw error;
  }
}

/** Waits; ends early, and throws `cancelled`, when the signal comes. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new ShellError('cancelled', 'cancelled'));
      return;
    }
    const end = (): void => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const cancel = (): void => {
      clearTimeout(timer);
      reject(new ShellError('cancelled', 'cancelled'));
    };
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Sees the frames of some networks while something is done, from its start on.
 * @throws ExperimentFailed where they cannot be seen
 */
export async function capturing<T>(
  context: ExperimentContext,
  networks: readonly string[],
  onFrame: (frame: Frame) => void,
  work: () => Promise<T>,
): Promise<T> {
  const captures = networks.flatMap((network): Capture[] => {
    const capture = context.capture?.(network, onFrame);
    return capture === undefined ? [] : [capture];
  });
  try {
    await Promise.all(captures.map(({ ready }) => ready)).catch((error: Error) => {
      throw new ExperimentFailed(error.message, { cause: error });
    });
    return await work();
  } finally {
    await Promise.all(captures.map((capture) => capture.stop()));
  }
}

/** The same, with the tools' PATH on every node, whatever a learner made of it. */
export function withNodeTools<T extends Pick<ExperimentContext, 'shell'>>(context: T): T {
  return { ...context, shell: (node: string) => withTools(context.shell(node)) };
}

/** The exec options that carry the context's signal. */
export function withSignal(context: ExperimentContext): { readonly signal?: AbortSignal } {
  return context.signal === undefined ? {} : { signal: context.signal };
}
