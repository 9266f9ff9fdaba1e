import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packLimits } from '../../contract/limits.js';
import type { PackFiles } from './files.js';
import type { ProblemList } from './problem.js';

/** What may lie in a lab's folder beside what it names: for those who look at it, and what its proof has kept. */
const welcome = /^(README(\.[\w-]+)?\.md|LICENSE(\.\w+)?|recordings|proof\.json|\..*)$/;

/** Files in the lab's folder that nothing names: left over, or misspelt where they should be named. */
export function reportUnused(files: PackFiles, problems: ProblemList): void {
  const used = new Set(files.looked);
  let left: number = packLimits.files;
  const look = (folder: string): void => {
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name);
      left -= 1;
      if (left < 0) return;
      if (used.has(path) || (folder === files.folder && welcome.test(name))) continue;
      if (lstatSync(path).isDirectory()) look(path);
      else {
        const shown = relative(files.folder, path);
        problems.add({
          message: { code: 'file-unused', params: { path: shown } },
          file: path,
          line: 1,
          column: 1,
        });
      }
    }
  };
  look(files.folder);
}
