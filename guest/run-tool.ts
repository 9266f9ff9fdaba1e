import { LabError } from '../contract/errors.js';
import { execa } from 'execa';

export interface ToolRun {
  readonly phase: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that becomes the program's standard input. */
  readonly inputFile?: string;
  readonly onLine?: (line: string) => void;
}

const keptLines = 200;

/** Runs a program to its end and returns its standard output and error as lines, the last 200 of them. */
export async function runTool(run: ToolRun): Promise<readonly string[]> {
  const lines: string[] = [];
  const child = execa(run.program, run.args, {
    cwd: run.cwd,
    all: true,
    buffer: false,
    reject: false,
    stdin: run.inputFile === undefined ? 'ignore' : { file: run.inputFile },
    // A build must give the same in every language.
    env: { LC_ALL: 'C.UTF-8', ...run.env },
    ...(run.signal === undefined ? {} : { cancelSignal: run.signal }),
    // mmdebstrap removes its temporary root when it is asked to stop.
    forceKillAfterDelay: 20_000,
  });
  for await (const line of child.iterable({ from: 'all' })) {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    run.onLine?.(line);
  }
  const result = await child;
  if (result.isCanceled || run.signal?.aborted) throw new LabError({ code: 'cancelled', params: {} });
  if (result.failed)
    throw new LabError(failure(run, lines, result.shortMessage ?? ''), { cause: result.cause });
  return lines;
}

/** Decides the cause of a failed tool from its output, in a fixed order. */
export function failure(
  run: Pick<ToolRun, 'phase' | 'cwd'>,
  lines: readonly string[],
  message: string,
): LabError['detail'] {
  const text = lines.join('\n');
  const full = /No space left on device|Disk quota exceeded|write failed because/i.test(text);
  if (full) return { code: 'host.disk-full', params: { path: run.cwd } };
  const network = lines.find((line) =>
    /Temporary failure resolving|Could not resolve|Could not connect|Connection (failed|timed out|refused)|Unable to connect|Failed to fetch|Network is unreachable/.test(
      line,
    ),
  );
  if (network !== undefined) return { code: 'image.network', params: { detail: network.trim() } };
  const detail = [...lines.slice(-12), message].join('\n');
  return { code: 'image.build-failed', params: { phase: run.phase, detail } };
}
