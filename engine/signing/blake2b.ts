import { createHash, getHashes } from 'node:crypto';

/*
 * BLAKE2b (RFC 7693), without a key. node:crypto has it with 64 bytes only, and in Electron, which is built with BoringSSL, not at
 * all; minisign's checksum of a secret key is the one with 32 bytes, which is another hash, not the first half.
 */

/** Words of 64 bits are two of 32, the lower first: JavaScript has no faster way. */
const words = (...hex: readonly bigint[]) =>
  Uint32Array.from(hex.flatMap((word) => [Number(word & 0xffff_ffffn), Number(word >> 32n)]));

/** RFC 7693 §2.6. */
const iv = words(
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
);

/** RFC 7693 §2.7: the order of the message's words in each of ten rounds; rounds 11 and 12 are as 1 and 2. */
const sigma = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
].map((round) => Array.from(round, (digit) => Number.parseInt(digit, 16)));

/** The four words that each of a round's eight mixings takes: columns, then diagonals (RFC 7693 §3.2). */
const mixings = ['048c', '159d', '26ae', '37bf', '05af', '16bc', '278d', '349e'].map((mixing) =>
  Array.from(mixing, (digit) => 2 * Number.parseInt(digit, 16)),
);

const block = 128;

/** v[a] += v[b] + m[x], each modulo 2^64. */
function add(v: Uint32Array, a: number, b: number, m: Uint32Array, x: number): void {
  const low = v[a]! + v[b]! + m[x]!;
  v[a] = low;
  v[a + 1] = v[a + 1]! + v[b + 1]! + m[x + 1]! + Math.floor(low / 2 ** 32);
}

/** v[a] = (v[a] ^ v[b]), turned right by so many bits: 24, 16, or 0 and the halves changed (32). */
function turn(v: Uint32Array, a: number, b: number, bits: number): void {
  const low = v[a]! ^ v[b]!;
  const high = v[a + 1]! ^ v[b + 1]!;
  v[a] = bits === 32 ? high : (low >>> bits) | (high << (32 - bits));
  v[a + 1] = bits === 32 ? low : (high >>> bits) | (low << (32 - bits));
}

/** v[a] = (v[a] ^ v[b]), turned right by 63 bits, which is left by one. */
function turn63(v: Uint32Array, a: number, b: number): void {
  const low = v[a]! ^ v[b]!;
  const high = v[a + 1]! ^ v[b + 1]!;
  v[a] = (low << 1) | (high >>> 31);
  v[a + 1] = (high << 1) | (low >>> 31);
}

/** RFC 7693 §3.2: `at` bytes have been taken in with this block. */
function compress(h: Uint32Array, m: Uint32Array, at: number, last: boolean): void {
  const v = new Uint32Array(32);
  v.set(h);
  v.set(iv, 16);
  v[24] = v[24]! ^ at;
  v[25] = v[25]! ^ Math.floor(at / 2 ** 32);
  if (last) {
    v[28] = ~v[28]!;
    v[29] = ~v[29]!;
  }
  for (let round = 0; round < 12; round += 1) {
    const order = sigma[round % 10]!;
    for (let index = 0; index < 8; index += 1) {
      const [a, b, c, d] = mixings[index]! as [number, number, number, number];
      add(v, a, b, m, 2 * order[2 * index]!);
      turn(v, d, a, 32);
      add(v, c, d, none, 0);
      turn(v, b, c, 24);
      add(v, a, b, m, 2 * order[2 * index + 1]!);
      turn(v, d, a, 16);
      add(v, c, d, none, 0);
      turn63(v, b, c);
    }
  }
  for (let index = 0; index < 16; index += 1) h[index] = h[index]! ^ v[index]! ^ v[index + 16]!;
}

/** A message's word that adds nothing. */
const none = new Uint32Array(2);

/** BLAKE2b of a content. @param bytes how long the hash is: 1 to 64 */
export function blake2b(content: Buffer, bytes: number): Buffer {
  const h = Uint32Array.from(iv);
  h[0] = h[0]! ^ 0x0101_0000 ^ bytes; // One lane, one level, no key (RFC 7693 §2.8).
  const m = new Uint32Array(block / 4);
  // The last block is never empty, unless the content is.
  const blocks = Math.max(1, Math.ceil(content.length / block));
  for (let index = 0; index < blocks; index += 1) {
    const part = content.subarray(index * block, (index + 1) * block);
    const whole = part.length === block ? part : Buffer.concat([part], block);
    for (let word = 0; word < m.length; word += 1) m[word] = whole.readUInt32LE(4 * word);
    compress(h, m, index * block + part.length, index === blocks - 1);
  }
  const hash = Buffer.alloc(64);
  for (const [index, word] of h.entries()) hash.writeUInt32LE(word, 4 * index);
  return hash.subarray(0, bytes);
}

const native = getHashes().includes('blake2b512');

/** BLAKE2b-512 of a content: what a signature with `ED` is over. */
export function prehash(content: Buffer): Buffer {
  return native ? createHash('blake2b512').update(content).digest() : blake2b(content, 64);
}
