const mask = (1n << 64n) - 1n;

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & mask;
}

/**
 * hsiphash of one 32-bit word on a 64-bit kernel: SipHash-1-3, of which the lower 32 bits are kept
 * (hsiphash_1u32 in lib/siphash.c).
 * @param half each of the key's two 64-bit words
 */
export function hsiphash(word: number, half: bigint): number {
  let v0 = 0x736f6d6570736575n ^ half;
  let v1 = 0x646f72616e646f6dn ^ half;
  let v2 = 0x6c7967656e657261n ^ half;
  let v3 = 0x7465646279746573n ^ half;
  const round = (): void => {
    v0 = (v0 + v1) & mask;
    v1 = rotate(v1, 13n) ^ v0;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v3) & mask;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = (v0 + v3) & mask;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = (v2 + v1) & mask;
    v1 = rotate(v1, 17n) ^ v2;
    v2 = rotate(v2, 32n);
  };
  const block = (4n << 56n) | BigInt(word >>> 0);
  v3 ^= block;
  round();
  v0 ^= block;
  v2 ^= 0xffn;
  round();
  round();
  round();
  return Number((v0 ^ v1 ^ v2 ^ v3) & 0xffffffffn);
}
