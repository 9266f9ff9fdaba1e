import type { FactsRequest } from '../../contract/facts.js';

/** How the engine runs something on a node, whatever the provider. */

export interface ExecResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Milliseconds; when they are over the command is given up and a ShellError `timeout` thrown. Default 30,000. */
  readonly timeout?: number;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Called with each piece of standard output as it comes. */
  readonly onStdout?: (chunk: string) => void;
  /** Bytes of each stream that are kept at most; default 1 MiB. */
  readonly maxOutput?: number;
}

export interface Shell {
  /**
   * Runs a POSIX sh command line as root.
   * @throws ShellError when the node could not be asked; a non-zero exit is a result, not an error.
   */
  exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  /**
   * What a recording knows of its node, as the facts script would print it; absent: this is a machine, and is asked.
   * @param marker opens the sections
   * @throws ShellError as `exec`
   */
  said?(request: FactsRequest, marker: string): string;
}

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

/** A learner's shell on a node. Text is UTF-8 decoded; a character is never cut in two. */
export interface Terminal {
  onData(listener: (chunk: string) => void): void;
  /** `ended`: the shell has ended; `cut`: the connection has, and the shell may live on. */
  onClose(listener: (how: 'ended' | 'cut') => void): void;
  write(data: string): void;
  resize(size: TerminalSize): void;
  /** Stops reading from the node: what it prints waits there. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** The node could not be asked: never the learner's failure. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly reason: 'unreachable' | 'timeout' | 'halted' | 'cancelled';

  constructor(reason: ShellError['reason'], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.reason = reason;
  }
}

/** Quotes a word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Where our own scripts look for tools: where packages put them, never where a person puts wrappers. */
export const toolPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/** A shell in which commands of ours find the distribution's tools, whatever the node's PATH is. */
export function withTools(shell: Shell): Shell {
  return { exec: (command, options) => shell.exec(`export PATH=${toolPath}; ${command}`, options) };
}

/**
 * The command that runs what it reads, as root, as in a learner's terminal; from a file, so that no command of the script can
 * read the rest of it.
 * @param bash and its options
 */
export function scriptCommand(bash = 'bash'): string {
  return `f=$(mktemp) && cat >"$f" && cd /root && DEBIAN_FRONTEND=noninteractive HOME=/root ${bash} "$f" </dev/null 2>&1; s=$?; rm -f "$f"; exit $s`;
}
