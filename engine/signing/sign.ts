import { type KeyObject, sign as signBytes } from 'node:crypto';
import { prehash } from './blake2b.js';
import { encodeLine, isCommentLine, untrustedPrefix } from './format.js';
import { type MinisignKey } from './minisign.js';

/** A secret key with its public one. */
export interface SecretKey {
  readonly publicKey: MinisignKey;
  /** Ed25519's private key; its bytes are not shown where an object is printed or logged. */
  readonly key: KeyObject;
}

export interface Comments {
  /** One line that the signature covers, at most 4096 bytes of UTF-8. */
  readonly trusted: string;
  /** One line that nothing covers, at most 1003 bytes; minisign's own unless given. */
  readonly untrusted?: string;
}

/** `comment`: one that is longer, or has line breaks or other control characters. */
export type Signed =
  | { readonly ok: true; readonly minisig: string }
  | { readonly ok: false; readonly problem: 'comment' };

/** With the longest of both, a file is still smaller than `signingFileCap`. */
const trustedCap = 4096;
/** What minisign has room for (COMMENTMAXBYTES in its minisign.h, less the prefix, the line's end and C's). */
const untrustedCap = 1003;

/**
 * Signs a content as `minisign -S` does (https://jedisct1.github.io/minisign/, "Signature format"): prehashed, Ed25519 (RFC 8032
 * §5.1.6) over its BLAKE2b-512. The same content, key and comments always give the same signature. A comment that cannot be
 * written as it is, is refused, not mended: what is signed is what was asked for.
 * @returns the text of the `.minisig` file
 */
export function sign(content: Buffer, { publicKey, key }: SecretKey, comments: Comments): Signed {
  const { trusted, untrusted = 'signature from minisign secret key' } = comments;
  const fits = (comment: string, cap: number) => isCommentLine(comment) && Buffer.byteLength(comment) <= cap;
  if (!fits(trusted, trustedCap) || !fits(untrusted, untrustedCap)) return { ok: false, problem: 'comment' };
  const signature = signBytes(null, prehash(content), key);
  const global = signBytes(null, Buffer.concat([signature, Buffer.from(trusted)]), key);
  const minisig = [
    untrustedPrefix + untrusted,
    encodeLine('ED', publicKey.id, signature),
    `trusted comment: ${trusted}`,
    encodeLine(global),
  ];
  return { ok: true, minisig: `${minisig.join('\n')}\n` };
}
