import { blake2b as noble } from '@noble/hashes/blake2';

/**
 * BLAKE2b (RFC 7693), without a key: node:crypto has it with 64 bytes only, and in Electron, which is built with BoringSSL, not at all;
 * minisign's checksum of a secret key is the one with 32 bytes, which is another hash, not the first half.
 * @param bytes of the hash, 1 to 64
 */
export function blake2b(content: Uint8Array, bytes: number): Buffer {
  return Buffer.from(noble(content, { dkLen: bytes }));
}

/** What minisign signs in place of a file. */
export function prehash(content: Uint8Array): Buffer {
  return blake2b(content, 64);
}
