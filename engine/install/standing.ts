import { compare } from 'semver';
import { canonical } from '../../contract/canonical.js';
import { LabError } from '../../contract/errors.js';
import type { Standing } from '../../contract/packs.js';
import { sha256 } from '../archive/manifest.js';
import type { OpenedPack } from '../packs/open-pack.js';
import { keyId, type MinisignKey, parsePublicKey, publicKeyLine } from '../signing/minisign.js';
import { successionBetween } from '../signing/succession.js';
import type { Trust } from './records.js';

/** What is asked of a pack beyond what it says of itself. */
export interface Judging {
  readonly trust: Trust;
  /** Ids of packs that come with the product. */
  readonly builtIn: readonly string[];
  /** Documents by which one key succeeds another: the pack's own, and those of the index that it comes from. */
  readonly successions: readonly string[];
  /** Somebody wants an older one, or another one of the same version. */
  readonly allowOlder?: boolean | undefined;
  /** An index that is known here offers it as the newest that there is. */
  readonly newest?: boolean | undefined;
}

/** What a pack's signature says here, beside all that was seen before. Nothing is changed by asking. */
export function standingOf({ sheet, signature, head }: OpenedPack, judging: Judging): Standing {
  const { trust, builtIn, successions, allowOlder = false, newest = false } = judging;
  const { id, version, digest } = sheet;
  const refused = (why: LabError['detail']): Standing => ({ state: 'refused', why });
  if (builtIn.includes(id)) return refused({ code: 'install.built-in', params: { id } });
  const key = signature.valid ? signature.key : undefined;
  const revoked = revokedBecause(trust, id, digest, key === undefined ? undefined : publicKeyLine(key));
  if (revoked !== undefined)
    return refused({ code: 'install.revoked', params: { id, version, reason: revoked } });
  const known = Object.hasOwn(trust.packs, id) ? trust.packs[id] : undefined;
  if (known === undefined) return { state: key === undefined ? 'unsigned' : 'new' };
  const pinned = pinnedKey(known.key);
  const before = keyId(pinned);
  if (key === undefined) return refused({ code: 'install.unsigned-now', params: { id, before } });
  const same = publicKeyLine(key) === known.key;
  if (!same && !successionBetween(pinned, key, successions))
    return refused({ code: 'install.key-changed', params: { id, before, now: keyId(key) } });
  const { highest } = known;
  // Where the publisher has taken the highest one back, what he offers instead is an older one.
  const back =
    newest && highest !== undefined && revokedBecause(trust, id, highest.digest, known.key) !== undefined;
  if (highest !== undefined && !allowOlder && !back) {
    const order = compare(version, highest.version);
    if (order < 0)
      return refused({ code: 'install.older', params: { id, version, highest: highest.version } });
    const seen = highest.shipped[sheet.kind];
    const other = seen !== undefined && seen !== shippedIn(head);
    if (order === 0 && (digest !== highest.digest || other))
      return refused({ code: 'install.version-reused', params: { id, version } });
  }
  return same ? { state: 'known' } : { state: 'succeeded', from: before };
}

/**
 * Why a pack was taken back, by the key that has signed it or by that which its packs are of by now; undefined: it was not.
 * @param key the base64 line of the one that has signed it
 */
export function revokedBecause(
  trust: Trust,
  id: string,
  digest: string,
  key: string | undefined,
): string | undefined {
  const pinned = Object.hasOwn(trust.packs, id) ? trust.packs[id]?.key : undefined;
  const by = [key, pinned].find(
    (each) => each !== undefined && Object.hasOwn(trust.revoked, revocationOf(digest, each)),
  );
  return by === undefined ? undefined : trust.revoked[revocationOf(digest, by)]?.reason;
}

/** Under what a revocation is written down: what one key takes back no other one gives back. */
export function revocationOf(digest: string, key: string): string {
  return `${digest} ${key}`;
}

/** A key that was written down here. */
export function pinnedKey(line: string): MinisignKey {
  const key = parsePublicKey(line);
  if (key === undefined) throw new LabError({ code: 'install.trust-damaged', params: {} });
  return key;
}

/** A key as people compare it; empty for a line that is no key. */
export function keyIdOf(line: string | undefined): string {
  const key = line === undefined ? undefined : parsePublicKey(line);
  return key === undefined ? '' : keyId(key);
}

/** What is trusted once a pack was accepted: its key, and no version below its own. */
export function trusting({ sheet, signature, head }: OpenedPack, trust: Trust, now: number): Trust {
  if (!signature.valid) return trust;
  const { id, version, digest, kind } = sheet;
  const known = Object.hasOwn(trust.packs, id) ? trust.packs[id] : undefined;
  const key = publicKeyLine(signature.key);
  const isHighest = known?.highest === undefined || compare(version, known.highest.version) > 0;
  return {
    ...trust,
    packs: {
      ...trust.packs,
      [id]: {
        key,
        since: known?.key === key ? known.since : now,
        highest: isHighest
          ? { version, digest, shipped: { [kind]: shippedIn(head) } }
          : withShipped(known.highest, version, kind, head),
      },
    },
  };
}

type Highest = NonNullable<Trust['packs'][string]['highest']>;

/** The other kind of the same version is known from now on, too. */
function withShipped(
  highest: Highest | undefined,
  version: string,
  kind: string,
  head: OpenedPack['head'],
): Highest | undefined {
  if (highest?.version !== version || highest.shipped[kind] !== undefined) return highest;
  return { ...highest, shipped: { ...highest.shipped, [kind]: shippedIn(head) } };
}

/** The labs and the course map of an archive, by their files: a proof, a README, a new key make no other pack of them. */
function shippedIn({ manifest }: OpenedPack['head']): string {
  const labs = manifest.files.filter(({ path }) => /^(pack\.yaml|[^/]+\/lab\.json)$/.test(path));
  return sha256(canonical(labs));
}
