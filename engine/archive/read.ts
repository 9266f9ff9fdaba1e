import { createHash } from 'node:crypto';
import { archiveLimits } from '../../contract/limits.js';
import { ByteReader } from './bytes.js';
import { gunzip } from './gunzip.js';
import { blockBytes, type Header, isZero, parseHeader } from './header.js';
import {
  checkManifestSize,
  type Manifest,
  type ManifestFile,
  manifestName,
  parseManifest,
  signatureName,
} from './manifest.js';
import { pathFault } from './paths.js';
import { type FileContent, FolderPlace, MemoryPlace, type Place } from './place.js';
import { type ArchiveProblem, problemOf, refuse, shown } from './problem.js';
import { type ArchiveSource, type Patience, packedBytes, Watch } from './source.js';

/** What an archive says of itself, before any of its files. */
export interface ArchiveHead {
  readonly manifest: Manifest;
  /** The bytes that a signature is over. */
  readonly manifestBytes: Buffer;
  /** A minisign signature, or what stands for one: nobody has looked at it. */
  readonly signature?: Buffer;
}

export interface ReadOptions extends Patience {
  /**
   * Whether to go on, once it is known what it is: nothing is on the disk yet. The place to check the signature; its time is the reading's.
   */
  readonly approve?: (head: ArchiveHead) => boolean | Promise<boolean>;
}

export type ReadResult<T = unknown> =
  | ({ readonly ok: true; readonly head: ArchiveHead } & T)
  | { readonly ok: false; readonly problem: ArchiveProblem };

/**
 * Reads an archive into memory: of at most `archiveLimits.totalBytes`, and nothing of it is given before all of it was found sound.
 * @returns its files in the order of their paths
 */
export async function readArchive(
  source: ArchiveSource,
  options: ReadOptions = {},
): Promise<ReadResult<{ readonly files: readonly FileContent[] }>> {
  const place = new MemoryPlace();
  try {
    const head = await readInto(place, source, options, new Watch(options));
    return { ok: true, head, files: place.files };
  } catch (error) {
    return { ok: false, problem: problemOf(error, '') };
  }
}

/**
 * Reads an archive into a folder, which is there with all its files, on the disk, when it was found sound, and otherwise is not there. The
 * manifest and its signature are not among them.
 * @param folder must not exist yet; its parent must
 */
export async function extractArchive(
  source: ArchiveSource,
  folder: string,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const place = new FolderPlace(folder);
  const watch = new Watch(options);
  try {
    const head = await readInto(place, source, options, watch);
    await place.commit();
    return { ok: true, head };
  } catch (error) {
    return { ok: false, problem: problemOf(error, folder) };
  } finally {
    await place.discard();
  }
}

/** @throws Refused, and what the file system refuses */
async function readInto(
  place: Place,
  source: ArchiveSource,
  { approve }: ReadOptions,
  watch: Watch,
): Promise<ArchiveHead> {
  const bytes = new ByteReader(gunzip(packedBytes(source, watch), watch));
  try {
    const entries = new Entries(bytes);
    const head = await readHead(entries);
    if (approve !== undefined && !(await approve(head))) refuse({ code: 'declined', params: {} });
    await readFiles(entries, head, place, watch);
    watch.check();
    return head;
  } finally {
    await bytes.close();
  }
}

interface Entry {
  readonly path: string;
  readonly header: Header;
}

/** The entries of a tar, one after the other. */
class Entries {
  readonly #bytes: ByteReader;
  #count = 0;
  #next: Entry | undefined;
  #ended = false;

  constructor(bytes: ByteReader) {
    this.#bytes = bytes;
  }

  /** The header of the next entry, which stays the next until its content is read. @returns undefined at the end blocks */
  async peek(): Promise<Entry | undefined> {
    if (!this.#ended) this.#next ??= await this.#readHeader();
    return this.#next;
  }

  async #readHeader(): Promise<Entry | undefined> {
    const block = await this.#bytes.take(blockBytes);
    this.#count += 1;
    if (block.length === 0) refuse({ code: this.#count === 1 ? 'not-tar' : 'end-missing', params: {} });
    if (block.length < blockBytes) refuse({ code: 'tar-truncated', params: { within: 'header' } });
    if (isZero(block)) {
      await this.#readEnd();
      this.#ended = true;
      return undefined;
    }
    const header = parseHeader(block, this.#count);
    const path = decoded(header.path);
    const mode = header.mode.toString(8).padStart(4, '0');
    if (mode !== '0644' && mode !== '0755')
      refuse({ code: 'entry-mode', params: { path: shown(path), mode } });
    return { path, header };
  }

  /** Two blocks of zeros, and nothing more: others fill up to a record of 10 KiB, ours do not. */
  async #readEnd(): Promise<void> {
    const second = await this.#bytes.take(blockBytes);
    if (second.length < blockBytes || !isZero(second)) refuse({ code: 'end-missing', params: {} });
    if ((await this.#bytes.some()) !== undefined) refuse({ code: 'bytes-after-end', params: { of: 'tar' } });
  }

  /** The content of the entry that is next, in pieces. */
  async *content(): AsyncGenerator<Buffer, void> {
    const entry = this.#next;
    if (entry === undefined) throw new TypeError('no entry is next');
    this.#next = undefined;
    const { size } = entry.header;
    for (let missing = size; missing > 0; ) {
      const piece = await this.#bytes.some(missing);
      if (piece === undefined) return refuse({ code: 'tar-truncated', params: { within: 'content' } });
      missing -= piece.length;
      yield piece;
    }
    const padding = await this.#bytes.take((blockBytes - (size % blockBytes)) % blockBytes);
    if ((size + padding.length) % blockBytes !== 0)
      refuse({ code: 'tar-truncated', params: { within: 'content' } });
    if (!isZero(padding)) refuse({ code: 'padding-not-zero', params: { path: shown(entry.path) } });
  }
}

/** An entry's name, looked at before it is compared with anything. */
function decoded(bytes: Buffer): string {
  const path = bytes.toString();
  const fault = Buffer.from(path).equals(bytes) ? pathFault(path) : 'not-utf8';
  if (fault !== undefined) refuse({ code: 'path', params: { path: shown(path), fault } });
  return path;
}

async function readHead(entries: Entries): Promise<ArchiveHead> {
  const first = await entries.peek();
  if (first?.path !== manifestName)
    refuse({ code: 'manifest-not-first', params: { found: shown(first?.path ?? '') } });
  checkManifestSize(first.header.size);
  checkMode(first, '0644');
  const manifestBytes = await whole(entries.content());
  const manifest = parseManifest(manifestBytes);
  const second = await entries.peek();
  if (second?.path !== signatureName) return { manifest, manifestBytes };
  checkMode(second, '0644');
  const most = archiveLimits.signatureBytes;
  if (second.header.size > most)
    refuse({ code: 'signature-too-large', params: { size: second.header.size, limit: most } });
  return { manifest, manifestBytes, signature: await whole(entries.content()) };
}

async function whole(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

function checkMode({ path, header }: Entry, stated: ManifestFile['mode']): void {
  const mode = header.mode.toString(8).padStart(4, '0');
  if (mode !== stated) refuse({ code: 'mode-differs', params: { path: shown(path), stated, mode } });
}

async function readFiles(entries: Entries, head: ArchiveHead, place: Place, watch: Watch): Promise<void> {
  const { files } = head.manifest;
  for (const [index, file] of files.entries()) {
    const entry = await entries.peek();
    if (entry?.path !== file.path) refuse(misplaced(entry?.path, head, index));
    const { size } = entry.header;
    if (size !== file.size)
      refuse({ code: 'size-differs', params: { path: shown(file.path), stated: file.size, size } });
    checkMode(entry, file.mode);
    await readFile(entries.content(), file, place, watch);
  }
  const more = await entries.peek();
  if (more !== undefined) refuse(misplaced(more.path, head, files.length));
}

async function readFile(
  content: AsyncIterable<Buffer>,
  file: ManifestFile,
  place: Place,
  watch: Watch,
): Promise<void> {
  const hash = createHash('sha256');
  const open = await place.begin(file);
  try {
    for await (const piece of content) {
      hash.update(piece);
      await open.write(piece);
    }
    if (hash.digest('hex') !== file.sha256)
      refuse({ code: 'hash-differs', params: { path: shown(file.path) } });
    await open.finish();
    watch.check();
  } finally {
    await open.close();
  }
}

/** @param path what is there @param index which of the manifest's files should be there */
function misplaced(
  path: string | undefined,
  { manifest, signature }: ArchiveHead,
  index: number,
): ArchiveProblem {
  const expected = manifest.files[index]?.path ?? '';
  if (path === undefined) return { code: 'entry-missing', params: { path: shown(expected) } };
  if (path === manifestName) return { code: 'second-manifest', params: {} };
  if (path === signatureName && signature !== undefined) return { code: 'second-signature', params: {} };
  const listed = manifest.files.findIndex((file) => file.path === path);
  if (listed === -1 && path !== signatureName)
    return { code: 'entry-unlisted', params: { path: shown(path) } };
  if (listed !== -1 && listed < index) return { code: 'entry-duplicate', params: { path: shown(path) } };
  return { code: 'entry-order', params: { path: shown(path), expected: shown(expected) } };
}
