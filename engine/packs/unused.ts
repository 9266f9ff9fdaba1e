import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packLimits } from '../../contract/limits.js';
import type { PackFiles } from './files.js';
import type { ProblemList } from './problem.js';

/** What may lie in a lab's or a pack's folder beside what it names: for those who look at it, and what its proof has kept. */
const welcome =
  /^((README(\.[\w-]+)?|IMPORT)\.md|LICEN[CS]E(\.\w+)?|recordings|successions|proof\.json|(lab|pack)\.schema\.json|.*\.(lvspack|pub)|\..*)$/;

/** Files in the lab's folder that nothing names: left over, or misspelt where they should be named. */
export function reportUnused(files: PackFiles, problems: ProblemList): void {
  reportStray(files.folder, new Set(files.looked), [], problems);
}

/**
 * Files below a folder that nobody looked at.
 * @param apart folders in it that are looked at by themselves
 */
export function reportStray(
  root: string,
  used: ReadonlySet<string>,
  apart: readonly string[],
  problems: ProblemList,
): void {
  let left: number = packLimits.files;
  const look = (folder: string): void => {
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name);
      left -= 1;
      if (left < 0) return;
      if (used.has(path) || apart.includes(path) || (folder === root && welcome.test(name))) continue;
      if (lstatSync(path).isDirectory()) look(path);
      else {
        const shown = relative(root, path);
        problems.add({
          message: {
            code: name.endsWith('.key') ? 'secret-in-pack' : 'file-unused',
            params: { path: shown },
          },
          file: path,
          line: 1,
          column: 1,
        });
      }
    }
  };
  look(root);
}
