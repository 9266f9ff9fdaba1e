import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../../contract/canonical.js';
import { packVersionSchema } from '../../contract/lab.js';
import { archiveLimits } from '../../contract/limits.js';
import { digestSchema } from '../../contract/primitives.js';
import { PathSet, pathFault } from './paths.js';
import { refuse, shown } from './problem.js';

/** The first entry: what the archive is and has. */
export const manifestName = 'manifest.json';
/** The second one, where there is one: minisign's signature over the first one's bytes. */
export const signatureName = 'manifest.json.minisig';

/** A file: its path in UTF-8 with `/`, its permission bits in octal digits, bytes, and SHA-256 in hexadecimal digits. */
const fileSchema = z.strictObject({
  path: z.string(),
  mode: z.enum(['0644', '0755']),
  size: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ManifestFile = Readonly<z.infer<typeof fileSchema>>;

/**
 * `manifest.json`, format 1. It has no room for anything else: a later one with more is another format, so that nobody takes for understood
 * what he does not know. How large it all may be is looked at by {@link parseManifest}.
 */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  pack: packVersionSchema,
  /** A learner's has no solutions; a hand-in is no pack, but what somebody did with a lab of it. */
  kind: z.enum(['learner', 'teacher', 'hand-in']),
  /** What tells this state of the pack from every other: the same in a learner's and a teacher's. Who made the archive says so. */
  digest: digestSchema,
  /** The minisign public key, as its file's second line has it, whose signature comes with it; absent: it is not signed. */
  publisher: z
    .string()
    .regex(/^[A-Za-z0-9+/]{56}$/)
    .optional(),
  /** In the order of their paths' bytes, as their entries are. */
  files: z.array(fileSchema).min(1),
});
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** Its bytes: the canonical form (RFC 8785), which anybody can make again, and no parser reads otherwise than another. */
export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(canonical(manifest));
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The order of paths in an archive: by their bytes in UTF-8, which is that of code points. Not that of JavaScript, by UTF-16. */
export function comparePaths(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** @param size bytes of manifest.json @throws Refused */
export function checkManifestSize(size: number): void {
  const limit = archiveLimits.manifestBytes;
  if (size > limit) refuse({ code: 'manifest-too-large', params: { size, limit } });
}

/**
 * Reads manifest.json, and makes sure that what it says can be.
 * @throws Refused
 */
export function parseManifest(bytes: Buffer): Manifest {
  checkManifestSize(bytes.length);
  const json = parseJson(bytes);
  const { format, files } = (typeof json === 'object' ? json : undefined) ?? {};
  // Before anything else of it: a later format's files may look otherwise.
  if (typeof format === 'number' && Number.isSafeInteger(format) && format !== 1)
    refuse({ code: 'manifest-format', params: { format } });
  // Before zod, which words every one of them.
  if (Array.isArray(files)) checkCount(files.length);
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = shown(issue?.path.join('.') ?? '');
    refuse({ code: 'manifest-shape', params: { where, issue: issue?.code ?? 'custom' } });
  }
  checkManifest(parsed.data);
  // What JSON leaves open: space, escapes, the order of keys, the same key twice.
  if (!manifestBytes(parsed.data).equals(bytes)) refuse({ code: 'manifest-form', params: {} });
  return parsed.data;
}

function parseJson(bytes: Buffer): { readonly format?: unknown; readonly files?: unknown } | null {
  try {
    // A byte order mark is kept, and then is no JSON.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return JSON.parse(text) as { readonly format?: unknown } | null;
  } catch {
    return refuse({ code: 'manifest-not-json', params: {} });
  }
}

function checkCount(files: number): void {
  const limit = archiveLimits.files;
  if (files > limit) refuse({ code: 'too-many-files', params: { files, limit } });
}

/** Sizes, order and paths. @throws Refused */
function checkManifest(manifest: Manifest): void {
  const { files } = manifest;
  checkCount(files.length);
  const paths = new PathSet();
  for (const name of [manifestName, signatureName]) paths.add(name);
  let [total, before] = [0, ''];
  for (const { path, size } of files) {
    const fault = pathFault(path);
    if (fault !== undefined) refuse({ code: 'path', params: { path: shown(path), fault } });
    const problem = paths.add(path);
    if (problem !== undefined) refuse(problem);
    if (before !== '' && comparePaths(before, path) > 0)
      refuse({ code: 'manifest-order', params: { path: shown(path), after: shown(before) } });
    before = path;
    if (size > archiveLimits.fileBytes)
      refuse({
        code: 'file-too-large',
        params: { path: shown(path), size, limit: archiveLimits.fileBytes },
      });
    total += size;
  }
  if (total > archiveLimits.totalBytes)
    refuse({ code: 'files-too-large', params: { size: total, limit: archiveLimits.totalBytes } });
}
