import { LabError } from '../contract/errors.js';
import type { Output } from './output.js';

/** 0 all graded checks pass, 1 some fail, 2 usage or pack error, 3 could not check or provider trouble. */
export type ExitCode = 0 | 1 | 2 | 3;

const usage =
  /^(lab|step|schema|box\.provider-unknown|export|provider|image\.key-missing|image\.url-refused|node\.unknown|check|hint|session\.(unknown|none|several|exists)|report)/;

export function exitCodeFor(error: unknown): ExitCode {
  return error instanceof LabError && usage.test(error.code) ? 2 : 3;
}

/** Shows an error for what it is; with --json also as data on standard output. */
export function showError(error: unknown, output: Output): ExitCode {
  const code = exitCodeFor(error);
  const text =
    error instanceof LabError
      ? error.wording(output.language)
      : output.say({ code: 'internal', params: { detail: (error as Error).stack ?? String(error) } });
  if (output.json) {
    const detail = error instanceof LabError ? error.detail : { code: 'internal', params: {} };
    output.result({ error: { ...detail, message: text }, exit: code });
  }
  output.error(text);
  return code;
}
