import { createHash } from 'node:crypto';
import type { Check } from '../../contract/checks.js';
import type { Lab } from '../../contract/lab.js';
import { completedCheck, drawnCheck } from './parts.js';
import type { Lots } from '../world/judge.js';

/**
 * A lab whose checks are as one session has them: of quizzes that are drawn from, one, and in the order in which it is shown. The same seed
 * draws the same, whatever else the lab has.
 * @param seed undefined: nothing is drawn, and each is the first; what is shown in an order is so all the same
 */
export function withDrawnChecks(lab: Lab, seed: string | undefined): Lab {
  return withChecks(lab, (check) => drawnCheck(check, lotsOf(seed, check.id)));
}

/** A lab with every check made another, and what checks take over of each other taken over. */
export function withChecks(lab: Lab, each: (check: Check) => Check): Lab {
  const steps = lab.steps.map((step) => ({ ...step, checks: step.checks.map(each) }));
  const checks = new Map(steps.flatMap((step) => step.checks.map((check) => [check.id, check])));
  const completed = (check: Check) => completedCheck(check, (id) => checks.get(id));
  return { ...lab, steps: steps.map((step) => ({ ...step, checks: step.checks.map(completed) })) };
}

function lotsOf(seed: string | undefined, check: string): Lots {
  const number = (what: string, of = `check\0${check}`) =>
    createHash('sha256')
      .update(`${seed ?? ''}\0${of}\0${what}`)
      .digest()
      .readUInt32BE(0);
  return {
    pick: (size) => (seed === undefined ? 0 : number('pick') % size),
    mix: (size, deck) => {
      const mixed = Array.from({ length: size }, (_, index) => index);
      // Durstenfeld's shuffle (CACM 7/7, algorithm 235).
      for (let last = size - 1; last > 0; last -= 1) {
        const other = number(`mix ${last}`, deck === undefined ? undefined : `deck\0${deck}`) % (last + 1);
        [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
      }
      const isAsItWas = mixed.every((each, index) => each === index);
      return isAsItWas ? [...mixed.slice(1), ...mixed.slice(0, 1)] : mixed;
    },
  };
}
