import { LabError } from '../../contract/errors.js';
import type { Examination } from '../../engine/machines/doctor.js';
import { findImage } from '../../guest/image-store.js';
import type { Arch } from '../../guest/arch.js';
import { imagesRoot } from '../images.js';

/** The guest image, as far as its sizes tell: `lvslab image info` compares every byte. */
export const image = (arch: Arch): Examination => ({
  id: 'image',
  examine: async () => {
    try {
      const found = await findImage({ cacheRoot: imagesRoot(), arch });
      if (found === undefined) {
        const message = { code: 'image.missing', params: {} } as const;
        return [{ status: 'warning', message, fix: 'npx lvslab image build' }];
      }
      const bytes = Object.values(found.manifest.files).reduce((sum, file) => sum + file.size, 0);
      const params = { hash: found.hash, megabytes: Math.round(bytes / 1e6) };
      return [{ status: 'ok', message: { code: 'image.ok', params } }];
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const message = { code: 'image.bad', params: { detail: error.message } } as const;
      return [{ status: 'problem', message, fix: 'npx lvslab image build --force' }];
    }
  },
});
