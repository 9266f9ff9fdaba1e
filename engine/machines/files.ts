import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { labErrorOf } from '../../contract/errors.js';

/** Writes a file so that a reader, or a crash, sees the old one or the new one and nothing between. */
export function writeFileAtomic(path: string, data: string, mode = 0o600): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(partial, data, { mode, flush: true });
    renameSync(partial, path);
  } catch (error) {
    throw diskError(error, dirname(path));
  }
}

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Names what the host refused for what it is; every other error stays itself. */
export function diskError(error: unknown, path: string): unknown {
  return labErrorOf(error, path) ?? error;
}
