import type { PathFault } from '../problem.js';
import { type Attacks, odd, raw } from './attack.js';
import { rawEntry, type RawFile, soundFiles } from './raw-tar.js';

const file = (path: string): RawFile => ({ path, content: 'evil' });

/** A path that the manifest has, and an entry of the same name where a header can have it. */
const listed = (fault: PathFault, path: string, shown = path) =>
  raw({ path: shown, fault }, { files: [file(path)], entries: ([manifest]) => [manifest!] });

/** A sound manifest, and an entry with another name. */
const named = (fault: PathFault, name: string | Buffer, shown = name.toString()) =>
  odd({ path: shown, fault }, { name });

const beside = (path: string, other: string) => raw({ path, other }, { files: [file(other), file(path)] });

const long = 'x'.repeat(201);
const clipped = `${'x'.repeat(120)}…`;
const deep = (folders: number) => `${'d/'.repeat(folders)}file`;

/** Paths that lead elsewhere, or are not the same everywhere. */
export const pathAttacks: Attacks<'path' | 'path-collision' | 'path-duplicate' | 'file-as-folder'> = {
  path: {
    'an absolute path': listed('absolute', '/etc/passwd'),
    'an absolute path of an entry': named('absolute', '/etc/passwd'),
    'two slashes before a path': listed('absolute', '//server/share'),
    'a path out of its folder': listed('dot-dot', '../../etc/passwd'),
    'a path out of its folder of an entry': named('dot-dot', '../evil'),
    'a path out of its folder by the prefix': odd(
      { path: '../evil', fault: 'dot-dot' },
      { name: 'evil', fields: { 345: '..' } },
    ),
    'a path out of its folder and back': listed('dot-dot', 'lab/../../lab'),
    'a path that ends above itself': listed('dot-dot', 'lab/..'),
    'the folder itself': listed('dot', '.'),
    'the folder itself before a path': listed('dot', './README.md'),
    'the folder itself within a path': listed('dot', 'lab/./x'),
    'a folder without a name': listed('empty-component', 'lab//x'),
    'a slash at the end': listed('empty-component', 'lab/'),
    'a slash at the end of an entry': named('empty-component', 'README.md/'),
    'no name': listed('empty', ''),
    'an entry without a name': named('empty', ''),
    backslashes: listed('backslash', '..\\..\\evil'),
    'a drive of Windows': listed('colon', 'C:evil'),
    'a stream of NTFS': listed('colon', 'README.md:hidden'),
    'a wildcard of Windows': listed('windows-character', 'what?'),
    'a line feed': listed('control', 'a\nb', 'a␊b'),
    'an escape sequence': named('control', '\u001b[2J'),
    DEL: listed('control', 'a\u007f'),
    C1: listed('control', 'a\u009b2J'),
    'a NUL in the manifest': listed('nul', 'README.md\0.sh'),
    'a NUL in the name of an entry': named('nul', 'README.md\0.sh'),
    'the order of letters turned': listed('steering', 'txt.\u202egnp'),
    'a lone half of a character': listed('not-utf8', 'a\ud800'),
    'Latin-1 in the name of an entry': named('not-utf8', Buffer.from([0x63, 0xe9]), 'c\ufffd'),
    'a slash in too many bytes': named('not-utf8', Buffer.from([0xc0, 0xaf]), '\ufffd\ufffd'),
    'half a character of UTF-16 in the name of an entry': named(
      'not-utf8',
      Buffer.from([0xed, 0xa0, 0x80]),
      '\ufffd\ufffd\ufffd',
    ),
    'a dot at the end': listed('trailing-dot-or-space', 'README.md.'),
    'a space at the end': listed('trailing-dot-or-space', 'README.md '),
    'a dot at the end of a folder': listed('trailing-dot-or-space', 'lab./x'),
    'three dots': listed('trailing-dot-or-space', '.../x'),
    ...Object.fromEntries(
      ['CON', 'nul', 'Aux.txt', 'prn.tar.gz', 'COM1', 'lpt9.yaml', 'COM¹', 'CONIN$', 'nul .txt'].map(
        (name) => [`a device of Windows: ${name}`, listed('device-name', `lab/${name}`)],
      ),
    ),
    'a device of Windows for a folder': listed('device-name', 'aux/x'),
    'a path that is too long': listed('too-long', long, clipped),
    'a path that is too long in bytes': listed('too-long', '\u5305'.repeat(67)),
    'a path of an entry that is too long': odd(
      { path: `${'y'.repeat(120)}…`, fault: 'too-long' },
      { name: 'x'.repeat(100), fields: { 345: 'y'.repeat(155) } },
    ),
    'a path that is too deep': listed('too-deep', deep(17)),
    'a name that no header has room for': listed('unsplittable', 'x'.repeat(101)),
  },
  'path-collision': {
    capitals: beside('readme.md', 'README.md'),
    'capitals of a folder': beside('lab/b', 'LAB/a'),
    'capitals of the manifest': raw(
      { path: 'Manifest.JSON', other: 'manifest.json' },
      { files: [file('Manifest.JSON')] },
    ),
    'ß and SS': beside('straße', 'STRASSE'),
    'capital ß and ss': beside('ẞ', 'ss'),
    'the Kelvin sign': beside('\u212a', 'k'),
    'the long s': beside('\u017f', 's'),
    'the two small sigmas': beside('\u03c3', '\u03c2'),
    'a ligature': beside('\ufb01', 'fi'),
    'é in one and in two': beside('\u00e9', 'e\u0301'),
    'É in two and é in one': beside('\u00e9', 'E\u0301'),
    'the Ångström sign': beside('\u212b', '\u00c5'),
    'Hangul in one and in three': beside('\uac01', '\u1100\u1161\u11a8'),
    'marks in another order': beside('a\u0323\u0301', 'a\u0301\u0323'),
    'a character that nobody sees': beside('read\u200dme', 'readme'),
    'a variation selector': beside('\u2764\ufe0f', '\u2764'),
  },
  'path-duplicate': {
    'a file twice': raw({ path: 'a' }, { files: [file('a'), file('a')] }),
    'the manifest': raw({ path: 'manifest.json' }, { files: [file('manifest.json')] }),
    'the signature': raw({ path: 'manifest.json.minisig' }, { files: [file('manifest.json.minisig')] }),
  },
  'file-as-folder': {
    'a file where a folder must be': raw(
      { path: 'lab', below: 'lab/x' },
      { files: [file('lab'), file('lab/x')] },
    ),
    'a file where a folder is': raw({ path: 'A', below: 'a/x' }, { files: [file('a/x'), file('A')] }),
    'a folder for the manifest': raw(
      { path: 'manifest.json', below: 'manifest.json/x' },
      { files: [file('manifest.json/x')], entries: (all) => [...all, rawEntry({ name: 'more' })] },
    ),
    'a file for a folder of others': raw(
      { path: 'LAB', below: 'lab/lab.yaml' },
      { files: [...soundFiles, file('LAB')] },
    ),
  },
};
