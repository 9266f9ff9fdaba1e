import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Examination } from '../../engine/machines/doctor.js';
import { cacheRoot, dataRoot } from '../../engine/machines/roots.js';

/** MiB for an image, its snapshot and a session. */
const needed = 3000;

/** Room where images and where sessions are kept. */
export const disk: Examination = {
  id: 'disk',
  examine: async () =>
    [...new Set([cacheRoot(), dataRoot()])].map((path) => {
      const { bavail, bsize } = statfsSync(nearestExisting(path));
      const megabytes = Math.round((bavail * bsize) / 2 ** 20);
      return megabytes >= needed
        ? { status: 'ok', message: { code: 'disk.ok', params: { path, megabytes } } }
        : { status: 'warning', message: { code: 'disk.low', params: { path, megabytes, needed } } };
    }),
};

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
