import type { ArchFacts } from '../../guest/arch.js';
import type { Examination } from '../../engine/machines/doctor.js';

/** @param version what QEMU says of itself; rejects where there is none */
export const program = (arch: ArchFacts, version: () => Promise<string>): Examination => ({
  id: 'qemu',
  examine: async () => {
    try {
      const params = { program: arch.qemu, version: await version() };
      return [{ status: 'ok', message: { code: 'qemu.ok', params } }];
    } catch {
      const message = { code: 'qemu.missing', params: { program: arch.qemu } } as const;
      return [{ status: 'problem', message, fix: `sudo apt-get install -y ${arch.qemuPackage}` }];
    }
  },
});
