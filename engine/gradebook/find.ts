import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { planLimits } from '../../contract/gradebook.js';

/** A hand-in as a teacher has it. */
export interface Found {
  /** Absolute, or as it was given. */
  readonly path: string;
  /** Below the folder that was named: learning platforms name folders after students. */
  readonly name: string;
  readonly bytes: number;
}

/** Folders within each other. */
const depth = 8;

/**
 * Hand-ins, in the order of their names: files as they are named, and `*.lvsub` below folders. Links to folders are not followed.
 * @param noneToo that there are none is no error
 * @throws LabError grade.no-path, grade.nothing, grade.too-many
 */
export function handInsBelow(paths: readonly string[], noneToo = false): readonly Found[] {
  const found: Found[] = [];
  const add = (path: string, name: string, { size }: Stats) => {
    found.push({ path, name, bytes: size });
    if (found.length > planLimits.tasks)
      throw new LabError({ code: 'grade.too-many', params: { limit: planLimits.tasks } });
  };
  const walk = (root: string, folder: string, left: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && left > 0) walk(root, path, left - 1);
      else if (entry.isFile() && entry.name.endsWith('.lvsub'))
        add(path, relative(root, path), statSync(path));
    }
  };
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new LabError({ code: 'grade.no-path', params: { path } });
    if (stat.isDirectory()) walk(path, path, depth);
    else add(path, basename(path), stat);
  }
  if (found.length === 0 && !noneToo) throw new LabError({ code: 'grade.nothing', params: { paths } });
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
