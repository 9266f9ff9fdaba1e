import { type Dirent, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { importLimits } from '../../contract/limits.js';
import type { ImportMessage } from '../../contract/messages/imports.js';
import { brief, type Notes } from './notes.js';
import type { SourceFiles } from './source-files.js';

/** Names that a line of the report has. */
const shownNames = 8;

/** What of a folder nothing was made of. */
interface Rest {
  /** Files, and folders with a slash, of which nothing was used. */
  readonly names: readonly string[];
  /** How many files that is. */
  readonly count: number;
  readonly hidden: readonly string[];
  readonly links: readonly string[];
  readonly deep: readonly string[];
  readonly isUsed: boolean;
}

/**
 * Says, once all is read, which files and folders nothing was made of: what nothing names, what is hidden, links, folders within too many
 * others. A folder of which nothing was used is one line.
 */
export function noteRest(files: SourceFiles, notes: Notes): void {
  let left: number = importLimits.files;
  const visit = (folder: string, depth: number): Rest => {
    const [names, hidden, links, deep]: [string[], string[], string[], string[]] = [[], [], [], []];
    let [count, isUsed] = [0, false];
    for (const entry of entriesOf(join(files.root, folder))) {
      left -= 1;
      if (left < 0) break;
      const path = posix.join(folder, entry.name);
      const isFolder = entry.isDirectory();
      const name = isFolder ? `${entry.name}/` : entry.name;
      if (files.asked.has(path) || notes.mentioned.has(path)) isUsed = true;
      else if (entry.name.startsWith('.')) hidden.push(name);
      else if (!isFolder && !entry.isFile()) links.push(name);
      else if (!isFolder) {
        names.push(name);
        count += 1;
      } else if (depth === 0) deep.push(name);
      else {
        const rest = visit(path, depth - 1);
        if (rest.isUsed) {
          isUsed = true;
          say(path, rest);
        } else if (rest.count + rest.hidden.length + rest.links.length + rest.deep.length > 0) {
          names.push(rest.count > 1 ? `${name} (${rest.count})` : name);
          count += Math.max(1, rest.count);
        }
      }
    }
    return { names, count, hidden, links, deep, isUsed };
  };
  const say = (folder: string, { names, count, hidden, links, deep }: Rest): void => {
    const tell = (all: readonly string[], times: number, message: (names: string) => ImportMessage) => {
      if (all.length === 0) return;
      const more = all.length - shownNames;
      const shown = [...all.slice(0, shownNames).map(brief), ...(more > 0 ? [`… (+${more})`] : [])].join(
        ', ',
      );
      const place = { file: folder === '' ? '.' : folder, line: 1 };
      notes.thing('asset', shown, place, times).note('lost', message(shown));
    };
    tell(names, count, (shown) => ({ code: 'files-unused', params: { files: count, names: shown } }));
    tell(hidden, hidden.length, (shown) => ({ code: 'files-hidden', params: { names: shown } }));
    tell(links, links.length, (shown) => ({ code: 'files-links', params: { names: shown } }));
    tell(deep, deep.length, (shown) => ({
      code: 'files-deep',
      params: { names: shown, limit: importLimits.depth },
    }));
  };
  say('', visit('', importLimits.depth));
  if (left < 0)
    notes
      .thing('asset', '…', { file: '.', line: 1 })
      .note('lost', { code: 'files-unseen', params: { limit: importLimits.files } });
}

/** What is in a folder, by name; nothing of one that cannot be read. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
