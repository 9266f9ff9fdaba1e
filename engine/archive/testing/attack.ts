import { constants, deflateRawSync } from 'node:zlib';
import type { ArchiveProblem } from '../problem.js';
import { type RawArchive, rawArchive, type RawEntry, rawEntry, soundFiles } from './raw-tar.js';

export type Code = ArchiveProblem['code'];
type ParamsOf<C extends Code> = Extract<ArchiveProblem, { readonly code: C }>['params'];

/** An archive that must be refused, and the parameters of the problem. */
export interface Attack<C extends Code = Code> {
  readonly params: ParamsOf<C>;
  readonly archive: () => Uint8Array | Generator<Uint8Array>;
  /** Bytes that are taken of it at most, where it has many more. */
  readonly takes?: number;
}

/** By their problem, and in words. */
export type Attacks<C extends Code = Code> = {
  readonly [Each in C]: Readonly<Record<string, Attack<Each>>>;
};

export const none = {} as const;
export const readme = { path: 'README.md' } as const;

/** An attack that is a tar. */
export const raw = <const P>(params: P, archive: RawArchive) => ({
  params,
  archive: () => rawArchive(archive),
});

/** A sound tar with another entry for the first of its files. */
export const odd = <const P>(params: P, entry: Partial<RawEntry>) => {
  const { path, content } = soundFiles[0]!;
  const first = rawEntry({ name: path, content, ...entry });
  return raw(params, { entries: ([manifest, , ...rest]) => [manifest!, first, ...rest] });
};

/** The same piece again and again: far more than could be in memory. */
export function* many(head: Uint8Array, piece: Uint8Array, times: number): Generator<Uint8Array> {
  yield head;
  for (let count = 0; count < times; count += 1) yield piece;
}

/** A gzip header that says nothing (RFC 1952, 2.3). */
export const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Deflate data that goes on: pieces can be put behind each other that know nothing of each other. */
export const unfinished = (content: Buffer) =>
  deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });

/** The same bytes but for one bit. */
export function flipped(bytes: Buffer, at: number): Buffer {
  const other = Buffer.from(bytes);
  other[at]! ^= 1;
  return other;
}
