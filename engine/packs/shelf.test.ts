import {
  cpSync,
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
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { findLab, labFolders, requireLab } from './library.js';
import { shelfOf } from './shelf.js';
import { copySome, someIds } from './testing/built-in.js';

const some = mkdtempSync(join(tmpdir(), 'lvslab-shelf-some-'));
afterAll(() => rmSync(some, { recursive: true }));
copySome(some);
for (const id of someIds) rmSync(join(some, id, 'recordings'), { recursive: true });

let root = '';
let packs = '';
let cache = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-shelf-'));
  packs = join(root, 'packs');
  cache = join(root, 'cache', 'labs.json');
  cpSync(some, join(packs, 'lvs'), { recursive: true });
  writeFileSync(
    join(packs, 'lvs', 'pack.yaml'),
    yaml('lvs', 'By hand', someIds.slice(0, 1), someIds.slice(1)),
  );
  age(packs);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const yaml = (id: string, module: string, inModule: readonly string[], labs: readonly string[]) =>
  `format: 1\nid: ${id}\ntitle: { zh-CN: 包, en: Pack }\nversion: 1.0.0\nlicense: MIT\nlabs: [${labs.join(', ')}]\nmodules: [{ title: { zh-CN: 一, en: ${module} }, labs: [${inModule.join(', ')}] }]\n`;

/** As if everything had been there for long. */
function age(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(folder, name), 1e9, 1e9);
}

const file = () => join(packs, 'lvs', 'keepalived-multi', 'lab.yaml');
const minutes = async () =>
  (await shelfOf(packs, cache)).cards.find(({ id }) => id === 'keepalived-multi')?.minutes;
const edit = () => writeFileSync(file(), readFileSync(file(), 'utf8').replace('minutes: 45', 'minutes: 46'));

test("a shelf has the labs in their packs' order, as they are", async () => {
  const { cards } = await shelfOf(packs, cache);
  expect(cards.map(({ folder }) => folder)).toEqual(labFolders(packs));
  for (const card of cards) {
    const { lab, digest } = requireLab(card.folder);
    expect(card).toMatchObject({ id: lab.id, title: lab.title, steps: lab.steps.length, digest });
    expect(card.nodes).toBe(Object.keys(lab.topology.nodes).length);
  }
  expect(await shelfOf(packs, cache)).toEqual({ cards, unsound: [] });
});

test('labs stand in the modules of their packs, and one id in two packs is no clash', async () => {
  const other = join(packs, 'other');
  cpSync(join(packs, 'lvs'), other, { recursive: true });
  writeFileSync(
    join(other, 'pack.yaml'),
    yaml('own', 'One', ['keepalived-multi', 'nobody'], ['keepalived-lvs']),
  );
  const { cards, unsound } = await shelfOf(packs, cache);
  expect(unsound).toEqual([]);
  expect(cards.map(({ pack, id, module }) => [pack, id, module?.en])).toEqual([
    ['lvs', 'dr-by-hand', 'By hand'],
    ['lvs', 'keepalived-single', undefined],
    ['lvs', 'keepalived-multi', undefined],
    ['lvs', 'keepalived-lvs', undefined],
    ['own', 'keepalived-multi', 'One'],
    ['own', 'keepalived-lvs', undefined],
    ['own', 'dr-by-hand', undefined],
    ['own', 'keepalived-single', undefined],
  ]);
  expect(findLab('own/dr-by-hand', packs)).toBe(join(other, 'dr-by-hand'));
  expect(findLab('lvs/dr-by-hand', packs)).toBe(join(packs, 'lvs', 'dr-by-hand'));
  expect(() => findLab('dr-by-hand', packs)).toThrow(/lvs\/dr-by-hand, own\/dr-by-hand/);
});

test('a lab is read again when one of its files has changed, and not before', async () => {
  expect(await minutes()).toBe(45);
  edit();
  const { size } = statSync(file());
  // The same size and time: nobody looks into it.
  utimesSync(file(), 1e9, 1e9);
  expect(statSync(file()).size).toBe(size);
  expect(await minutes()).toBe(45);
  utimesSync(file(), 1e9 + 1, 1e9 + 1);
  expect(await minutes()).toBe(46);
});

test('what was written just now is not kept: it may be written again within the same tick', async () => {
  utimesSync(file(), new Date(), new Date());
  expect(await minutes()).toBe(45);
  const { mtime } = statSync(file());
  edit();
  utimesSync(file(), mtime, mtime);
  expect(await minutes()).toBe(46);
});

test("a script of the lab's own takes the place of its pack's", async () => {
  const { cards } = await shelfOf(packs, cache);
  const scripts = (folder: string) => Object.keys(requireLab(folder).compiled.scripts);
  const at = cards.findIndex(({ id }) => id === 'keepalived-lvs');
  const { folder, digest } = cards[at]!;
  mkdirSync(join(folder, 'setup'));
  for (const name of scripts(folder)) writeFileSync(join(folder, 'setup', `${name}.sh`), 'true\n');
  expect((await shelfOf(packs, cache)).cards[at]?.digest).not.toBe(digest);
});

test.each(['', '{"product":', '{}', '{"product":"0","labs":{"x":null}}'])(
  'a cache that is %j is made anew',
  async (text) => {
    const { cards } = await shelfOf(packs, cache);
    writeFileSync(cache, text);
    expect(await shelfOf(packs, cache)).toEqual({ cards, unsound: [] });
    expect(JSON.parse(readFileSync(cache, 'utf8'))).toMatchObject({
      labs: { [cards[0]!.folder]: { card: { id: cards[0]!.id, digest: cards[0]!.digest } } },
    });
  },
);

test('a lab that is not sound is told beside the others, also when it was sound before', async () => {
  const { cards } = await shelfOf(packs, cache);
  writeFileSync(file(), 'format: 1\n');
  expect(await shelfOf(packs, cache)).toEqual({
    cards: cards.filter(({ id }) => id !== 'keepalived-multi'),
    unsound: [
      expect.objectContaining({
        detail: { code: 'lab.invalid', params: expect.objectContaining({ lab: 'keepalived-multi' }) },
      }),
    ],
  });
});

test('where the cache cannot be written there is none', async () => {
  writeFileSync(join(root, 'cache'), '');
  expect((await shelfOf(packs, cache)).cards).toHaveLength(someIds.length);
});
