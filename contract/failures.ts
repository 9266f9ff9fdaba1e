import type { FailureKind } from './kinds/random-failure.js';

/** One thing fails while a client asks, and is mended. */
export interface RandomFailureRequest {
  readonly kind: 'random-failure';
  readonly from: string;
  readonly url: string;
  /** Ids of the checks that hold before, and again afterwards. */
  readonly well: readonly string[];
  readonly on: string;
  readonly fault: FailureKind;
  /** Seconds after which no request may be lost any more. */
  readonly within: number;
  /** Seconds in which all must hold again. */
  readonly back: number;
  /** Two failures of a session are two, also where both are the same. */
  readonly turn: number;
}
