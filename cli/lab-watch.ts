import { type Dirent, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveLimits } from '../contract/limits.js';
import { packOf } from '../engine/packs/files.js';

/*
 * Whether a lab was saved is looked for, not waited for: editors write a file in place, exchange it for another one or do it in two steps,
 * network file systems tell nobody, and a folder may go and come back. A lab is some dozens of files; looking at all of them takes a
 * millisecond.
 */

/** Milliseconds between two looks. */
const interval = 300;
/** Milliseconds that nothing must have changed for: a file that is half written is not read. */
const settling = 150;

/** Folders of a pack that its labs use (engine/packs/files). */
const shared = ['setup', 'files', 'parts', 'topologies'];
/** What machines showed of a lab, and no part of it. */
const made = new Set(['recordings', 'proof.json', 'node_modules']);

/** Tells when what a lab is made of was saved. */
export class LabWatch {
  readonly #folder: string;
  #seen: string | undefined;

  /** @param folder the lab's; it need not be there all the time */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Resolves when something differs from what it was when this was called last (the first time: at once), or when the signal comes. */
  async changed(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#look();
      if (now !== this.#seen) {
        await rest(settling, signal);
        if (this.#look() !== now) continue;
        this.#seen = now;
        return;
      }
      await rest(interval, signal);
    }
  }

  #look(): string {
    const pack = packOf(this.#folder);
    const files = [join(dirname(this.#folder), 'pack.yaml')];
    collect(this.#folder, files);
    if (pack !== undefined) for (const name of shared) collect(join(pack, name), files);
    return files.map(stateOf).join('\n');
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

function collect(folder: string, files: string[]): void {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return; // gone, or not there yet
  }
  for (const entry of entries) {
    // Editors keep what is not saved yet in hidden files.
    if (entry.name.startsWith('.') || entry.name.endsWith('~') || made.has(entry.name)) continue;
    if (files.length > archiveLimits.files) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) collect(path, files);
    else files.push(path);
  }
}

function stateOf(file: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    return `${file} ${ino} ${size} ${mtimeNs}`;
  } catch {
    return `${file} -`;
  }
}
