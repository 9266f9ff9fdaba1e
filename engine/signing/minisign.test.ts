import { generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeLine, signingFileCap } from './format.js';
import {
  checkSignature,
  keyId,
  type MinisignKey,
  parsePublicKey,
  publicKeyLine,
  publicKeyText,
} from './minisign.js';
import { makeSecretKey } from './secret-key.js';
import { signed, signedLegacy } from './testing/signer.js';

const content = Buffer.from('manifest\n');
const other = Buffer.from('Manifest\n');
const secret = makeSecretKey();
const key = secret.publicKey;
const minisig = signed(content, secret, { trusted: 'version 1' });

test('a signature holds for its content and for no other', () => {
  expect(checkSignature(content, minisig, key)).toEqual({ valid: true, comment: 'version 1' });
  expect(checkSignature(content, minisig.replaceAll('\n', '\r\n'), key).valid).toBe(true);
  expect(checkSignature(other, minisig, key)).toEqual({ valid: false, problem: 'wrong-signature' });
});

test('a legacy signature holds only where one may', () => {
  const legacy = signedLegacy(content, secret, 'old');
  expect(checkSignature(content, legacy, key)).toEqual({ valid: false, problem: 'legacy' });
  const check = (signed: Buffer) => checkSignature(signed, legacy, key, { acceptLegacy: true });
  expect(check(content)).toEqual({ valid: true, comment: 'old' });
  expect(check(other)).toEqual({ valid: false, problem: 'wrong-signature' });
});

test('a changed trusted comment is refused', () => {
  const changed = minisig.replace('version 1', 'version 2');
  expect(checkSignature(content, changed, key)).toEqual({ valid: false, problem: 'wrong-comment' });
});

test('a signature by another key is refused, also by one that has the same id', () => {
  expect(checkSignature(content, minisig, makeSecretKey().publicKey)).toEqual({
    valid: false,
    problem: 'other-key',
  });
  const namesake: MinisignKey = { ...makeSecretKey().publicKey, id: key.id };
  expect(checkSignature(content, minisig, namesake)).toEqual({ valid: false, problem: 'wrong-signature' });
});

test('what is no signature is refused', () => {
  const lines = minisig.split('\n');
  for (const text of [
    '',
    'untrusted comment: x\nAAAA\n',
    'a\nb\nc\nd',
    lines.slice(0, 3).join('\n'),
    minisig.replace('version 1', 'version \u001b[31m1'),
    minisig.replace('trusted comment: v', 'comment: v'),
    minisig.replace(/=\n/, '\n'),
    `${minisig}${' '.repeat(signingFileCap)}`,
  ]) {
    expect(checkSignature(content, text, key)).toEqual({ valid: false, problem: 'malformed' });
  }
});

test('a spoilt signature never holds, and never throws', () => {
  const [untrusted = '', ...rest] = minisig.split('\n');
  const covered = rest.join('\n').trimEnd();
  const at = fc.nat(covered.length - 1);
  fc.assert(
    fc.property(at, at, fc.string({ unit: 'binary', maxLength: 3 }), (start, length, put) => {
      const spoilt = covered.slice(0, start) + put + covered.slice(start + (length % 3));
      // Lines may end in both ways, and what follows the last one is no part of the signature, for minisign neither.
      fc.pre(!`${spoilt}\n`.replaceAll('\r\n', '\n').startsWith(`${covered}\n`));
      for (const acceptLegacy of [false, true])
        expect(checkSignature(content, `${untrusted}\n${spoilt}\n`, key, { acceptLegacy }).valid).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('any text is read as a key and as a signature without a throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(parsePublicKey(text)).toBeUndefined();
      expect(checkSignature(content, text, key).valid).toBe(false);
    }),
  );
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(bytes(32), bytes(64), bytes(64), (raw, signature, global) => {
      const line = encodeLine('Ed', key.id, Buffer.from(raw));
      const lines = ['', encodeLine('ED', key.id, Buffer.from(signature)), 'trusted comment: x'];
      const text = [...lines, encodeLine(Buffer.from(global))].join('\n');
      const hostile = parsePublicKey(line) ?? key;
      expect([line, publicKeyLine(key)]).toContain(publicKeyLine(hostile));
      expect(checkSignature(content, text, hostile).valid).toBe(false);
    }),
  );
});

test('a public key is read from its file or its line, and anything else is none', () => {
  const line = publicKeyLine(key);
  for (const text of [line, ` ${line}\r\n`, publicKeyText(key), `untrusted comment: x\r\n${line}\r\n\r\n`]) {
    const read = parsePublicKey(text);
    expect(read?.id).toEqual(key.id);
    expect(read?.key.equals(key.key)).toBe(true);
  }
  const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
  for (const text of [
    '',
    String(pem),
    line.slice(1),
    `${line}=`,
    line.replace('RW', 'RU'),
    ' '.repeat(signingFileCap) + line,
  ])
    expect(parsePublicKey(text), text).toBeUndefined();
});

test("a key's file and id are as minisign writes them, with all digits", () => {
  const read = parsePublicKey('RWSruS4tbzD+BdmheDVP+UXmBqtUBGIw4S9PUIuQl+fC0yrlJqpDv0D5');
  if (read === undefined) throw new Error('no key');
  expect(keyId(read)).toBe('05FE306F2D2EB9AB');
  expect(publicKeyText(read)).toBe(
    'untrusted comment: minisign public key 05FE306F2D2EB9AB\n' +
      'RWSruS4tbzD+BdmheDVP+UXmBqtUBGIw4S9PUIuQl+fC0yrlJqpDv0D5\n',
  );
});

const prime = 2n ** 255n - 19n;
function littleEndian(y: bigint): Buffer {
  return Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
}
const orderEight = littleEndian(0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n);

test.each([
  ['order 1', littleEndian(1n)],
  ['order 2', littleEndian(prime - 1n)],
  ['order 4', Buffer.alloc(32)],
  ['order 8', orderEight],
])('a point of %s is nobody’s key, though OpenSSL takes it', (_, raw) => {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  // R is the neutral point and S zero: nobody's secret is needed, one content in eight, or more, is signed.
  const forged = Buffer.concat([littleEndian(1n), Buffer.alloc(32)]);
  const contents = Array.from({ length: 200 }, (_, index) => Buffer.from(`${index}`));
  const held = contents.filter((each) =>
    verify(null, each, { key: spki, format: 'der', type: 'spki' }, forged),
  );
  expect(held.length).toBeGreaterThan(0);
  const negative = Buffer.from(raw);
  negative[31] = negative[31]! ^ 0x80; // The sign of x.
  for (const each of [raw, negative]) expect(parsePublicKey(encodeLine('Ed', key.id, each))).toBeUndefined();
});

test('a key whose y is not reduced is none', () => {
  for (const y of [prime, prime + 1n, prime + 9n, 2n ** 255n - 1n])
    expect(parsePublicKey(encodeLine('Ed', key.id, littleEndian(y)))).toBeUndefined();
});
