import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { HintLevel } from '../../contract/hints.js';
import type { ExperimentOutcome, ExperimentRequest } from '../../contract/experiments.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { PowerAction } from '../../contract/session.js';
import type { Evidence, Verdict } from '../../contract/verdict.js';
import { diskError } from '../machines/files.js';

/** What happened in a session, one line each. `at`: milliseconds since the epoch. */
export type JournalEntry = { readonly at: number } & (
  | {
      readonly type: 'created';
      readonly lab: string;
      readonly seed: string;
      readonly values: Readonly<Record<string, string>>;
      readonly provider: string;
      /** `false`: a run that proves or grades a lab, in which nobody earns points; absent: somebody learns. */
      readonly learner?: boolean;
    }
  | { readonly type: 'provisioned'; readonly seconds: number }
  | { readonly type: 'setup'; readonly node: string; readonly script: string; readonly exit: number }
  /** Who learns, as they call themselves. */
  | { readonly type: 'learner'; readonly name: string }
  /** Before the learner's first command these checks held already. */
  | { readonly type: 'began'; readonly holds: readonly string[] }
  | { readonly type: 'step-started'; readonly step: string; readonly checkpoint: boolean }
  | {
      readonly type: 'solved-for-learner';
      readonly step: string;
      readonly node: string;
      readonly exit: number;
      readonly seconds: number;
    }
  /**
   * A step was typed in for the learner, or as far as it went. Of checks of other steps that were still open: `held`
   * before it, by the learner's hands; `made` are those that hold since. `witness`: digest of how all nodes were then;
   * absent where one did not answer.
   */
  | {
      readonly type: 'solved';
      readonly step: string;
      readonly held: readonly string[];
      readonly made: readonly string[];
      readonly witness?: string;
    }
  | {
      readonly type: 'checked';
      readonly final: boolean;
      readonly verdicts: readonly Verdict[];
      readonly seconds: number;
      /** Was every node as the last solution had left it? Absent where nobody looked. */
      readonly untouched?: boolean;
      /** With `untouched`: the witness after our own experiments. */
      readonly left?: string;
    }
  /** `cause`: a level of former versions, which showed what the verdict says. */
  | { readonly type: 'hinted'; readonly check: string; readonly level: HintLevel | 'cause' }
  | { readonly type: 'solution-shown'; readonly step: string }
  /** A step without checks was read to its end. */
  | { readonly type: 'read'; readonly step: string }
  | { readonly type: 'answered'; readonly check: string; readonly answer: string }
  | { readonly type: 'mistake-made'; readonly mistake: string }
  /** `node`: only this one was put back. */
  | { readonly type: 'reset'; readonly step: string; readonly node?: string }
  | { readonly type: 'power'; readonly node: string; readonly action: PowerAction }
  | { readonly type: 'node-state'; readonly node: string; readonly state: string; readonly detail: string }
  /** A cable that was pulled or plugged in: by hand, or by an experiment. */
  | {
      readonly type: 'cable';
      readonly node: string;
      readonly network: string;
      readonly up: boolean;
      readonly by: 'hand' | 'experiment';
    }
  /** What an experiment that disturbs showed. */
  | { readonly type: 'experiment'; readonly request: ExperimentRequest; readonly result: ExperimentOutcome }
  /** What frames and facts told while somebody looked. `seen`: milliseconds since the epoch. */
  | {
      readonly type: 'observed';
      readonly seen: number;
      readonly message: TimelineMessage;
      readonly evidence: readonly Evidence[];
    }
  | { readonly type: 'suspended' }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended' }
);

export type JournalEvent = JournalEntry extends infer E
  ? E extends JournalEntry
    ? Omit<E, 'at'>
    : never
  : never;

/**
 * The append-only record of a session: JSON lines, each on the disk before the call returns. A line that a crash cut
 * short is skipped when it is read, and the next one starts on a line of its own.
 */
export class Journal {
  readonly #file: string;
  /** Hears of every line that was written. */
  onAppend: (entry: JournalEntry) => void = () => {};

  constructor(file: string) {
    this.#file = file;
  }

  append(event: JournalEvent): JournalEntry {
    const entry = { at: Date.now(), ...event } as JournalEntry;
    const cut = this.#endsCut();
    const fd = this.#open();
    try {
      writeSync(fd, `${cut ? '\n' : ''}${JSON.stringify(entry)}\n`);
      fsyncSync(fd);
    } catch (error) {
      throw diskError(error, dirname(this.#file));
    } finally {
      closeSync(fd);
    }
    this.onAppend(entry);
    return entry;
  }

  /** All whole entries, oldest first. */
  read(): JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (const line of this.#text().split('\n')) {
      if (line === '') continue;
      try {
        entries.push(JSON.parse(line) as JournalEntry);
      } catch {
        // cut short by a crash
      }
    }
    return entries;
  }

  #open(): number {
    try {
      return openSync(this.#file, 'a', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskError(error, dirname(this.#file));
      throw new LabError(
        { code: 'session.folder-gone', params: { folder: dirname(this.#file) } },
        { cause: error },
      );
    }
  }

  #endsCut(): boolean {
    let fd: number;
    try {
      fd = openSync(this.#file, 'r');
    } catch {
      return false;
    }
    try {
      const { size } = fstatSync(fd);
      const last = Buffer.alloc(1);
      return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
    } finally {
      closeSync(fd);
    }
  }

  #text(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }
}
