import { LabError, labErrorOf } from '../contract/errors.js';
import type { Output } from './output.js';

/**
 * 0 all graded checks pass, 1 some fail, 2 usage or pack error, 3 could not check or provider trouble, 130 a start was
 * cancelled by Ctrl-C (as shells say it).
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

const usage =
  /^(lab|pack|class|grade\.(?!busy|slurm)|install|import|index|step|schema|term|box\.provider-unknown|export|provider|image\.key-missing|image\.url-refused|node\.(unknown|no-ssh)|power\.not-now|check|answer|hint|session\.(unknown|none|several|exists|running|over)|report|window\.port-unknown)/;

export function exitCodeFor(error: unknown): ExitCode {
  return error instanceof LabError && usage.test(error.code) ? 2 : 3;
}

/** Shows an error for what it is; with --json also as data on standard output. */
export function showError(thrown: unknown, output: Output): ExitCode {
  const error = labErrorOf(thrown) ?? thrown;
  const code = exitCodeFor(error);
  const text =
    error instanceof LabError
      ? error.wording(output.language)
      : output.say({ code: 'internal', params: { detail: (error as Error).stack ?? String(error) } });
  if (output.json) {
    const detail = error instanceof LabError ? error.detail : { code: 'internal', params: {} };
    output.result({ error: { ...detail, message: text }, exit: code });
  }
  // What somebody wanted is no error.
  if (error instanceof LabError && error.code === 'cancelled') output.line(text);
  else output.error(text);
  return code;
}
