import { labName } from '../../contract/lab-name.js';
import { LabError } from '../../contract/errors.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { packDigest } from '../packs/artefact.js';
import { labsIn, requireLab } from '../packs/library.js';
import { readPack } from '../packs/pack-file.js';
import { ProblemList } from '../packs/problem.js';
import { type LabCard, shelfOf } from '../packs/shelf.js';
import type { YamlPath } from '../packs/source.js';
import type { LoadedClass } from './load.js';

/** Where the packs are that a class pins: the library of whoever makes it. */
export interface PackSource {
  /** The packs' folders. */
  folders(): readonly string[];
  /** The folder of a lab. @throws LabError install.revoked, lab.unknown, lab.ambiguous */
  find(name: string): string;
}

/** A pack of the library as it is now. */
interface PackState {
  readonly id: string;
  readonly version: string;
  /** Undefined: some of its labs are not sound, and then nobody knows. */
  readonly digest: string | undefined;
  /** Folders of labs that are not sound. */
  readonly unsound: readonly string[];
  /** Sound ones, in the pack's order. */
  readonly labs: readonly LabCard[];
}

/** What a class is made of, and each with its digest. */
export interface Pins {
  readonly packs: readonly { readonly id: string; readonly version: string; readonly digest: string }[];
  /** `lab`: its pack's id and its own. */
  readonly labs: readonly { readonly lab: string; readonly digest: string }[];
}

async function statesOf(folders: readonly string[]): Promise<readonly PackState[]> {
  const { cards } = await shelfOf(folders);
  return folders.flatMap((folder) => {
    const pack = readPack(folder);
    if (pack === undefined) return [];
    const inPack = labsIn(folder);
    const labs = cards.filter((card) => inPack.includes(card.folder));
    const unsound = inPack.filter((each) => !labs.some((card) => card.folder === each));
    const digest =
      unsound.length > 0
        ? undefined
        : packDigest(
            pack,
            labs.map(({ id, digest: of }) => ({ lab: { id }, digest: of })),
          );
    return [{ id: pack.id, version: pack.version, digest, unsound, labs }];
  });
}

/**
 * The labs that a class is to have, as they are now, and their packs.
 * @param wanted labs by any name that the library finds them by, and packs whose labs all count; each once, in this order
 * @throws LabError lab.unknown, lab.ambiguous, install.revoked, install.unknown; lab.invalid where a lab of their packs is not sound
 */
export async function pinned(
  library: PackSource,
  wanted: { readonly labs: readonly string[]; readonly packs: readonly string[] },
): Promise<Pins> {
  const states = await statesOf(library.folders());
  const known = states.map(({ id }) => id);
  const whole = wanted.packs.map((id) => {
    const state = states.find((each) => each.id === id);
    if (state === undefined) throw new LabError({ code: 'install.unknown', params: { id, known } });
    return state;
  });
  const single = wanted.labs.map((name) => {
    const folder = library.find(name);
    const state = states.find(({ labs, unsound }) =>
      [...labs.map((card) => card.folder), ...unsound].includes(folder),
    );
    if (state !== undefined) return { state, folder };
    // A folder that is in no pack of the library: a learner could not begin it by its name.
    const labs = states.flatMap((each) => each.labs.map((card) => labName(each.id, card.id)));
    throw new LabError({ code: 'lab.unknown', params: { lab: name, known: labs } });
  });
  const used = [...new Set([...single.map(({ state }) => state), ...whole])];
  for (const { unsound } of used) for (const folder of unsound) requireLab(folder);
  const cards = [
    ...single.flatMap(({ state, folder }) => state.labs.filter((card) => card.folder === folder)),
    ...whole.flatMap(({ labs }) => labs),
  ];
  return {
    packs: used.map(({ id, version, digest = '' }) => ({ id, version, digest })),
    labs: [...new Set(cards)].map((card) => ({ lab: labName(card.pack, card.id), digest: card.digest })),
  };
}

/** What a class pins and the library has no more, or otherwise: each at its place in class.yaml. */
export async function misfits(
  { packs, labs, places }: LoadedClass,
  library: PackSource,
): Promise<readonly PackProblem[]> {
  const problems = new ProblemList();
  const states = new Map((await statesOf(library.folders())).map((state) => [state.id, state]));
  const report = (path: YamlPath, message: PackProblemMessage) => problems.add(places.problem(path, message));
  packs.forEach(({ id, version, digest }, index) => {
    const state = states.get(id);
    const params = { pack: id, version };
    if (state === undefined) report(['packs', index, 'id'], { code: 'class-pack-gone', params });
    else if (state.digest === undefined)
      report(['packs', index, 'id'], { code: 'class-pack-unsound', params: { pack: id } });
    else if (state.digest !== digest)
      report(['packs', index, 'digest'], {
        code: 'class-pack-changed',
        params: { ...params, found: state.version, digest: state.digest },
      });
  });
  labs.forEach(({ lab, digest }, index) => {
    const state = states.get(lab.split('/')[0]!);
    // That its pack is gone has been told.
    if (state === undefined) return;
    const card = state.labs.find((each) => labName(state.id, each.id) === lab);
    if (card === undefined) report(['labs', index, 'lab'], { code: 'class-lab-gone', params: { lab } });
    else if (card.digest !== digest)
      report(['labs', index, 'digest'], { code: 'class-lab-changed', params: { lab, digest: card.digest } });
  });
  return problems.sorted();
}
