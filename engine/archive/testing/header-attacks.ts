import { gzipSync } from 'node:zlib';
import type { EntryKind } from '../problem.js';
import { type Attacks, flipped, none, odd, raw, readme } from './attack.js';
import { endBlocks, type RawEntry, rawEntry, rawHeader, soundFiles } from './raw-tar.js';

const kind = (kind: EntryKind, type: string, more: Partial<RawEntry> = {}) =>
  odd({ path: String(more.name ?? 'README.md'), kind }, { type, ...more });

/** One record of a pax header (POSIX pax, "pax Extended Header"): its own length, in characters of its own, first. */
const paxRecord = (text: string) => `${text.length + 4} ${text}\n`;

/** What is wrong with a tar, whatever its manifest says. */
export const headerAttacks: Attacks<
  | 'not-tar'
  | 'header-format'
  | 'header-checksum'
  | 'header-number'
  | 'header-field'
  | 'entry-kind'
  | 'entry-mode'
  | 'padding-not-zero'
  | 'tar-truncated'
  | 'end-missing'
> = {
  'not-tar': {
    'nothing in gzip': { params: none, archive: () => gzipSync(Buffer.alloc(0)) },
    'text in gzip': { params: none, archive: () => gzipSync(Buffer.from('text '.repeat(500))) },
  },
  'header-format': {
    'the format before ustar': odd({ entry: 2 }, { fields: { 257: Buffer.alloc(8) } }),
    'the format of GNU tar': odd({ entry: 2 }, { fields: { 257: 'ustar  \0' } }),
    'a ustar of another version': odd({ entry: 2 }, { fields: { 257: 'ustar\x0001' } }),
  },
  'header-checksum': {
    'a checksum that is wrong by one': odd({ entry: 2 }, { checksum: '007777\0 ' }),
    'a checksum that is none': odd({ entry: 2 }, { checksum: 'zzzzzz\0 ' }),
    'a damaged block of the tar': raw(
      { entry: 3 },
      { entries: ([manifest, first, second, ...rest]) => [manifest!, first!, flipped(second!, 3), ...rest] },
    ),
  },
  'header-number': {
    'a size in base-256': odd(
      { entry: 2, field: 'size', form: 'base-256' },
      { size: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8]) },
    ),
    'a negative size in base-256': odd(
      { entry: 2, field: 'size', form: 'base-256' },
      { size: Buffer.alloc(12, 0xff) },
    ),
    'a size with a minus': odd({ entry: 2, field: 'size', form: 'not-octal' }, { size: '-0000000010' }),
    'a size with a digit beyond seven': odd(
      { entry: 2, field: 'size', form: 'not-octal' },
      { size: '00000000008' },
    ),
    'a size after spaces': odd({ entry: 2, field: 'size', form: 'not-octal' }, { size: '         10' }),
    'a size of nothing': odd({ entry: 2, field: 'size', form: 'not-octal' }, { size: Buffer.alloc(12) }),
    'digits after the end of a size': odd(
      { entry: 2, field: 'size', form: 'not-octal' },
      { size: Buffer.from('10\x001000000\0\0') },
    ),
    'an owner in base-256': odd(
      { entry: 2, field: 'uid', form: 'base-256' },
      { fields: { 108: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0]) } },
    ),
    'a mode that is text': odd({ entry: 2, field: 'mode', form: 'not-octal' }, { mode: 'rwxr-xr' }),
  },
  'header-field': {
    'an owner': odd({ ...readme, field: 'uid' }, { fields: { 108: '0001750' } }),
    'a group': odd({ ...readme, field: 'gid' }, { fields: { 116: '0001750' } }),
    'a time': odd({ ...readme, field: 'mtime' }, { fields: { 136: '14000000000' } }),
    'a name of an owner': odd({ ...readme, field: 'uname' }, { fields: { 265: 'root' } }),
    'a name of a group': odd({ ...readme, field: 'gname' }, { fields: { 297: 'wheel' } }),
    'a device number': odd({ ...readme, field: 'devminor' }, { fields: { 337: '0000001' } }),
    'a link of a file that is none': odd(
      { ...readme, field: 'linkname' },
      { fields: { 157: '/etc/shadow' } },
    ),
    'something in the rest of the block': odd({ ...readme, field: 'rest' }, { fields: { 511: 'x' } }),
  },
  'entry-kind': {
    'a symbolic link': kind('symbolic-link', '2', { fields: { 157: '/etc/passwd' }, content: '' }),
    'a symbolic link for a folder': kind('symbolic-link', '2', { name: 'lab', fields: { 157: '/' } }),
    'a hard link': kind('hard-link', '1', { fields: { 157: '../../etc/passwd' }, content: '' }),
    'a hard link with content': kind('hard-link', '1', { fields: { 157: 'README.md' } }),
    'a character device': kind('character-device', '3', { fields: { 329: '0000001', 337: '0000010' } }),
    'a block device': kind('block-device', '4', { fields: { 329: '0000010' } }),
    'a folder': kind('directory', '5', { name: 'lab/' }),
    'the folder itself': raw(
      { path: './', kind: 'directory' },
      { entries: (all) => [rawEntry({ name: './', type: '5', mode: '0755' }), ...all] },
    ),
    'a FIFO': kind('fifo', '6'),
    'a contiguous file': kind('contiguous', '7'),
    'a file as before ustar': kind('old-file', '\0'),
    'a sparse file': kind('sparse', 'S', { fields: { 257: 'ustar  \0' } }),
    'a long name of GNU': kind('gnu-long-name', 'L', {
      name: '././@LongLink',
      content: '../../../../tmp/evil\0',
      fields: { 257: 'ustar  \0' },
    }),
    'a long link of GNU': kind('gnu-long-link', 'K', { name: '././@LongLink', content: '/etc/passwd\0' }),
    'a pax header that renames': kind('pax', 'x', {
      name: 'PaxHeader/README.md',
      content: paxRecord('path=../../evil'),
    }),
    'a pax header that resizes': kind('pax', 'x', {
      name: 'PaxHeader/README.md',
      content: paxRecord('size=99999999999'),
    }),
    'a pax header for all': kind('pax-global', 'g', {
      name: 'pax_global_header',
      content: paxRecord('comment=x'),
    }),
    'a pax header before the manifest': raw(
      { path: 'PaxHeader/manifest.json', kind: 'pax' },
      {
        entries: (all) => [
          rawEntry({ name: 'PaxHeader/manifest.json', type: 'x', content: paxRecord('path=manifest.json') }),
          ...all,
        ],
      },
    ),
    'a volume label': kind('volume-label', 'V'),
    'a part of another volume': kind('multi-volume', 'M'),
    'a kind that nobody knows': kind('other', 'Q'),
  },
  'entry-mode': {
    setuid: odd({ ...readme, mode: '4755' }, { mode: '4755' }),
    setgid: odd({ ...readme, mode: '2755' }, { mode: '2755' }),
    sticky: odd({ ...readme, mode: '1644' }, { mode: '1644' }),
    'to be written by all': odd({ ...readme, mode: '0666' }, { mode: '0666' }),
    'for nobody': odd({ ...readme, mode: '0000' }, { mode: '0000' }),
    'the kind of file in the mode': odd({ ...readme, mode: '100644' }, { mode: '0100644' }),
  },
  'padding-not-zero': { 'something after a file': odd(readme, { padding: 'hidden' }) },
  'tar-truncated': {
    'half a header': raw({ within: 'header' }, { end: rawHeader({ name: 'README.md' }).subarray(0, 256) }),
    'half a file': raw(
      { within: 'content' },
      { files: soundFiles.slice(0, 2), entries: cutLast(700), end: Buffer.alloc(0) },
    ),
    'a file without what fills its block': raw(
      { within: 'content' },
      { files: soundFiles.slice(0, 1), entries: cutLast(100), end: Buffer.alloc(0) },
    ),
  },
  'end-missing': {
    'no end blocks': raw(none, { end: Buffer.alloc(0) }),
    'one end block': raw(none, { end: Buffer.alloc(512) }),
    'one and a half': raw(none, { end: Buffer.alloc(768) }),
    'one end block, and a file': raw(none, {
      end: Buffer.concat([Buffer.alloc(512), rawEntry({ name: 'more' }), endBlocks]),
    }),
  },
};

/** The last entry that has content, as if its end had been cut off: so many bytes are left. */
function cutLast(bytes: number): (entries: readonly Buffer[]) => readonly Buffer[] {
  return (entries) => {
    const last = entries.findLastIndex((each) => each.length > 512);
    return [...entries.slice(0, last), entries[last]!.subarray(0, 512 + bytes)];
  };
}
