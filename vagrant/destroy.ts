import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { VagrantCommand } from './command.js';
import { removeLeftovers } from './libvirt.js';
import type { VagrantPlaces } from './places.js';
import { told } from './told.js';

/** Vagrant writes down the id of each machine that it has made (`.vagrant/machines/NODE/PROVIDER/id`). */
function hasMachines(environment: string): boolean {
  const root = join(environment, '.vagrant', 'machines');
  if (!existsSync(root)) return false;
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).some((path) => basename(path) === 'id');
}

/** Ends the machines of a session and removes everything of theirs; what Vagrant leaves of libvirt's is removed by hand. */
export async function destroyAll(command: VagrantCommand, places: VagrantPlaces): Promise<void> {
  const provider = places.readRecord()?.provider;
  let failure: unknown;
  // A Vagrant that has made nothing is not asked: it might not even have the provider.
  if (hasMachines(places.environment))
    try {
      await told(command.destroy());
    } catch (error) {
      failure = error;
    }
  if (provider === 'libvirt') {
    await removeLeftovers(places.prefix);
    // Nothing is left of it, whatever Vagrant said.
    failure = undefined;
  }
  if (failure !== undefined) throw failure;
  rmSync(places.environment, { recursive: true, force: true });
  rmSync(places.folder, { recursive: true, force: true });
}
