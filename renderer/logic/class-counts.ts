import type { ClassRow, ClassView } from '../../contract/class-view.js';

/** How many hand-ins were judged to the end, and how many were not yet. */
export function countsIn({ rows }: Pick<ClassView, 'rows'>): {
  readonly graded: number;
  readonly open: number;
} {
  const cells = rows.flatMap((row) => row.cells);
  const count = (...states: readonly string[]) => cells.filter(({ state }) => states.includes(state)).length;
  return { graded: count('graded'), open: count('open', 'unchecked') };
}

/** Rows of students whose id or name has these letters, whatever their case. */
export function rowsWith(rows: readonly ClassRow[], wanted: string): readonly ClassRow[] {
  const letters = wanted.trim().toLocaleLowerCase();
  if (letters === '') return rows;
  return rows.filter(({ id, name }) => `${id} ${name}`.toLocaleLowerCase().includes(letters));
}
