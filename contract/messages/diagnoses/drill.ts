import { cause } from './cause.js';

/** Causes: what a repair did beside the repair. */
export const drillDiagnoses = {
  'changed-elsewhere': cause<{ node: string; thing: string }>(
    (p) =>
      `${p.node} 上的“${p.thing}”和演练开始前不同，而它不是坏掉的那一处：找原因时改过的东西，没用的要改回去，否则下一个人面对的就是两处故障。`,
    (p) =>
      `"${p.thing}" on ${p.node} differs from before the drill, and is not what was broken: what you changed on the way and did not need has to be put back, or the next one meets two faults instead of one.`,
  ),
} as const;
