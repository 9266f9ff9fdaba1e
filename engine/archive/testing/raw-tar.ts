import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { canonical } from '../../../contract/canonical.js';

/** A header's fields as bytes, by their first one; the checksum is made of what there is, unless it is given. */
export interface RawEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** Octal digits, up to seven. */
  readonly mode?: string;
  /** What the size's field says: octal digits, or all of its twelve bytes. */
  readonly size?: string | Buffer;
  readonly type?: string;
  readonly fields?: Readonly<Record<number, string | Buffer>>;
  readonly checksum?: string;
  /** What fills the last block. */
  readonly padding?: string;
}

/** Bytes of a tar header without any care: whatever somebody wants to put there. */
export function rawHeader({
  name,
  content = '',
  mode = '0000644',
  size,
  type = '0',
  fields = {},
  checksum,
}: RawEntry): Buffer {
  const block = Buffer.alloc(512);
  const octal = Buffer.byteLength(content).toString(8).padStart(11, '0');
  const all: Record<number, string | Buffer> = {
    0: name,
    100: mode.padStart(7, '0'),
    108: '0000000',
    116: '0000000',
    124: size ?? octal,
    136: '00000000000',
    156: type,
    257: 'ustar\x0000',
    329: '0000000',
    337: '0000000',
    ...fields,
  };
  for (const [at, value] of Object.entries(all)) Buffer.from(value as string).copy(block, Number(at));
  return withChecksum(block, checksum);
}

/** The same block with a checksum that is right, or is this one. */
export function withChecksum(block: Buffer, checksum?: string): Buffer {
  const fixed = Buffer.from(block);
  fixed.fill(' ', 148, 156);
  const sum = fixed.reduce((total, byte) => total + byte, 0);
  fixed.write(checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return fixed;
}

export function rawEntry(entry: RawEntry): Buffer {
  const content = Buffer.from((entry.content ?? '') as string);
  const missing = (512 - (content.length % 512)) % 512;
  const padding = Buffer.alloc(missing, entry.padding ?? '\0');
  return Buffer.concat([rawHeader(entry), content, padding]);
}

/** What ends a tar. */
export const endBlocks = Buffer.alloc(1024);

/** A file as the maker of archives takes it. */
export interface RawFile {
  readonly path: string;
  readonly content: string | Buffer;
  readonly mode?: '0644' | '0755';
}

export const soundFiles: readonly RawFile[] = [
  { path: 'README.md', content: 'A pack.\n' },
  { path: 'lab/lab.yaml', content: 'format: 1\n'.repeat(200) },
  { path: 'lab/setup/start.sh', content: '#!/bin/sh\ntrue\n', mode: '0755' },
  { path: 'lab/steps/empty.en.md', content: '' },
];

type Json = Readonly<Record<string, unknown>>;

export const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

/** What a manifest says of files. */
export function listed(files: readonly RawFile[]): readonly Json[] {
  return files.map(({ path, content, mode = '0644' }) => ({
    path,
    mode,
    size: Buffer.byteLength(content),
    sha256: sha256(content),
  }));
}

/** A manifest of these files as data. */
export function manifestOf(files: readonly RawFile[], more: Json = {}): Json {
  return {
    format: 1,
    digest: `sha256:${'0'.repeat(64)}`,
    pack: { id: 'small', version: '1.0.0' },
    kind: 'learner',
    files: listed(files),
    ...more,
  };
}

export interface RawArchive {
  readonly files?: readonly RawFile[];
  /** Instead of the manifest that belongs to the files. */
  readonly manifest?: string | Buffer;
  readonly signature?: string;
  /** Does something to the entries: the manifest, the signature if there is one, the files. */
  readonly entries?: (entries: readonly Buffer[]) => readonly Buffer[];
  readonly end?: Buffer;
}

/** A tar as a writer of packed labs would make it, but for what is asked for. */
export function rawTar({
  files = soundFiles,
  manifest = canonical(manifestOf(files)),
  signature,
  entries = (all) => all,
  end = endBlocks,
}: RawArchive): Buffer {
  const all = [
    rawEntry({ name: 'manifest.json', content: manifest }),
    ...(signature === undefined ? [] : [rawEntry({ name: 'manifest.json.minisig', content: signature })]),
    ...files.map(({ path, content, mode = '0644' }) => rawEntry({ name: path, content, mode })),
  ];
  return Buffer.concat([...entries(all), end]);
}

export function rawArchive(archive: RawArchive): Buffer {
  return gzipSync(rawTar(archive));
}
