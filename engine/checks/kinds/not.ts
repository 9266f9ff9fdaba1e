import type { Judge } from '../../world/judge.js';
import { fail, pass } from '../judging.js';

/** What must not hold; that it could not be seen is not that it does not hold. */
export const notJudge: Judge<'not'> = {
  over: (condition) => [{ path: [], condition }],
  wants: (condition, _topology, inner) => inner(condition),
  judge: (condition, world) => {
    const found = world.assess(condition);
    const { status, message, evidence, unexplained } = found;
    if (status === 'unknown') return found;
    // Nobody looks for a cause of what should not hold, which alone would be surer than a host that was too slow.
    if (unexplained !== undefined) return unexplained;
    // What was found is the same sentence either way; whether it should be so is the status's part.
    return status === 'fail'
      ? pass(message, evidence)
      : fail(message, { code: 'must-not-hold', params: {} }, evidence);
  },
};
