import type { NodeFacts } from '../../contract/facts.js';

/** Newer facts over older ones; of sections that are asked for by name, the names that were not asked again stay. */
export function mergeFacts(older: NodeFacts, newer: NodeFacts): NodeFacts {
  const named = ['sysctls', 'packages', 'units', 'files', 'commands', 'sources'] as const;
  const merged = named.flatMap((section) =>
    older[section] === undefined && newer[section] === undefined
      ? []
      : [[section, { ...older[section], ...newer[section] }] as const],
  );
  return { ...older, ...newer, ...Object.fromEntries(merged) };
}
