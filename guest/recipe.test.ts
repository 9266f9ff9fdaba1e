import { expect, test } from 'vitest';
import { recipeRoot } from '../engine/product.js';
import { parseList, readRecipe, recipeHash } from './recipe.js';

test('a list file keeps its entries and drops comments and empty lines', () => {
  expect(parseList('# why\n\nnginx   # web\n  curl\npath/#1\n')).toEqual(['nginx', 'curl', 'path/#1']);
});

test('the hash changes with content, name, executable bit and architecture, and with nothing else', () => {
  const file = { path: 'a', executable: false, content: Buffer.from('x') };
  const hash = recipeHash([file], 'amd64');
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(recipeHash([{ ...file }], 'amd64')).toBe(hash);
  const others = [
    { ...file, path: 'b' },
    { ...file, executable: true },
    { ...file, content: Buffer.from('y') },
  ];
  for (const other of others) expect(recipeHash([other], 'amd64')).not.toBe(hash);
  expect(recipeHash([file], 'arm64')).not.toBe(hash);
});

test('every file that a build names is in the recipe', async () => {
  const recipe = await readRecipe(recipeRoot);
  const paths = recipe.map((file) => file.path);
  for (const path of [
    'packages.list',
    'repo-packages.list',
    'repo-sources.list',
    'hooks/fetch.sh',
    'hooks/configure.sh',
    'initramfs/init',
  ]) {
    expect(paths).toContain(path);
  }
  const programs = recipe.filter(
    ({ path }) => path.startsWith('overlay/usr/lib/lvslab/') && !path.endsWith('.pub'),
  );
  expect(programs.filter((file) => !file.executable)).toEqual([]);
});

test('ipvsadm and keepalived are for the learner to install', async () => {
  const recipe = await readRecipe(recipeRoot);
  const list = (path: string): string[] =>
    parseList(recipe.find((file) => file.path === path)?.content.toString('utf8') ?? '');
  for (const name of ['ipvsadm', 'keepalived', 'apache2']) {
    expect(list('packages.list')).not.toContain(name);
    expect(list('repo-packages.list')).toContain(name);
  }
});
