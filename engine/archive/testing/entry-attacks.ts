import { canonical } from '../../../contract/canonical.js';
import { type Attacks, gzipHeader, many, none, odd, raw, readme, unfinished } from './attack.js';
import { listed, manifestOf, rawEntry, rawHeader, rawTar, sha256, soundFiles } from './raw-tar.js';

/** Entries that are not what the manifest says. */
export const entryAttacks: Attacks<
  | 'second-manifest'
  | 'second-signature'
  | 'entry-unlisted'
  | 'entry-duplicate'
  | 'entry-order'
  | 'entry-missing'
  | 'size-differs'
  | 'mode-differs'
  | 'hash-differs'
> = {
  'second-manifest': {
    'the manifest twice': raw(none, { entries: ([manifest, ...rest]) => [manifest!, manifest!, ...rest] }),
    'another manifest at the end': raw(none, {
      entries: (all) => [
        ...all,
        rawEntry({ name: 'manifest.json', content: canonical(manifestOf(soundFiles.slice(1))) }),
      ],
    }),
  },
  'second-signature': {
    'the signature twice': raw(none, {
      signature: 'signed',
      entries: ([manifest, signature, ...rest]) => [manifest!, signature!, signature!, ...rest],
    }),
    'another signature at the end': raw(none, {
      signature: 'signed',
      entries: (all) => [...all, rawEntry({ name: 'manifest.json.minisig', content: 'by another' })],
    }),
  },
  'entry-unlisted': {
    'a file at the end': raw(
      { path: 'extra' },
      { entries: (all) => [...all, rawEntry({ name: 'extra', content: 'x' })] },
    ),
    'a file before the others': raw(
      { path: 'A' },
      { entries: ([manifest, ...rest]) => [manifest!, rawEntry({ name: 'A', content: 'x' }), ...rest] },
    ),
    'a million empty files': {
      params: { path: 'f000000' },
      archive: () =>
        many(
          Buffer.concat([gzipHeader, unfinished(rawTar({ end: Buffer.alloc(0) }))]),
          unfinished(
            Buffer.concat(
              Array.from({ length: 1000 }, (_, at) => rawHeader({ name: `f${String(at).padStart(6, '0')}` })),
            ),
          ),
          1000,
        ),
      takes: 50_000,
    },
  },
  'entry-duplicate': {
    'a file twice': raw(readme, {
      entries: ([manifest, first, ...rest]) => [manifest!, first!, first!, ...rest],
    }),
    'the first file again at the end': raw(readme, { entries: (all) => [...all, all[1]!] }),
  },
  'entry-order': {
    'two files in each other’s place': raw(
      { path: 'lab/lab.yaml', expected: 'README.md' },
      { entries: ([manifest, first, second, ...rest]) => [manifest!, second!, first!, ...rest] },
    ),
    'one that is missing among others': raw(
      { path: 'lab/lab.yaml', expected: 'README.md' },
      { entries: ([manifest, , ...rest]) => [manifest!, ...rest] },
    ),
    'a signature behind a file': raw(
      { path: 'manifest.json.minisig', expected: 'lab/lab.yaml' },
      {
        entries: ([manifest, first, ...rest]) => [
          manifest!,
          first!,
          rawEntry({ name: 'manifest.json.minisig', content: 'signed' }),
          ...rest,
        ],
      },
    ),
  },
  'entry-missing': {
    'the last file': raw({ path: 'lab/steps/empty.en.md' }, { entries: (all) => all.slice(0, -1) }),
    'all files': raw(readme, { entries: (all) => all.slice(0, 1) }),
  },
  'size-differs': {
    'a byte more': odd({ ...readme, stated: 8, size: 9 }, { content: 'A pack.\n\n' }),
    'a byte less': odd({ ...readme, stated: 8, size: 7 }, { content: 'A pack.' }),
    'eight gigabytes': odd({ ...readme, stated: 8, size: 2 ** 33 - 1 }, { size: '77777777777' }),
  },
  'mode-differs': {
    'to be run, and is not to be': odd({ ...readme, stated: '0644', mode: '0755' }, { mode: '0755' }),
    'a manifest to be run': raw(
      { path: 'manifest.json', stated: '0644', mode: '0755' },
      {
        entries: ([, ...rest]) => [
          rawEntry({ name: 'manifest.json', mode: '0755', content: canonical(manifestOf(soundFiles)) }),
          ...rest,
        ],
      },
    ),
  },
  'hash-differs': {
    'another content of the same size': odd(readme, { content: 'A sack.\n' }),
    'one bit of the last file': raw(
      { path: 'z' },
      {
        files: [...soundFiles, { path: 'z', content: 'z' }],
        entries: (all) => [...all.slice(0, -1), rawEntry({ name: 'z', content: '{' })],
      },
    ),
    'a manifest with a hash of its own': raw(readme, {
      manifest: canonical(
        manifestOf(soundFiles, {
          files: listed(soundFiles).map((file) =>
            file['path'] === 'README.md' ? { ...file, sha256: sha256('another') } : file,
          ),
        }),
      ),
    }),
  },
};
