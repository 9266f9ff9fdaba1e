import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Check } from '../../contract/checks.js';
import type { ExperimentRequest, Tried } from '../../contract/experiments.js';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import type { LabCause } from '../../contract/lab.js';
import type { Status } from '../../contract/verdict.js';
import type { Topology } from '../machines/provider.js';

/**
 * What one judging saw, in the order in which it saw it: enough to judge again without a machine. What nodes said is
 * kept as they said it, so that a reader of facts that has become better is tried on it, too.
 */
export interface Recording {
  readonly version: 1;
  readonly lab: string;
  readonly topology: Topology;
  /** With the session's values in them. */
  readonly checks: readonly Check[];
  /** Absent in recordings of before. */
  readonly causes?: readonly LabCause[];
  /** By check. */
  readonly answers: Readonly<Record<string, string>>;
  readonly events: readonly RecordedEvent[];
}

export type RecordedEvent =
  /** A new round: what was seen before it no longer counts. */
  | { readonly type: 'round' }
  | {
      readonly type: 'facts';
      readonly node: string;
      readonly request: FactsRequest;
      /** Milliseconds since the epoch. */
      readonly at: number;
      /** The facts script's output, its sections opened by `recordedMarker`; absent: nothing came. */
      readonly output?: string;
      readonly failed?: Extract<Observed, { ok: false }>;
    }
  | { readonly type: 'result'; readonly request: ExperimentRequest; readonly tried: Tried }
  /** Here this check was judged; what was said of it then is kept to be compared, and is no truth. */
  | {
      readonly type: 'judged';
      readonly check: string;
      readonly status: Status;
      readonly message: string;
      readonly diagnosis?: string;
    };

/** Stands for the unguessable marker that was used; a recording is no guest that could forge it. */
export const recordedMarker = '@recorded';

/** Bytes that a recording may have when it is unpacked. */
const maxUnpacked = 64 * 1024 * 1024;

/** A recording as a file: JSON, packed by Brotli with a window that holds all of it, as rounds repeat each other. */
export function pack(recording: Recording): Buffer {
  return brotliCompressSync(JSON.stringify(recording), {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

/** @throws what zlib and JSON throw, for a file that is no recording */
export function unpack(file: Buffer): Recording {
  const text = brotliDecompressSync(file, { maxOutputLength: maxUnpacked }).toString('utf8');
  const recording = JSON.parse(text) as Recording;
  if (recording.version !== 1) throw new Error(`a recording of version ${String(recording.version)}`);
  return recording;
}
