import { gzipSync } from 'node:zlib';
import { type Random, randomOf } from '../../packs/testing/mutations.js';
import { endBlocks, rawEntry, withChecksum } from './raw-tar.js';

const oddNames = [
  '../x',
  '/x',
  './x',
  'a//b',
  'x\0y',
  'CON',
  'x.',
  'manifest.json',
  'manifest.json.minisig',
  'README.md',
  'readme.md',
  'lab',
  '\u212a',
  'e\u0301',
  Buffer.from([0xff, 0xfe]),
  'x'.repeat(100),
];
const oddTypes = '0123456789xgLKSMVDNX\0 Z\u00ff'.split('');
const oddNumbers = ['', '-1', '7777777', '77777777777', ' 10', '10 ', '0x10', '8', '4755', '0644\0junk'];
const oddBytes = [0x00, 0x20, 0x2f, 0x30, 0x37, 0x7f, 0x80, 0xff];
/** First bytes of a header's fields, of some their last ones. */
const places = [
  0, 99, 100, 108, 116, 124, 125, 135, 136, 148, 156, 157, 257, 262, 263, 265, 297, 329, 337, 345, 500, 511,
];

const pick = <T>(random: Random, all: readonly T[]): T => all[random(all.length)]!;

/** Where headers are in a tar, in bytes; in a spoilt one, as far as can be told. */
function headersOf(tar: Buffer): readonly number[] {
  const headers = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    headers.push(at);
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    at += 512 + Math.ceil(Math.max(0, size) / 512) * 512;
  }
  return headers;
}

/** A header with something odd in it, its checksum right more often than not. */
function oddHeader(header: Buffer, random: Random): Buffer {
  const block = Buffer.from(header);
  for (let count = 1 + random(2); count > 0; count -= 1) {
    const at = pick(random, places);
    const odd = pick(random, [oddNames, oddTypes, oddNumbers, oddBytes])[random(8)] ?? 0;
    if (typeof odd === 'number') block[at] = odd;
    else Buffer.from(odd as string).copy(block, at);
  }
  return random(8) === 0 ? block : withChecksum(block);
}

/** Something odd for an entry of its own. */
function oddEntry(random: Random): Buffer {
  const content = pick(random, ['', 'x', '18 path=../../etc\n', '../../etc/passwd\0', 'x'.repeat(600)]);
  return rawEntry({ name: pick(random, oddNames), type: pick(random, oddTypes), content });
}

/** Takes, doubles, moves or puts in bytes. */
function shuffled(bytes: Buffer, random: Random, unit: number): Buffer {
  const units = Math.max(1, Math.floor(bytes.length / unit));
  const [from, to] = [random(units + 1) * unit, random(units + 1) * unit];
  const piece = bytes.subarray(from, from + (1 + random(4)) * unit);
  const without = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + piece.length)]);
  const into = (all: Buffer, put: Buffer) => Buffer.concat([all.subarray(0, to), put, all.subarray(to)]);
  return pick(random, [
    () => without,
    () => into(bytes, piece),
    () => into(without, piece),
    () => into(bytes, Buffer.alloc(piece.length, pick(random, oddBytes))),
    () => bytes.subarray(0, from),
    () => Buffer.concat([bytes, piece]),
  ])();
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const other = Buffer.from(bytes);
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const at = random(other.length);
    other[at] = random(2) === 0 ? other[at]! ^ (1 << random(8)) : pick(random, oddBytes);
  }
  return other;
}

/** The manifest with another text in its place, its header fitting. */
function withManifest(tar: Buffer, random: Random): Buffer {
  const [, second = tar.length] = headersOf(tar);
  const size = Number.parseInt(tar.toString('latin1', 124, 135), 8);
  const text = tar.subarray(512, 512 + size);
  const other = random(2) === 0 ? flipped(text, random) : shuffled(text, random, 1);
  return Buffer.concat([rawEntry({ name: 'manifest.json', content: other }), tar.subarray(second)]);
}

function spoiltTar(tar: Buffer, others: readonly Buffer[], random: Random): Buffer {
  const headers = headersOf(tar);
  if (headers.length === 0) return Buffer.concat([oddEntry(random), tar]);
  const at = pick(random, headers);
  return pick(random, [
    () => flipped(tar, random),
    () => shuffled(tar, random, 512),
    () => shuffled(tar, random, 1),
    () =>
      Buffer.concat([
        tar.subarray(0, at),
        oddHeader(tar.subarray(at, at + 512), random),
        tar.subarray(at + 512),
      ]),
    () => Buffer.concat([tar.subarray(0, at), oddEntry(random), tar.subarray(at)]),
    () => withManifest(tar, random),
    () => {
      const other = pick(random, others);
      return Buffer.concat([tar.subarray(0, at), other.subarray(pick(random, headersOf(other)))]);
    },
    () => Buffer.concat([tar, endBlocks]),
  ])();
}

/**
 * A sound tar with one to three things done to it, packed, and now and then something done to that: the same one for the same seed. One in
 * eight has nothing done to the tar itself.
 */
export function spoiltArchive(
  tars: readonly Buffer[],
  seed: number,
): { readonly of: number; readonly bytes: Buffer } {
  const random = randomOf(seed);
  const of = random(tars.length);
  let tar = tars[of]!;
  for (let count = random(8) === 0 ? 0 : 1 + random(3); count > 0; count -= 1)
    tar = spoiltTar(tar, tars, random);
  const level = random(2) === 0 ? 0 : 6;
  let bytes: Buffer = gzipSync(tar, { level });
  if (random(3) === 0)
    bytes = random(2) === 0 ? flipped(bytes, random) : shuffled(bytes, random, 1 + random(16));
  return { of, bytes };
}
