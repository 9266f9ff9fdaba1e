import type { Step } from '../../contract/lab.js';
import { solvedBy } from '../checks/parts.js';

/** What solves a step, by node: what its lab says, before it what one session alone has to do. */
export function solutionOf(step: Step): Readonly<Record<string, string>> {
  const drawn = step.checks.flatMap((check) => solvedBy(check) ?? []);
  const nodes = new Set([...drawn.map(({ on }) => on), ...Object.keys(step.solve)]);
  return Object.fromEntries(
    [...nodes].map((node) => {
      const own = drawn.filter(({ on }) => on === node).map(({ run: script }) => script.trimEnd());
      return [node, [...own, step.solve[node] ?? ''].filter((script) => script !== '').join('\n')];
    }),
  );
}
