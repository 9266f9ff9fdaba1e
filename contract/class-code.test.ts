import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  base32,
  type ClassCode,
  codeCharacters,
  fromBase32,
  memberOf,
  readCode,
  studentPattern,
  writeCode,
} from './class-code.js';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyId = fc.stringMatching(studentPattern).filter((id) => id.length <= 64);
const anyCode: fc.Arbitrary<ClassCode> = fc.oneof(
  fc.record({ kind: fc.constant('class' as const), digest: bytes(2), key: bytes(16) }),
  fc.record({ kind: fc.constant('ticket' as const), digest: bytes(2), seed: bytes(16), student: anyId }),
);
const code: ClassCode = {
  kind: 'class',
  digest: Uint8Array.of(0xab, 0xcd),
  key: Uint8Array.from({ length: 16 }, (_, index) => index),
};
const ticket: ClassCode = { kind: 'ticket', digest: code.digest, seed: code.key, student: 'S-20260001' };
const written = writeCode(code);
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('');

const why = (typed: string) => {
  const read = readCode(typed);
  return read.ok ? 'read' : read.why.code;
};

test('a code is written as it always was: those that were given out stay good', () => {
  // Computed by BIP 350's own reference in another language, over the same bits.
  expect(written).toBe('C1NF-6G00-820C-20A1-G710-4GM2-RC1M-70YB-13ER-M');
  expect(writeCode(ticket)).toBe('T1NF-6G00-820C-20A1-G710-4GM2-RC1M-70YM-SD68-R34D-HG60-R32S-D2BQ-M');
  expect(readCode(written)).toEqual({ ok: true, code });
  expect(readCode(writeCode(ticket))).toEqual({ ok: true, code: ticket });
});

test('every code is read as what was written, however it is typed', () => {
  fc.assert(
    fc.property(anyCode, fc.constantFrom('', ' ', '-', '－', '—'), fc.boolean(), (one, between, low) => {
      const text = writeCode(one).replaceAll('-', between);
      expect(readCode(low ? text.toLowerCase() : text)).toEqual({ ok: true, code: one });
      const alike = text.replaceAll('0', 'O').replace('1', 'l').replaceAll('1', 'I');
      expect(readCode(alike)).toEqual({ ok: true, code: one });
      const wide = text.replace(/[0-9A-Z]/g, (each) => String.fromCodePoint(each.codePointAt(0)! + 0xfee0));
      expect(readCode(wide)).toEqual({ ok: true, code: one });
    }),
  );
});

/** Letters of a code without its hyphens, one changed by `change`. */
const spoilt = (text: string, change: (letters: string[]) => void) => {
  const letters = text.replaceAll('-', '').split('');
  change(letters);
  return letters.join('');
};

test('of a class code each wrong letter in each place, and each two that changed places, are told', () => {
  const letters = written.replaceAll('-', '').split('');
  const places = letters.map((_, place) => place);
  const wrong = places.flatMap((place) =>
    alphabet.map((other) => spoilt(written, (all) => void (all[place] = other))),
  );
  const swapped = places.flatMap((first) =>
    places.map((second) =>
      spoilt(written, (all) => void ([all[first], all[second]] = [all[second]!, all[first]!])),
    ),
  );
  const others = [...wrong, ...swapped].filter((each) => each !== letters.join(''));
  expect(others.length).toBeGreaterThan(31 * 37);
  expect(others.filter((each) => why(each) !== 'checksum')).toEqual([]);
});

test('two wrong letters never make another code, however long it is', () => {
  const place = fc.nat({ max: 200 });
  const letter = fc.constantFrom(...alphabet);
  fc.assert(
    fc.property(anyCode, place, place, letter, letter, (one, first, second, a, b) => {
      const text = writeCode(one);
      const changed = spoilt(text, (all) => {
        all[first % all.length] = a;
        all[second % all.length] = b;
      });
      expect(why(changed)).toBe(changed === text.replaceAll('-', '') ? 'read' : 'checksum');
    }),
    { numRuns: 2000 },
  );
});

test('letters that are left out, put in or cut off are told', () => {
  fc.assert(
    fc.property(anyCode, fc.nat({ max: 200 }), fc.constantFrom(...alphabet), (one, at, letter) => {
      const text = writeCode(one);
      const place = at % text.replaceAll('-', '').length;
      expect(readCode(spoilt(text, (all) => all.splice(place, 1))).ok).toBe(false);
      const longer = spoilt(text, (all) => all.splice(place, 0, letter));
      expect(readCode(longer).ok).toBe(false);
    }),
  );
  expect(readCode(written.slice(0, 20))).toMatchObject({ why: { params: { given: 16, least: 37 } } });
});

test.each([
  ['', 'empty'],
  [' \n--', 'empty'],
  ['hello', 'short'],
  [written.replace('G', 'U'), 'character'],
  [written.replace('G', '😀'), 'character'],
  [`${written}\u0000`, 'character'],
  ['0'.repeat(codeCharacters + 1), 'too-long'],
  ['0'.repeat(200), 'too-long'],
  ['x'.repeat(1e7), 'too-long'],
  // Letters that NFKC makes eighteen of.
  ['\ufdfa'.repeat(codeCharacters), 'character'],
])('what is no code is told for what it is (%#)', (typed, fault) => {
  expect(why(typed)).toBe(fault);
});

test('a wrong letter is told with its group', () => {
  expect(readCode('C1NF-6G0U')).toMatchObject({ why: { params: { character: 'U', group: 2 } } });
});

test('whatever is typed is answered', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (typed) => void readCode(typed)));
});

test('bytes in base 32 come back, and what is filled up otherwise is none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), (some) => {
      expect([...fromBase32(base32(some))!]).toEqual([...some]);
    }),
  );
  // RFC 4648, §10 ("foobar"), in Crockford's letters.
  expect(base32(new TextEncoder().encode('foobar'))).toBe('CSQPYRK1E8');
  expect(fromBase32('CSQPYRK1E9')).toBeUndefined();
  expect(fromBase32('U0')).toBeUndefined();
});

test('a class code wants a student id; a ticket has it', () => {
  expect(memberOf(written.toLowerCase(), ' S1 ')).toEqual({
    ok: true,
    member: { code: written, student: 'S1' },
  });
  expect(memberOf(written, '２０２６')).toMatchObject({ member: { student: '2026' } });
  expect(memberOf(written, '')).toMatchObject({ of: 'student', why: { code: 'student-missing' } });
  expect(memberOf(written, '张三')).toMatchObject({ of: 'student', why: { code: 'student-form' } });
  expect(memberOf(written, 'a'.repeat(65))).toMatchObject({ of: 'student', why: { code: 'student-form' } });
  const mine = writeCode(ticket);
  for (const id of ['', 's-20260001'])
    expect(memberOf(mine, id)).toEqual({ ok: true, member: { code: mine, student: 'S-20260001' } });
  expect(memberOf(mine, 'S-20260002')).toMatchObject({ of: 'student', why: { code: 'student-other' } });
  expect(memberOf('hello', 'S1')).toMatchObject({ of: 'code', why: { code: 'short' } });
});
