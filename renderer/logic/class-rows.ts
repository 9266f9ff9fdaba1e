import type { ClassRow } from '../../contract/class-view.js';

/** Rows of students whose id or name has these letters, whatever their case. */
export function rowsWith(rows: readonly ClassRow[], wanted: string): readonly ClassRow[] {
  const letters = wanted.trim().toLocaleLowerCase();
  if (letters === '') return rows;
  return rows.filter(({ id, name }) => `${id} ${name}`.toLocaleLowerCase().includes(letters));
}
