import type { Command, Option } from 'commander';
import type { CliContext } from './context.js';

/** What a command needs to make itself known. */
export interface Registration {
  readonly program: Command;
  /** A text in the language of the help. */
  readonly t: (zh: string, en: string) => string;
  /** Wraps what a command does: context in, exit code out, every error shown for what it is. */
  readonly does: <A extends unknown[]>(
    action: (context: CliContext, ...args: A) => Promise<number> | number,
    how?: { readonly providerIsVagrants?: boolean },
  ) => (...args: unknown[]) => Promise<void>;
  /** What `ssh` is to run on its node: taken out of the command line before options are read. */
  readonly nodeCommand: readonly string[];
  // Options that several commands have.
  readonly session: () => Option;
  readonly seed: () => Option;
  readonly cold: () => Option;
}

/** Adds one command, or what belongs together, to the program. */
export type Register = (registration: Registration) => void;
