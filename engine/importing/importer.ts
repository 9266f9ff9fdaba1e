import type { Text } from '../../contract/text.js';
import type { Draft } from './draft.js';
import type { Notes } from './notes.js';

/** How labs of another platform become a pack. */
export interface Importer {
  /** What it is called: `lvslab pack import ID`. */
  readonly id: string;
  /** What is imported, for people. */
  readonly takes: Text;
  /**
   * Reads what it is given, to its limits, and runs nothing of it.
   * @param path a folder, or a file
   * @param notes is told what becomes of everything that was found
   * @throws LabError import.nothing, import.unreadable, import.json
   */
  readonly read: (path: string, notes: Notes) => Draft;
}

/** Names of folders that mean something in a pack: no lab is called so. */
export const packFolders = ['setup', 'files', 'parts', 'topologies', 'recordings', 'steps'] as const;
