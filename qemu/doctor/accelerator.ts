import type { Examination } from '../../engine/machines/doctor.js';
import type { AcceleratorChoice } from '../accelerator.js';

/**
 * What machines run with. It is tried by booting one, so there must be a QEMU and an image first.
 * @param chosen by a setting, without a test
 */
export const accelerator = (
  chosen: () => string | undefined,
  probe: (signal: AbortSignal) => Promise<AcceleratorChoice>,
): Examination => ({
  id: 'accelerator',
  limit: 180_000,
  examine: async ({ good }, signal) => {
    const wanted = chosen();
    if (!good('qemu')) return [];
    if (wanted !== undefined)
      return [{ status: 'ok', message: { code: 'accelerator.chosen', params: { name: wanted } } }];
    if (!good('image')) return [];
    const { accelerator: name, tried } = await probe(signal);
    const best = tried[name];
    if (best === undefined)
      return [
        { status: 'warning', message: { code: 'accelerator.none', params: { tried: Object.keys(tried) } } },
      ];
    const params = { name, seconds: best.seconds };
    return [{ status: 'ok', message: { code: 'accelerator.ok', params } }];
  },
});
