import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { indexLimits } from '../../contract/limits.js';
import { sha256 } from '../archive/manifest.js';
import { writeFileAtomic } from '../machines/files.js';
import { openPack } from '../packs/open-pack.js';
import { publicKeyLine } from '../signing/minisign.js';
import type { SecretKey } from '../signing/sign.js';
import { successionBetween } from '../signing/succession.js';
import { successionsIn } from './fetch.js';
import { type IndexEntry, indexText, type PackIndex, readIndex } from './index-file.js';

export interface Publishing {
  readonly secret: SecretKey;
  /** Days after which the index says nothing any more. */
  readonly days: number;
  /** Digests that are taken back from now on, and why. */
  readonly revoke: readonly { readonly digest: string; readonly reason: string }[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Writes `index.json` of the packs in a folder, beside them, for any web server: the next one after the one that is there.
 * @throws LabError index.*, pack.archive, pack.unsound, pack.signature
 */
export async function publishIndex(
  folder: string,
  { secret, days, revoke, now }: Publishing,
): Promise<PackIndex> {
  const file = join(folder, 'index.json');
  const successions = successionsIn(folder);
  const before = indexBefore(file, secret, successions);
  const packs = await entriesIn(folder);
  const revoked = new Map(
    [...(before?.revoked ?? []), ...revoke].map(({ digest, reason }) => [digest, reason]),
  );
  const limit = Math.min(indexLimits.packs, indexLimits.revoked);
  if (packs.length > limit || revoked.size > limit)
    throw new LabError({
      code: 'index.too-many',
      params: { packs: packs.length, revoked: revoked.size, limit },
    });
  const text = indexText(
    {
      counter: (before?.counter ?? 0) + 1,
      expires: now + days * 86_400_000,
      packs: [...packs],
      revoked: [...revoked].map(([digest, reason]) => ({ digest, reason })),
      successions: [...successions],
    },
    secret,
  );
  writeFileAtomic(file, text, 0o644);
  return readIndex(text, file).index;
}

/** @throws LabError index.not-ours */
function indexBefore(
  file: string,
  { publicKey }: SecretKey,
  successions: readonly string[],
): PackIndex | undefined {
  if (!existsSync(file)) return undefined;
  try {
    if (statSync(file).size > indexLimits.bytes) throw new Error('too large');
    const { index, key } = readIndex(readFileSync(file, 'utf8'), file);
    if (publicKeyLine(key) === publicKeyLine(publicKey) || successionBetween(key, publicKey, successions))
      return index;
  } catch (error) {
    throw new LabError({ code: 'index.not-ours', params: { file } }, { cause: error });
  }
  throw new LabError({ code: 'index.not-ours', params: { file } });
}

async function entriesIn(folder: string): Promise<readonly IndexEntry[]> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.lvspack'))
    .toSorted();
  const files = new Map<string, string>();
  const entries: IndexEntry[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const { sheet } = await openPack(path);
    if (sheet.publisher === undefined)
      throw new LabError({ code: 'index.unsigned-pack', params: { file: path } });
    const { id, version, kind, digest, title } = sheet;
    const place = `${id} ${version} ${kind}`;
    const other = files.get(place);
    if (other !== undefined) throw new LabError({ code: 'index.pack-twice', params: { file: name, other } });
    files.set(place, name);
    const bytes = readFileSync(path);
    entries.push({ id, version, kind, digest, title, file: name, size: bytes.length, sha256: sha256(bytes) });
  }
  return entries;
}
