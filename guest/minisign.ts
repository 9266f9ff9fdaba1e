import { createHash, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/**
 * Checks signatures in minisign's format (https://jedisct1.github.io/minisign/, "Signature format").
 * Public key: base64 of `Ed`, 8 bytes key id, 32 bytes Ed25519 key. Signature: base64 of the algorithm (`Ed`: over the
 * file, `ED`: over its BLAKE2b-512), 8 bytes key id, 64 bytes signature; then a trusted comment with a signature over
 * the first one's 64 bytes and the comment.
 */
export interface MinisignKey {
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** Why a signature does not hold. */
export type SignatureProblem = 'malformed' | 'other-key' | 'wrong-signature' | 'wrong-comment';

export type SignatureCheck =
  | { readonly valid: true; readonly comment: string }
  | { readonly valid: false; readonly problem: SignatureProblem };

/** DER of an Ed25519 SubjectPublicKeyInfo without the key itself (RFC 8410 §4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function decode(text: string | undefined, bytes: number): Buffer | undefined {
  const line = text?.trim() ?? '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(line)) return undefined;
  const raw = Buffer.from(line, 'base64');
  return raw.length === bytes ? raw : undefined;
}

/** Reads a public key: the base64 line alone, or the `.pub` file with its comment. Undefined when it is none. */
export function parsePublicKey(text: string): MinisignKey | undefined {
  const lines = text.trim().split('\n');
  const raw = decode(lines.at(-1), 42);
  if (raw === undefined || raw.subarray(0, 2).toString('latin1') !== 'Ed') return undefined;
  const der = Buffer.concat([spkiPrefix, raw.subarray(10)]);
  return { id: raw.subarray(2, 10), key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** Checks a `.minisig` file over the content that it came with. */
export function checkSignature(content: Buffer, minisig: string, key: MinisignKey): SignatureCheck {
  const [, signatureLine, commentLine, commentSignature] = minisig.split(/\r?\n/);
  const signature = decode(signatureLine, 74);
  const global = decode(commentSignature, 64);
  const comment = /^trusted comment: (.*)$/.exec(commentLine ?? '')?.[1];
  if (signature === undefined || global === undefined || comment === undefined)
    return { valid: false, problem: 'malformed' };
  const algorithm = signature.subarray(0, 2).toString('latin1');
  if (algorithm !== 'Ed' && algorithm !== 'ED') return { valid: false, problem: 'malformed' };
  if (!timingSafeEqual(signature.subarray(2, 10), key.id)) return { valid: false, problem: 'other-key' };
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(content).digest() : content;
  const bytes = signature.subarray(10);
  if (!verify(null, signed, key.key, bytes)) return { valid: false, problem: 'wrong-signature' };
  const commented = Buffer.concat([bytes, Buffer.from(comment, 'utf8')]);
  if (!verify(null, commented, key.key, global)) return { valid: false, problem: 'wrong-comment' };
  return { valid: true, comment };
}
