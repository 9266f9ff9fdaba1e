import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from '../contract/errors.js';
import type { DoctorFinding } from '../contract/machines.js';
import { cacheRoot, dataRoot } from '../engine/machines/roots.js';
import type { Arch } from '../guest/arch.js';
import { requireBuildTools } from '../guest/build-tools.js';
import { findImage } from '../guest/image-store.js';

/** MiB that a lab of four nodes takes at its peak. */
const neededMemory = 1600;
/** MiB for an image, its snapshot and a session. */
const neededDisk = 3000;

export const imagesRoot = () => join(cacheRoot(), 'images');

/** What of this host every provider's machines need: an image or what builds one, memory, room on the disk. */
export async function hostFindings(arch: Arch): Promise<DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  try {
    const image = await findImage({ cacheRoot: imagesRoot(), arch });
    if (image === undefined) {
      findings.push({
        id: 'image',
        status: 'warning',
        message: { code: 'image.missing', params: {} },
        fix: 'npx lvslab image build',
      });
      await requireBuildTools();
    } else {
      const bytes = Object.values(image.manifest.files).reduce((sum, file) => sum + file.size, 0);
      findings.push({
        id: 'image',
        status: 'ok',
        message: { code: 'image.ok', params: { hash: image.hash, megabytes: Math.round(bytes / 1e6) } },
      });
    }
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.detail.code === 'image.tools-missing') {
      const { tools, fix } = error.detail.params;
      findings.push({
        id: 'image-tools',
        status: 'problem',
        message: { code: 'image.tools-missing', params: { tools } },
        fix,
      });
    } else {
      findings.push({
        id: 'image',
        status: 'problem',
        message: { code: 'image.bad', params: { detail: error.message } },
        fix: 'npx lvslab image build --force',
      });
    }
  }
  const memory = Math.round(availableMemory() / 2 ** 20);
  findings.push(
    memory >= neededMemory
      ? { id: 'memory', status: 'ok', message: { code: 'memory.ok', params: { megabytes: memory } } }
      : {
          id: 'memory',
          status: 'warning',
          message: { code: 'memory.low', params: { megabytes: memory, needed: neededMemory } },
        },
  );
  for (const path of new Set([cacheRoot(), dataRoot()])) {
    const disk = statfsSync(nearestExisting(path));
    const megabytes = Math.round((disk.bavail * disk.bsize) / 2 ** 20);
    findings.push(
      megabytes >= neededDisk
        ? { id: 'disk', status: 'ok', message: { code: 'disk.ok', params: { path, megabytes } } }
        : {
            id: 'disk',
            status: 'warning',
            message: { code: 'disk.low', params: { path, megabytes, needed: neededDisk } },
          },
    );
  }
  return findings;
}

/** Bytes that programs can still get: on Linux page cache counts as available (proc(5), MemAvailable). */
function availableMemory(): number {
  try {
    const kib = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) * 1024;
  } catch {
    // not Linux
  }
  return freemem();
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
