import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Pack } from '../../contract/lab.js';
import { LabError } from '../../contract/errors.js';
import { archiveLimits } from '../../contract/limits.js';
import type { FileContent } from '../archive/place.js';
import type { ManifestFields } from '../archive/write.js';
import { canonical } from '../../contract/canonical.js';
import { digestOfJson, documentOf, type LoadedLab } from './compiled.js';
import { shippedFile } from './files.js';
import { signingFileCap } from '../signing/format.js';
import { hasSecretKey } from '../signing/secret-key.js';
import { readPack } from './pack-file.js';
import { proofsFile, proofsOf } from './proofs.js';
import { forLearners } from './shipped.js';

/** What a pack is shipped as: what is in it, and what its manifest says. */
export interface Artefact {
  readonly fields: ManifestFields;
  readonly files: readonly FileContent[];
}

/** Files beside pack.yaml that every reader of a pack gets. */
const forEverybody = /^(README(\.[\w-]+)?\.md|LICEN[CS]E(\.\w+)?)$/;

/** Below it a pack has the documents by which one key of its publisher succeeds another. */
export const successionsFolder = 'successions';
const successionFile = /^[\w.-]{1,80}\.succession$/;

/** Below it a teacher's pack has its source. */
const sourceFolder = 'source';

/**
 * What tells this state of a pack from every other: its course map and its labs, whole. A learner's and a teacher's have one digest, so
 * that what learners hand in is known to be of what the teacher has.
 */
export function packDigest(
  pack: Pack,
  labs: readonly { readonly lab: Pick<LoadedLab['lab'], 'id'>; readonly digest: string }[],
): string {
  return digestOfJson({ pack, labs: Object.fromEntries(labs.map(({ lab, digest }) => [lab.id, digest])) });
}

/**
 * A sound pack as it is shipped: each lab as one document. Learners get no solutions, mistakes, variants and hidden checks; teachers get
 * all, and the source with recordings and proofs.
 * @param folder with its pack.yaml @param labs all of its labs @throws LabError pack.secret-inside
 */
export function artefactOf(
  folder: string,
  labs: readonly LoadedLab[],
  kind: 'learner' | 'teacher',
): Artefact {
  const pack = readPack(folder);
  if (pack === undefined) throw new TypeError(`no sound pack.yaml in ${folder}`);
  const digest = packDigest(pack, labs);
  const documents = labs.map((loaded): FileContent => {
    const compiled = kind === 'learner' ? forLearners(loaded.compiled) : loaded.compiled;
    return file(`${basename(loaded.folder)}/${shippedFile}`, Buffer.from(documentOf(compiled)));
  });
  const beside = filesIn(folder, forEverybody).map((name) => file(name, readFileSync(join(folder, name))));
  const successions = filesIn(join(folder, successionsFolder), successionFile).map((name) =>
    file(`${successionsFolder}/${name}`, readFileSync(join(folder, successionsFolder, name))),
  );
  const proofs = proofsOf(labs);
  const proven = Object.keys(proofs.labs).length > 0;
  return {
    fields: { pack: { id: pack.id, version: pack.version }, kind, digest },
    files: [
      file('pack.yaml', readFileSync(join(folder, 'pack.yaml'))),
      ...beside,
      ...successions,
      ...(proven ? [file(proofsFile, Buffer.from(canonical(proofs)))] : []),
      ...documents,
      ...(kind === 'teacher' ? sourceOf(folder) : []),
    ],
  };
}

function filesIn(folder: string, names: RegExp): readonly string[] {
  const found = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  return found.filter((name) => names.test(name) && lstatSync(join(folder, name)).isFile());
}

/** @throws LabError pack.secret-inside */
function file(path: string, content: Buffer): FileContent {
  if (content.length <= signingFileCap && hasSecretKey(content.toString('latin1')))
    throw new LabError({ code: 'pack.secret-inside', params: { path } });
  return { path, mode: '0644', content };
}

/** All regular files of a pack but hidden ones, archives that were built in it, and keys. */
function sourceOf(root: string): readonly FileContent[] {
  const found: FileContent[] = [];
  const look = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('.') || /\.(lvspack|key)$/.test(name) || found.length > archiveLimits.files)
        continue;
      const path = join(folder, name);
      const stats = lstatSync(path);
      if (stats.isDirectory()) look(path);
      else if (stats.isFile()) {
        const mode = (stats.mode & 0o100) === 0 ? '0644' : '0755';
        const shown = relative(root, path).split(sep).join('/');
        found.push({ ...file(`${sourceFolder}/${shown}`, readFileSync(path)), mode });
      }
    }
  };
  look(root);
  return found;
}
