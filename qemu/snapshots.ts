import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../engine/machines/files.js';
import type { Places } from './record.js';
import type { Vm } from './vm.js';

/** Name of the snapshot that a suspended session is in; a checkpoint cannot have it, ids have no dots. */
export const suspendName = '.suspended';

/** Saves paused machines together under a name: all of them or, when it throws, what was there before. */
export async function saveSnapshot(places: Places, name: string, vms: readonly Vm[]): Promise<void> {
  const folder = places.snapshot(name);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  try {
    await settle(vms.map((vm) => vm.save(join(partial, `${vm.name}.state`))));
    writeFileAtomic(
      join(partial, 'snapshot.json'),
      JSON.stringify({ nodes: vms.map((vm) => vm.name), at: Date.now() }),
    );
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}

/** The nodes in a snapshot; undefined when there is no whole snapshot of that name. */
export function snapshotNodes(places: Places, name: string): readonly string[] | undefined {
  return readJson<{ nodes: string[] }>(join(places.snapshot(name), 'snapshot.json'))?.nodes;
}

/** Waits for all, then throws the first failure: nothing is still under way when the caller cleans up. */
export async function settle<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<T>).value);
}
