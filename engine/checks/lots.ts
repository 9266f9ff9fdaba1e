import { createHash } from 'node:crypto';
import type { Lab } from '../../contract/lab.js';
import { drawnCheck } from './parts.js';
import type { Lots } from '../world/judge.js';

/**
 * A lab whose checks are as one session has them: of quizzes that are drawn from, one, and in the order in which it is shown. The same seed
 * draws the same, whatever else the lab has.
 * @param seed undefined: nothing is drawn, and each is the first; what is shown in an order is so all the same
 */
export function withDrawnChecks(lab: Lab, seed: string | undefined): Lab {
  return {
    ...lab,
    steps: lab.steps.map((step) => ({
      ...step,
      checks: step.checks.map((check) => drawnCheck(check, lotsOf(seed, check.id))),
    })),
  };
}

function lotsOf(seed: string | undefined, check: string): Lots {
  const number = (what: string) =>
    createHash('sha256')
      .update(`${seed ?? ''}\0check\0${check}\0${what}`)
      .digest()
      .readUInt32BE(0);
  return {
    pick: (size) => (seed === undefined ? 0 : number('pick') % size),
    mix: (size) => {
      const mixed = Array.from({ length: size }, (_, index) => index);
      // Durstenfeld's shuffle (CACM 7/7, algorithm 235).
      for (let last = size - 1; last > 0; last -= 1) {
        const other = number(`mix ${last}`) % (last + 1);
        [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
      }
      const isAsItWas = mixed.every((each, index) => each === index);
      return isAsItWas ? [...mixed.slice(1), ...mixed.slice(0, 1)] : mixed;
    },
  };
}
