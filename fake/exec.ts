import { type ExecOptions, type ExecResult, type Shell, ShellError } from '../engine/machines/shell.js';
import { lookup } from './commands/registry.js';
import type { Lab } from './lab.js';
import { Input, Interrupted } from './shell/call.js';
import { SimulatedShell } from './shell/run.js';

const defaultOutput = 1024 * 1024;

/** The harness's shell on a simulated node: each command line has a shell of its own, and time in it stands still. */
export class FakeShell implements Shell {
  readonly #lab: () => Lab;
  readonly #node: string;
  readonly #running = new Set<AbortController>();
  #dropped = false;

  constructor(lab: () => Lab, node: string) {
    this.#lab = lab;
    this.#node = node;
  }

  async exec(command: string, options: ExecOptions = {}): Promise<ExecResult> {
    // A command is never over before it has begun, as over a real connection.
    await new Promise((resolve) => setImmediate(resolve));
    const { signal, timeout = 30_000, maxOutput = defaultOutput } = options;
    if (signal?.aborted) throw new ShellError('cancelled', 'cancelled');
    this.#refuse();
    const lab = this.#lab();
    const control = new AbortController();
    this.#running.add(control);
    const abort = (): void => control.abort();
    signal?.addEventListener('abort', abort, { once: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      control.abort();
    }, timeout);
    let stdout = '';
    let stderr = '';
    try {
      const host = {
        node: lab.node(this.#node),
        world: lab,
        signal: control.signal,
        interactive: false,
        second: 0,
        drained: () => Promise.resolve(),
      };
      const exit = await new SimulatedShell(host, lookup).run(command, {
        input: new Input(options.input),
        out: (text) => {
          if (stdout.length < maxOutput) stdout += text.slice(0, maxOutput - stdout.length);
          options.onStdout?.(text);
        },
        err: (text) => {
          if (stderr.length < maxOutput) stderr += text.slice(0, maxOutput - stderr.length);
        },
      });
      // A machine that ended under its own command does not tell how the command ended.
      if (control.signal.aborted) throw new Interrupted();
      return { exit, stdout, stderr };
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      if (signal?.aborted) throw new ShellError('cancelled', 'cancelled');
      if (late)
        throw new ShellError(
          'timeout',
          `no end within ${Math.round(timeout / 1000)} s: ${command.slice(0, 80)}`,
        );
      throw new ShellError(
        lab.ended(this.#node) === 'halted' ? 'halted' : 'unreachable',
        'the connection was cut',
      );
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#running.delete(control);
    }
  }

  /** Ends what runs. @param once the next command fails as well */
  cut(once: boolean): void {
    this.#dropped = once;
    for (const control of this.#running) control.abort();
  }

  #refuse(): void {
    const ended = this.#lab().ended(this.#node);
    if (ended === 'halted') throw new ShellError('halted', 'the machine does not run');
    if (ended !== undefined) throw new ShellError('unreachable', 'the machine does not run');
    if (!this.#dropped) return;
    this.#dropped = false;
    throw new ShellError('unreachable', 'the connection was cut');
  }
}
