import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pack } from '../../contract/lab.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import type { ArchiveProblem } from '../archive/problem.js';
import { extractArchive } from '../archive/read.js';
import type { MinisignKey } from '../signing/minisign.js';
import { packDigest } from './artefact.js';
import type { LoadedLab } from './compiled.js';
import { labsIn } from './library.js';
import { loadLab } from './load.js';
import { readPack } from './pack-file.js';
import { type LabSheet, sheetOf } from './sheet.js';
import { type PackSignature, signatureOf } from './signed.js';

/** What there is to know of a pack's file before it is installed. */
export interface PackSheet {
  readonly pack: Pack;
  readonly kind: 'learner' | 'teacher';
  readonly digest: string;
  readonly signature: PackSignature;
  readonly labs: readonly LabSheet[];
}

export type PackOpening =
  | { readonly ok: true; readonly sheet: PackSheet }
  | { readonly ok: false; readonly problem: ArchiveProblem }
  /** It is an archive, and what is in it is no sound pack. */
  | { readonly ok: false; readonly problems: readonly PackProblem[] };

/**
 * Looks through a pack's file: its archive, its signature, every lab. Nothing of it runs, and nothing is left of it.
 * @param wanted the key that must have signed it
 */
export async function openPack(file: string, wanted?: MinisignKey): Promise<PackOpening> {
  const parent = mkdtempSync(join(tmpdir(), 'lvslab-pack-'));
  try {
    const folder = join(parent, 'pack');
    const read = await extractArchive(file, folder);
    if (!read.ok) return read;
    const { manifest } = read.head;
    const found = unpacked(folder);
    if (!found.ok) return found;
    const { pack, labs } = found;
    const digest = packDigest(pack, labs);
    const stated = manifest.pack.id === pack.id && manifest.pack.version === pack.version;
    if (!stated || digest !== manifest.digest)
      return refused(folder, { code: 'pack-differs', params: { stated: manifest.digest, digest } });
    return {
      ok: true,
      sheet: {
        pack,
        kind: manifest.kind,
        digest,
        signature: signatureOf(read.head, wanted),
        labs: labs.map(sheetOf),
      },
    };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

function refused(folder: string, message: PackProblemMessage) {
  const problem = { message, file: join(folder, 'pack.yaml'), line: 1, column: 1 };
  return { ok: false, problems: [problem] } as const;
}

/** A pack as it came out of its archive. */
function unpacked(
  folder: string,
):
  | { readonly ok: true; readonly pack: Pack; readonly labs: readonly LoadedLab[] }
  | { readonly ok: false; readonly problems: readonly PackProblem[] } {
  const pack = readPack(folder);
  if (pack === undefined) return refused(folder, { code: 'file-missing', params: { path: 'pack.yaml' } });
  const results = labsIn(folder)
    // A stranger chose what the variables may be: none of their values may break a lab.
    .map((lab) => loadLab(lab, { draws: true }));
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return { ok: false, problems };
  if (results.length === 0) return refused(folder, { code: 'no-labs', params: {} });
  const order = [...pack.modules.flatMap(({ labs }) => labs), ...pack.labs];
  const place = ({ lab }: LoadedLab) => (order.includes(lab.id) ? order.indexOf(lab.id) : order.length);
  const labs = results.flatMap((result) => (result.ok ? [result.lab] : []));
  return { ok: true, pack, labs: labs.toSorted((one, other) => place(one) - place(other)) };
}
