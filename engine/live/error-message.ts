import { labErrorOf } from '../../contract/errors.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';

/** What went wrong, as data for a window: the host's and the lab's errors by their code, all else as what it is: ours. */
export function errorMessage(error: unknown): ErrorMessage {
  const known = labErrorOf(error);
  if (known !== undefined) return known.detail;
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'internal', params: { detail } };
}
