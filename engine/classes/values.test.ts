import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memberOf, readCode } from '../../contract/class-code.js';
import {
  classCodeOf,
  classDigest,
  joinedValues,
  keyText,
  makeKey,
  normalisedId,
  readKey,
  seedFor,
  ticketOf,
} from './values.js';

const key = Uint8Array.from({ length: 16 }, (_, index) => index);
const own = { id: 'lvs-2026', key };

test.each([
  ['20260001', 'a45c271c59254b72804736e7a9af1417'],
  ['ann@example.org', '5318a0fc561e9470f7912aff8c9b4b6a'],
  ['s-1', 'e84422be7e4694fb87aa81db8fed8873'],
])('the seed of %s stays what it was: sessions that were handed in are of it', (student, seed) => {
  expect(seedFor(key, student)).toBe(seed);
  expect(createHmac('sha256', key).update(student).digest('hex').slice(0, 32)).toBe(seed);
});

test('a student is one, however the id is written', () => {
  expect(normalisedId('  Ann@Example.ORG\n')).toBe('ann@example.org');
  expect(normalisedId('e\u0301')).toBe('\u00e9');
  expect(seedFor(key, ' ANN@example.org ')).toBe('5318a0fc561e9470f7912aff8c9b4b6a');
});

test('other students and other classes have other seeds', () => {
  const seeds = Array.from({ length: 5000 }, (_, number) => seedFor(key, `s${number}`));
  expect(new Set(seeds).size).toBe(5000);
  expect(seedFor(makeKey(), 's1')).not.toBe(seedFor(makeKey(), 's1'));
});

test('class.key is one line, and what is not as it is written is none', () => {
  expect(keyText(key)).toBe('000G40R40M30E209185GR38E1W\n');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (some) => {
      expect([...readKey(keyText(some))!]).toEqual([...some]);
      expect(readKey(keyText(some).trimEnd())).toBeDefined();
      expect(readKey(`${keyText(some).trimEnd().toLowerCase()}\r\n`)).toBeDefined();
    }),
  );
  for (const text of [
    '',
    '\n',
    '000G',
    ` ${keyText(key)}`,
    `${keyText(key)}\n`,
    keyText(key).replace('W', 'Z'),
  ])
    expect(readKey(text)).toBeUndefined();
  expect(readKey('0'.repeat(1e6))).toBeUndefined();
});

/** What a learner who types this draws from. */
function joined(code: string, student: string) {
  const read = memberOf(code, student);
  if (!read.ok) throw new TypeError(read.why.code);
  return joinedValues(read.member);
}

test('by the class code and by a ticket a student has the same values', () => {
  const wanted = { seed: seedFor(key, 's-1'), class: { digest: 'eadc', student: 'S-1' } };
  expect(joined(classCodeOf(own), 'S-1')).toEqual(wanted);
  expect(joined(ticketOf(own, { id: 'S-1' }), '')).toEqual(wanted);
});

test('a ticket does not hold the key: it gives one student’s values only', () => {
  const read = readCode(ticketOf(own, { id: 'S-1' }));
  expect(read).toMatchObject({ ok: true, code: { kind: 'ticket', student: 'S-1' } });
  expect(read.ok && 'key' in read.code).toBe(false);
});

test('who is in no class draws nothing, and neither does a code that was damaged meanwhile', () => {
  expect(joinedValues(null)).toBeUndefined();
  expect(joinedValues({ code: 'C1AB', student: 's' })).toBeUndefined();
});

test('classes are told apart by their ids', () => {
  expect(Buffer.from(classDigest('lvs-2026')).toString('hex')).toBe('eadc');
  expect(classDigest('lvs-2027')).not.toEqual(classDigest('lvs-2026'));
});
