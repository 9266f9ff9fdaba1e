import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { gzipHeaderBytes } from './gunzip.js';
import { blockBytes, headerOf } from './header.js';
import {
  comparePaths,
  type Manifest,
  manifestBytes,
  manifestName,
  parseManifest,
  sha256,
  signatureName,
} from './manifest.js';
import type { FileContent } from './place.js';
import { type ArchiveProblem, problemOf } from './problem.js';
import { readArchive } from './read.js';

/** What the author says of an archive; all else in a manifest comes from its files. */
export type ManifestFields = Omit<Manifest, 'format' | 'files'>;

/** An archive that is ready to be written, once somebody has signed its manifest, or does not want to. */
export interface ArchivePlan {
  readonly manifest: Manifest;
  /** What a signature is over: manifest.json's bytes. */
  readonly manifestBytes: Buffer;
  /** In the manifest's order. */
  readonly files: readonly FileContent[];
}

export type PlanResult =
  | { readonly ok: true; readonly plan: ArchivePlan }
  | { readonly ok: false; readonly problem: ArchiveProblem };

export type WriteResult =
  | { readonly ok: true; readonly archive: Buffer }
  | { readonly ok: false; readonly problem: ArchiveProblem };

/**
 * The manifest of these files, in whatever order they come.
 * @returns a problem where nobody could read such an archive: its paths, its sizes
 */
export function planArchive(fields: ManifestFields, files: readonly FileContent[]): PlanResult {
  const sorted = files.toSorted((one, other) => comparePaths(one.path, other.path));
  const listed = sorted.map(({ path, mode, content }) => ({
    path,
    mode,
    size: content.length,
    sha256: sha256(content),
  }));
  const manifest: Manifest = { format: 1, ...fields, files: listed };
  try {
    const bytes = manifestBytes(manifest);
    return { ok: true, plan: { manifest: parseManifest(bytes), manifestBytes: bytes, files: sorted } };
  } catch (error) {
    return { ok: false, problem: problemOf(error, '') };
  }
}

/**
 * Writes an archive: plain ustar without times, owners and extensions, the same bytes of the same content. As tar they are the same
 * everywhere; as gzip, where zlib is the same, as another version or processor may find other matches (RFC 1951 leaves that open).
 * @param signature over `plan.manifestBytes`
 * @returns its bytes, which {@link readArchive} has read
 */
export async function writeArchive(plan: ArchivePlan, signature?: Buffer): Promise<WriteResult> {
  const tar = Buffer.concat([
    ...entry(manifestName, '0644', plan.manifestBytes),
    ...(signature === undefined ? [] : entry(signatureName, '0644', signature)),
    ...plan.files.flatMap(({ path, mode, content }) => entry(path, mode, content)),
    Buffer.alloc(2 * blockBytes),
  ]);
  const archive = await gzip(tar);
  // What depends on the content alone, such as the ratio, is only known now; and nobody shall be sent what he cannot read.
  const read = await readArchive(once(archive));
  return read.ok ? { ok: true, archive } : read;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}

function entry(path: string, mode: FileContent['mode'], content: Buffer): readonly Buffer[] {
  const padding = (blockBytes - (content.length % blockBytes)) % blockBytes;
  return [headerOf(path, Number.parseInt(mode, 8), content.length), content, Buffer.alloc(padding)];
}

/** One member of gzip whose header says nothing (RFC 1952, 2.3): no flags, no time, "maximum compression", an unknown system. */
async function gzip(content: Buffer): Promise<Buffer> {
  const header = Buffer.alloc(gzipHeaderBytes);
  header.set([0x1f, 0x8b, 8]);
  header.set([2, 255], 8);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  const level = constants.Z_BEST_COMPRESSION;
  return Buffer.concat([header, await promisify(deflateRaw)(content, { level }), trailer]);
}
