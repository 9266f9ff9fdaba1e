import { LabError } from '../contract/errors.js';

/** What is thrown for a failure: that it was cancelled, when it was. */
export function cancelledOr(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted !== true) return error;
  return new LabError({ code: 'cancelled', params: {} }, { cause: error });
}
