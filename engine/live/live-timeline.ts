import { LabError } from '../../contract/errors.js';
import type { Moment, TimelineEntry } from '../../contract/timeline.js';
import type { Evidence } from '../../contract/verdict.js';
import type { Journal, JournalEntry } from '../session/journal.js';
import { Timeline } from '../session/timeline.js';
import type { Happening } from '../observe/happenings.js';

/** Milliseconds within which entries that come together are told together. */
const together = 100;

/** A session's timeline as windows see it: read from the journal when somebody first looks, then kept. */
export class LiveTimeline {
  readonly #journal: Journal;
  readonly #listeners = new Set<(timeline: readonly TimelineEntry[]) => void>();
  #timeline: Timeline | undefined;
  #telling: NodeJS.Timeout | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Tells it, and again whenever more happened, until the signal comes. */
  async watch(signal: AbortSignal, tell: (timeline: readonly TimelineEntry[]) => void): Promise<void> {
    if (signal.aborted) return;
    this.#listeners.add(tell);
    tell(this.#entries());
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#listeners.delete(tell);
  }

  /** What an entry rests on; nothing for one that is not kept any more. */
  moment(id: string): readonly Evidence[] {
    return this.#moments().find((moment) => moment.id === id)?.evidence ?? [];
  }

  /** The journal's next line, which is on the disk already. */
  add(entry: JournalEntry): void {
    // Whoever looks first reads it with the rest.
    if (this.#timeline !== undefined && !this.#timeline.add(entry)) return;
    if (this.#telling !== undefined) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      if (this.#listeners.size === 0) return;
      const entries = this.#entries();
      for (const tell of this.#listeners) tell(entries);
    }, together);
  }

  /** Writes down what was seen; where it cannot be written it is not kept, and the session goes on. */
  note({ at, message, evidence }: Happening): void {
    try {
      this.#journal.append({ type: 'observed', seen: at, message, evidence });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
    }
  }

  /** Another process may have written meanwhile. */
  readAgain(): void {
    this.#timeline = undefined;
  }

  #moments(): readonly Moment[] {
    this.#timeline ??= new Timeline(this.#journal.read());
    return this.#timeline.moments;
  }

  #entries(): readonly TimelineEntry[] {
    return this.#moments().map(({ evidence, ...entry }) => ({ ...entry, proven: evidence.length > 0 }));
  }
}
