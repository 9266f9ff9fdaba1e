import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { processMark } from '../machines/lock.js';
import { extractArchive } from './read.js';
import { clearRemnants } from './remnants.js';
import { rawArchive } from './testing/raw-tar.js';

let root = '';
let parent = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-archive-'));
});
beforeEach(() => {
  parent = mkdtempSync(join(root, 'parent-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Files that do not get smaller, so that half of the archive is half of the files. */
const files = Array.from({ length: 8 }, (_, at) => ({ path: `lab/f${at}`, content: randomBytes(200_000) }));
const archive = rawArchive({ files });
const half = archive.subarray(0, archive.length / 2);

const wholeFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /f\d$/.test(name)).length;

test('a reading that is killed leaves nothing but a remnant, which can be cleared', {
  timeout: 60_000,
}, async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(new URL('testing/reader.ts', import.meta.url)),
      outDir: join(root, 'built'),
      rolldownOptions: { output: { entryFileNames: 'reader.mjs' } },
    },
    ssr: { noExternal: true },
  });
  const child = spawn(process.execPath, [join(root, 'built', 'reader.mjs'), join(parent, 'pack')], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  try {
    child.stdin.write(half);
    await vi.waitFor(() => expect(wholeFiles(parent)).toBeGreaterThan(2), { timeout: 30_000 });
    // It lives: what it writes is no remnant.
    expect(await clearRemnants(parent)).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const left = readdirSync(parent);
  expect(left).toEqual([expect.stringMatching(/^pack\.\d+-\d*-[0-9a-f]{12}\.partial$/)]);
  expect(wholeFiles(parent)).toBeGreaterThan(2);
  expect(existsSync(join(parent, 'pack'))).toBe(false);
  expect(await clearRemnants(parent)).toEqual([join(parent, left[0]!)]);
  expect(readdirSync(parent)).toEqual([]);
});

test('while it is written a folder has another name, and is cleared by nobody', async () => {
  const source = new PassThrough();
  source.write(half);
  const reading = extractArchive(source, join(parent, 'pack'));
  await vi.waitFor(() => expect(wholeFiles(parent)).toBeGreaterThan(2), { timeout: 10_000 });
  expect(readdirSync(parent)).toEqual([expect.stringMatching(/\.partial$/)]);
  expect(await clearRemnants(parent)).toEqual([]);
  source.end(archive.subarray(half.length));
  expect(await reading).toMatchObject({ ok: true });
  expect(readdirSync(parent)).toEqual(['pack']);
});

test('remnants are told by whose they are', async () => {
  const mark = processMark(process.pid);
  const random = '0123456789ab';
  const remnants = [
    // A process of that number began at another time, or this process at this time, in another life.
    `pack.${process.ppid}-1-${random}.partial`,
    `pack.${process.pid}-${mark}-${random}.partial`,
    `other.name.999999999-7-${random}.partial`,
  ];
  const others = [
    `pack.${process.ppid}-${processMark(process.ppid)}-${random}.partial`,
    'pack.partial',
    `pack.${process.pid}-${mark}-${random}`,
    'pack',
  ];
  for (const name of [...remnants, ...others]) mkdirSync(join(parent, name));
  writeFileSync(join(parent, remnants[0]!, 'file'), '');
  expect((await clearRemnants(parent)).toSorted()).toEqual(
    remnants.map((name) => join(parent, name)).toSorted(),
  );
  expect(readdirSync(parent).toSorted()).toEqual(others.toSorted());
});

test('a folder that is not there has no remnants', async () => {
  expect(await clearRemnants(join(parent, 'none'))).toEqual([]);
});
