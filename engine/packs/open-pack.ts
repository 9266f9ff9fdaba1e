import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { Pack } from '../../contract/lab.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import type { PackSheet } from '../../contract/packs.js';
import { languages } from '../../contract/text.js';
import type { Manifest } from '../archive/manifest.js';
import { type ArchiveHead, extractArchive } from '../archive/read.js';
import type { MinisignKey } from '../signing/minisign.js';
import { packDigest } from './artefact.js';
import type { LoadedLab } from './compiled.js';
import { labsIn } from './library.js';
import { loadLab } from './load.js';
import { readPack } from './pack-file.js';
import { proofIn } from './proofs.js';
import { sheetOf } from './sheet.js';
import { type PackSignature, signatureOf } from './signed.js';

/** A pack's file that was looked through. */
export interface OpenedPack {
  readonly head: ArchiveHead;
  /** It holds, or there is none. */
  readonly signature: PackSignature;
  readonly sheet: PackSheet;
}

export interface Opening {
  /** The key that must have signed it. */
  readonly wanted?: MinisignKey | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How errors call it; its path unless given. */
  readonly shown?: string;
}

/**
 * Looks through a pack's file: its archive, its signature, every lab. Nothing of it runs, and nothing is left of it.
 * @throws LabError as `unpackInto`
 */
export async function openPack(file: string, opening: Opening = {}): Promise<OpenedPack> {
  const parent = mkdtempSync(join(tmpdir(), 'lvslab-pack-'));
  try {
    return await unpackInto(file, join(parent, 'pack'), opening);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/**
 * The same, and leaves what is in it in a folder, unless it is not sound.
 * @param folder must not exist yet; its parent must
 * @throws LabError pack.archive, pack.signature, pack.unsound
 */
export async function unpackInto(
  file: string,
  folder: string,
  { wanted, signal, shown = file }: Opening = {},
): Promise<OpenedPack> {
  const read = await extractArchive(file, folder, { signal });
  if (!read.ok)
    throw new LabError({ code: 'pack.archive', params: { file: shown, inArchive: read.problem } });
  try {
    const { head } = read;
    const { kind } = head.manifest;
    if (kind === 'hand-in') throw new LabError({ code: 'pack.hand-in', params: { file: shown } });
    const signature = signatureOf(head, wanted);
    if (!signature.valid && (signature.problem !== 'unsigned' || wanted !== undefined))
      throw new LabError({ code: 'pack.signature', params: { file: shown, trouble: signature.problem } });
    return { head, signature, sheet: sheetIn(folder, shown, { ...head.manifest, kind }, signature) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @throws LabError pack.unsound */
function sheetIn(
  folder: string,
  file: string,
  manifest: Pick<Manifest, 'pack' | 'digest'> & Pick<PackSheet, 'kind'>,
  signature: PackSignature,
): PackSheet {
  const { pack, labs } = unpacked(folder, file);
  const digest = packDigest(pack, labs);
  const stated = manifest.pack.id === pack.id && manifest.pack.version === pack.version;
  if (!stated || digest !== manifest.digest)
    throw unsound(file, folder, { code: 'pack-differs', params: { stated: manifest.digest, digest } });
  const { id, title, version, license, authors } = pack;
  return {
    id,
    title,
    version,
    license,
    authors,
    kind: manifest.kind,
    digest,
    languages,
    ...(signature.valid ? { publisher: { key: signature.id, comment: signature.comment } } : {}),
    labs: labs.map((lab) => sheetOf(lab, signature.valid ? proofIn(folder, lab) : undefined)),
  };
}

function unsound(file: string, folder: string, message: PackProblemMessage): LabError {
  const problem = { message, file: join(folder, 'pack.yaml'), line: 1, column: 1 };
  return refused(file, folder, [problem]);
}

/** Its places are told within the pack: the folder that it was unpacked to is gone by then. */
function refused(file: string, folder: string, problems: readonly PackProblem[]): LabError {
  const within = problems.map((each) => ({ ...each, file: each.file.replace(`${folder}/`, '') }));
  return new LabError({ code: 'pack.unsound', params: { file, problems: within } });
}

/** A pack as it came out of its archive. @throws LabError pack.unsound */
function unpacked(
  folder: string,
  file: string,
): { readonly pack: Pack; readonly labs: readonly LoadedLab[] } {
  const pack = readPack(folder);
  if (pack === undefined)
    throw unsound(file, folder, { code: 'file-missing', params: { path: 'pack.yaml' } });
  const results = labsIn(folder)
    // A stranger chose what the variables may be: none of their values may break a lab.
    .map((lab) => loadLab(lab, { draws: true }));
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw refused(file, folder, problems);
  if (results.length === 0) throw unsound(file, folder, { code: 'no-labs', params: {} });
  const order = [...pack.modules.flatMap(({ labs }) => labs), ...pack.labs];
  const place = ({ lab }: LoadedLab) => (order.includes(lab.id) ? order.indexOf(lab.id) : order.length);
  const labs = results.flatMap((result) => (result.ok ? [result.lab] : []));
  return { pack, labs: labs.toSorted((one, other) => place(one) - place(other)) };
}
