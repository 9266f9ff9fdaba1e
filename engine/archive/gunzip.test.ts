import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { archiveLimits } from '../../contract/limits.js';
import { gunzip, type InflateLimits } from './gunzip.js';
import { Refused } from './problem.js';
import { packedBytes, Watch } from './source.js';
import { gzipHeader, many, unfinished } from './testing/attack.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function inflate(pieces: AsyncIterable<Buffer, void>, limits?: Partial<InflateLimits>) {
  const all: Buffer[] = [];
  try {
    for await (const piece of gunzip(pieces, new Watch({}), { ...archiveLimits, ...limits })) all.push(piece);
    return Buffer.concat(all);
  } catch (error) {
    return error instanceof Refused ? error.problem : error;
  }
}

const text = Buffer.from('word '.repeat(40_000));

test.each([1, 7, 8, 9, 1000, 2 ** 20])('one member is inflated, in pieces of %i bytes', async (size) => {
  expect(await inflate(inPieces(gzipSync(text), size))).toEqual(text);
  expect(await inflate(inPieces(gzipSync(Buffer.alloc(0)), size))).toEqual(Buffer.alloc(0));
});

test('a member cut anywhere is truncated, and one byte more is one too many', async () => {
  const packed = gzipSync(Buffer.from('a few words, and a few more'));
  for (let end = 10; end < packed.length; end += 1)
    expect(await inflate(inPieces(packed.subarray(0, end), 4096))).toEqual({
      code: 'gzip-truncated',
      params: {},
    });
  for (const size of [1, 3, packed.length, 4096])
    expect(await inflate(inPieces(Buffer.concat([packed, Buffer.alloc(1)]), size))).toEqual({
      code: 'bytes-after-end',
      params: { of: 'gzip' },
    });
});

test('what would be too much is not inflated any further', async () => {
  const limit = 2 ** 20;
  const taken = { bytes: 0 };
  async function* bomb(): AsyncGenerator<Buffer, void> {
    const random = unfinished(randomBytes(2 ** 16));
    for (const piece of many(gzipHeader, random, 10_000)) {
      taken.bytes += piece.length;
      yield Buffer.from(piece);
    }
  }
  expect(await inflate(bomb(), { inflatedBytes: limit })).toEqual({
    code: 'inflated-too-large',
    params: { limit },
  });
  expect(taken.bytes).toBeLessThan(2 * limit);
});

test('of a bomb in one piece as much is inflated as the ratio allows', async () => {
  const bomb = Buffer.concat([gzipHeader, deflateRawSync(Buffer.alloc(2 ** 28)), Buffer.alloc(8)]);
  const taken = { bytes: 0 };
  async function refusal() {
    for await (const piece of gunzip(inPieces(bomb, bomb.length), new Watch({}))) taken.bytes += piece.length;
  }
  await expect(refusal()).rejects.toMatchObject({
    problem: { code: 'ratio-too-high', params: { limit: archiveLimits.ratio } },
  });
  expect(taken.bytes).toBeLessThan(2 * archiveLimits.ratioSlack);
});

test('all that an archive may have fits into what may be inflated and packed', () => {
  const { files, totalBytes, manifestBytes, signatureBytes, inflatedBytes, packedBytes } = archiveLimits;
  const most = totalBytes + manifestBytes + signatureBytes + (files + 2) * 1023 + 1024;
  expect(inflatedBytes).toBeGreaterThan(most);
  // Stored blocks of 64 KiB at most with 5 bytes each (RFC 1951, 3.2.4); zlib's have 16 KiB at least.
  expect(packedBytes).toBeGreaterThan(most + (5 * most) / 16_384 + 18);
});

test('empty pieces of a stream are not its end', async () => {
  const packed = gzipSync(text);
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    yield new Uint8Array(0);
    yield packed.subarray(0, 20);
    yield new Uint8Array(0);
    yield packed.subarray(20);
    yield new Uint8Array(0);
  }
  expect(await inflate(packedBytes(pieces(), new Watch({})))).toEqual(text);
});
