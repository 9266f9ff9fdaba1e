import type { Examination } from '../../engine/machines/doctor.js';
import { vagrantItself } from '../command.js';
import { VagrantError } from '../vagrant-error.js';
import { oldest, tooOld } from '../version.js';

/** Vagrant itself. @param provider what it shall make machines with */
export const vagrant = (provider: string): Examination => ({
  id: 'vagrant',
  examine: async () => {
    try {
      const version = await vagrantItself().version();
      if (!tooOld(version))
        return [{ status: 'ok', message: { code: 'vagrant.ok', params: { version, provider } } }];
      const message = { code: 'vagrant.too-old', params: { version, oldest } } as const;
      return [{ status: 'problem', message, fix: 'https://developer.hashicorp.com/vagrant/install' }];
    } catch (error) {
      if (!(error instanceof VagrantError)) throw error;
      const fix =
        provider === 'libvirt'
          ? 'sudo apt-get install -y vagrant vagrant-libvirt libvirt-daemon-system'
          : 'sudo apt-get install -y vagrant';
      return [{ status: 'problem', message: { code: 'vagrant.missing', params: {} }, fix }];
    }
  },
});
