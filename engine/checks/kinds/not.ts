import type { Judge } from '../../world/judge.js';
import { fail, pass, unknown } from '../judging.js';

/** What must not hold; that it could not be seen is not that it does not hold. */
export const notJudge: Judge<'not'> = {
  over: (condition) => [{ path: [], condition }],
  wants: (condition, _topology, inner) => inner(condition),
  judge: (condition, world) => {
    const { status, message, evidence } = world.assess(condition);
    if (status === 'unknown') return unknown(message, evidence);
    // What was found is the same sentence either way; whether it should be so is the status's part.
    return status === 'fail'
      ? pass(message, evidence)
      : fail(message, { code: 'must-not-hold', params: {} }, evidence);
  },
};
