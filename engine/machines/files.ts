import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { labErrorOf } from '../../contract/errors.js';
import { claimPartial, clearRemnantsOf, releasePartial } from './remnants.js';

/** Writes a file so that a reader, or a crash, sees the old one or the new one and nothing between. */
export function writeFileAtomic(path: string, data: string | Uint8Array, mode = 0o600): void {
  const partial = claimPartial(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    clearRemnantsOf(path);
    writeFileSync(partial, data, { mode, flush: true });
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw diskError(error, dirname(path));
  } finally {
    releasePartial(partial);
  }
}

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/**
 * The end of a file.
 * @returns `before`: bytes that are left out; where there are any the text may begin within a line, and within a character
 * @throws what opening or reading it throws
 */
export function readTail(path: string, bytes: number): { readonly text: string; readonly before: number } {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const before = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - before);
    const read = readSync(fd, buffer, 0, buffer.length, before);
    return { text: buffer.toString('utf8', 0, read), before };
  } finally {
    closeSync(fd);
  }
}

/** Names what the host refused for what it is; every other error stays itself. */
export function diskError(error: unknown, path: string): unknown {
  return labErrorOf(error, path) ?? error;
}
