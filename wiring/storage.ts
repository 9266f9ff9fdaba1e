import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageItem } from '../contract/views.js';
import { cacheRoot } from '../engine/machines/roots.js';
import type { KnownSession } from '../engine/session/known.js';
import type { SessionStore } from '../engine/session/store.js';
import { listImages } from '../guest/image-store.js';
import { imagesRoot } from './images.js';
import { requireArch } from './providers.js';

/**
 * What takes room on the disk and can be made again or is over: images, the snapshots that machines start from, and the
 * machines of sessions. What a session that is not ended stands on is in use.
 */
export async function listStorage(
  store: SessionStore,
  sessions: readonly KnownSession[],
): Promise<readonly StorageItem[]> {
  const open = sessions.some(({ state }) => state !== 'ended');
  const items: StorageItem[] = [];
  for (const image of await listImages({ cacheRoot: imagesRoot(), arch: requireArch() }))
    items.push({
      id: `image/${image.hash}`,
      kind: 'image',
      name: image.hash,
      bytes: sizeOf(image.folder),
      used: open,
    });
  const golden = join(cacheRoot(), 'golden');
  for (const name of names(golden))
    if (/^[0-9a-f]{24}$/.test(name))
      items.push({
        id: `golden/${name}`,
        kind: 'golden',
        name,
        bytes: sizeOf(join(golden, name)),
        used: open,
      });
  for (const { record, state } of sessions)
    items.push({
      id: `session/${record.id}`,
      kind: 'session',
      name: record.id,
      bytes: sizeOf(store.folder(record.id)),
      used: state !== 'ended',
    });
  return items;
}

/** Removes items that are not in use. @returns bytes that were freed */
export function freeStorage(
  store: SessionStore,
  items: readonly StorageItem[],
  ids: readonly string[],
): number {
  const doomed = items.filter(({ id, used }) => ids.includes(id) && !used);
  for (const { kind, name } of doomed) {
    if (kind === 'image') rmSync(join(imagesRoot(), name), { recursive: true, force: true });
    else if (kind === 'golden') rmSync(join(cacheRoot(), 'golden', name), { recursive: true, force: true });
    else store.remove(name);
  }
  return doomed.reduce((sum, { bytes }) => sum + bytes, 0);
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Bytes that a folder really takes: a memory file has holes (stat(2), st_blocks of 512 bytes), and links share it. */
function sizeOf(folder: string): number {
  let bytes = 0;
  for (const name of names(folder)) {
    const path = join(folder, name);
    try {
      const found = statSync(path);
      bytes += found.isDirectory() ? sizeOf(path) : Math.round((found.blocks * 512) / found.nlink);
    } catch {
      // removed meanwhile
    }
  }
  return bytes;
}
