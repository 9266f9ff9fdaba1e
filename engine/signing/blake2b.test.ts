import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blake2b, prehash } from './blake2b.js';

/** OpenSSL's. */
const reference = (content: Buffer) => createHash('blake2b512').update(content).digest('hex');

test('with 64 bytes it is what OpenSSL has, whatever the content and its length', () => {
  for (const length of [0, 1, 127, 128, 129, 255, 256, 257, 100_000]) {
    const content = Buffer.alloc(length, 0xa5);
    expect(blake2b(content, 64).toString('hex'), `${length} bytes`).toBe(reference(content));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const content = Buffer.from(bytes);
      expect(blake2b(content, 64).toString('hex')).toBe(reference(content));
      expect(prehash(content).toString('hex')).toBe(reference(content));
    }),
  );
});

// From `b2sum --length 256` (GNU coreutils).
test.each([
  ['', '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8'],
  ['abc', 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319'],
  ['x'.repeat(200), '7eb9c902d76f4876a0494066a9773bd4f8c0caf612f4683e352af66bc12af33e'],
])('with 32 bytes of %j it is what coreutils says', (text, hash) => {
  expect(blake2b(Buffer.from(text), 32).toString('hex')).toBe(hash);
});
