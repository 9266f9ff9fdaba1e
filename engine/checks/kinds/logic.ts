import type { Judge } from '../judge.js';
import { fail, pass, unknown } from '../judging.js';
import { together } from '../wants.js';

/** One of several ways will do. What none of them is, is told of the first: it is the one that the text speaks of. */
export const anyOfJudge: Judge<'any-of'> = {
  wants: (conditions, _topology, inner) => together(conditions.map(inner)),
  judge: (conditions, world) => {
    const each = conditions.map((condition) => world.assess(condition));
    const good = each.find(({ status }) => status === 'pass');
    if (good !== undefined) return good;
    return each.find(({ status }) => status === 'unknown') ?? each[0]!;
  },
};

/** What must not hold; that it could not be seen is not that it does not hold. */
export const notJudge: Judge<'not'> = {
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
