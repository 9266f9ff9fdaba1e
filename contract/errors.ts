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
