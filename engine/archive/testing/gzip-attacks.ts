import { gzipSync } from 'node:zlib';
import { archiveLimits } from '../../../contract/limits.js';
import { type Attacks, flipped, gzipHeader, many, none, raw, unfinished } from './attack.js';
import { endBlocks, rawArchive, type RawFile, rawTar } from './raw-tar.js';

/** Stored blocks of nothing (RFC 1951, 3.2.4), of which there can be any number. */
const emptyBlock = Buffer.from([0, 0, 0, 0xff, 0xff]);
const emptyBlocks = Buffer.alloc(13_107 * emptyBlock.length, emptyBlock);

const zeros: RawFile = { path: 'zeros', content: Buffer.alloc(archiveLimits.fileBytes) };
const sound = rawArchive({});

/** What is wrong with the packing. */
export const gzipAttacks: Attacks<
  | 'not-gzip'
  | 'gzip-flags'
  | 'gzip-truncated'
  | 'gzip-damaged'
  | 'packed-too-large'
  | 'ratio-too-high'
  | 'bytes-after-end'
> = {
  'not-gzip': {
    'nothing at all': { params: none, archive: () => Buffer.alloc(0) },
    'a tar that nobody packed': { params: none, archive: () => rawTar({}) },
    'a method other than deflate': { params: none, archive: () => Buffer.from([0x1f, 0x8b, 7, 0]) },
    'a page of a web server': { params: none, archive: () => Buffer.from('<!doctype html>') },
    'bytes before gzip': { params: none, archive: () => Buffer.concat([Buffer.from('\n'), sound]) },
  },
  'gzip-flags': {
    'a name in the gzip header': {
      params: { flags: 8 },
      archive: () =>
        Buffer.concat([
          gzipHeader.subarray(0, 3),
          Buffer.from([8]),
          gzipHeader.subarray(4),
          Buffer.from('n\0'),
          sound.subarray(10),
        ]),
    },
    'a name that never ends': {
      params: { flags: 8 },
      archive: () =>
        many(Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(65_536, 'n'), 10_000),
      takes: 70_000,
    },
  },
  'gzip-truncated': {
    'only half a gzip header': { params: none, archive: () => sound.subarray(0, 6) },
    'only a gzip header': { params: none, archive: () => sound.subarray(0, 10) },
    'half of the deflate data': { params: none, archive: () => sound.subarray(0, sound.length / 2) },
    'no trailer': { params: none, archive: () => sound.subarray(0, -8) },
    'half a trailer': { params: none, archive: () => sound.subarray(0, -4) },
  },
  'gzip-damaged': {
    'a wrong CRC-32': { params: none, archive: () => flipped(sound, sound.length - 8) },
    'a wrong size in the trailer': { params: none, archive: () => flipped(sound, sound.length - 1) },
    'deflate data that is none': {
      params: none,
      archive: () => Buffer.concat([gzipHeader, Buffer.alloc(64, 0xff)]),
    },
  },
  'packed-too-large': {
    'deflate blocks of nothing without end': {
      params: { limit: archiveLimits.packedBytes },
      archive: () => many(gzipHeader, emptyBlocks, 3000),
      takes: archiveLimits.packedBytes + 65_536,
    },
  },
  'ratio-too-high': {
    'a file of nothing but zeros': {
      params: { limit: archiveLimits.ratio },
      archive: () => rawArchive({ files: [zeros] }),
    },
  },
  'bytes-after-end': {
    'text behind gzip': {
      params: { of: 'gzip' },
      archive: () => Buffer.concat([sound, Buffer.from('and more')]),
    },
    'a zero behind gzip': { params: { of: 'gzip' }, archive: () => Buffer.concat([sound, Buffer.alloc(1)]) },
    'a second member of gzip': { params: { of: 'gzip' }, archive: () => Buffer.concat([sound, sound]) },
    'a second member of nothing': {
      params: { of: 'gzip' },
      archive: () => Buffer.concat([sound, gzipSync(Buffer.alloc(0))]),
    },
    'a second tar behind the end blocks': raw({ of: 'tar' }, { end: Buffer.concat([endBlocks, rawTar({})]) }),
    'a third end block': raw({ of: 'tar' }, { end: Buffer.alloc(1536) }),
    'one byte behind the end blocks': raw({ of: 'tar' }, { end: Buffer.alloc(1025) }),
    'zeros without end behind the end blocks': {
      params: { of: 'tar' },
      archive: () =>
        many(Buffer.concat([gzipHeader, unfinished(rawTar({}))]), unfinished(Buffer.alloc(2 ** 20)), 100_000),
      takes: 10_000,
    },
  },
};
