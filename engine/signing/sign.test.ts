import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signingFileCap } from './format.js';
import { checkSignature } from './minisign.js';
import { makeSecretKey } from './secret-key.js';
import { sign } from './sign.js';
import { signed } from './testing/signer.js';

const content = Buffer.from('a pack');
const secret = makeSecretKey();

test('a signature is prehashed, has both comments, and is the same each time', () => {
  const text = signed(content, secret, { trusted: 'lab\tversion 1', untrusted: '实验' });
  expect(text).toMatch(
    /^untrusted comment: 实验\nRUQ?[\w+/]{97,98}=\ntrusted comment: lab\tversion 1\n[\w+/]{86}==\n$/,
  );
  expect(signed(content, secret, { trusted: 'lab\tversion 1', untrusted: '实验' })).toBe(text);
  expect(signed(content, secret, { trusted: '' })).toMatch(
    /^untrusted comment: signature from minisign secret key\n/,
  );
});

test.each([
  'two\nlines',
  'two\r\nlines',
  'carriage\rreturn',
  'nul\0',
  'escape \u001b[2J',
  'delete\u007f',
  'next line\u0085',
  'separator\u2028',
  'turned \u202etxet',
  'half a pair \ud800',
])('the comment %j is refused, wherever it stands', (comment) => {
  expect(sign(content, secret, { trusted: comment })).toEqual({ ok: false, problem: 'comment' });
  expect(sign(content, secret, { trusted: 'x', untrusted: comment })).toEqual({
    ok: false,
    problem: 'comment',
  });
});

test('the longest comments make a file that is read, longer ones are refused', () => {
  const longest = { trusted: '实'.repeat(1365), untrusted: 'x'.repeat(1003) };
  const text = signed(content, secret, longest);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(signingFileCap);
  expect(checkSignature(content, text, secret.publicKey)).toEqual({ valid: true, comment: longest.trusted });
  expect(sign(content, secret, { ...longest, trusted: `${longest.trusted}xx` }).ok).toBe(false);
  expect(sign(content, secret, { ...longest, untrusted: 'x'.repeat(1004) }).ok).toBe(false);
});

test('whatever is signed is checked with the comment that was given', () => {
  const comments = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), comments, (bytes, trusted) => {
      const result = sign(Buffer.from(bytes), secret, { trusted });
      fc.pre(result.ok);
      expect(checkSignature(Buffer.from(bytes), result.minisig, secret.publicKey)).toEqual({
        valid: true,
        comment: trusted,
      });
    }),
  );
});
