import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../../contract/canonical.js';
import { LabError } from '../../contract/errors.js';
import { archiveLimits, indexLimits, packLimits } from '../../contract/limits.js';
import { digestSchema, idSchema, lineSchema, versionPattern } from '../../contract/primitives.js';
import { signingFileCap } from '../signing/format.js';
import {
  checkSignature,
  keyId,
  type MinisignKey,
  parsePublicKey,
  publicKeyLine,
} from '../signing/minisign.js';
import { type SecretKey, sign } from '../signing/sign.js';
import { successionBetween, successionCap } from '../signing/succession.js';
import type { Trust } from './records.js';
import { pinnedKey, revocationOf } from './standing.js';

/** A file beside the index: one name, or names below it; nothing that leads elsewhere. */
const fileSchema = z
  .string()
  .max(200)
  .regex(/^(?:[A-Za-z0-9_][\w.+-]*\/){0,4}[A-Za-z0-9_][\w.+-]*\.lvspack$/);

const entrySchema = z.strictObject({
  id: idSchema,
  version: z.string().regex(versionPattern),
  kind: z.enum(['learner', 'teacher']),
  digest: digestSchema,
  title: lineSchema,
  file: fileSchema,
  size: z.number().int().min(1).max(archiveLimits.packedBytes),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type IndexEntry = Readonly<z.infer<typeof entrySchema>>;

const revokedSchema = z.strictObject({
  digest: digestSchema,
  reason: z.string().min(1).max(packLimits.line),
});

const indexSchema = z.strictObject({
  format: z.literal(1),
  /** The base64 line of the publisher's minisign key. */
  publisher: z.string().regex(/^[A-Za-z0-9+/]{56}$/),
  /** Grows with each index: an older one is not taken for the newest. */
  counter: z.number().int().min(1),
  /** Milliseconds since the epoch: after it nobody can say that there is nothing newer. */
  expires: z.number().int().min(0).max(8.64e15),
  packs: z.array(entrySchema).max(indexLimits.packs),
  revoked: z.array(revokedSchema).max(indexLimits.revoked),
  /** Documents by which a key of the publisher succeeds another. */
  successions: z.array(z.string().max(signingFileCap)).max(successionCap),
});
export type PackIndex = Readonly<z.infer<typeof indexSchema>>;

/**
 * `index.json`: what there is, and minisign's signature over its canonical form (RFC 8785). Both are one file, so that no server, cache or
 * upload half done gives one with another's signature.
 */
const documentSchema = z.strictObject({ index: indexSchema, signature: z.string().max(signingFileCap) });

/** An index whose signature holds, by the key that it names: whether that is who it should be is another question. */
export interface SignedIndex {
  readonly index: PackIndex;
  readonly key: MinisignKey;
  /** SHA-256 of what it says. */
  readonly content: string;
}

/** Writes an index. @returns the text of `index.json` */
export function indexText(fields: Omit<PackIndex, 'format' | 'publisher'>, secret: SecretKey): string {
  const index: PackIndex = { format: 1, publisher: publicKeyLine(secret.publicKey), ...fields };
  const trusted = `lvslab index ${index.counter} expires ${new Date(index.expires).toISOString()}`;
  const signed = sign(Buffer.from(canonical(indexSchema.parse(index))), secret, { trusted });
  if (!signed.ok) throw new TypeError(signed.problem);
  return `${JSON.stringify({ index, signature: signed.minisig }, null, 2)}\n`;
}

/**
 * Reads `index.json`, whoever made it.
 * @param url where it is, for errors
 * @throws LabError index.bad, index.signature
 */
export function readIndex(text: string, url: string): SignedIndex {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new LabError({ code: 'index.bad', params: { url, place: 'JSON' } }, { cause: error });
  }
  const parsed = documentSchema.safeParse(data);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new LabError({ code: 'index.bad', params: { url, place } });
  }
  const { index, signature } = parsed.data;
  const key = parsePublicKey(index.publisher);
  const content = canonical(index);
  if (key === undefined || !checkSignature(Buffer.from(content), signature, key).valid)
    throw new LabError({ code: 'index.signature', params: { url } });
  return { index, key, content: createHash('sha256').update(content).digest('hex') };
}

/**
 * Whether an index may be believed, beside all that was seen of its address before.
 * @param now milliseconds since the epoch
 * @returns `new`: nothing was seen of it before, and its key has to be confirmed by somebody
 * @throws LabError index.key-changed, index.rolled-back, index.mixed, index.expired
 */
export function judgeIndex(
  { index, key, content }: SignedIndex,
  url: string,
  trust: Trust,
  now: number,
): 'new' | 'known' {
  const known = Object.hasOwn(trust.indexes, url) ? trust.indexes[url] : undefined;
  const { counter, expires } = index;
  if (known !== undefined) {
    const pinned = pinnedKey(known.key);
    if (!successionBetween(pinned, key, index.successions))
      throw new LabError({
        code: 'index.key-changed',
        params: { url, before: keyId(pinned), now: keyId(key) },
      });
    if (counter < known.counter)
      throw new LabError({ code: 'index.rolled-back', params: { url, counter, seen: known.counter } });
    if (counter === known.counter && content !== known.content)
      throw new LabError({ code: 'index.mixed', params: { url, counter } });
  }
  if (expires <= now)
    throw new LabError({
      code: 'index.expired',
      params: { url, expired: new Date(expires).toISOString().slice(0, 10) },
    });
  return known === undefined ? 'new' : 'known';
}

/** What is trusted once an index was accepted: its key, nothing older than it, and what it takes back. */
export function trustingIndex({ index, key, content }: SignedIndex, url: string, trust: Trust): Trust {
  const line = publicKeyLine(key);
  // It speaks for the keys that it succeeds, too: what these have signed is the same publisher's.
  const seen = [trust.indexes[url]?.key, ...Object.values(trust.packs).map((pack) => pack.key)];
  const speaksFor = new Set([
    line,
    ...seen.filter(
      (each) => each !== undefined && successionBetween(pinnedKey(each), key, index.successions),
    ),
  ]);
  const taken = [...speaksFor].flatMap((each) =>
    index.revoked.map(({ digest, reason }) => [revocationOf(digest, each!), { key: each!, reason }] as const),
  );
  const before = Object.entries(trust.revoked);
  // Of too many of its own the oldest go; nobody's index makes those of others go.
  const revoked = [
    ...before.filter(([, { key: by }]) => !speaksFor.has(by)),
    ...[...before.filter(([, { key: by }]) => speaksFor.has(by)), ...taken].slice(-indexLimits.kept),
  ];
  return {
    ...trust,
    indexes: { ...trust.indexes, [url]: { key: line, counter: index.counter, content } },
    revoked: Object.fromEntries(revoked),
  };
}
