import { splitPath } from './paths.js';
import { type EmptyField, type EntryKind, type NumberField, refuse, shown } from './problem.js';

/** Tar is made of these. */
export const blockBytes = 512;

/**
 * Fields of a ustar header as their first byte and length (POSIX pax, "ustar Interchange Format"; tar(5), "POSIX ustar Archives").
 */
const fields = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  typeflag: [156, 1],
  linkname: [157, 100],
  magic: [257, 8],
  uname: [265, 32],
  gname: [297, 32],
  devmajor: [329, 8],
  devminor: [337, 8],
  prefix: [345, 155],
  rest: [500, 12],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
type Field = keyof typeof fields;

/** `magic` and `version`: GNU tar's own format has two spaces and a NUL here instead. */
const ustar = 'ustar\x0000';

const kinds: Readonly<Record<string, EntryKind>> = {
  '\0': 'old-file',
  '1': 'hard-link',
  '2': 'symbolic-link',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'contiguous',
  x: 'pax',
  X: 'pax',
  g: 'pax-global',
  L: 'gnu-long-name',
  N: 'gnu-long-name',
  K: 'gnu-long-link',
  S: 'sparse',
  M: 'multi-volume',
  V: 'volume-label',
};

/** What a regular file's header says. */
export interface Header {
  /** `prefix/name`, bytes as they are. */
  readonly path: Buffer;
  /** Permission bits, setuid, setgid and sticky. */
  readonly mode: number;
  /** Bytes of the content. */
  readonly size: number;
}

const field = (block: Buffer, name: Field): Buffer => {
  const [start, length] = fields[name];
  return block.subarray(start, start + length);
};

/** The sum of all bytes, those of the checksum's own field taken for spaces. */
function checksumOf(block: Buffer): number {
  const [start, length] = fields.checksum;
  let sum = length * 0x20;
  for (let at = 0; at < blockBytes; at += 1) if (at < start || at >= start + length) sum += block[at]!;
  return sum;
}

/**
 * The header of a regular file, written here and not by a library: tar-stream writes a name that is not ASCII into a pax header, which a
 * packed lab has none of, and brings twelve libraries. Of ASCII names it makes the same bytes (see the tests).
 * @param mode permission bits @param size bytes
 */
export function headerOf(path: string, mode: number, size: number): Buffer {
  const split = splitPath(path);
  if (split === undefined) throw new RangeError(`no ustar header has the path ${path}`);
  const block = Buffer.alloc(blockBytes);
  const put = (name: Field, text: string) => block.write(text, fields[name][0]);
  put('name', split.name);
  put('prefix', split.prefix);
  put('mode', octal(mode, 6));
  put('uid', octal(0, 6));
  put('gid', octal(0, 6));
  put('size', octal(size, 11));
  put('mtime', octal(0, 11));
  put('typeflag', '0');
  put('magic', ustar);
  put('devmajor', octal(0, 6));
  put('devminor', octal(0, 6));
  put('checksum', octal(checksumOf(block), 6));
  return block;
}

/** Octal digits and the space that ends them. */
const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')} `;

/**
 * Reads a header as strictly as can be. tar-stream's extractor applies pax headers and GNU's long names without a word, takes `-1`, base-256
 * and what is no number for sizes, overlooks missing end blocks and all that follows them, and has no option against it.
 * @param block 512 bytes @param entry counted from 1, for what is said about it
 * @throws Refused for all but a regular file's header of POSIX ustar without owner, time and links
 */
export function parseHeader(block: Buffer, entry: number): Header {
  const checksum = octalOf(field(block, 'checksum'));
  const sound = checksum === checksumOf(block);
  const magic = field(block, 'magic').toString('latin1') === ustar;
  if (!sound && !magic && entry === 1) refuse({ code: 'not-tar', params: {} });
  if (!sound) refuse({ code: 'header-checksum', params: { entry } });
  const path = pathOf(block);
  const text = shown(path.toString());
  const kind = kindOf(block);
  // Before the format: GNU's long names and sparse files come in GNU's format, and are better named for what they are.
  if (kind !== 'file') refuse({ code: 'entry-kind', params: { path: text, kind } });
  if (!magic) refuse({ code: 'header-format', params: { entry } });
  const numberOf = (name: NumberField): number => {
    const bytes = field(block, name);
    const value = octalOf(bytes);
    if (value !== undefined) return value;
    const form = (bytes[0]! & 0x80) === 0 ? 'not-octal' : 'base-256';
    return refuse({ code: 'header-number', params: { entry, field: name, form } });
  };
  const header = { path, mode: numberOf('mode'), size: numberOf('size') };
  const empty = (name: EmptyField): never =>
    refuse({ code: 'header-field', params: { path: text, field: name } });
  for (const name of ['uid', 'gid', 'mtime', 'devmajor', 'devminor'] as const)
    if (numberOf(name) !== 0) empty(name);
  for (const name of ['linkname', 'uname', 'gname', 'rest'] as const)
    if (!isZero(field(block, name))) empty(name);
  return header;
}

export function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

function kindOf(block: Buffer): EntryKind | 'file' {
  const flag = field(block, 'typeflag').toString('latin1');
  return flag === '0' ? 'file' : Object.hasOwn(kinds, flag) ? kinds[flag]! : 'other';
}

/** What is after the NUL that ends a name belongs to it here, so that it is found out. */
function pathOf(block: Buffer): Buffer {
  const [name, prefix] = [trimmed(field(block, 'name')), trimmed(field(block, 'prefix'))];
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** Octal digits, then nothing but the spaces and NULs that end them; a field that is full has no end. */
function octalOf(bytes: Buffer): number | undefined {
  const digits = /^([0-7]+)[ \0]*$/.exec(bytes.toString('latin1'))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}
