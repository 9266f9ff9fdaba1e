import { canonical } from '../../../contract/canonical.js';
import { archiveLimits } from '../../../contract/limits.js';
import { type Attacks, none, raw } from './attack.js';
import { listed, manifestOf, rawEntry, type RawFile, sha256, soundFiles } from './raw-tar.js';

const sound = manifestOf(soundFiles);
const text = canonical(sound);
const entry = (manifest: string | Buffer) => rawEntry({ name: 'manifest.json', content: manifest });

/** A sound manifest that says something else besides, or instead. */
const said = (more: Readonly<Record<string, unknown>>) => ({
  manifest: canonical(manifestOf(soundFiles, more)),
});

/** The first file is listed as something else. */
const firstAs = (more: Readonly<Record<string, unknown>>) => {
  const [first, ...rest] = listed(soundFiles);
  return said({ files: [{ ...first, ...more }, ...rest] });
};

const empty = (path: string): RawFile => ({ path, content: '' });
const numbered = (count: number) =>
  Array.from({ length: count }, (_, at) => empty(`f${String(at).padStart(5, '0')}`));
const limit = archiveLimits.fileBytes;
/** Files that are only listed: nobody comes to read them. */
const ofSize = (count: number, size: number) =>
  said({ files: listed(numbered(count)).map((file) => ({ ...file, size, sha256: sha256('') })) });

/** What is wrong with the manifest itself. */
export const manifestAttacks: Attacks<
  | 'manifest-not-first'
  | 'manifest-too-large'
  | 'manifest-not-json'
  | 'manifest-format'
  | 'manifest-shape'
  | 'manifest-form'
  | 'manifest-order'
  | 'signature-too-large'
  | 'too-many-files'
  | 'file-too-large'
  | 'files-too-large'
> = {
  'manifest-not-first': {
    'no manifest': raw({ found: 'README.md' }, { entries: ([, ...files]) => files }),
    'the manifest second': raw(
      { found: 'README.md' },
      { entries: ([manifest, first, ...rest]) => [first!, manifest!, ...rest] },
    ),
    'the signature first': raw(
      { found: 'manifest.json.minisig' },
      {
        signature: 'signed',
        entries: ([manifest, signature, ...rest]) => [signature!, manifest!, ...rest],
      },
    ),
    'a manifest in capitals': raw(
      { found: 'MANIFEST.JSON' },
      { entries: ([, ...rest]) => [rawEntry({ name: 'MANIFEST.JSON', content: text }), ...rest] },
    ),
    'nothing but end blocks': raw({ found: '' }, { entries: () => [] }),
  },
  'manifest-too-large': {
    'a byte more than may be': raw(
      { size: archiveLimits.manifestBytes + 1, limit: archiveLimits.manifestBytes },
      { manifest: Buffer.alloc(archiveLimits.manifestBytes + 1, ' ') },
    ),
    'eight gigabytes that are only said': raw(
      { size: 2 ** 33 - 1, limit: archiveLimits.manifestBytes },
      { entries: () => [rawEntry({ name: 'manifest.json', size: '77777777777', content: text })] },
    ),
  },
  'manifest-not-json': {
    nothing: raw(none, { manifest: '' }),
    'half of it': raw(none, { manifest: text.slice(0, -1) }),
    'not UTF-8': raw(none, { manifest: Buffer.concat([Buffer.from(text), Buffer.from([0xff])]) }),
    'a byte order mark': raw(none, { manifest: `\ufeff${text}` }),
    'half a million brackets': raw(none, { manifest: '['.repeat(500_000) }),
    'a NUL at the end': raw(none, { manifest: `${text}\0` }),
  },
  'manifest-format': {
    'a later format': raw({ format: 2 }, said({ format: 2, extra: true })),
    'no format that there was': raw({ format: -1 }, said({ format: -1 })),
  },
  'manifest-shape': {
    'no object': raw({ where: '', issue: 'invalid_type' }, { manifest: 'null' }),
    'a list': raw({ where: '', issue: 'invalid_type' }, { manifest: '[]' }),
    'five hundred thousand brackets that close': raw(
      { where: '', issue: 'invalid_type' },
      { manifest: '['.repeat(500_000) + ']'.repeat(500_000) },
    ),
    'no format': raw({ where: 'format', issue: 'invalid_value' }, { manifest: '{}' }),
    'a format in words': raw({ where: 'format', issue: 'invalid_value' }, said({ format: '1' })),
    'a format beyond numbers': raw(
      { where: 'format', issue: 'invalid_value' },
      { manifest: text.replace('"format":1', '"format":1e999') },
    ),
    'something that nobody knows': raw({ where: '', issue: 'unrecognized_keys' }, said({ run: 'x' })),
    'a key that every object has': raw(
      { where: '', issue: 'unrecognized_keys' },
      { manifest: text.replace('{', '{"__proto__":{"format":1},') },
    ),
    'something of a file that nobody knows': raw(
      { where: 'files.0', issue: 'unrecognized_keys' },
      firstAs({ owner: 0 }),
    ),
    'no files': raw({ where: 'files', issue: 'too_small' }, said({ files: [] })),
    'files that are none': raw({ where: 'files', issue: 'invalid_type' }, said({ files: {} })),
    'a pack with a path for an id': raw(
      { where: 'pack.id', issue: 'invalid_format' },
      said({ pack: { id: '../evil', version: '1.0.0' } }),
    ),
    'a pack called constructor': raw(
      { where: 'pack.id', issue: 'custom' },
      said({ pack: { id: 'constructor', version: '1.0.0' } }),
    ),
    'a version in words': raw(
      { where: 'pack.version', issue: 'invalid_format' },
      said({ pack: { id: 'small', version: 'latest' } }),
    ),
    'a kind that nobody knows': raw({ where: 'kind', issue: 'invalid_value' }, said({ kind: 'root' })),
    setuid: raw({ where: 'files.0.mode', issue: 'invalid_value' }, firstAs({ mode: '4755' })),
    'a mode as a number': raw({ where: 'files.0.mode', issue: 'invalid_value' }, firstAs({ mode: 420 })),
    'a negative size': raw({ where: 'files.0.size', issue: 'too_small' }, firstAs({ size: -1 })),
    'half a byte': raw({ where: 'files.0.size', issue: 'invalid_type' }, firstAs({ size: 0.5 })),
    'a size beyond what numbers count': raw(
      { where: 'files.0.size', issue: 'too_big' },
      firstAs({ size: 2 ** 60 }),
    ),
    'a hash in capitals': raw(
      { where: 'files.0.sha256', issue: 'invalid_format' },
      firstAs({ sha256: sha256('').toUpperCase() }),
    ),
  },
  'manifest-form': {
    'a line feed at the end': raw(none, { manifest: `${text}\n` }),
    spaces: raw(none, { manifest: text.replaceAll(',', ', ') }),
    'another order of keys': raw(none, { manifest: JSON.stringify(sound) }),
    'the same key twice': raw(none, { manifest: text.replace('{', '{"kind":"teacher",') }),
    'an escape that need not be': raw(none, { manifest: text.replace('README', '\\u0052EADME') }),
    'a number in another form': raw(none, { manifest: text.replace('"size":8', '"size":8.0') }),
    'a zero below zero': raw(none, { manifest: text.replace('"size":0', '"size":-0') }),
  },
  'manifest-order': {
    'two files in each other’s place': raw(
      { path: 'README.md', after: 'lab/lab.yaml' },
      { files: [soundFiles[1]!, soundFiles[0]!] },
    ),
    'by UTF-16 and not by bytes': raw(
      { path: '\ufb01', after: '\u{1f980}' },
      { files: [empty('\u{1f980}'), empty('\ufb01')] },
    ),
  },
  'signature-too-large': {
    'a byte more than may be': raw(
      { size: archiveLimits.signatureBytes + 1, limit: archiveLimits.signatureBytes },
      { signature: 's'.repeat(archiveLimits.signatureBytes + 1) },
    ),
  },
  'too-many-files': {
    'one more than may be': raw(
      { files: archiveLimits.files + 1, limit: archiveLimits.files },
      { files: numbered(archiveLimits.files + 1) },
    ),
    'as many as a manifest can have': raw(
      { files: 500_000, limit: archiveLimits.files },
      { entries: () => [entry(`{"files":[0${',0'.repeat(499_999)}],"format":1}`)] },
    ),
  },
  'file-too-large': {
    'a byte more than may be': raw({ path: 'f00000', size: limit + 1, limit }, ofSize(1, limit + 1)),
  },
  'files-too-large': {
    'five of the largest': raw({ size: 5 * limit, limit: archiveLimits.totalBytes }, ofSize(5, limit)),
  },
};
