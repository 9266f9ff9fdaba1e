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
    const unseen = each.find(({ status }) => status === 'unknown');
    if (unseen !== undefined) return unseen;
    const [first, ...others] = each;
    // A slow host kept one from being seen that has no cause of the first to be told by.
    const slow = others.find(({ unexplained }) => unexplained !== undefined)?.unexplained;
    const waits = each.flatMap(({ retryAfter }) => retryAfter ?? []);
    return slow ?? { ...first!, ...(waits.length === 0 ? {} : { retryAfter: Math.max(...waits) }) };
  },
};
