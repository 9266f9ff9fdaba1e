import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabError } from '../../contract/errors.js';
import { packCatalogue } from '../../contract/messages/packs.js';
import { word } from '../../contract/text.js';
import { findLab, requireLab } from '../packs/library.js';
import { newLab, newPack } from '../packs/new-pack.js';
import { initClass, type NewClass } from './init.js';
import { loadClass, requireClass } from './load.js';
import { misfits, type PackSource } from './pins.js';
import { readKey } from './values.js';

let root = '';
let library: PackSource;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-init-'));
  // What is read of labs is kept in a cache.
  vi.stubEnv('LVSLAB_CACHE', join(root, 'cache'));
  newPack(join(root, 'packs', 'evening'));
  newLab(join(root, 'packs', 'evening'), 'second', 'client-and-server');
  library = libraryOf(join(root, 'packs'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const libraryOf = (packs: string): PackSource => ({
  folders: () => readdirSync(packs).map((name) => join(packs, name)),
  find: (name) => findLab(name, packs),
});

const make = (some: Partial<NewClass> = {}) =>
  initClass(
    {
      folder: join(root, 'classes', 'monday'),
      title: 'Monday: "LVS"',
      labs: ['evening/first-lab'],
      packs: [],
      language: 'en',
      ...some,
    },
    library,
  );

/** The code of what is thrown. */
async function refused(some: Partial<NewClass>): Promise<string> {
  try {
    await make(some);
    return 'made';
  } catch (error) {
    return error instanceof LabError ? error.code : String(error);
  }
}

test.each(['zh-CN', 'en'] as const)(
  'what is made is a sound class, with comments in %s',
  async (language) => {
    const made = await make({ language });
    expect(made).toMatchObject({ id: 'monday', labs: 1, students: undefined });
    const loaded = requireClass(made.folder);
    const lab = requireLab(join(root, 'packs', 'evening', 'first-lab'));
    expect(loaded).toMatchObject({
      id: 'monday',
      title: 'Monday: "LVS"',
      packs: [{ id: 'evening', version: '0.1.0' }],
      labs: [{ lab: 'evening/first-lab', digest: lab.digest, weight: 1, reboot: false }],
      see: 'after-due',
      published: false,
    });
    expect(loaded.students.map(({ id }) => id)).toEqual(['20260001', '20260002']);
    expect(await misfits(loaded, library)).toEqual([]);
    const text = readFileSync(join(made.folder, 'class.yaml'), 'utf8');
    expect(text).toContain(language === 'en' ? '# A class: who learns' : '# 一个班：');
    // Comments teach how the rest is written: taken in, it is sound as well.
    const taught = text.replace(
      /^(labs:\n(.*\n){2})/m,
      (all) =>
        `${all}${[...text.matchAll(/^# {3}(\w+: \S+)/gm)]
          .map((match) => `    ${match[1]}\n`)
          .slice(0, 3)
          .join('')}`,
    );
    writeFileSync(join(made.folder, 'class.yaml'), taught);
    expect(requireClass(made.folder).labs[0]).toMatchObject({
      weight: 2,
      due: '2026-12-31T23:59:00+08:00',
      reboot: true,
    });
  },
);

test('the key is new each time, and its owner’s only', async () => {
  const one = await make();
  const other = await make({ folder: join(root, 'classes', 'tuesday') });
  const [first, second] = [one, other].map(({ folder }) => join(folder, 'class.key'));
  expect(statSync(first!).mode & 0o777).toBe(0o600);
  expect(readKey(readFileSync(first!, 'utf8'))).toHaveLength(16);
  expect(readFileSync(first!, 'utf8')).not.toBe(readFileSync(second!, 'utf8'));
});

test('a given list is taken as it is, and one that is none is told before anything is written', async () => {
  const list = join(root, 'export.csv');
  writeFileSync(list, '学号;姓名;班\r\n7;张三;1\r\n');
  const made = await make({ students: list });
  expect(made.students).toBe(1);
  expect(requireClass(made.folder).students).toEqual([{ id: '7', name: '张三' }]);
  writeFileSync(list, 'id,name\n7,x\n7,y\n');
  const other = join(root, 'classes', 'other');
  expect(await refused({ folder: other, students: list })).toBe('class.students');
  expect(await refused({ folder: other, students: join(root, 'nothing.csv') })).toBe('class.students');
  expect(existsSync(other)).toBe(false);
});

test('a pack stands for all of its labs, and each lab is named once', async () => {
  const made = await make({ labs: ['second'], packs: ['evening'] });
  expect(requireClass(made.folder).labs.map(({ lab }) => lab)).toEqual([
    'evening/second',
    'evening/first-lab',
  ]);
});

test.each(['class.yaml', 'class.key', 'students.csv'])(
  '%s that is there is not written over',
  async (name) => {
    const folder = join(root, 'classes', 'monday');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), 'mine');
    expect(await refused({})).toBe('class.exists');
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
  },
);

test.each([
  [{ folder: 'A Class' }, 'class.id'],
  [{ title: '' }, 'class.title'],
  [{ title: 'a\u001bb' }, 'class.title'],
  [{ labs: [] }, 'class.no-labs'],
  [{ labs: ['evening/third'] }, 'lab.unknown'],
  [{ packs: ['morning'] }, 'install.unknown'],
])('%j is refused, and nothing is left', async (some, code) => {
  expect(await refused(some)).toBe(code);
  expect(existsSync(join(root, 'classes'))).toBe(false);
});

test('a lab with mistakes, or one that no library has, cannot be pinned', async () => {
  const lone = join(root, 'lone');
  cpSync(join(root, 'packs', 'evening', 'first-lab'), lone, { recursive: true });
  expect(await refused({ labs: [lone] })).toBe('lab.unknown');
  writeFileSync(join(root, 'packs', 'evening', 'second', 'lab.yaml'), 'format: 2\n');
  expect(await refused({})).toBe('lab.invalid');
});

test('what the library has no more, or otherwise, is told where the class names it', async () => {
  const { folder } = await make({ labs: [], packs: ['evening'] });
  const told = async (where = library) => {
    const result = loadClass(folder);
    if (!result.ok) throw new TypeError('not sound');
    return (await misfits(result.loaded, where)).map(
      ({ message, line }) =>
        `${line} ${message.code} ${word(packCatalogue, message, 'en').replace(/sha256:[0-9a-f]{64}/g, 'sha256')}`,
    );
  };
  expect(await told()).toEqual([]);
  const pack = join(root, 'packs', 'evening');
  const step = join(pack, 'second', 'steps', '10-first.en.md');
  writeFileSync(step, readFileSync(step, 'utf8').replace('Why', 'How and why'));
  expect(await told()).toEqual([
    '13 class-pack-changed evening 0.1.0 that is here is not the state that is named (0.1.0). To have that again: lvslab pack use; to take the one that is here, write its digest: sha256',
    '23 class-lab-changed lab evening/second that is here is another state of it; to take this one, write its digest: sha256',
  ]);
  writeFileSync(join(pack, 'second', 'lab.yaml'), 'format: 2\n');
  expect((await told()).map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['11', 'class-pack-unsound'],
    ['22', 'class-lab-gone'],
  ]);
  mkdirSync(join(root, 'empty'));
  expect((await told(libraryOf(join(root, 'empty')))).map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['11', 'class-pack-gone'],
  ]);
});
