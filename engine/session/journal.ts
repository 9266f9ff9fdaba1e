import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { HintLevel } from '../../contract/hints.js';
import type { ExperimentOutcome, ExperimentRequest } from '../../contract/experiments.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { Membership } from '../../contract/class.js';
import type { PackVersion } from '../../contract/lab.js';
import type { PowerAction } from '../../contract/machines.js';
import type { Evidence, Verdict } from '../../contract/verdict.js';
import { diskError, readTail } from '../machines/files.js';
import { journalEntrySchema } from './journal-schema.js';

/** What happened in a session, one line each. `at`: milliseconds since the epoch. */
export type JournalEntry = { readonly at: number } & (
  | {
      readonly type: 'created';
      readonly lab: string;
      /** The pack that the lab came with, and what it was compiled to; absent in journals of former versions. */
      readonly pack?: PackVersion;
      readonly digest?: string;
      readonly seed: string;
      readonly values: Readonly<Record<string, string>>;
      readonly provider: string;
      /** `false`: a run that proves or grades a lab, in which nobody earns points; absent: somebody learns. */
      readonly learner?: boolean;
      /** Whose class the values are of, and which student's; absent: of none. */
      readonly class?: Membership;
    }
  /**
   * From here on the lab is another state of it, which its trainer wrote meanwhile. `checks`: ids whose verdicts of before say nothing.
   */
  | { readonly type: 'relab'; readonly digest: string; readonly checks: readonly string[] }
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

/** What a journal holds: its entries, and the lines (from 1) that are none, or do not follow the one before. */
export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  readonly damaged: readonly number[];
  /** What stands before these was changed, taken out or put in since it was written. */
  readonly unchained: readonly number[];
  /** Entries that name no line before them: of a former version, or taken out of their chain. */
  readonly loose: number;
}

/** What each line has besides its entry, from version 2 on. */
interface Chained {
  readonly v?: number;
  readonly prev?: string;
}

/**
 * The append-only record of a session: JSON lines, each on the disk before the call returns. A line that a crash cut
 * short is skipped when it is read, and the next one starts on a line of its own; any other line that is no entry is
 * left out and told of. Each line names the one before by its digest (`prev`), so that a change shows; lines of former
 * versions (without `v`) name none.
 */
export class Journal {
  readonly #file: string;
  /** What was read so far, up to a byte of the file that this was. */
  #read = nothingRead('');
  /** Hears of every line that was written. */
  onAppend: (entry: JournalEntry) => void = () => {};

  constructor(file: string) {
    this.#file = file;
  }

  get file(): string {
    return this.#file;
  }

  append(event: JournalEvent): JournalEntry {
    const entry = { at: Date.now(), ...event } as JournalEntry;
    this.content();
    const { rest, last } = this.#read;
    const fd = this.#open();
    try {
      const prev = digest(rest === '' ? last : rest);
      writeSync(fd, `${rest === '' ? '' : '\n'}${JSON.stringify({ v: version, prev, ...entry })}\n`);
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
  read(): readonly JournalEntry[] {
    return this.content().entries;
  }

  /** What is wrong with the file, to be told. */
  trouble(): readonly LabError[] {
    const { file } = this;
    const { damaged, unchained } = this.content();
    return [
      ...(damaged.length === 0
        ? []
        : [new LabError({ code: 'session.journal-damaged', params: { file, lines: damaged } })]),
      ...(unchained.length === 0
        ? []
        : [new LabError({ code: 'session.journal-changed', params: { file, lines: unchained } })]),
    ];
  }

  /** All that the file says. Of one that has only grown since the last time what is new is read. */
  content(): JournalContent {
    let fd: number;
    try {
      fd = openSync(this.#file, 'r');
    } catch {
      this.#read = nothingRead('');
      return { entries: [], damaged: [], unchained: [], loose: 0 };
    }
    try {
      const { dev, ino, size } = fstatSync(fd);
      const id = `${dev}.${ino}`;
      if (id !== this.#read.id || size < this.#read.to) this.#read = nothingRead(id);
      const fresh = Buffer.alloc(size - this.#read.to);
      const got = fresh.subarray(0, readSync(fd, fresh, 0, fresh.length, this.#read.to));
      const end = got.lastIndexOf(0x0a) + 1;
      this.#take(got.subarray(0, end).toString('utf8'));
      this.#read.to += end;
      // Without its newline the last line may be whole all the same; when it is not, a crash has cut it short.
      this.#read.rest = got.subarray(end).toString('utf8');
      const last = readLine(this.#read.rest);
      const { entries, damaged, unchained, loose } = this.#read;
      const whole = typeof last === 'object' ? [last.entry] : [];
      return { entries: [...entries, ...whole], damaged: [...damaged], unchained: [...unchained], loose };
    } finally {
      closeSync(fd);
    }
  }

  /** The newest entry of one of these kinds, without looking at what else there is: most often it is near the end. */
  newest<T extends JournalEntry['type']>(
    types: readonly T[],
  ): (JournalEntry & { readonly type: T }) | undefined {
    for (const bytes of [tailBytes, Number.POSITIVE_INFINITY]) {
      let tail: ReturnType<typeof readTail>;
      try {
        tail = readTail(this.#file, bytes);
      } catch {
        return undefined;
      }
      // Where it does not begin with the file it begins within a line.
      const lines = tail.text.split('\n').slice(tail.before === 0 ? 0 : 1);
      for (const line of lines.toReversed()) {
        if (!types.some((type) => line.includes(`"type":"${type}"`))) continue;
        const found = readLine(line);
        if (typeof found === 'object' && (types as readonly string[]).includes(found.entry.type))
          return found.entry as JournalEntry & { readonly type: T };
      }
      if (tail.before === 0) return undefined;
    }
    return undefined;
  }

  #take(text: string): void {
    const lines = text.split('\n');
    lines.pop();
    for (const line of lines) {
      this.#read.lines += 1;
      const found = readLine(line);
      if (typeof found === 'object') {
        this.#read.entries.push(found.entry);
        if (found.prev === undefined) this.#read.loose += 1;
        else if (found.prev !== digest(this.#read.last)) this.#read.unchained.push(this.#read.lines);
      } else if (found === 'damaged') this.#read.damaged.push(this.#read.lines);
      if (line !== '') this.#read.last = line;
    }
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
}

/** Bytes at a journal's end that are looked at first. */
const tailBytes = 65_536;

/** What was read of a file so far: up to a byte, the newest whole line, and what stands after it without a newline. */
function nothingRead(id: string) {
  return {
    id,
    to: 0,
    lines: 0,
    entries: [] as JournalEntry[],
    damaged: [] as number[],
    unchained: [] as number[],
    loose: 0,
    last: '',
    rest: '',
  };
}

/** The entry that a journal begins with; undefined: its first line is none. */
export function firstEntry(journal: Buffer): JournalEntry | undefined {
  const end = journal.indexOf(0x0a);
  const line = readLine(journal.subarray(0, end === -1 ? journal.length : end).toString('utf8'));
  return typeof line === 'object' ? line.entry : undefined;
}

/** The version of the lines that are written. */
const version = 2;

/** By this a line names the one before it: half of a SHA-256 is enough to find it changed. */
function digest(line: string): string {
  return line === '' ? '' : createHash('sha256').update(line).digest('hex').slice(0, 32);
}

/** @returns `nothing` for what was never an entry: an empty line, or one whose append a crash cut short */
function readLine(
  line: string,
): { readonly entry: JournalEntry; readonly prev?: string } | 'damaged' | 'nothing' {
  if (line === '') return 'nothing';
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    const begun = ['{"v":', '{"at":'].some((start) => start.startsWith(line.slice(0, start.length)));
    return begun && !line.endsWith('}') ? 'nothing' : 'damaged';
  }
  const read = journalEntrySchema.safeParse(found);
  if (!read.success) return 'damaged';
  const { v: _, prev, ...entry } = read.data as unknown as JournalEntry & Chained;
  return { entry: entry as JournalEntry, ...(prev === undefined ? {} : { prev }) };
}
