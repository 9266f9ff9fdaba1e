import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { packsRoot } from '../product.js';
import { labFolders, placedLabs, requireLab } from './library.js';
import { builtInIds } from './testing/built-in.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of packs: name → its labs' folders and its pack.yaml. */
function packs(content: Readonly<Record<string, { labs: readonly string[]; yaml?: string }>>): string {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-packs-'));
  folders.push(root);
  for (const [pack, { labs, yaml }] of Object.entries(content)) {
    for (const lab of labs) {
      mkdirSync(join(root, pack, lab), { recursive: true });
      writeFileSync(join(root, pack, lab, 'lab.yaml'), '');
    }
    if (yaml !== undefined) writeFileSync(join(root, pack, 'pack.yaml'), yaml);
  }
  return root;
}

const yaml = (labs: string) =>
  `format: 1\nid: p\ntitle: { zh-CN: 包, en: Pack }\nversion: 1.0.0\nlicense: MIT\nlabs: [${labs}]\n`;
const names = (root: string) => labFolders(root).map((folder) => basename(folder));

test("labs come in their pack's own order, those that it does not name last", () => {
  const root = packs({
    b: { labs: ['a', 'b', 'c', 'extra'], yaml: yaml('c, a, b') },
    a: { labs: ['z', 'y'], yaml: yaml('z, y') },
  });
  expect(names(root)).toEqual(['z', 'y', 'c', 'a', 'b', 'extra']);
});

test('a pack.yaml that cannot be read hides no lab', () => {
  expect(names(packs({ a: { labs: ['y', 'x'], yaml: 'labs: [' }, b: { labs: ['w'] } }))).toEqual([
    'x',
    'y',
    'w',
  ]);
  expect(labFolders('/nowhere')).toEqual([]);
});

test('the built-in pack has its labs as its pack.yaml says, and what each takes as known comes before it', () => {
  const ids = names(packsRoot);
  expect(ids).toEqual(builtInIds());
  expect(placedLabs(packsRoot).filter(({ module }) => module === undefined)).toEqual([]);
  for (const [at, folder] of labFolders(packsRoot).entries())
    for (const before of requireLab(folder).lab.requires)
      expect(ids.slice(0, at), `before ${ids[at]}`).toContain(before);
});
