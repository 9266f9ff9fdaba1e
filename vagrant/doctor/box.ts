import { LabError } from '../../contract/errors.js';
import type { Examination } from '../../engine/machines/doctor.js';
import { ownBoxFor } from '../box.js';
import { vagrantItself } from '../command.js';
import { requireDiskTools } from '../disk.js';

/** Is the box at hand, or can it be made? @param nameOf under which name Vagrant knows the box of the current image */
export const box = (provider: string, nameOf: () => Promise<string>): Examination => ({
  id: 'box',
  limit: 60_000,
  examine: async ({ usable, seen }) => {
    if (ownBoxFor(provider) === undefined || !usable('vagrant') || seen('vagrant-plugin')) return [];
    if (seen(provider) && !usable(provider)) return [];
    const name = await nameOf();
    const boxes = await vagrantItself()
      .boxList()
      .catch(() => []);
    if (boxes.some((each) => each.name === name && each.provider === provider))
      return [{ status: 'ok', message: { code: 'box.ok', params: { name } } }];
    try {
      await requireDiskTools();
    } catch (error) {
      if (!(error instanceof LabError) || error.detail.code !== 'image.tools-missing') throw error;
      const { tools, fix } = error.detail.params;
      return [{ status: 'problem', message: { code: 'box.tools-missing', params: { tools } }, fix }];
    }
    return [{ status: 'warning', message: { code: 'box.missing', params: { name } } }];
  },
});
