import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  currentHash,
  defaultCacheRoot,
  findImage,
  listImages,
  machineHash,
  removeImages,
  verifyImage,
} from './image-store.js';
import { recipeRoot } from '../engine/product.js';
import { imageFiles, measureFiles, parseVersions } from './manifest.js';
import { readRecipe, recipeHash } from './recipe.js';

let cacheRoot: string;
beforeEach(async () => {
  cacheRoot = await mkdtemp(join(tmpdir(), 'lvslab-images-'));
});
afterEach(() => rm(cacheRoot, { recursive: true }));

async function fakeImage(hash: string): Promise<string> {
  const folder = join(cacheRoot, hash);
  await mkdir(folder);
  for (const name of imageFiles) await writeFile(join(folder, name), `this is ${name}`);
  const facts = {
    format: 1,
    arch: 'amd64',
    suite: 'bookworm',
    hash,
    created: new Date().toISOString(),
    kernel: '6.1',
  };
  const manifest = { ...facts, packages: {}, repoPackages: {}, files: await measureFiles(folder) };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

test('images are kept in the cache folder of the XDG specification', () => {
  expect(defaultCacheRoot({ XDG_CACHE_HOME: '/c' })).toBe('/c/lvslab/images');
  expect(defaultCacheRoot({})).toMatch(/\/\.cache\/lvslab\/images$/);
});

test("the current recipe's image is found, and none where none is", async () => {
  expect(await findImage({ cacheRoot, arch: 'amd64' })).toBeUndefined();
  const hash = await currentHash('amd64');
  const folder = await fakeImage(hash);
  const image = await findImage({ cacheRoot, arch: 'amd64' });
  expect(image).toMatchObject({ hash, kernel: join(folder, 'vmlinuz') });
  expect(await findImage({ cacheRoot, arch: 'arm64' })).toBeUndefined();
});

test('what is only offered for installing makes another image, and no other machine', async () => {
  const recipe = await readRecipe(recipeRoot);
  const lists = ['repo-packages.list', 'repo-sources.list'];
  const rest = recipe.filter(({ path }) => !lists.includes(path));
  expect(rest).toHaveLength(recipe.length - lists.length);
  expect(await machineHash('amd64')).toBe(recipeHash(rest, 'amd64'));
  expect(await currentHash('amd64')).toBe(recipeHash(recipe, 'amd64'));
});

test('a file of another size is noticed at once', async () => {
  const folder = await fakeImage(await currentHash('amd64'));
  await truncate(join(folder, 'initrd.img'), 3);
  await expect(findImage({ cacheRoot, arch: 'amd64' })).rejects.toMatchObject({
    code: 'image.corrupt',
    detail: { params: { file: join(folder, 'initrd.img') } },
  });
});

test('a broken manifest is noticed', async () => {
  const folder = await fakeImage(await currentHash('amd64'));
  await writeFile(join(folder, 'manifest.json'), '{');
  await expect(findImage({ cacheRoot, arch: 'amd64' })).rejects.toMatchObject({ code: 'image.corrupt' });
});

test('a full check names the file that differs', async () => {
  const folder = await fakeImage(await currentHash('amd64'));
  const image = await findImage({ cacheRoot, arch: 'amd64' });
  if (image === undefined) throw new Error('not found');
  expect(await verifyImage(image)).toEqual([]);
  await writeFile(join(folder, 'repo.squashfs'), 'this is repo.squashfX');
  expect(await verifyImage(image)).toEqual(['repo.squashfs']);
});

test('images of older recipes can be removed alone', async () => {
  await fakeImage('0000000000000000');
  const current = await fakeImage(await currentHash('amd64'));
  const images = await listImages({ cacheRoot, arch: 'amd64' });
  expect(images.filter((image) => image.current)).toHaveLength(1);
  expect(images).toHaveLength(2);
  expect(await removeImages({ cacheRoot, arch: 'amd64', which: 'old' })).toEqual([
    join(cacheRoot, '0000000000000000'),
  ]);
  expect(await removeImages({ cacheRoot, arch: 'amd64', which: 'all' })).toEqual([current]);
  expect(await listImages({ cacheRoot, arch: 'amd64' })).toEqual([]);
});

test('package versions are read from lines', () => {
  expect(parseVersions('b 2\na 1:1.0-1\n\n')).toEqual({ a: '1:1.0-1', b: '2' });
});
