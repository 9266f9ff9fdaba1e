import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packLimits } from '../../contract/limits.js';
import { digestSchema, idSchema, versionPattern } from '../../contract/primitives.js';
import { readJson, writeFileAtomic } from '../machines/files.js';

/* What is written down of installed packs, below the folder of the store. */

/** The base64 line of a minisign public key. */
const keySchema = z.string().regex(/^[A-Za-z0-9+/]{56}$/);
const versionSchema = z.string().regex(versionPattern);
/** Milliseconds since the epoch (ECMA-262, "Time Values and Time Range"). */
const timeSchema = z.number().min(0).max(8.64e15);
const shaSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Where a pack came from. */
export const sourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('file'), path: z.string() }),
  /** A pack as its author has it, made a file of here. */
  z.strictObject({ type: z.literal('folder'), path: z.string() }),
  z.strictObject({ type: z.literal('url'), url: z.string() }),
  z.strictObject({ type: z.literal('index'), url: z.string() }),
  z.strictObject({ type: z.literal('git'), url: z.string() }),
]);
export type PackSource = Readonly<z.infer<typeof sourceSchema>>;

const installedSchema = z.strictObject({
  format: z.literal(1),
  pack: z.strictObject({ id: idSchema, version: versionSchema }),
  kind: z.enum(['learner', 'teacher']),
  digest: digestSchema,
  /** SHA-256 of its manifest, which names every file with its own: no other archive has it. */
  manifest: shaSchema,
  key: keySchema.optional(),
  source: sourceSchema,
  installed: timeSchema,
});
/** One installed state of a pack, beside its files. */
export type Installed = Readonly<z.infer<typeof installedSchema>>;

const currentSchema = z.strictObject({ format: z.literal(1), name: z.string().max(80) });

const trustedPackSchema = z.strictObject({
  /** Whose packs of this id are. */
  key: keySchema,
  since: timeSchema,
  /** The highest version that this key was seen to sign here, and what it was. */
  highest: z
    .strictObject({
      version: versionSchema,
      digest: digestSchema,
      /**
       * SHA-256 of what was shipped as labs, by kind: a learner's file states the digest of the whole, which nobody can find out from it.
       */
      shipped: z.record(z.string(), shaSchema),
    })
    .optional(),
});

const trustedIndexSchema = z.strictObject({
  key: keySchema,
  /** Of the newest index that was seen, and the SHA-256 of what it said: of two with one number one is forged. */
  counter: z.number().int().min(0),
  content: shaSchema,
});

const trustSchema = z.strictObject({
  format: z.literal(1),
  /** By the pack's id. They stay when a pack is removed: another one of its name must not come in unasked. */
  packs: z.record(z.string(), trustedPackSchema),
  /** By address. */
  indexes: z.record(z.string(), trustedIndexSchema),
  /** By the digest of a pack: who took it back (a key, which may do that to its own packs only), and why. */
  revoked: z.record(z.string(), z.strictObject({ key: keySchema, reason: z.string().max(packLimits.line) })),
});
export type Trust = Readonly<z.infer<typeof trustSchema>>;

const installedFile = (folder: string) => join(folder, 'installed.json');
const currentFile = (pack: string) => join(pack, 'current.json');
const trustFile = (root: string) => join(root, 'trust.json');

/** @returns undefined where it is none of ours, or damaged */
export function readInstalled(folder: string): Installed | undefined {
  return installedSchema.safeParse(readJson(installedFile(folder))).data;
}

export function writeInstalled(folder: string, record: Installed): void {
  writeFileAtomic(installedFile(folder), `${JSON.stringify(record, null, 2)}\n`);
}

/** Which of a pack's installed states new sessions are of; undefined: nobody has said so, or what was written is damaged. */
export function readCurrent(pack: string): string | undefined {
  return currentSchema.safeParse(readJson(currentFile(pack))).data?.name;
}

export function writeCurrent(pack: string, name: string): void {
  writeFileAtomic(currentFile(pack), `${JSON.stringify({ format: 1, name })}\n`);
}

/**
 * What this user has trusted so far.
 * @returns undefined: it is there and cannot be read, and to begin anew would be to trust whoever comes next
 */
export function readTrust(root: string): Trust | undefined {
  const read: unknown = readJson(trustFile(root));
  if (read === undefined && !existsSync(trustFile(root)))
    return { format: 1, packs: {}, indexes: {}, revoked: {} };
  return trustSchema.safeParse(read).data;
}

export function writeTrust(root: string, trust: Trust): void {
  writeFileAtomic(trustFile(root), `${JSON.stringify(trust, null, 2)}\n`);
}
