import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { imageFormat } from './recipe.js';

/** The files that make an image, beside `manifest.json`. */
export const imageFiles = ['vmlinuz', 'initrd.img', 'root.squashfs', 'repo.squashfs'] as const;
export type ImageFile = (typeof imageFiles)[number];

const fileEntry = z.object({
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `manifest.json` of an image. Versions are Debian package versions, times ISO 8601 in UTC. */
export const manifestSchema = z.object({
  format: z.literal(imageFormat),
  arch: z.enum(['amd64', 'arm64']),
  suite: z.string(),
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  created: z.iso.datetime(),
  kernel: z.string(),
  packages: z.record(z.string(), z.string()),
  repoPackages: z.record(z.string(), z.string()),
  files: z.object({
    vmlinuz: fileEntry,
    'initrd.img': fileEntry,
    'root.squashfs': fileEntry,
    'repo.squashfs': fileEntry,
  }),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** SHA-256 of a file, hexadecimal. */
export async function sha256File(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal });
  return hash.digest('hex');
}

/** Measures the files of an image folder. */
export async function measureFiles(folder: string, signal?: AbortSignal): Promise<Manifest['files']> {
  const measure = async (name: ImageFile): Promise<z.infer<typeof fileEntry>> => {
    const path = join(folder, name);
    return { size: (await stat(path)).size, sha256: await sha256File(path, signal) };
  };
  return {
    vmlinuz: await measure('vmlinuz'),
    'initrd.img': await measure('initrd.img'),
    'root.squashfs': await measure('root.squashfs'),
    'repo.squashfs': await measure('repo.squashfs'),
  };
}

/** Reads `name version` lines. */
export function parseVersions(text: string): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const line of text.split('\n').sort()) {
    const [name, version] = line.trim().split(' ');
    if (name !== undefined && version !== undefined) versions[name] = version;
  }
  return versions;
}
