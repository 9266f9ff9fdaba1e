import { importLimits } from '../../contract/limits.js';
import type {
  ImportItem,
  ImportMessage,
  ImportOutcome,
  ImportReport,
  ImportSort,
} from '../../contract/messages/imports.js';

/** Where something stands in what is imported. */
export interface Place {
  /** Path below what is imported. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const worse: readonly ImportOutcome[] = ['kept', 'changed', 'lost'];

/** One thing of the source, and what becomes of it: nothing said means that it is kept. */
export interface Thing {
  /** What becomes of it: more may be said than one thing; it counts by the worst. @param place another one than the thing's */
  readonly note: (outcome: ImportOutcome, message: ImportMessage, place?: Place) => void;
}

interface Found {
  readonly sort: ImportSort;
  readonly what: string;
  readonly place: Place;
  readonly notes: ImportItem[];
  /** How many things of the source it stands for. */
  readonly times: number;
}

/** What becomes of everything that an import finds. */
export class Notes {
  readonly #found: Found[] = [];
  /** Files and folders, below what is imported, of which was said what became of them. */
  readonly mentioned = new Set<string>();
  #items = 0;
  #more = 0;

  /** @param what its name, for people @param times how many things it stands for */
  thing(sort: ImportSort, what: string, place: Place, times = 1): Thing {
    const found: Found = { sort, what: brief(what), place, notes: [], times };
    this.#found.push(found);
    return {
      note: (outcome, message, { file, line } = place) => {
        this.#items += 1;
        // What is beyond the limit still counts, by its outcome.
        if (this.#items > importLimits.items && found.notes.length > 0) this.#more += 1;
        else found.notes.push({ ...message, sort, outcome, file, line });
      },
    };
  }

  report(): ImportReport {
    const counts: Partial<Record<ImportSort, Record<ImportOutcome, number>>> = {};
    const items: ImportItem[] = [];
    let more = this.#more;
    /** Of a file that several things come of, the same is said once. */
    const told = new Set<string>();
    for (const { sort, what, place, notes, times } of this.#found) {
      const worst = notes.reduce((at, { outcome }) => Math.max(at, worse.indexOf(outcome)), 0);
      const count = (counts[sort] ??= { kept: 0, changed: 0, lost: 0 });
      count[worse[worst]!] += times;
      const all: readonly ImportItem[] =
        notes.length > 0 ? notes : [{ code: 'kept', params: { what }, sort, outcome: 'kept', ...place }];
      const news = all.filter((item) => {
        const key = item.outcome === 'kept' ? '' : JSON.stringify(item);
        if (key !== '' && told.has(key)) return false;
        told.add(key);
        return true;
      });
      const room = Math.max(0, importLimits.items - items.length);
      items.push(...news.slice(0, room));
      more += Math.max(0, news.length - room);
    }
    const sorted = items.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line);
    return { counts, items: sorted, more };
  }
}

/** Not `localeCompare`: a report is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A name or a command as it is shown in a report: its first line, not all of a long one. */
export function brief(text: string): string {
  const [line = '', ...others] = text.trim().split('\n');
  const shown = line.length > 80 ? `${line.slice(0, 80).replace(/[\ud800-\udbff]$/, '')}…` : line;
  return others.length > 0 && !shown.endsWith('…') ? `${shown} …` : shown;
}
