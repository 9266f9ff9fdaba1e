import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isAlive, processMark } from './lock.js';

/** `NAME.PID-MARK-RANDOM.partial`: whose it is (see `processMark`), so that nobody's is told from somebody's. */
const remnantName = /\.(\d{1,10})-(\d*)-[0-9a-f]{12}\.partial$/;

/** Files and folders that this process is writing. */
const own = new Set<string>();

/** The name under which a file or a folder is written until it is whole: beside it, so that it is on the same file system. */
export function claimPartial(target: string): string {
  const mark = `${process.pid}-${processMark(process.pid)}-${randomBytes(6).toString('hex')}`;
  const partial = `${resolve(target)}.${mark}.partial`;
  own.add(partial);
  return partial;
}

/** It has its own name by now, or has been removed, or is a remnant. */
export function releasePartial(partial: string): void {
  own.delete(partial);
}

/**
 * Removes what killed processes left half written in a folder; a living process's stays.
 * @returns the paths that were removed
 * @throws what the file system refuses, but for a folder that is not there
 */
export async function clearRemnants(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const remnants = names.map((name) => join(resolve(parent), name)).filter(isRemnant);
  for (const path of remnants) await rm(path, { recursive: true, force: true });
  return remnants;
}

const tidied = new Set<string>();

/** Removes, once in a process's life, what killed ones left of a file; what cannot be removed is in nobody's way. */
export function clearRemnantsOf(target: string): void {
  const path = resolve(target);
  if (tidied.has(path)) return;
  tidied.add(path);
  try {
    for (const name of readdirSync(dirname(path))) {
      const found = join(dirname(path), name);
      if (found.replace(remnantName, '') === path && isRemnant(found)) rmSync(found, { force: true });
    }
  } catch {
    // a folder that is written but not read
  }
}

function isRemnant(path: string): boolean {
  const [, pid, mark] = remnantName.exec(basename(path)) ?? [];
  if (pid === undefined) return false;
  const number = Number(pid);
  // A container's processes have the same few numbers each time.
  if (number === process.pid) return !own.has(path);
  return !isAlive(number) || processMark(number) !== mark;
}
