import { labErrorOf } from '../../contract/errors.js';
import { packLimits } from '../../contract/limits.js';
import { inLine } from '../../contract/visible.js';

/** What a path cannot be; the same for who writes. */
export type PathFault =
  | 'empty'
  | 'not-utf8'
  | 'nul'
  | 'control'
  | 'steering'
  | 'backslash'
  | 'colon'
  | 'windows-character'
  | 'absolute'
  | 'empty-component'
  | 'dot'
  | 'dot-dot'
  | 'trailing-dot-or-space'
  | 'device-name'
  | 'too-long'
  | 'too-deep'
  | 'unsplittable';

/** What a tar entry can be besides a regular file: POSIX ustar's kinds, pax's, and those of GNU and other tars (tar(5)). */
export type EntryKind =
  | 'old-file'
  | 'hard-link'
  | 'symbolic-link'
  | 'character-device'
  | 'block-device'
  | 'directory'
  | 'fifo'
  | 'contiguous'
  | 'pax'
  | 'pax-global'
  | 'gnu-long-name'
  | 'gnu-long-link'
  | 'sparse'
  | 'multi-volume'
  | 'volume-label'
  | 'other';

/** Fields of a header that are numbers. */
export type NumberField = 'mode' | 'uid' | 'gid' | 'size' | 'mtime' | 'checksum' | 'devmajor' | 'devminor';

/** Fields of a header that a packed lab leaves empty, or zero. */
export type EmptyField =
  | Exclude<NumberField, 'mode' | 'size' | 'checksum'>
  | 'linkname'
  | 'uname'
  | 'gname'
  | 'rest';

type None = Record<string, never>;

/** What can be wrong, by code, with its parameters. `path` is as the archive has it, cut to what can be shown; sizes are bytes. */
interface Problems {
  // The packing (RFC 1952)
  'not-gzip': None;
  /** Flags of the gzip header (RFC 1952, 2.3.1): a name, a comment, extra fields, which ours has none of. */
  'gzip-flags': { readonly flags: number };
  'gzip-truncated': None;
  /** Deflate data that is none, or not what the trailer says of it. */
  'gzip-damaged': None;
  'packed-too-large': { readonly limit: number };
  'inflated-too-large': { readonly limit: number };
  'ratio-too-high': { readonly limit: number };
  /** Something follows the trailer of gzip, or the end blocks of tar. */
  'bytes-after-end': { readonly of: 'gzip' | 'tar' };

  // Tar (POSIX ustar)
  'not-tar': None;
  /** @param entry counted from 1, the manifest's */
  'header-format': { readonly entry: number };
  'header-checksum': { readonly entry: number };
  'header-number': {
    readonly entry: number;
    readonly field: NumberField;
    readonly form: 'base-256' | 'not-octal';
  };
  'header-field': { readonly path: string; readonly field: EmptyField };
  'entry-kind': { readonly path: string; readonly kind: EntryKind };
  /** @param mode permission bits in octal digits */
  'entry-mode': { readonly path: string; readonly mode: string };
  'padding-not-zero': { readonly path: string };
  'tar-truncated': { readonly within: 'header' | 'content' };
  'end-missing': None;

  // Paths
  path: { readonly path: string; readonly fault: PathFault };
  /** The same file, or folder, to a file system that folds case or normalises. */
  'path-collision': { readonly path: string; readonly other: string };
  'path-duplicate': { readonly path: string };
  /** @param path a file @param below what needs a folder of that name */
  'file-as-folder': { readonly path: string; readonly below: string };

  // The manifest
  'manifest-not-first': { readonly found: string };
  'manifest-too-large': { readonly size: number; readonly limit: number };
  'manifest-not-json': None;
  'manifest-format': { readonly format: number };
  /** @param where keys and indices @param issue zod's word for it */
  'manifest-shape': { readonly where: string; readonly issue: string };
  /** Other bytes than the canonical form of what it says (RFC 8785). */
  'manifest-form': None;
  'manifest-order': { readonly path: string; readonly after: string };
  'signature-too-large': { readonly size: number; readonly limit: number };
  'too-many-files': { readonly files: number; readonly limit: number };
  'file-too-large': { readonly path: string; readonly size: number; readonly limit: number };
  'files-too-large': { readonly size: number; readonly limit: number };

  // Entries against the manifest
  'second-manifest': None;
  'second-signature': None;
  'entry-unlisted': { readonly path: string };
  'entry-duplicate': { readonly path: string };
  'entry-order': { readonly path: string; readonly expected: string };
  'entry-missing': { readonly path: string };
  'size-differs': { readonly path: string; readonly stated: number; readonly size: number };
  'mode-differs': { readonly path: string; readonly stated: string; readonly mode: string };
  'hash-differs': { readonly path: string };

  // Whoever reads
  'timed-out': { readonly seconds: number };
  aborted: None;
  /** The caller did not want this one. */
  declined: None;
  'source-not-file': None;
  /** @param reason an error number's name (errno(3)), or what a stream said */
  'source-unreadable': { readonly reason: string };
  'target-exists': { readonly path: string };
  'disk-full': { readonly path: string };
  'no-access': { readonly path: string; readonly detail: string };
  'host-trouble': { readonly path: string; readonly detail: string };
}

/** A problem as data; sentences are made elsewhere. */
export type ArchiveProblem = {
  readonly [Code in keyof Problems]: { readonly code: Code; readonly params: Problems[Code] };
}[keyof Problems];

/** Carries a problem to where a result is made of it; nobody outside of this room sees one. */
export class Refused extends Error {
  readonly problem: ArchiveProblem;

  constructor(problem: ArchiveProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** @throws Refused */
export function refuse(problem: ArchiveProblem): never {
  throw new Refused(problem);
}

/** A stranger's word, no longer than can be shown. */
export function shown(text: string): string {
  // Not between the two halves of a character (UTF-16).
  const word = inLine(text);
  return word.length <= packLimits.shown
    ? word
    : `${word.slice(0, packLimits.shown).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * What somebody who reads or writes is told of an error.
 * @param path the folder that was written to
 * @throws the error itself, where it is a mistake of ours
 */
export function problemOf(error: unknown, path: string): ArchiveProblem {
  if (error instanceof Refused) return error.problem;
  const detail = labErrorOf(error, path)?.detail;
  if (detail?.code === 'host.disk-full') return { code: 'disk-full', params: { path } };
  if (detail?.code === 'host.no-access')
    return { code: 'no-access', params: { path, detail: detail.params.detail } };
  if (detail?.code === 'host.trouble')
    return { code: 'host-trouble', params: { path, detail: detail.params.detail } };
  throw error;
}
