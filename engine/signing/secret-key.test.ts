import { freemem } from 'node:os';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeLine, signingFileCap } from './format.js';
import { keyId, publicKeyText } from './minisign.js';
import { type ScryptLimits } from './scrypt-limits.js';
import { makeSecretKey, readSecretKey, type SecretKeyReading, writeSecretKey } from './secret-key.js';
import { type SecretKey } from './sign.js';

/** 1 MiB and some milliseconds: the format is the same. */
const cheap: ScryptLimits = { opslimit: 32_768n, memlimit: 1_048_576n };

const secret = makeSecretKey();

async function written(key: SecretKey, password: string | undefined, limits = cheap): Promise<string> {
  const result = await writeSecretKey(key, password, limits);
  if (!result.ok) throw new Error(result.problem);
  return result.text;
}

/** The 158 bytes of a file. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.split('\n')[1] ?? '', 'base64');
}

async function readBytes(bytes: Buffer, password?: string): Promise<SecretKeyReading> {
  return readSecretKey(`untrusted comment: x\n${encodeLine(bytes)}\n`, password);
}

/** A file with one byte changed. @param by what it is XORed with */
function spoil(text: string, at: number, by = 1): Buffer {
  const bytes = bytesOf(text);
  bytes[at] = bytes[at]! ^ by;
  return bytes;
}

function expectSame(reading: SecretKeyReading): void {
  if (!reading.ok) throw new Error(reading.problem);
  expect(publicKeyText(reading.key.publicKey)).toBe(publicKeyText(secret.publicKey));
  expect(reading.key.key.equals(secret.key)).toBe(true);
}

test.each(['horse', '', ' 密码 🐎 ', 'x'.repeat(1023)])(
  'a key that is encrypted with %j is read again',
  async (password) => {
    const text = await written(secret, password);
    expect(text).toMatch(/^untrusted comment: minisign encrypted secret key\nRWRTY0Iy[\w+/]{203}=\n$/);
    expectSame(await readSecretKey(text, password));
    expectSame(await readSecretKey(text.replaceAll('\n', '\r\n'), password));
  },
);

test('the same key and password make another file each time', async () => {
  expect(await written(secret, 'horse')).not.toBe(await written(secret, 'horse'));
});

test('a key without a password is read again, whatever password is given', async () => {
  const text = await written(secret, undefined);
  expect(text).toMatch(/^untrusted comment: minisign secret key\nRWQAAEIy/);
  expectSame(await readSecretKey(text));
  expectSame(await readSecretKey(text, 'unneeded'));
});

test('a new key with the limits of new keys is written and read again', async () => {
  const result = await writeSecretKey(secret, 'horse');
  if (!result.ok) throw new Error(result.problem);
  expectSame(await readSecretKey(result.text, 'horse'));
});

test('passwords that minisign could not be told are refused', async () => {
  for (const password of ['two\nlines', 'carriage\rreturn', 'nul\0', '密'.repeat(342)])
    expect(await writeSecretKey(secret, password, cheap)).toEqual({ ok: false, problem: 'password' });
});

test('no password and a wrong one are told apart', async () => {
  const text = await written(secret, 'horse');
  expect(await readSecretKey(text)).toEqual({ ok: false, problem: 'needs-password' });
  for (const wrong of ['', 'Horse', 'horse '])
    expect(await readSecretKey(text, wrong)).toEqual({ ok: false, problem: 'wrong-password' });
});

test('a damaged file is told from a wrong password where the format shows it', async () => {
  const text = await written(secret, 'horse');
  // Algorithms; key id and checksum, where the secret key is still whole; all else looks as with a wrong password.
  for (const at of [0, 3, 5, 54, 61, 126, 157])
    expect(await readBytes(spoil(text, at), 'horse'), `byte ${at}`).toEqual({
      ok: false,
      problem: 'malformed',
    });
  for (const at of [6, 37, 62, 93, 94, 125])
    expect(await readBytes(spoil(text, at), 'horse'), `byte ${at}`).toEqual({
      ok: false,
      problem: 'wrong-password',
    });
});

test('without encryption a damaged file is malformed, and no checksum is none', async () => {
  const text = await written(secret, undefined);
  for (const at of [54, 62, 94, 126])
    expect(await readBytes(spoil(text, at)), `byte ${at}`).toEqual({ ok: false, problem: 'malformed' });
  // As minisign -G -W writes it.
  expectSame(await readBytes(Buffer.concat([bytesOf(text).subarray(0, 126)], 158)));
  // A public key that does not belong to the seed: libsodium would sign with it, and give the secret away.
  const strange = bytesOf(text);
  bytesOf(await written(makeSecretKey(), undefined)).copy(strange, 94, 94, 126);
  strange.fill(0, 126);
  expect(await readBytes(strange)).toEqual({ ok: false, problem: 'malformed' });
});

test.each<[string, ScryptLimits]>([
  ['64 GiB', { opslimit: 2n ** 31n, memlimit: 2n ** 36n }],
  ['all there is', { opslimit: 2n ** 64n - 1n, memlimit: 2n ** 64n - 1n }],
  ['more than minisign -G', { opslimit: 2n ** 26n, memlimit: 2n ** 30n }],
  ['hours with little memory', { opslimit: 2n ** 40n, memlimit: 2n ** 24n }],
])('a file that asks for %s is refused at once, before a password is asked for', async (_, limits) => {
  const bytes = bytesOf(await written(secret, 'horse'));
  bytes.writeBigUInt64LE(limits.opslimit, 38);
  bytes.writeBigUInt64LE(limits.memlimit, 46);
  for (const password of [undefined, 'horse'])
    expect(await readBytes(bytes, password)).toEqual({ ok: false, problem: 'too-costly' });
});

// Made by minisign 0.11 for this test; nothing else was ever signed with it.
const minisigns = `untrusted comment: minisign encrypted secret key
RWRTY0IyQCM80BZt+HpDrWgKS2vUbX6NNV3y4Cdjw0UskEXSVTUAAAACAAAAAAAAAEAAAAAAfBDH+1xr9C6c1fTCEV66op5XXUahPt/O53RUod9TBZvZYM+n4tRDGSNAXljOVieC+dzwstQTHDuhC6rhEcN7D6xiMfiL/3PHV5/LMKA3NYCjvF6/iXvV0ZyhyC8Z+2PjErl+HhuiXVA=
`;

test.skipIf(freemem() < 3 * 2 ** 30)(
  'a key of minisign -G is read, with its 1 GiB (needs 3 GiB of free memory)',
  { timeout: 120_000 },
  async () => {
    const reading = await readSecretKey(minisigns, '密码 horse');
    if (!reading.ok) throw new Error(reading.problem);
    expect(keyId(reading.key.publicKey)).toBe('1D5F778AC8756006');
    expect(publicKeyText(reading.key.publicKey)).toContain(
      'RWQGYHXIindfHa5aTYWug7drQI3ypR8QuNNxaL6fN95KWhL69rTN09t+',
    );
  },
);

test('any text and any bytes are read without a throw, and are no key', async () => {
  const line = (await written(secret, undefined)).split('\n')[1] ?? '';
  for (const text of [
    '',
    '\n',
    'x',
    line,
    `x\n${line}=`,
    `x\n${line.slice(4)}`,
    `x\n${line}${' '.repeat(signingFileCap)}`,
  ])
    expect(await readSecretKey(text, 'horse')).toEqual({ ok: false, problem: 'malformed' });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => {
      expect((await readSecretKey(text, 'horse')).ok).toBe(false);
    }),
  );
});

test('a spoilt file is never a key', async () => {
  const encrypted = await written(secret, 'horse');
  const plain = await written(secret, undefined);
  const change = fc.integer({ min: 1, max: 255 });
  const secretPart = fc.integer({ min: 54, max: 157 });
  // Limits with another cost would be tried, as long as they are small: a test above has those that are not.
  const checked = fc.oneof(fc.integer({ min: 0, max: 37 }), secretPart);
  await fc.assert(
    fc.asyncProperty(checked, change, async (at, by) => {
      expect((await readBytes(spoil(encrypted, at, by), 'horse')).ok).toBe(false);
    }),
    { numRuns: 60 },
  );
  // Without encryption, salt and limits say nothing.
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.integer({ min: 0, max: 5 }), secretPart), change, async (at, by) => {
      expect((await readBytes(spoil(plain, at, by))).ok).toBe(false);
    }),
  );
});

test('a secret key shows nothing of itself where it is printed', () => {
  const seed = secret.key.export({ format: 'jwk' }).d ?? '';
  expect(inspect(secret, { depth: 9, showHidden: true })).not.toContain(seed);
  expect(JSON.stringify(secret)).not.toContain(seed);
});
