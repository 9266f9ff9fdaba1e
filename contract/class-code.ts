import type { CodeMessage } from './messages/class-codes.js';

/*
 * What a learner types to get the values of their class: a class code, which is the same for all and needs a student's id beside it, or a
 * ticket, which is one student's. Without schemas, as the window reads it, too.
 *
 * Both are symbols of five bits: the kind, the version, the content, and six that are its checksum. They are written in Crockford's
 * alphabet (https://www.crockford.com/base32.html), which has no letter that is taken for a digit, in groups of four.
 */

/** The id that a student has in their institution. */
export const studentPattern = /^[A-Za-z0-9._@-]{1,64}$/;

/** What a code holds. */
export type ClassCode =
  | {
      readonly kind: 'class';
      /** Which class: the beginning of its id's SHA-256, two bytes. */
      readonly digest: Uint8Array;
      /** The class's key, sixteen bytes: who has it can draw everybody's values. */
      readonly key: Uint8Array;
    }
  | {
      readonly kind: 'ticket';
      readonly digest: Uint8Array;
      /** What the student's values are drawn from, sixteen bytes: nobody else's follow from it. */
      readonly seed: Uint8Array;
      /** The student's id. */
      readonly student: string;
    };

/** Whose class a learner is in, as settings keep it: a code as `writeCode` writes it, and their id. */
export interface ClassMember {
  readonly code: string;
  readonly student: string;
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** What is typed for another (Crockford: "when decoding"). */
const alike: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
const symbols: ReadonlyMap<string, number> = new Map([
  ...Array.from(alphabet).map((letter, value) => [letter, value] as const),
  ...Object.entries(alike).map(([letter, as]) => [letter, alphabet.indexOf(as)] as const),
]);

/** The first letter of a code. */
const kinds = { class: symbols.get('C')!, ticket: symbols.get('T')! } as const;
const version = 1;
/** Bytes of a class's digest, and of a key or seed. */
const [digestBytes, secretBytes] = [2, 16];
const checksumSymbols = 6;
const symbolsOf = (bytes: number) => 2 + Math.ceil((bytes * 8) / 5) + checksumSymbols;
const fewest = symbolsOf(digestBytes + secretBytes);
const most = symbolsOf(digestBytes + secretBytes + 64);
/** Characters of what is typed, hyphens and spaces with it. */
export const codeCharacters = 400;

/** A code as it is told and typed, like `C1AB-CDEF-…`. */
export function writeCode(code: ClassCode): string {
  const secret = code.kind === 'class' ? code.key : code.seed;
  const student = code.kind === 'class' ? [] : new TextEncoder().encode(code.student);
  const content = [
    kinds[code.kind],
    version,
    ...toSymbols(Uint8Array.from([...code.digest, ...secret, ...student])),
  ];
  const letters = [...content, ...checksumOf(content)].map((value) => alphabet[value]).join('');
  return letters.replace(/.{4}(?=.)/g, '$&-');
}

/**
 * Reads what was typed: upper or lower case, O for 0, I and L for 1, full-width letters of an input method, any hyphens and spaces.
 * One or two wrong characters, and two that changed places, are always told (see `checksumOf`).
 */
export function readCode(
  typed: string,
): { readonly ok: true; readonly code: ClassCode } | { readonly ok: false; readonly why: CodeMessage } {
  if (typed.length > codeCharacters) return refused('too-long');
  const letters = Array.from(typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, ''));
  if (letters.length === 0) return refused('empty');
  const values: number[] = [];
  for (const letter of letters) {
    const value = symbols.get(letter.toUpperCase());
    if (value === undefined) {
      const group = Math.floor(values.length / 4) + 1;
      return { ok: false, why: { code: 'character', params: { character: letter, group } } };
    }
    values.push(value);
  }
  if (values.length < fewest)
    return { ok: false, why: { code: 'short', params: { given: values.length, least: fewest } } };
  if (values.length > most) return refused('too-long');
  const content = values.slice(0, -checksumSymbols);
  if (checksumOf(content).join() !== values.slice(-checksumSymbols).join()) return refused('checksum');
  const [kind, made] = content;
  if (kind !== kinds.class && kind !== kinds.ticket) return refused('kind');
  if (made !== version) return refused('version');
  const bytes = toBytes(content.slice(2));
  const digest = bytes?.subarray(0, digestBytes);
  const secret = bytes?.subarray(digestBytes, digestBytes + secretBytes);
  const rest = bytes?.subarray(digestBytes + secretBytes);
  if (digest === undefined || secret === undefined || rest === undefined) return refused('content');
  if (kind === kinds.class)
    return rest.length > 0 ? refused('content') : { ok: true, code: { kind: 'class', digest, key: secret } };
  const student = new TextDecoder().decode(rest);
  if (!studentPattern.test(student)) return refused('content');
  return { ok: true, code: { kind: 'ticket', digest, seed: secret, student } };
}

function refused(code: Exclude<CodeMessage['code'], 'character' | 'short' | 'student-other'>): {
  readonly ok: false;
  readonly why: CodeMessage;
} {
  return { ok: false, why: { code, params: {} } };
}

/**
 * A code and a student's id as somebody typed them.
 * @param student may be empty where the code is a ticket, which has it
 * @returns what is kept of them, or which of the two is wrong, and why
 */
export function memberOf(
  typed: string,
  student: string,
):
  | { readonly ok: true; readonly member: ClassMember }
  | { readonly ok: false; readonly of: 'code' | 'student'; readonly why: CodeMessage } {
  const read = readCode(typed);
  if (!read.ok) return { ...read, of: 'code' };
  const given = student.normalize('NFKC').trim();
  const { code } = read;
  if (code.kind === 'ticket' && given !== '' && given.toLowerCase() !== code.student.toLowerCase())
    return { ok: false, of: 'student', why: { code: 'student-other', params: { student: code.student } } };
  const id = code.kind === 'ticket' ? code.student : given;
  if (id === '') return { ...refused('student-missing'), of: 'student' };
  if (!studentPattern.test(id)) return { ...refused('student-form'), of: 'student' };
  return { ok: true, member: { code: writeCode(code), student: id } };
}

/** Bytes in Crockford's alphabet, the last letter filled up with zero bits. */
export function base32(bytes: Uint8Array): string {
  return toSymbols(bytes)
    .map((value) => alphabet[value])
    .join('');
}

/** @returns undefined for what `base32` does not write; upper or lower case, and letters that look alike, are one */
export function fromBase32(text: string): Uint8Array | undefined {
  const values = Array.from(text.toUpperCase(), (letter) => symbols.get(letter));
  return values.includes(undefined) ? undefined : toBytes(values as number[]);
}

function toSymbols(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [held, bits] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      values.push((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) values.push((held << (5 - bits)) & 31);
  return values;
}

/** @returns undefined where what fills up the last byte is not zero, or a whole symbol of it */
function toBytes(values: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const value of values) {
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && held === 0 ? Uint8Array.from(bytes) : undefined;
}

const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/**
 * The six symbols by which a mistyped code is told: the BCH code over GF(32) of bech32m (BIP 173, "Checksum"; the constant is BIP 350's).
 * No two wrong symbols make another code of any length that there is here; that of more a thousand million to one does not, either.
 */
function checksumOf(values: readonly number[]): number[] {
  let state = 1;
  for (const value of [...values, 0, 0, 0, 0, 0, 0]) {
    const top = state >>> 25;
    state = ((state & 0x1ffffff) << 5) ^ value;
    generator.forEach((term, bit) => {
      if ((top >>> bit) & 1) state ^= term;
    });
  }
  state ^= 0x2bc830a3;
  return [5, 4, 3, 2, 1, 0].map((place) => (state >>> (5 * place)) & 31);
}
