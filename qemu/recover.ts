import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtimeRoot, sessionToken } from '../engine/machines/runtime.js';
import { heldIn, type MachinesRecord, type Places } from './record.js';
import { readSnapshot, saveSnapshot, suspendName } from './snapshots.js';
import { killPid, livePid, Vm } from './vm.js';

/**
 * Finds what a dead engine left of a session. Machines that learners had are saved by QMP, so that they can be resumed
 * on a new switch; machines that nobody had seen yet, and leftovers beside a snapshot, are ended.
 */
export async function recover(places: Places): Promise<'suspended' | 'gone'> {
  const record = places.readRecord();
  const status = record?.status;
  if (record !== undefined && status === 'running') {
    const all = Object.keys(record.nodes);
    const names = all.filter((name) => livePid(places.vm(name).pid) !== undefined);
    const vms = (await Promise.all(names.map((name) => Vm.adopt(name, places.vm(name))))).filter(
      (vm) => vm !== undefined,
    );
    if (vms.length > 0 && (await saveAll(places, vms, record))) {
      places.writeRecord({ ...record, status: { suspended: suspendName } });
      await Promise.all(vms.map((vm) => vm.quit()));
      await endLeftovers(places.runtime);
      return 'suspended';
    }
  }
  if (typeof status === 'object' && readSnapshot(places, status.suspended) !== undefined) {
    await endLeftovers(places.runtime);
    return 'suspended';
  }
  await discard(places);
  return 'gone';
}

/** Ends what runs of a session and removes what it left. */
export async function discard(places: Places): Promise<void> {
  await endLeftovers(places.runtime);
  rmSync(places.folder, { recursive: true, force: true });
}

/**
 * Ends machines whose session folder has gone: their runtime folder is all that tells of them.
 * @param known ids of the sessions that exist
 * @returns how many machines were ended
 */
export async function endOrphans(known: readonly string[]): Promise<number> {
  const root = runtimeRoot();
  if (!existsSync(root)) return 0;
  const tokens = new Set(known.map(sessionToken));
  let ended = 0;
  for (const name of readdirSync(root)) {
    const [token = ''] = name.split('.');
    if (tokens.has(token) || !/^[0-9a-f]{12}(\.host)?$/.test(name)) continue;
    if (name === token) ended += await endLeftovers(join(root, name));
    else rmSync(join(root, name), { force: true });
  }
  return ended;
}

async function saveAll(places: Places, vms: readonly Vm[], record: MachinesRecord): Promise<boolean> {
  try {
    await saveSnapshot(places, suspendName, vms, Object.keys(record.nodes), heldIn(record));
    return true;
  } catch {
    return false; // a machine that cannot be saved is lost with its engine; the journal is not
  }
}

async function endLeftovers(runtime: string): Promise<number> {
  if (!existsSync(runtime)) return 0;
  const pidFiles = readdirSync(runtime)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => join(runtime, name));
  const alive = pidFiles.filter((file) => livePid(file) !== undefined);
  for (const file of alive) killPid(file);
  const until = Date.now() + 5_000;
  while (alive.some((file) => livePid(file) !== undefined) && Date.now() < until) await sleep(20);
  rmSync(runtime, { recursive: true, force: true });
  return alive.length;
}
