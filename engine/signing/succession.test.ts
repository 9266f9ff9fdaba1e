import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signingFileCap } from './format.js';
import { keyId, type MinisignKey, publicKeyText } from './minisign.js';
import { makeSecretKey } from './secret-key.js';
import { type SecretKey } from './sign.js';
import { checkSuccession, makeSuccession, successionBetween, successionCap } from './succession.js';
import { signed, signedLegacy } from './testing/signer.js';

function succession(older: SecretKey, newer: SecretKey): string {
  const made = makeSuccession(older, newer.publicKey);
  if (!made.ok) throw new Error(made.problem);
  return made.text;
}

const [old, newer, newest] = [makeSecretKey(), makeSecretKey(), makeSecretKey()];
const text = succession(old, newer);

test('an old key vouches for a new one, in a text that says so', () => {
  const lines = text.split('\n');
  expect(`${lines.slice(0, 2).join('\n')}\n`).toBe(publicKeyText(newer.publicKey));
  expect(lines[4]).toBe(
    `trusted comment: succession: key ${keyId(newer.publicKey)} succeeds key ${keyId(old.publicKey)}`,
  );
  for (const each of [text, text.replaceAll('\n', '\r\n')]) {
    const check = checkSuccession(old.publicKey, each);
    if (!check.ok) throw new Error(check.problem);
    expect(publicKeyText(check.key)).toBe(publicKeyText(newer.publicKey));
  }
});

test('what another key has signed is none', () => {
  expect(checkSuccession(newest.publicKey, text)).toEqual({ ok: false, problem: 'other-key' });
  const namesake: MinisignKey = { ...newest.publicKey, id: old.publicKey.id };
  expect(checkSuccession(namesake, text)).toEqual({ ok: false, problem: 'wrong-signature' });
});

test('another key in the place of the new one is none', () => {
  const swapped = publicKeyText(newest.publicKey) + text.split('\n').slice(2).join('\n');
  expect(checkSuccession(old.publicKey, swapped)).toEqual({ ok: false, problem: 'wrong-signature' });
});

test('a signature over a key for another reason is none', () => {
  const file = publicKeyText(newer.publicKey);
  const untrusted = (text.split('\n')[2] ?? '').replace('untrusted comment: ', '');
  for (const trusted of [
    'timestamp:1\tfile:new.pub\thashed',
    `succession: key ${keyId(newer.publicKey)} succeeds key ${keyId(newest.publicKey)}`,
  ])
    expect(
      checkSuccession(old.publicKey, file + signed(Buffer.from(file), old, { trusted, untrusted })),
    ).toEqual({ ok: false, problem: 'other-statement' });
  const statement = (text.split('\n')[4] ?? '').replace('trusted comment: ', '');
  const legacy = signedLegacy(Buffer.from(file), old, statement).replace(/: test$/m, `: ${untrusted}`);
  expect(checkSuccession(old.publicKey, file + legacy)).toEqual({ ok: false, problem: 'legacy' });
});

test('a key does not succeed itself', () => {
  expect(makeSuccession(old, old.publicKey)).toEqual({ ok: false, problem: 'same-key' });
  expect(makeSuccession(old, { ...newer.publicKey, id: old.publicKey.id }).ok).toBe(false);
  expect(makeSuccession(old, { ...old.publicKey, id: newer.publicKey.id }).ok).toBe(false);
});

test('documents lead from a key to its successors, in whatever order they come', () => {
  const last = succession(newer, newest);
  const leads = (to: SecretKey, ...texts: readonly string[]) =>
    successionBetween(old.publicKey, to.publicKey, texts);
  expect(leads(old)).toBe(true);
  expect(leads(newer)).toBe(false);
  expect(leads(newest, text, last)).toBe(true);
  expect(leads(newest, last, text)).toBe(true);
  expect(leads(newer, text, last)).toBe(true);
  expect(leads(newest, last)).toBe(false);
  expect(leads(newest, text)).toBe(false);
  expect(leads(newest, text, last.replace('succeeds', 'Succeeds'))).toBe(false);
  // Two that the first one vouches for: either may be meant.
  expect(leads(newest, text, succession(old, newest))).toBe(true);
  // Nothing leads back.
  expect(successionBetween(newer.publicKey, old.publicKey, [text])).toBe(false);
});

test('a key of the same id is not taken for the one that was vouched for', () => {
  const forged = { ...makeSecretKey().publicKey, id: newer.publicKey.id };
  expect(successionBetween(old.publicKey, forged, [text])).toBe(false);
});

test('documents in a circle, and far too many, come to an end', () => {
  const round = [text, succession(newer, newest), succession(newest, old)];
  expect(successionBetween(old.publicKey, makeSecretKey().publicKey, round)).toBe(false);
  const keys = Array.from({ length: successionCap + 2 }, makeSecretKey);
  const texts = keys.slice(1).map((key, index) => succession(keys[index]!, key));
  const [start, reached, beyond] = [keys[0]!, keys.at(-2)!, keys.at(-1)!].map(({ publicKey }) => publicKey);
  expect(successionBetween(start!, reached!, texts)).toBe(true);
  expect(successionBetween(start!, beyond!, texts)).toBe(false);
});

test('no text throws, and no spoilt one vouches for a key', () => {
  expect(checkSuccession(old.publicKey, text + ' '.repeat(signingFileCap))).toEqual({
    ok: false,
    problem: 'malformed',
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (any) => {
      expect(checkSuccession(old.publicKey, any)).toEqual({ ok: false, problem: 'malformed' });
    }),
  );
  const at = fc.nat(text.length - 1);
  fc.assert(
    fc.property(at, fc.nat(2), fc.string({ unit: 'binary', maxLength: 3 }), (start, length, put) => {
      const spoilt = text.slice(0, start) + put + text.slice(start + length);
      fc.pre(spoilt.replaceAll('\r\n', '\n') !== text);
      expect(checkSuccession(old.publicKey, spoilt).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});
