import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { labName } from '../../contract/lab-name.js';
import type { Text } from '../../contract/text.js';
import type { LoadedLab } from './compiled.js';
import { isLab } from './files.js';
import { loadLab, type LoadResult, type Looks } from './load.js';
import { readPack } from './pack-file.js';

/** A lab's place in the library. */
export interface Placed {
  readonly folder: string;
  readonly id: string;
  /** The pack's id. */
  readonly pack: string;
  /** The module of its pack's course map that it is in. */
  readonly module?: Text;
}

/** Packs: a folder that they are in, or the folders of each. */
export type Packs = string | readonly string[];

/** The folders of packs. */
export function packFolders(packs: Packs): readonly string[] {
  return typeof packs === 'string' ? foldersIn(packs) : packs;
}

/** The ids that packs have; one whose pack.yaml cannot be read has that of its folder. */
export function packIds(packs: Packs): readonly string[] {
  return packFolders(packs).map((folder) => readPack(folder)?.id ?? basename(folder));
}

/** The labs of packs, each pack's in its own order; what it does not name comes last. */
export function placedLabs(packs: Packs): readonly Placed[] {
  return packFolders(packs).flatMap((folder) => {
    const { id: pack = basename(folder), modules = [], labs = [] } = readPack(folder) ?? {};
    const found = new Map(
      labsIn(folder).map((lab) => [basename(lab), { folder: lab, id: basename(lab), pack }]),
    );
    const named = modules.flatMap(({ title, labs: ids }) => ids.map((id) => ({ id, module: title })));
    const placed = new Map<string, Placed>();
    for (const { id, ...module } of [...named, ...labs.map((each) => ({ id: each }))]) {
      const lab = found.get(id);
      if (lab !== undefined && !placed.has(id)) placed.set(id, { ...lab, ...module });
    }
    return [...placed.values(), ...[...found.values()].filter(({ id }) => !placed.has(id))];
  });
}

export function labFolders(packs: Packs): readonly string[] {
  return placedLabs(packs).map(({ folder }) => folder);
}

/** Folders with a lab, written or shipped, in a pack's folder, by name. */
export function labsIn(pack: string): readonly string[] {
  return foldersIn(pack).filter(isLab);
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .toSorted();
}

/**
 * The folder that a name means: a lab's id in the library, its pack's and its own (`lvs/dr-by-hand`), or a path of a folder
 * with a lab.yaml.
 * @throws LabError lab.unknown, lab.ambiguous
 */
export function findLab(name: string, packs: Packs): string {
  const labs = placedLabs(packs);
  const [found, ...others] = labs.filter(({ id, pack }) => id === name || labName(pack, id) === name);
  if (found !== undefined && others.length === 0) return found.folder;
  if (found !== undefined) {
    const known = [found, ...others].map(({ id, pack }) => labName(pack, id));
    throw new LabError({ code: 'lab.ambiguous', params: { lab: name, known } });
  }
  const path = resolve(name);
  if (isLab(path)) return path;
  throw new LabError({ code: 'lab.unknown', params: { lab: name, known: labs.map(({ id }) => id) } });
}

/**
 * Loads a lab or throws all that is wrong with it.
 * @param looks as for `loadLab`
 * @throws LabError lab.invalid
 */
export function requireLab(folder: string, looks: Looks = {}): LoadedLab {
  return soundLab(folder, loadLab(folder, looks));
}

/** @throws LabError lab.invalid */
export function soundLab(folder: string, result: LoadResult): LoadedLab {
  if (result.ok) return result.lab;
  const { problems, more } = result;
  throw new LabError({ code: 'lab.invalid', params: { lab: basename(folder), problems, more } });
}
