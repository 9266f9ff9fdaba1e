import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAffordable, newKeyLimits, scryptMemory, scryptParameters } from './scrypt-limits.js';

const mebibyte = 2 ** 20;

// What libsodium 1.0.18 has for these limits, as its crypto_pwhash_scryptsalsa208sha256_str_needs_rehash says.
test.each([
  ['INTERACTIVE', 524_288n, 16_777_216n, 14, 1],
  ['SENSITIVE', 33_554_432n, 1_073_741_824n, 20, 1],
  ["rsign2's", 1_048_576n, 33_554_432n, 15, 1],
  ['ours', newKeyLimits.opslimit, newKeyLimits.memlimit, 17, 1],
  ['a byte less memory', 4_194_304n, 134_217_727n, 16, 2],
  ['a computation less', 4_194_303n, 134_217_728n, 16, 1],
  ['the least', 0n, 0n, 1, 512],
  ['the least computations', 32_768n, 1_048_576n, 10, 1],
  ['little memory, many computations', 33_554_432n, 16_777_216n, 14, 64],
  ['few computations, much memory', 524_288n, 1_073_741_824n, 14, 1],
  ['no powers of two', 1_000_000n, 100_000_000n, 14, 1],
  ["libsodium's most", 4_294_967_295n, 68_719_476_736n, 26, 1],
  ['no limits', 2n ** 64n - 1n, 2n ** 64n - 1n, 53, 63],
  ['no memory, no limit of computations', 2n ** 64n - 1n, 0n, 1, 134_217_727],
  ['no limit of memory', 0n, 2n ** 64n - 1n, 10, 1],
])('%s: %d computations and %d bytes are N = 2^%d, r = 8, p = %d', (_, opslimit, memlimit, log2N, p) => {
  expect(scryptParameters({ opslimit, memlimit })).toEqual({ N: 2 ** log2N, r: 8, p });
});

test('new keys cost 128 MiB, those of minisign -G 1 GiB, and both are derived', () => {
  const ours = scryptParameters(newKeyLimits);
  const minisigns = scryptParameters({ opslimit: 33_554_432n, memlimit: 1_073_741_824n });
  expect(Math.floor(scryptMemory(ours) / mebibyte)).toBe(128);
  expect(Math.floor(scryptMemory(minisigns) / mebibyte)).toBe(1024);
  expect([isAffordable(ours), isAffordable(minisigns)]).toEqual([true, true]);
});

test('no limits whatever make us take more than 1 GiB, or longer than minisign does', () => {
  const limit = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const small = fc.bigInt({ min: 0n, max: 2n ** 36n });
  fc.assert(
    fc.property(fc.oneof(limit, small), fc.oneof(limit, small), (opslimit, memlimit) => {
      const parameters = scryptParameters({ opslimit, memlimit });
      expect(parameters.p).toBeGreaterThanOrEqual(1);
      if (!isAffordable(parameters)) return;
      expect(scryptMemory(parameters)).toBeLessThanOrEqual(1026 * mebibyte);
      expect(parameters.N * parameters.r * parameters.p).toBeLessThanOrEqual(2 ** 23);
    }),
  );
});
