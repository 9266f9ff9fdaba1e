import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { LoadedLab } from './compiled.js';
import { loadLab, type Looks } from './load.js';
import { readPack } from './pack-file.js';

/** Folders of the labs below a folder of packs, each pack's in its own order; what it does not name comes last. */
export function labFolders(packsRoot: string): string[] {
  return foldersIn(packsRoot).flatMap((pack) => {
    const order = readPack(pack)?.labs ?? [];
    const place = (folder: string) => {
      const at = order.indexOf(basename(folder));
      return at === -1 ? order.length : at;
    };
    return foldersIn(pack)
      .filter((folder) => existsSync(join(folder, 'lab.yaml')))
      .toSorted((a, b) => place(a) - place(b));
  });
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .toSorted();
}

/** The folder that a name means: a built-in lab's id, or a path of a folder with a lab.yaml. @throws LabError lab.unknown */
export function findLab(name: string, packsRoot: string): string {
  const folders = labFolders(packsRoot);
  const builtIn = folders.find((folder) => basename(folder) === name);
  if (builtIn !== undefined) return builtIn;
  const path = resolve(name);
  if (existsSync(join(path, 'lab.yaml'))) return path;
  throw new LabError({
    code: 'lab.unknown',
    params: { lab: name, known: folders.map((folder) => basename(folder)) },
  });
}

/**
 * Loads a lab or throws all that is wrong with it.
 * @param looks as for `loadLab`
 * @throws LabError lab.invalid
 */
export function requireLab(folder: string, looks: Looks = {}): LoadedLab {
  const result = loadLab(folder, looks);
  if (result.ok) return result.lab;
  const { problems, more } = result;
  throw new LabError({ code: 'lab.invalid', params: { lab: basename(folder), problems, more } });
}
