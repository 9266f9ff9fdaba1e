import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import type { Examination } from '../../engine/machines/doctor.js';

/** MiB that a lab of four nodes takes at its peak. */
const needed = 1600;

export const memory: Examination = {
  id: 'memory',
  examine: async () => {
    const megabytes = Math.round(available() / 2 ** 20);
    if (megabytes >= needed) return [{ status: 'ok', message: { code: 'memory.ok', params: { megabytes } } }];
    return [{ status: 'warning', message: { code: 'memory.low', params: { megabytes, needed } } }];
  },
};

/** Bytes that programs can still get: on Linux page cache counts as available (proc(5), MemAvailable). */
function available(): number {
  try {
    const kib = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) * 1024;
  } catch {
    // not Linux
  }
  return freemem();
}
