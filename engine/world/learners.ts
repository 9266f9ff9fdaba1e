import type { Lab } from '../../contract/lab.js';

/**
 * The machines that learners configure, and hand in: all but clients, which look at what the others do, and routers, unless a solution of the
 * lab types something on them. The rest stays as the lab made it.
 */
export function learnersNodes({ topology, steps }: Pick<Lab, 'topology' | 'steps'>): ReadonlySet<string> {
  const typedOn = new Set(steps.flatMap(({ solve }) => Object.keys(solve)));
  return new Set(
    Object.entries(topology.nodes).flatMap(([name, { role }]) =>
      role === 'client' || (role === 'router' && !typedOn.has(name)) ? [] : [name],
    ),
  );
}
