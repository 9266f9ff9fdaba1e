import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { perlBase64 } from './perl-base64.js';

function encoded(input: Buffer): string {
  const script = `${perlBase64}binmode STDIN; my $c = ''; while (sysread STDIN, $c, 65536, length $c) {} print b64($c);`;
  return spawnSync('perl', ['-e', script], { input, encoding: 'utf8', maxBuffer: 1e7 }).stdout;
}

test.each([1, 2, 3, 4, 44, 45, 46, 90, 65_537])('%s bytes are what they are in base64', (size) => {
  const bytes = randomBytes(size);
  expect(encoded(bytes)).toBe(bytes.toString('base64'));
});

test('every byte is, and nothing is a word', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  expect(encoded(bytes)).toBe(bytes.toString('base64'));
  expect(encoded(Buffer.alloc(0))).toBe('-');
});
