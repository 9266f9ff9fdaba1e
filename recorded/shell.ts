import type { FactsRequest } from '../contract/facts.js';
import { type ExecOptions, type ExecResult, type Shell, ShellError } from '../engine/machines/shell.js';
import type { Stage } from './stage.js';

/** How a node of a film is asked, and what keeps it from answering. */
export interface Reach {
  readonly node: string;
  /** @throws ShellError while the node does not run, or its connection is cut */
  stage(): Stage;
  /** Milliseconds that a script takes. */
  readonly delay: number;
}

/** The harness's shell on a node of a film: scripts that were run then are run again, anything else is refused. */
export class RecordedShell implements Shell {
  readonly #reach: Reach;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  async exec(command: string, { input, signal }: ExecOptions = {}): Promise<ExecResult> {
    const { node, delay } = this.#reach;
    // A command is never over before it has begun, as over a real connection.
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (signal?.aborted) throw new ShellError('cancelled', 'cancelled');
    const stage = this.#reach.stage();
    const text = input ?? command;
    const done = stage.run(node, text) ?? stage.type(node, text.trim());
    if (done === undefined)
      return { exit: 127, stdout: '', stderr: `nobody ran this on ${node} when it was recorded\n` };
    return { exit: done.exit, stdout: done.output, stderr: '' };
  }

  said(request: FactsRequest, marker: string): string {
    return this.#reach.stage().said(this.#reach.node, request, marker);
  }
}
