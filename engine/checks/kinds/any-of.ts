import type { Judge } from '../../world/judge.js';
import { together } from '../../world/wants.js';

/** One of several ways will do. What none of them is, is told of the first: it is the one that the text speaks of. */
export const anyOfJudge: Judge<'any-of'> = {
  over: (conditions) => conditions.map((condition, index) => ({ path: [index], condition })),
  wants: (conditions, _topology, inner) => together(conditions.map(inner)),
  judge: (conditions, world) => {
    const each = conditions.map((condition) => world.assess(condition));
    const good = each.find(({ status }) => status === 'pass');
    if (good !== undefined) return good;
    return each.find(({ status }) => status === 'unknown') ?? each[0]!;
  },
};
