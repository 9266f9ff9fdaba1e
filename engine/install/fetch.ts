import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rcompare } from 'semver';
import { LabError } from '../../contract/errors.js';
import { archiveLimits, indexLimits } from '../../contract/limits.js';
import { artefactOf, successionsFolder } from '../packs/artefact.js';
import { lintPack } from '../packs/lint-pack.js';
import { packArchive } from '../packs/signed.js';
import { signingFileCap } from '../signing/format.js';
import { successionCap } from '../signing/succession.js';
import { type Downloading, downloadFile, downloadText } from './download.js';
import { cloneInto } from './git.js';
import { type IndexEntry, judgeIndex, readIndex, type SignedIndex } from './index-file.js';
import type { PackSource, Trust } from './records.js';
import { shownSource } from './source.js';

const packDownload = { bytes: archiveLimits.packedBytes, seconds: archiveLimits.fetchSeconds };

/** A pack's file, had from wherever it was. Nobody has looked into it yet. */
export interface Fetched {
  readonly file: string;
  readonly source: PackSource;
  /** The index that named it. */
  readonly index?: IndexSeen;
  /** What that said of it. */
  readonly entry?: IndexEntry;
}

export interface IndexSeen {
  readonly url: string;
  readonly signed: SignedIndex;
  /** `new`: nothing was seen of it before. */
  readonly state: 'new' | 'known';
}

export interface FetchOptions extends Downloading {
  /** The pack that is meant, where there are several. */
  readonly pack?: string | undefined;
  /** Of an index, the one with all; a folder and a repository have all. */
  readonly teacher?: boolean | undefined;
  readonly trust: Trust;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** An index was read that may be believed, whatever becomes of its packs. */
  readonly onIndex?: ((seen: IndexSeen) => Promise<void>) | undefined;
}

/**
 * Has the file of a pack from its source.
 * @param into a folder for what is downloaded or made on the way
 * @throws LabError install.*, index.*, pack.unsound, pack.unpackable
 */
export async function fetchPack(source: PackSource, into: string, options: FetchOptions): Promise<Fetched> {
  const downloaded = join(into, 'fetched.lvspack');
  switch (source.type) {
    case 'file':
      return { file: source.path, source };
    case 'folder':
      return packIn(source.path, source, downloaded, options.pack);
    case 'git': {
      const clone = join(into, 'clone');
      await cloneInto(source.url, clone, options.signal);
      return packIn(clone, source, downloaded, options.pack);
    }
    case 'url':
      await downloadFile(source.url, downloaded, packDownload, options);
      return { file: downloaded, source };
    case 'index': {
      const index = await fetchIndex(source.url, options);
      await options.onIndex?.(index);
      const entry = entryIn(index, options);
      await fetchEntry(index.url, entry, downloaded, options);
      return { file: downloaded, source, index, entry };
    }
  }
}

/** @throws LabError install.download-failed, index.* */
async function fetchIndex(url: string, options: FetchOptions): Promise<IndexSeen> {
  const signed = readIndex(await downloadText(url, indexLimits, options), url);
  return { url, signed, state: judgeIndex(signed, url, options.trust, options.now) };
}

/** The newest version of the pack that is meant. @throws LabError index.pack-unknown, install.revoked, install.no-pack */
function entryIn(
  { url, signed }: IndexSeen,
  { pack, teacher = false }: Pick<FetchOptions, 'pack' | 'teacher'>,
): IndexEntry {
  const { packs } = signed.index;
  const known = [...new Set(packs.map(({ id }) => id))].toSorted();
  const id = pack ?? (known.length === 1 ? known[0] : undefined);
  if (id === undefined)
    throw new LabError({ code: 'install.no-pack', params: { source: url, packs: known } });
  const wanted = teacher ? 'teacher' : 'learner';
  const [newest, ...others] = packs
    .filter((each) => each.id === id)
    .toSorted(
      (one, other) =>
        rcompare(one.version, other.version) || Number(other.kind === wanted) - Number(one.kind === wanted),
    );
  if (newest === undefined) throw new LabError({ code: 'index.pack-unknown', params: { url, id, known } });
  const taken = new Map(signed.index.revoked.map(({ digest, reason }) => [digest, reason]));
  const found = [newest, ...others].find(({ digest }) => !taken.has(digest));
  if (found !== undefined) return found;
  const { version, digest } = newest;
  throw new LabError({ code: 'install.revoked', params: { id, version, reason: taken.get(digest) ?? '' } });
}

/** @throws LabError index.file-differs, install.download-failed */
async function fetchEntry(
  url: string,
  { file, size, sha256 }: IndexEntry,
  into: string,
  options: FetchOptions,
): Promise<void> {
  const from = new URL(file, url).href;
  await downloadFile(from, into, packDownload, options);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(into) as AsyncIterable<Buffer>) hash.update(piece);
  if (statSync(into).size !== size || hash.digest('hex') !== sha256)
    throw new LabError({ code: 'index.file-differs', params: { url, file } });
}

/** A pack as its author has it, or its file, in a folder. */
async function packIn(
  folder: string,
  source: PackSource,
  made: string,
  pack: string | undefined,
): Promise<Fetched> {
  const shown = shownSource(source);
  if (!existsSync(join(folder, 'pack.yaml'))) {
    const files = readdirSync(folder).filter((name) => name.endsWith('.lvspack'));
    const meant =
      pack === undefined
        ? files
        : files.filter(
            (name) =>
              name.startsWith(`${pack}-`) && /^\d+\.\d+\.\d+[.\w-]*$/.test(name.slice(pack.length + 1)),
          );
    const [file, ...others] = meant;
    if (file === undefined || others.length > 0)
      throw new LabError({ code: 'install.no-pack', params: { source: shown, packs: files } });
    return { file: join(folder, file), source };
  }
  const { labs, problems } = lintPack(folder);
  // A file that nothing uses is its author's business: a repository has more than the pack.
  const serious = problems.filter(({ message }) => message.code !== 'file-unused');
  if (serious.length > 0)
    throw new LabError({ code: 'pack.unsound', params: { file: shown, problems: serious } });
  const archive = await packArchive(artefactOf(folder, labs, 'teacher'));
  if (!archive.ok) throw new LabError({ code: 'pack.unpackable', params: { inArchive: archive.problem } });
  await writeFile(made, archive.archive, { mode: 0o600 });
  return { file: made, source };
}

/** Documents of succession beside a pack, or an index; as many as are looked at, and none that is larger than one can be. */
export function successionsIn(folder: string): readonly string[] {
  const within = join(folder, successionsFolder);
  try {
    return readdirSync(within)
      .toSorted()
      .slice(0, successionCap)
      .map((name) => join(within, name))
      .filter((path) => statSync(path).isFile() && statSync(path).size <= signingFileCap)
      .map((path) => readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}
