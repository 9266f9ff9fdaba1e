import type { ArchiveProblem } from '../archive/problem.js';
import { type ArchiveHead, readArchive } from '../archive/read.js';
import type { ArchiveSource } from '../archive/source.js';
import { planArchive, type WriteResult, writeArchive } from '../archive/write.js';
import {
  checkSignature,
  keyId,
  type MinisignKey,
  parsePublicKey,
  publicKeyLine,
  type SignatureProblem,
} from '../signing/minisign.js';
import { type SecretKey, sign } from '../signing/sign.js';
import type { Artefact } from './artefact.js';

/** Why a pack's signature says nothing. */
export type PackSignatureProblem = 'unsigned' | SignatureProblem;

export type PackSignature =
  /** @param key of who signed it: whether that is somebody is not known by it */
  | { readonly valid: true; readonly key: MinisignKey; readonly id: string; readonly comment: string }
  | { readonly valid: false; readonly problem: PackSignatureProblem };

/** An artefact as one file, signed or not. */
export async function packArchive({ fields, files }: Artefact, secret?: SecretKey): Promise<WriteResult> {
  const { publisher: _, ...unsigned } = fields;
  if (secret === undefined) {
    const planned = planArchive(unsigned, files);
    return planned.ok ? writeArchive(planned.plan) : planned;
  }
  const planned = planArchive({ ...unsigned, publisher: publicKeyLine(secret.publicKey) }, files);
  if (!planned.ok) return planned;
  const { pack, kind, digest } = fields;
  const signed = sign(planned.plan.manifestBytes, secret, {
    trusted: `lvslab pack ${pack.id} ${pack.version} ${kind} ${digest}`,
  });
  // An id, a version and a digest have no character that a comment cannot have.
  if (!signed.ok) throw new TypeError(signed.problem);
  return writeArchive(planned.plan, Buffer.from(signed.minisig));
}

/** Signs a pack's file anew, whoever had signed it before. */
export async function signPack(source: ArchiveSource, secret: SecretKey): Promise<WriteResult> {
  const read = await readArchive(source);
  if (!read.ok) return read;
  const { format: _, files: __, ...fields } = read.head.manifest;
  return packArchive({ fields, files: read.files }, secret);
}

/**
 * Whether the signature is the named publisher's, over this manifest.
 * @param wanted the key that it must be of; absent: that which the manifest names
 */
export function signatureOf(
  { manifest, manifestBytes, signature }: ArchiveHead,
  wanted?: MinisignKey,
): PackSignature {
  const { publisher } = manifest;
  if (signature === undefined || publisher === undefined) return { valid: false, problem: 'unsigned' };
  const named = parsePublicKey(publisher);
  if (named === undefined) return { valid: false, problem: 'malformed' };
  if (wanted !== undefined && publicKeyLine(wanted) !== publisher)
    return { valid: false, problem: 'other-key' };
  const checked = checkSignature(manifestBytes, signature.toString('utf8'), named);
  if (!checked.valid) return checked;
  return { valid: true, key: named, id: keyId(named), comment: checked.comment };
}

/** Reads a pack's file whole, and its signature. */
export async function verifyPack(
  source: ArchiveSource,
  wanted?: MinisignKey,
): Promise<
  | { readonly ok: true; readonly head: ArchiveHead; readonly signature: PackSignature }
  | { readonly ok: false; readonly problem: ArchiveProblem }
> {
  const read = await readArchive(source);
  return read.ok ? { ok: true, head: read.head, signature: signatureOf(read.head, wanted) } : read;
}
