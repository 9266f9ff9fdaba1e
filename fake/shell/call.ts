import type { TerminalSize } from '../../engine/machines/shell.js';
import type { NodeModel } from '../model.js';
import type { World } from '../world.js';

/** Standard input as text that is read up piece by piece. */
export class Input {
  #rest: string;

  constructor(text = '') {
    this.#rest = text;
  }

  /** Everything that has not been read. */
  all(): string {
    const text = this.#rest;
    this.#rest = '';
    return text;
  }

  /** The next line without its end; undefined at the end. */
  line(): string | undefined {
    if (this.#rest === '') return undefined;
    const end = this.#rest.indexOf('\n');
    const line = end < 0 ? this.#rest : this.#rest.slice(0, end);
    this.#rest = end < 0 ? '' : this.#rest.slice(end + 1);
    return line;
  }
}

/** The three streams of a command. */
export interface Io {
  readonly input: Input;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** What commands run in: the machine and who waits for them. */
export interface Host {
  readonly node: NodeModel;
  readonly world: World;
  /** Ends what runs: Ctrl-C, a closed terminal, a timeout. */
  readonly signal: AbortSignal;
  /** A person sits before it. */
  readonly interactive: boolean;
  /** Milliseconds of real time that a second of `sleep` and the like takes. */
  readonly second: number;
  /** Of the terminal that it runs on. */
  readonly size?: TerminalSize;
  /** Settles when what was printed has been taken: the way to print a lot. */
  drained(): Promise<void>;
}

/** One call of a command. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly host: Host;
  readonly node: NodeModel;
  readonly world: World;
  readonly folder: string;
  readonly input: Input;
  readonly environment: ReadonlyMap<string, string>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Runs a script in a shell of its own. */
  run(
    script: string,
    args?: readonly string[],
    options?: { readonly errexit?: boolean; readonly pipefail?: boolean },
  ): Promise<number>;
  /** Runs one command by its words. */
  invoke(words: readonly string[]): Promise<number>;
}

/** @returns the exit code */
export type CommandFunction = (call: Call) => number | Promise<number>;

/** Finds a command by its name; undefined: `command not found`. */
export type Lookup = (name: string, host: Host) => CommandFunction | undefined;

/** Somebody pressed Ctrl-C, or nobody waits any more. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Waits by the host's clock; rejects with Interrupted. */
export function wait(host: Host, seconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (host.signal.aborted) {
      reject(new Interrupted());
      return;
    }
    const end = (): void => {
      host.signal.removeEventListener('abort', cancel);
      resolve();
    };
    const timer = setTimeout(end, Math.min(seconds * host.second, 2 ** 31 - 1));
    const cancel = (): void => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    host.signal.addEventListener('abort', cancel, { once: true });
  });
}
