import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signingFileCap } from './format.js';
import { keyId, type MinisignKey, publicKeyText } from './minisign.js';
import { makeSecretKey } from './secret-key.js';
import { type SecretKey } from './sign.js';
import { checkSuccession, followSuccessions, makeSuccession, successionCap } from './succession.js';
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

test('a chain leads to the newest key, no documents to the first one', () => {
  const check = followSuccessions(old.publicKey, [text, succession(newer, newest)]);
  if (!check.ok) throw new Error(check.problem);
  expect(publicKeyText(check.key)).toBe(publicKeyText(newest.publicKey));
  expect(followSuccessions(old.publicKey, [])).toEqual({ ok: true, key: old.publicKey });
});

test('a chain that is broken, in another order or spoilt is refused where it is', () => {
  const last = succession(newer, newest);
  const follow = (...texts: readonly string[]) => followSuccessions(old.publicKey, texts);
  expect(follow(last, text)).toEqual({ ok: false, problem: 'other-key', at: 0 });
  expect(follow(text, text)).toEqual({ ok: false, problem: 'other-key', at: 1 });
  expect(follow(text, last.replace('succeeds', 'Succeeds'))).toEqual({
    ok: false,
    problem: 'wrong-comment',
    at: 1,
  });
});

test('a chain that comes back to a key is refused', () => {
  const round = [text, succession(newer, newest), succession(newest, old)];
  expect(followSuccessions(old.publicKey, round)).toEqual({ ok: false, problem: 'cycle', at: 2 });
  const back = [text, succession(newer, newest), succession(newest, newer)];
  expect(followSuccessions(old.publicKey, back)).toEqual({ ok: false, problem: 'cycle', at: 2 });
});

test('a chain has an end', () => {
  const keys = Array.from({ length: successionCap + 2 }, makeSecretKey);
  const texts = keys.slice(1).map((key, index) => succession(keys[index]!, key));
  const start = keys[0]!.publicKey;
  expect(followSuccessions(start, texts.slice(0, successionCap)).ok).toBe(true);
  expect(followSuccessions(start, texts)).toEqual({ ok: false, problem: 'too-many', at: successionCap });
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
