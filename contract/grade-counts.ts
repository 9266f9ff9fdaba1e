import type { GradeState } from './messages/gradebook.js';

/** How many grades of a class are in each state. */
export function countStates(
  grades: readonly { readonly state: GradeState }[],
): Readonly<Record<GradeState, number>> {
  const counts = { graded: 0, refused: 0, unchecked: 0, missing: 0, open: 0 };
  for (const { state } of grades) counts[state] += 1;
  return counts;
}
