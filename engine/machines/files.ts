import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../../contract/errors.js';

/** Writes a file so that a reader, or a crash, sees the old one or the new one and nothing between. */
export function writeFileAtomic(path: string, data: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}.partial`;
  try {
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

/** Names a full disk or quota for what it is; every other error stays itself. */
export function diskError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LabError({ code: 'host.disk-full', params: { path } }, { cause: error });
  return error;
}
