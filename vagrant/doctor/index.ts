import type { Examination } from '../../engine/machines/doctor.js';
import { box } from './box.js';
import { libvirt, libvirtPlugin } from './libvirt.js';
import { vagrant } from './vagrant.js';
import { virtualbox } from './virtualbox.js';

/** What machines by Vagrant need, in the order in which it is looked at; host: what all machines need. */
export function examinations(
  provider: string,
  boxName: () => Promise<string>,
  host: readonly Examination[],
): readonly Examination[] {
  const own: Readonly<Record<string, readonly Examination[]>> = {
    libvirt: [libvirtPlugin, libvirt],
    virtualbox: [virtualbox],
  };
  return [vagrant(provider), ...(own[provider] ?? []), box(provider, boxName), ...host];
}
