import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract, pack as tarPack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveLimits } from '../../contract/limits.js';
import type { FileContent } from './place.js';
import { extractArchive, readArchive } from './read.js';
import { planArchive, writeArchive } from './write.js';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-archive-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const digest = `sha256:${'d'.repeat(64)}`;
const fields = { pack: { id: 'small', version: '1.2.3' }, kind: 'learner', digest } as const;
const file = (path: string, content: string | Buffer, mode: FileContent['mode'] = '0644') => ({
  path,
  mode,
  content: Buffer.from(content as string),
});

const ascii = [
  file('pack.yaml', 'format: 1\n'),
  file('lab/lab.yaml', 'x'.repeat(1024)),
  file('lab/setup/start.sh', '#!/bin/sh\n', '0755'),
  file('lab/empty', ''),
  file(`${'d'.repeat(50)}/${'e'.repeat(45)}/${'f'.repeat(90)}`, 'far'),
  file(Array.from({ length: 16 }, (_, at) => `d${at}`).join('/') + '/deep', 'deep'),
  file('picture.png', randomBytes(70_000)),
];
const all = [
  ...ascii,
  file('lab/说明.zh-CN.md', '# 说明\n'),
  file('\u{1f980}', 'crab'),
  file('\ufb01x', 'ligature'),
];

function plan(files: readonly FileContent[]) {
  const planned = planArchive(fields, files);
  if (!planned.ok) throw new TypeError(JSON.stringify(planned.problem));
  return planned.plan;
}

async function written(files: readonly FileContent[], signature?: Buffer): Promise<Buffer> {
  const result = await writeArchive(plan(files), signature);
  if (!result.ok) throw new TypeError(JSON.stringify(result.problem));
  return result.archive;
}

const byPath = (files: readonly FileContent[]) =>
  files.toSorted((one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)));

/** Every file below a folder, in whatever order the file system has them. */
function filesIn(folder: string): readonly FileContent[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: path.slice(folder.length + 1),
      mode: (statSync(path).mode & 0o100) === 0 ? '0644' : '0755',
      content: readFileSync(path),
    }));
}

function writeFolder(name: string, files: readonly FileContent[], time: number): string {
  const folder = join(root, name);
  for (const { path, mode, content } of files) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    chmodSync(at, Number.parseInt(mode, 8));
    utimesSync(at, time, time);
  }
  return folder;
}

test('what was written is read again, in memory and on the disk', async () => {
  const archive = await written(all);
  const { manifest, manifestBytes } = plan(all);
  const head = { manifest, manifestBytes };
  expect(await readArchive(Readable.from([archive]))).toEqual({ ok: true, head, files: byPath(all) });
  const folder = join(root, 'round');
  expect(await extractArchive(Readable.from([archive]), folder)).toEqual({ ok: true, head });
  expect(byPath(filesIn(folder))).toEqual(byPath(all));
  expect(await written(filesIn(folder))).toEqual(archive);
});

test('the same files are the same bytes, whenever and in whatever order they were made', async () => {
  const one = writeFolder('one', all, 1_000_000_000);
  const other = writeFolder('other', all.toReversed(), 1_700_000_000);
  expect(await written(filesIn(one))).toEqual(await written(filesIn(other)));
  expect(await written(all.toReversed())).toEqual(await written(all));
  expect(await written(all.slice(1))).not.toEqual(await written(all));
});

test('what is within gzip does not depend on zlib, and stays as it is', async () => {
  const archive = await written([file('README.md', 'A pack.\n'), file('run', '#!/bin/sh\n', '0755')]);
  expect([...archive.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  const tar = gunzipSync(archive);
  expect(tar.length).toBe(512 * 8);
  expect(createHash('sha256').update(tar).digest('hex')).toMatchInlineSnapshot(
    `"8aeaa2ab3650bcea3d8b439ad0a8a09d72bec76efcf98b588328c9ac51b43142"`,
  );
  expect(tar.subarray(512, 1024).toString().replace(/\0+$/, '')).toMatchInlineSnapshot(
    `"{"digest":"sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","files":[{"mode":"0644","path":"README.md","sha256":"3a430b1a167e6353d069a7424a396df33043c76d40fdb10caeb68b0ea7bdfc2a","size":8},{"mode":"0755","path":"run","sha256":"a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf","size":10}],"format":1,"kind":"learner","pack":{"id":"small","version":"1.2.3"}}"`,
  );
});

test('the manifest is there to be signed before the archive is, and the signature is its second entry', async () => {
  const { manifestBytes } = plan(all);
  const signature = Buffer.from(`signed ${createHash('sha256').update(manifestBytes).digest('hex')}\n`);
  const archive = await written(all, signature);
  const read = await readArchive(Readable.from([archive]));
  expect(read).toMatchObject({ ok: true, head: { manifestBytes, signature } });
  const names = execFileSync('tar', ['-tzf', '-'], { input: archive, encoding: 'utf8' }).split('\n');
  expect(names.slice(0, 2)).toEqual(['manifest.json', 'manifest.json.minisig']);
});

test('tar lists and extracts what was written', async () => {
  const archive = join(root, 'small.lvspack');
  writeFileSync(archive, await written(all));
  const listed = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' }).trim().split('\n');
  expect(listed).toHaveLength(all.length + 1);
  expect(listed.filter((name) => ascii.some(({ path }) => path === name))).toEqual(
    byPath(ascii).map(({ path }) => path),
  );
  const folder = join(root, 'by-tar');
  mkdirSync(folder);
  execFileSync('tar', ['-xpzf', archive, '-C', folder]);
  const extracted = filesIn(folder).filter(({ path }) => path !== 'manifest.json');
  expect(byPath(extracted)).toEqual(byPath(all));
  expect(statSync(join(folder, 'pack.yaml')).mtimeMs).toBe(0);
  expect(statSync(join(folder, 'lab/setup/start.sh')).mode & 0o7777).toBe(0o755);
});

test('tar-stream makes the same tar of names in ASCII, and reads the others', async () => {
  const { manifestBytes, files } = plan(ascii);
  const pack = tarPack();
  for (const { path, mode, content } of [file('manifest.json', manifestBytes), ...files])
    pack.entry({ name: path, mode: Number.parseInt(mode, 8), mtime: new Date(0), type: 'file' }, content);
  pack.finalize();
  expect(gunzipSync(await written(ascii))).toEqual(await buffer(pack));

  const read: FileContent[] = [];
  for await (const entry of Readable.from([gunzipSync(await written(all))]).pipe(extract())) {
    const { name, mode } = entry.header;
    read.push(file(name, await buffer(entry), mode === 0o755 ? '0755' : '0644'));
  }
  expect(read.slice(1)).toEqual(byPath(all));
});

test.each([
  ['a path that leads out of the pack', [file('../x', '')], 'path'],
  ['paths that collide', [file('a', ''), file('A', '')], 'path-collision'],
  ['a file twice', [file('a', ''), file('a', '')], 'path-duplicate'],
  ['a file of the manifest’s name', [file('manifest.json', '')], 'path-duplicate'],
  ['no files', [], 'manifest-shape'],
  ['too large a file', [file('a', Buffer.alloc(archiveLimits.fileBytes + 1))], 'file-too-large'],
  ['a mode of another', [{ ...file('a', ''), mode: '0600' as '0644' }], 'manifest-shape'],
])('%s is refused before anything is signed', (_, files, code) => {
  expect(planArchive(fields, files)).toMatchObject({ ok: false, problem: { code } });
});

test('a pack whose id or version is none is refused before anything is signed', () => {
  const pack = { id: 'Small', version: '1.2.3' };
  expect(planArchive({ ...fields, pack }, all)).toEqual({
    ok: false,
    problem: { code: 'manifest-shape', params: { where: 'pack.id', issue: 'invalid_format' } },
  });
});

test('what nobody could read is not written', async () => {
  const zeros = plan([file('zeros', Buffer.alloc(2 ** 24))]);
  expect(await writeArchive(zeros)).toMatchObject({ ok: false, problem: { code: 'ratio-too-high' } });
  const signature = Buffer.alloc(archiveLimits.signatureBytes + 1);
  expect(await writeArchive(plan(all), signature)).toMatchObject({
    ok: false,
    problem: { code: 'signature-too-large' },
  });
});

test('as many files as may be are written and read', { timeout: 60_000 }, async () => {
  const files = Array.from({ length: archiveLimits.files }, (_, at) =>
    file(`lab/steps/step-${at}.en.md`, ''),
  );
  const read = await readArchive(Readable.from([await written(files)]));
  expect(read.ok && read.files.length).toBe(archiveLimits.files);
});
