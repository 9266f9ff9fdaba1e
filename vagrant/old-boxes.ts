import { ownBoxes } from './box.js';
import { vagrantItself } from './command.js';
import { removeBase } from './libvirt.js';

/**
 * Removes our boxes from Vagrant, and their disks from libvirt's pool. Without Vagrant there are none.
 * @param keep the name of a box that stays
 * @returns the names of those that went
 */
export async function removeBoxes(keep: string | undefined): Promise<readonly string[]> {
  const command = vagrantItself();
  const boxes = (await command.boxList().catch(() => [])).filter(
    ({ name }) => ownBoxes.test(name) && name !== keep,
  );
  for (const { name, provider } of boxes) {
    await command.boxRemove(name, { provider });
    if (provider === 'libvirt') await removeBase(name);
  }
  return boxes.map(({ name, provider }) => `${name} (${provider})`);
}
