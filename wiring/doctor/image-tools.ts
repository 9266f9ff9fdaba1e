import { LabError } from '../../contract/errors.js';
import type { Examination } from '../../engine/machines/doctor.js';
import { requireBuildTools } from '../../guest/build-tools.js';

/** What builds an image, where there is none. */
export const imageTools: Examination = {
  id: 'image-tools',
  examine: async ({ good }) => {
    if (good('image')) return [];
    try {
      await requireBuildTools();
      return [];
    } catch (error) {
      if (!(error instanceof LabError) || error.detail.code !== 'image.tools-missing') throw error;
      const { tools, fix } = error.detail.params;
      return [{ status: 'problem', message: { code: 'image.tools-missing', params: { tools } }, fix }];
    }
  },
};
