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
