import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isAlive, processMark } from '../machines/lock.js';

/** `NAME.PID-MARK-RANDOM.partial`: whose it is (see `processMark`), so that nobody's is told from somebody's. */
const remnantName = /\.(\d{1,10})-(\d*)-[0-9a-f]{12}\.partial$/;

/** Folders that this process is writing. */
const own = new Set<string>();

/** The name under which a folder is written until it is whole: beside it, so that it is on the same file system. */
export function claimPartial(target: string): string {
  const mark = `${process.pid}-${processMark(process.pid)}-${randomBytes(6).toString('hex')}`;
  const partial = `${resolve(target)}.${mark}.partial`;
  own.add(partial);
  return partial;
}

/** It is another folder by now, or has been removed, or is a remnant. */
export function releasePartial(partial: string): void {
  own.delete(partial);
}

/**
 * Removes what readings left in a folder that were killed; a living process's stays.
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

function isRemnant(path: string): boolean {
  const [, pid, mark] = remnantName.exec(basename(path)) ?? [];
  if (pid === undefined) return false;
  const number = Number(pid);
  // A container's processes have the same few numbers each time.
  if (number === process.pid) return !own.has(path);
  return !isAlive(number) || processMark(number) !== mark;
}
