import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { extractArchive } from './read.js';
import { clearRemnants } from '../machines/remnants.js';
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
