import type { Examination } from '../../engine/machines/doctor.js';
import { vagrantItself } from '../command.js';
import { capabilityTime, domainStates } from '../libvirt.js';

/** Milliseconds that libvirt takes when it remembers what QEMU can do; asking anew takes seconds. */
const promptly = 1_000;

/** Vagrant's plugin for libvirt. */
export const libvirtPlugin: Examination = {
  id: 'vagrant-plugin',
  limit: 60_000,
  examine: async ({ usable }) => {
    if (!usable('vagrant')) return [];
    const plugins = await vagrantItself().pluginList();
    if (plugins.some(({ name }) => name === 'vagrant-libvirt')) return [];
    const message = { code: 'vagrant.plugin-missing', params: { name: 'vagrant-libvirt' } } as const;
    return [{ status: 'problem', message, fix: 'sudo apt-get install -y vagrant-libvirt' }];
  },
};

/** The daemon: can it be asked, and does it answer promptly? */
export const libvirt: Examination = {
  id: 'libvirt',
  limit: 60_000,
  examine: async ({ usable, seen }) => {
    if (!usable('vagrant') || seen('vagrant-plugin')) return [];
    try {
      await domainStates();
    } catch (error) {
      return [{ status: 'problem', ...unreachable(error as Error & { code?: string }) }];
    }
    const took = await capabilityTime().catch(() => 0);
    if (took < promptly) return [{ status: 'ok', message: { code: 'libvirt.ok', params: {} } }];
    const message = { code: 'libvirt.slow', params: { seconds: took / 1000 } } as const;
    return [{ status: 'warning', message, fix: 'sudo chgrp kvm /dev/kvm && sudo chmod 660 /dev/kvm' }];
  },
};

function unreachable({ message: detail, code }: Error & { code?: string }) {
  const params = { detail };
  const message = { code: 'libvirt.unreachable', params } as const;
  if (code === 'ENOENT' || /ENOENT|not found/.test(detail))
    return { message, fix: 'sudo apt-get install -y libvirt-clients' };
  if (/ermission denied|polkit|authentication/i.test(detail))
    return {
      message: { code: 'libvirt.refused', params } as const,
      fix: 'sudo adduser $USER libvirt; newgrp libvirt',
    };
  return { message, fix: 'sudo systemctl start libvirtd || sudo sh -c "libvirtd -d; virtlogd -d"' };
}
