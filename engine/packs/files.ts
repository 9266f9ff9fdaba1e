import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { packLimits } from '../../contract/limits.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';

/** A file with its path, as its author can open it. */
export interface SharedFile {
  readonly file: string;
  readonly read: FileResult;
}

type Failed = { readonly ok: false; readonly message: PackProblemMessage };

type BytesResult = { readonly ok: true; readonly bytes: Buffer } | Failed;

export type FileResult = { readonly ok: true; readonly text: string } | Failed;

/**
 * The one way in which a file of a pack is read. What a stranger's lab names is a regular file within its pack, not larger than it may
 * be, and text: no link leads out of it, and nothing that never ends (a FIFO, a device) is opened.
 */
export class PackFiles {
  /** The lab's folder, as the user named it. */
  readonly folder: string;
  /** The folder that no file may be outside of: the pack's, which is the one around the lab where a pack.yaml says so. */
  readonly pack: string;
  /** Bytes that may still be read of this lab's files. */
  #left: number = packLimits.labBytes;
  readonly #looked = new Set<string>();

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.pack = packOf(this.folder) ?? this.folder;
  }

  /** Every file that was read, or would have been, had it been there. */
  get looked(): readonly string[] {
    return [...this.#looked];
  }

  /** @param path below the lab's folder @param limit bytes */
  read(path: string, limit: number): FileResult {
    const bounded = Math.min(limit, this.#left);
    const file = join(this.folder, path);
    this.#looked.add(file);
    const result = readWithin(this.pack, file, path, bounded);
    if (result.ok) this.#left -= Buffer.byteLength(result.text);
    return result;
  }

  /** What several labs of a pack may use: the lab's own, else its pack's. @param folder such as setup @param name of a file in it */
  shared(folder: string, name: string, limit: number): SharedFile {
    const path = join(folder, name);
    const own = join(this.folder, path);
    if (basename(name) !== name)
      return { file: own, read: failed({ code: 'file-outside', params: { path } }) };
    const read = this.read(path, limit);
    if (read.ok || read.message.code !== 'file-missing' || this.pack === this.folder)
      return { file: own, read };
    const found = this.read(join('..', path), limit);
    const file = join(this.pack, path);
    return { file, read: found.ok || found.message.code !== 'file-missing' ? found : read };
  }
}

/** A lab as its author writes it, and as it is shipped: one document, as sessions keep it. */
export const labFile = 'lab.yaml';
export const shippedFile = 'lab.json';

/** Is there a lab in this folder, written or shipped? */
export function isLab(folder: string): boolean {
  return [labFile, shippedFile].some((name) => existsSync(join(folder, name)));
}

/** The folder of the pack that a lab's folder belongs to; undefined for a lab that stands alone. */
export function packOf(folder: string): string | undefined {
  const pack = dirname(resolve(folder));
  return existsSync(join(pack, 'pack.yaml')) ? pack : undefined;
}

const kinds = [
  ['directory', (stats: Stats) => stats.isDirectory()],
  ['fifo', (stats: Stats) => stats.isFIFO()],
  ['socket', (stats: Stats) => stats.isSocket()],
] as const;

/**
 * Reads a text file that is really within a folder.
 * @param shown the file's name in what is said about it
 * @param limit bytes
 */
export function readWithin(root: string, file: string, shown: string, limit: number): FileResult {
  const found = bytesWithin(root, file, shown, limit);
  if (!found.ok) return found;
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(found.bytes) };
  } catch {
    return failed({ code: 'file-not-text', params: { path: shown } });
  }
}

/** The same, of a file that may be no text. */
export function bytesWithin(root: string, file: string, shown: string, limit: number): BytesResult {
  try {
    // Looked at before the file system is: whether a file outside exists is nobody's business either.
    if (!isWithin(resolve(root), resolve(file)))
      return failed({ code: 'file-outside', params: { path: shown } });
    const real = realpathSync(file);
    if (!isWithin(realpathSync(root), real)) return failed({ code: 'file-outside', params: { path: shown } });
    // Before it is opened: to open a device may already do something.
    const before = refusal(lstatSync(real), shown, limit);
    if (before !== undefined) return failed(before);
    // Windows has none of these flags, nor FIFOs in its folders.
    const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0, O_NOCTTY = 0 } = constants as Partial<typeof constants>;
    const handle = openSync(real, (O_RDONLY ?? 0) | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    try {
      const refused = refusal(fstatSync(handle), shown, limit);
      return refused === undefined ? readAll(handle, shown, limit) : failed(refused);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return failed({ code: 'file-missing', params: { path: shown } });
    return failed({ code: 'file-unreadable', params: { path: shown, reason: code ?? 'EINVAL' } });
  }
}

function failed(message: PackProblemMessage): Failed {
  return { ok: false, message };
}

function isWithin(root: string, file: string): boolean {
  return file === root || file.startsWith(root.endsWith(sep) ? root : root + sep);
}

function refusal(stats: Stats, path: string, limit: number): PackProblemMessage | undefined {
  if (!stats.isFile()) {
    const kind = kinds.find(([, is]) => is(stats))?.[0] ?? 'device';
    return { code: 'file-kind', params: { path, kind } };
  }
  return stats.size > limit ? { code: 'file-too-large', params: { path, limit } } : undefined;
}

/** Reads one byte more than may be there, whatever size the file says it has: one that grows is not followed. */
function readAll(handle: number, path: string, limit: number): BytesResult {
  const bytes = Buffer.allocUnsafe(limit + 1);
  let length = 0;
  while (length <= limit) {
    const count = readSync(handle, bytes, length, limit + 1 - length, null);
    if (count === 0) break;
    length += count;
  }
  if (length > limit) return failed({ code: 'file-too-large', params: { path, limit } });
  return { ok: true, bytes: bytes.subarray(0, length) };
}
