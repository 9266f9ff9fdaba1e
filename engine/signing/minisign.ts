import { createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { prehash } from './blake2b.js';
import { decodeLine, encodeLine, isCommentLine, linesOf, untrustedPrefix } from './format.js';

/**
 * Reads public keys and checks signatures in minisign's format (https://jedisct1.github.io/minisign/, "Signature format").
 * Public key: base64 of `Ed`, 8 bytes key id, 32 bytes Ed25519 key. Signature: base64 of the algorithm (`Ed`: over the
 * file, `ED`: over its BLAKE2b-512), 8 bytes key id, 64 bytes signature; then a trusted comment with a signature over
 * the first one's 64 bytes and the comment.
 */
export interface MinisignKey {
  /** 8 bytes, chosen at random when the key was made: it finds a key, it proves nothing. */
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** Why a signature does not hold. */
export type SignatureProblem = 'malformed' | 'legacy' | 'other-key' | 'wrong-signature' | 'wrong-comment';

export type SignatureCheck =
  | { readonly valid: true; readonly comment: string }
  | { readonly valid: false; readonly problem: SignatureProblem };

/** DER of an Ed25519 SubjectPublicKeyInfo without the key itself (RFC 8410 §4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519's field is of the integers modulo this prime (RFC 8032 §5.1). */
const fieldPrime = 2n ** 255n - 19n;

/** The y of Ed25519's eight points whose order divides 8; y of those of order 8 is one number and its negative. */
const orderEight = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const smallOrder: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  fieldPrime - 1n,
  orderEight,
  fieldPrime - orderEight,
]);

/**
 * Whether 32 bytes are what nobody's key is: under a point of small order one signature holds for many contents or for all, and a y
 * that is not reduced is no point (RFC 8032 §5.1.3). OpenSSL takes both, libsodium, with which minisign checks, neither.
 */
function isWeak(raw: Buffer): boolean {
  const littleEndian = BigInt(`0x${Buffer.from(raw).reverse().toString('hex')}`);
  const y = BigInt.asUintN(255, littleEndian); // The highest bit is the sign of x.
  return y >= fieldPrime || smallOrder.has(y);
}

/** A public key of 8 bytes id and 32 bytes key. Undefined when it is none. */
export function publicKeyOf(id: Buffer, raw: Buffer): MinisignKey | undefined {
  if (id.length !== 8 || raw.length !== 32 || isWeak(raw)) return undefined;
  const der = Buffer.concat([spkiPrefix, raw]);
  return { id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** The 32 bytes of a public key. */
export function publicBytes(key: MinisignKey): Buffer {
  return key.key.export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
}

/** Reads a public key: the base64 line alone, or the `.pub` file with its comment. Undefined when it is none. */
export function parsePublicKey(text: string): MinisignKey | undefined {
  const raw = decodeLine(
    linesOf(text)
      .findLast((line) => line.trim() !== '')
      ?.trim(),
    42,
  );
  if (raw?.toString('latin1', 0, 2) !== 'Ed') return undefined;
  return publicKeyOf(raw.subarray(2, 10), raw.subarray(10));
}

/**
 * A key's id as minisign shows it: upper-case hexadecimal of the number that its bytes are, little-endian. Always 16 digits, as from
 * minisign 0.12 on; older ones leave out leading zeros.
 */
export function keyId(key: MinisignKey): string {
  return Buffer.from(key.id).reverse().toString('hex').toUpperCase();
}

/** The base64 line of a public key, as `minisign -P` takes it. */
export function publicKeyLine(key: MinisignKey): string {
  return encodeLine('Ed', key.id, publicBytes(key));
}

/** The `.pub` file of a public key, as `minisign -G` writes it. */
export function publicKeyText(key: MinisignKey): string {
  return `${untrustedPrefix}minisign public key ${keyId(key)}\n${publicKeyLine(key)}\n`;
}

export interface SignatureOptions {
  /**
   * Whether a signature may be over the content itself (`Ed`), as minisign made them before 0.10. One over a file of 64 bytes and some
   * text can be taken for another: the one over those bytes, as a signature, with that text as its trusted comment.
   */
  readonly acceptLegacy?: boolean;
}

/** Checks a `.minisig` file over the content that it came with. */
export function checkSignature(
  content: Buffer,
  minisig: string,
  key: MinisignKey,
  { acceptLegacy = false }: SignatureOptions = {},
): SignatureCheck {
  const refuse = (problem: SignatureProblem): SignatureCheck => ({ valid: false, problem });
  const [, signatureLine, commentLine, commentSignature] = linesOf(minisig);
  const signature = decodeLine(signatureLine, 74);
  const global = decodeLine(commentSignature, 64);
  const comment = /^trusted comment: (.*)$/.exec(commentLine ?? '')?.[1];
  if (signature === undefined || global === undefined || comment === undefined || !isCommentLine(comment))
    return refuse('malformed');
  const algorithm = signature.toString('latin1', 0, 2);
  if (algorithm !== 'Ed' && algorithm !== 'ED') return refuse('malformed');
  if (algorithm === 'Ed' && !acceptLegacy) return refuse('legacy');
  if (!timingSafeEqual(signature.subarray(2, 10), key.id)) return refuse('other-key');
  const signed = algorithm === 'ED' ? prehash(content) : content;
  const bytes = signature.subarray(10);
  if (!verify(null, signed, key.key, bytes)) return refuse('wrong-signature');
  const commented = Buffer.concat([bytes, Buffer.from(comment, 'utf8')]);
  if (!verify(null, commented, key.key, global)) return refuse('wrong-comment');
  return { valid: true, comment };
}
