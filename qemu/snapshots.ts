import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../contract/errors.js';
import { diskError, readJson, writeFileAtomic } from '../engine/machines/files.js';
import { settle } from '../engine/machines/settle.js';
import { copyDisk } from './disk.js';
import type { Places } from './record.js';
import type { Vm } from './vm.js';

/** Name of the snapshot that a suspended session is in; a checkpoint cannot have it, ids have no dots. */
export const suspendName = '.suspended';

/** What a snapshot holds: the disk of every node, and the memory of those that were on. */
export interface Snapshot {
  /** Nodes that were on: their state is saved. */
  readonly nodes: readonly string[];
  /** Of these, the ones that somebody had paused. */
  readonly paused: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function statePath(places: Places, snapshot: string, node: string): string {
  return join(places.snapshot(snapshot), `${node}.state`);
}

export function diskPath(places: Places, snapshot: string, node: string): string {
  return join(places.snapshot(snapshot), `${node}.disk.qcow2`);
}

/**
 * Where a node of a snapshot comes from: its state and disk, and the memory that they build on.
 * @param golden the golden memory, where the session has no link of its own to it
 */
export async function savedOf(places: Places, snapshot: string, node: string, golden: () => Promise<string>) {
  const own = places.base(node);
  return {
    state: statePath(places, snapshot, node),
    disk: diskPath(places, snapshot, node),
    memory: existsSync(own) ? own : await golden(),
  };
}

/**
 * Pauses machines and saves them together under a name, memory and disk of one moment: all of them or, when it throws,
 * what was there before. They are paused when it returns; when it throws those that ran run again.
 * @param nodes all nodes of the session: one that is off has a disk, too
 * @param held those that somebody has paused: they stay so
 * @returns lets those that ran go on
 */
export async function saveSnapshot(
  places: Places,
  name: string,
  vms: readonly Vm[],
  nodes: readonly string[],
  held: readonly string[],
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  const ran: Vm[] = [];
  const goOn = async () => {
    await Promise.allSettled(ran.map((vm) => vm.run()));
  };
  const folder = places.snapshot(name);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  try {
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    await settle(
      vms.map(async (vm) => {
        try {
          if ((await vm.status()) !== 'running') return;
          ran.push(vm);
          await vm.pause();
        } catch (error) {
          throw vm.snapshotError(error);
        }
      }),
    );
    signal?.throwIfAborted();
    await settle(vms.map((vm) => vm.save(join(partial, `${vm.name}.state`))));
    signal?.throwIfAborted();
    // A saved machine has written all of its disk, and writes no more until it goes on.
    await settle(nodes.map((node) => copyDisk(places.vm(node).disk, join(partial, `${node}.disk.qcow2`))));
    const paused = vms.map((vm) => vm.name).filter((node) => held.includes(node));
    const snapshot: Snapshot = { nodes: vms.map((vm) => vm.name), paused, at: Date.now() };
    writeFileAtomic(join(partial, 'snapshot.json'), JSON.stringify(snapshot));
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    await goOn();
    if (error instanceof LabError || signal?.aborted === true) throw error;
    throw diskError(error, folder);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return goOn;
}

/** What a snapshot says of itself; undefined when there is no whole one of that name. */
export function readSnapshot(places: Places, name: string): Snapshot | undefined {
  const found = readJson<Partial<Snapshot>>(join(places.snapshot(name), 'snapshot.json'));
  return found?.nodes === undefined
    ? undefined
    : { nodes: found.nodes, paused: found.paused ?? [], at: found.at ?? 0 };
}
