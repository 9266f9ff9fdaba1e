import { crc32, createInflateRaw } from 'node:zlib';
import { archiveLimits } from '../../contract/limits.js';
import { ByteReader } from './bytes.js';
import { refuse } from './problem.js';
import type { Watch } from './source.js';

/** What gzip's bounds are in a reading; in tests less. */
export interface InflateLimits {
  readonly inflatedBytes: number;
  readonly ratio: number;
  readonly ratioSlack: number;
}

/** Bytes of a gzip header without anything optional, and of the trailer (RFC 1952, 2.3). */
export const gzipHeaderBytes = 10;
const trailerBytes = 8;

/**
 * What one gzip member has, and nothing beside it. Node's Gunzip takes any number of members for one, and overlooks what follows the last:
 * so the frame is read here, and only the deflate data within it given to zlib.
 * @throws Refused (as an iterator does)
 */
export async function* gunzip(
  packed: AsyncIterable<Buffer, void>,
  watch: Watch,
  limits: InflateLimits = archiveLimits,
): AsyncGenerator<Buffer, void> {
  const input = new ByteReader(packed);
  const inflate = createInflateRaw({ chunkSize: 65_536 });
  try {
    readHeader(await input.take(gzipHeaderBytes));
    let [total, sum] = [0, 0];
    for await (const piece of inflated(input, inflate)) {
      watch.check();
      total += piece.length;
      sum = crc32(piece, sum);
      if (total > limits.inflatedBytes)
        refuse({ code: 'inflated-too-large', params: { limit: limits.inflatedBytes } });
      if (total > limits.ratioSlack + limits.ratio * inflate.bytesWritten)
        refuse({ code: 'ratio-too-high', params: { limit: limits.ratio } });
      yield piece;
    }
    const trailer = await input.take(trailerBytes);
    if (trailer.length < trailerBytes) refuse({ code: 'gzip-truncated', params: {} });
    // ISIZE is the size modulo 2^32, which no archive comes near to.
    if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== total)
      refuse({ code: 'gzip-damaged', params: {} });
    if ((await input.some()) !== undefined) refuse({ code: 'bytes-after-end', params: { of: 'gzip' } });
  } finally {
    inflate.destroy();
    await input.close();
  }
}

/** Magic and method (deflate), flags; time, level and system say nothing of the content, and may be what they are. */
function readHeader(header: Buffer): void {
  const magic = [0x1f, 0x8b, 8];
  if (header.length === 0 || magic.some((byte, at) => at < header.length && header[at] !== byte))
    refuse({ code: 'not-gzip', params: {} });
  if (header.length < gzipHeaderBytes) refuse({ code: 'gzip-truncated', params: {} });
  const flags = header[3]!;
  if (flags !== 0) refuse({ code: 'gzip-flags', params: { flags } });
}

/**
 * The content of deflate data (RFC 1951), which says itself where it ends; what follows is left in the input. One piece is put in, and all
 * that comes of it taken out before the next: zlib itself waits meanwhile, so that a piece that inflates a thousandfold is not in memory.
 */
async function* inflated(
  input: ByteReader,
  inflate: ReturnType<typeof createInflateRaw>,
): AsyncGenerator<Buffer, void> {
  let wake = () => {};
  let failed = false;
  inflate.on('readable', () => wake());
  inflate.on('error', () => {
    failed = true;
    wake();
  });
  for (;;) {
    const piece = await input.some();
    if (piece === undefined) refuse({ code: 'gzip-truncated', params: {} });
    const before = inflate.bytesWritten;
    let written = false;
    inflate.write(piece, (error) => {
      // Told before the stream's own event.
      failed ||= error instanceof Error;
      written = true;
      wake();
    });
    for (;;) {
      if (failed) refuse({ code: 'gzip-damaged', params: {} });
      const out = inflate.read() as Buffer | null;
      if (out !== null) yield out;
      else if (written) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    const consumed = inflate.bytesWritten - before;
    if (consumed < piece.length) {
      input.unread(piece.subarray(consumed));
      return;
    }
  }
}
