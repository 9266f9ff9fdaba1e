import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packCatalogue } from '../../contract/messages/packs.js';
import { languages, word } from '../../contract/text.js';
import { loadLab } from './load.js';
import { smallLab, spoilt, writeSmallLab } from './testing/small-lab.js';

let root = '';
let count = 0;
const servers: Server[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-files-'));
  writeFileSync(join(root, 'secret.en.md'), 'not for packs\n');
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(root, { recursive: true, force: true });
});

const newLab = (yaml = smallLab) => writeSmallLab(join(root, `pack-${++count}`, 'small'), yaml);
const problems = (folder: string) => {
  const result = loadLab(folder);
  return result.ok ? [] : result.problems.map(({ line, column, message }) => ({ line, column, message }));
};

/** What stands in the place of a file. */
const odd: Readonly<Record<string, { make: (path: string) => unknown; says: object }>> = {
  'a FIFO': {
    make: (path) => execFileSync('mkfifo', [path]),
    says: { code: 'file-kind', params: { kind: 'fifo' } },
  },
  'a link to /dev/zero': {
    make: (path) => symlinkSync('/dev/zero', path),
    says: { code: 'file-outside' },
  },
  'a directory': {
    make: (path) => mkdirSync(path),
    says: { code: 'file-kind', params: { kind: 'directory' } },
  },
  'a socket': {
    make: async (path) => {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => void server.listen(path, resolve));
    },
    says: { code: 'file-kind', params: { kind: 'socket' } },
  },
  'three sparse gigabytes': {
    make: (path) => {
      writeFileSync(path, '');
      truncateSync(path, 3 * 1024 ** 3);
    },
    says: { code: 'file-too-large' },
  },
  'no text': {
    make: (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0xc3])),
    says: { code: 'file-not-text' },
  },
  'a link out of the pack': {
    make: (path) => symlinkSync(join(root, 'secret.en.md'), path),
    says: { code: 'file-outside' },
  },
  'a link to nothing': { make: (path) => symlinkSync('nowhere', path), says: { code: 'file-missing' } },
  'a link to itself': {
    make: (path) => symlinkSync(path, path),
    says: { code: 'file-unreadable', params: { reason: 'ELOOP' } },
  },
};

// `text:` stands at 32:5 of the small lab, the script's name at 16:16.
test.each(
  Object.entries(odd).flatMap(([what, { make, says }]) => [
    { what, make, says, file: 'lab.yaml', line: 1, column: 1 },
    { what, make, says, file: 'steps/20-ask.en.md', line: 32, column: 5 },
    { what, make, says, file: 'setup/web-server.sh', line: 16, column: 16 },
  ]),
)('$what for $file is refused where lab.yaml names it', async ({ make, says, file, line, column }) => {
  const folder = newLab();
  rmSync(join(folder, file));
  await make(join(folder, file));
  const found = problems(folder);
  expect(found).toMatchObject([{ line, column, message: says }]);
  for (const language of languages) expect(word(packCatalogue, found[0]!.message, language)).toContain(file);
});

test.each(['../../secret', '../../../../../../../../../../etc/hostname', '/../../secret'])(
  'the text %s is outside of the pack, whether it exists or not',
  (path) => {
    const found = problems(newLab(spoilt('steps/20-ask', path)));
    expect(found.map(({ message }) => message.code)).toEqual(['file-outside', 'file-outside']);
  },
);

test.each(['../web-server', '../../etc/passwd', '/etc/passwd'])('the script %s is none', (name) => {
  const found = problems(newLab(spoilt('[web-server]', `[${name}]`)));
  expect(found.map(({ message }) => message.code)).toEqual(['file-outside']);
});

test('a NUL in a name is refused in words', () => {
  const found = problems(newLab(spoilt('steps/20-ask', '"steps/20\\0ask"')));
  expect(found[0]?.message.code).toBe('file-unreadable');
});

test('a link within the pack is followed, and so is a pack that is a link itself', () => {
  const folder = newLab();
  writeFileSync(join(folder, '..', 'pack.yaml'), 'format: 1\n');
  writeFileSync(join(folder, '..', 'shared.md'), 'Shared.\n');
  rmSync(join(folder, 'steps/20-ask.en.md'));
  symlinkSync('../../shared.md', join(folder, 'steps/20-ask.en.md'));
  symlinkSync(join(folder, '..'), join(root, 'linked'));
  const result = loadLab(join(root, 'linked', 'small'));
  expect(result.ok && result.lab.text('ask', 'en', {})).toBe('Shared.\n');
});

test('what was looked at is what is shown, whatever becomes of the file', () => {
  const folder = newLab();
  const result = loadLab(folder);
  rmSync(folder, { recursive: true });
  expect(result.ok && result.lab.text('ask', 'en', { vip: '10.0.0.29' })).toBe('Ask 10.0.0.29.\n');
});
