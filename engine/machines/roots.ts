import { homedir } from 'node:os';
import { join } from 'node:path';

/** XDG base directories; on other systems the nearest thing. */
export function dataRoot(): string {
  return (
    process.env['LVSLAB_DATA'] ??
    join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'lvslab')
  );
}

export function cacheRoot(): string {
  return (
    process.env['LVSLAB_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lvslab')
  );
}
