import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../../contract/checks.js';
import type { Lab } from '../../contract/lab.js';
import type { Verdict } from '../../contract/verdict.js';
import type { LabChanges } from '../packs/changes.js';
import type { Progress } from './progress.js';

/**
 * What is judged again after a session's lab was changed: what had a verdict that says nothing any more, what fails where another cause may
 * be named now, and what is open in the current step. Nothing, where no verdict can be another.
 * @param before verdicts under the lab of before
 */
export function toJudgeAgain(
  lab: Lab,
  { verdicts, current }: Progress,
  before: Progress['verdicts'],
  { parts, checks }: Pick<LabChanges, 'parts' | 'checks'>,
): readonly Check[] {
  if (!parts.some((part) => part === 'checks' || part === 'causes' || part === 'steps')) return [];
  return lab.steps.flatMap((step) =>
    step.checks.filter(({ id }) => {
      if (verdicts.get(id)?.status === 'pass') return false;
      if (step.id === current || (checks.includes(id) && before.has(id))) return true;
      return parts.includes('causes') && before.has(id);
    }),
  );
}

/** Does a verdict say another thing than the one before? */
export function isNews(now: Verdict, before: Verdict | undefined): boolean {
  const said = ({ status, message, diagnosis, also }: Verdict) => [status, message, diagnosis, also];
  return before === undefined || !isDeepStrictEqual(said(now), said(before));
}
