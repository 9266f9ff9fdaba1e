import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Membership, Student } from '../../contract/class.js';
import { base32, type ClassMember, fromBase32, readCode, writeCode } from '../../contract/class-code.js';

/** Bytes of a class's key, and of what a student's values are drawn from. */
const secretBytes = 16;

/** A new class's key: 16 bytes from the system's source of randomness. */
export function makeKey(): Uint8Array {
  return randomBytes(secretBytes);
}

/** A key as class.key has it: 26 letters and digits (Crockford's base32), and a line feed. */
export function keyText(key: Uint8Array): string {
  return `${base32(key)}\n`;
}

/** @returns undefined for what is no class.key */
export function readKey(text: string): Uint8Array | undefined {
  const line = text.replace(/\r?\n$/, '');
  if (!/^[0-9a-z]{26}$/i.test(line)) return undefined;
  const key = fromBase32(line);
  return key?.length === secretBytes ? key : undefined;
}

/** By what students are told apart, and their values drawn: NFC (UAX #15), without space around it, in lower case. */
export function normalisedId(student: string): string {
  return student.normalize('NFC').trim().toLowerCase();
}

/**
 * What a student's values are drawn from in every lab: the first half of HMAC-SHA256 (RFC 2104, FIPS 180-4) with the class's key over the
 * student's id (`normalisedId`, in UTF-8). From one seed neither the key nor another student's seed follows.
 * @param key 16 bytes
 * @returns 32 hexadecimal digits in lower case
 */
export function seedFor(key: Uint8Array, student: string): string {
  return createHmac('sha256', key)
    .update(normalisedId(student), 'utf8')
    .digest('hex')
    .slice(0, 2 * secretBytes);
}

/** By what a code says which class it is of: the first two bytes of its id's SHA-256. Enough to tell a mix-up, and no secret. */
export function classDigest(id: string): Uint8Array {
  return createHash('sha256').update(id, 'utf8').digest().subarray(0, 2);
}

interface ClassSecret {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The one code that a whole class types. Who has it can draw the values of all: `seedFor` with any id. */
export function classCodeOf({ id, key }: ClassSecret): string {
  return writeCode({ kind: 'class', digest: classDigest(id), key });
}

/** One student's own: it gives their values, and nobody else's. */
export function ticketOf({ id, key }: ClassSecret, { id: student }: Pick<Student, 'id'>): string {
  const seed = Buffer.from(seedFor(key, student), 'hex');
  return writeCode({ kind: 'ticket', digest: classDigest(id), seed, student });
}

/** What a session of somebody who has joined a class is drawn from, and what it is written down with. */
export interface JoinedValues {
  readonly seed: string;
  readonly class: Membership;
}

/** @param member as settings have it @returns undefined: no class was joined */
export function joinedValues(member: ClassMember | null): JoinedValues | undefined {
  const read = member === null ? undefined : readCode(member.code);
  if (member === null || read?.ok !== true) return undefined;
  const { code } = read;
  const { student } = member;
  const seed = code.kind === 'class' ? seedFor(code.key, student) : Buffer.from(code.seed).toString('hex');
  return { seed, class: { digest: Buffer.from(code.digest).toString('hex'), student } };
}
