import { type ErrorCode, type ErrorMessage, errorCatalogue } from './messages/errors.js';
import { type Language, word } from './text.js';

/** An error as data: a code of the catalogue with its parameters; sentences are made at the edge, per language. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly detail: ErrorMessage;

  constructor(detail: ErrorMessage, options?: ErrorOptions) {
    super(word(errorCatalogue, detail, 'en'), options);
    this.detail = detail;
  }

  get code(): ErrorCode {
    return this.detail.code;
  }

  wording(language: Language): string {
    return word(errorCatalogue, this.detail, language);
  }
}

/** What Node says of a failed system call (node:errors, "Class: SystemError"). */
interface SystemError {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
  readonly message: string;
}

function isSystemError(error: unknown): error is SystemError {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as Partial<SystemError>;
  return typeof code === 'string' && typeof syscall === 'string' && /^E[A-Z0-9]+$/.test(code);
}

/**
 * What the host refused, as an error with its way out: no room, no right to write, whatever else a file can do.
 * @param path where, if the error does not say it
 * @returns undefined for an error that is none of the host's: a mistake of ours
 */
export function labErrorOf(error: unknown, path = ''): LabError | undefined {
  if (error instanceof LabError) return error;
  // Work that found its signal aborted throws the signal's reason.
  if (error instanceof Error && error.name === 'AbortError')
    return new LabError({ code: 'cancelled', params: {} }, { cause: error });
  if (!isSystemError(error)) return undefined;
  const at = error.path ?? path;
  const { code, message } = error;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LabError({ code: 'host.disk-full', params: { path: at } }, { cause: error });
  // mkdir(2) with its parents, on a file system that is read-only, comes back from Node as ENOENT.
  const noFolder = code === 'ENOENT' && error.syscall === 'mkdir';
  if (noFolder || code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return new LabError({ code: 'host.no-access', params: { path: at, detail: code } }, { cause: error });
  return new LabError({ code: 'host.trouble', params: { path: at, detail: message } }, { cause: error });
}
