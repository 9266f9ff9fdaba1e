import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packCatalogue, type PackProblem } from '../../contract/messages/packs.js';
import { word } from '../../contract/text.js';
import { packsRoot, productRoot } from '../product.js';
import { lintPack } from './lint-pack.js';
import { newLab, newPack } from './new-pack.js';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lvslab-pack-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** A pack as `pack init` makes it. */
function pack(): string {
  return newPack(join(folder(), 'own-pack'));
}

function change(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after, `${file} has ${from}`).not.toBe(before);
  writeFileSync(file, after);
}

const codes = (root: string, problems: readonly PackProblem[]) =>
  problems.map(({ message, file, line }) => `${relative(root, file)}:${line} ${message.code}`);

test.each([
  ['that we ship', join(packsRoot, 'lvs')],
  ['that authors begin with', join(productRoot, 'templates', 'pack')],
])('the pack %s has nothing wrong with it', (_what, root) => {
  const { problems, more, labs } = lintPack(root);
  expect(codes(root, problems)).toEqual([]);
  expect(more).toBe(0);
  expect(labs.length).toBeGreaterThan(0);
});

test('a new pack is called as its folder, and is sound with another lab in it', () => {
  const root = pack();
  expect(readFileSync(join(root, 'pack.yaml'), 'utf8')).toContain('\nid: own-pack\n');
  expect(JSON.parse(readFileSync(join(root, 'lab.schema.json'), 'utf8'))).toHaveProperty('properties.steps');
  newLab(root, 'second-lab', 'client-and-server');
  expect(codes(root, lintPack(root).problems)).toEqual(['pack.yaml:10 lab-not-listed']);
  change(join(root, 'pack.yaml'), '[first-lab]', '[first-lab, second-lab]');
  const { problems, notes, labs } = lintPack(root);
  expect(problems).toEqual([]);
  expect(notes).toEqual([]);
  expect(labs.map(({ lab }) => lab.id)).toEqual(['first-lab', 'second-lab']);
});

test.each<[string, (root: string) => void, string[]]>([
  [
    'a lab that there is not is named',
    (root) => change(join(root, 'pack.yaml'), '[first-lab]', '[first-lab, frist-lab]'),
    ['pack.yaml:12 unknown-lab'],
  ],
  [
    'a lab is named twice',
    (root) => change(join(root, 'pack.yaml'), '[first-lab]', '[first-lab]\nlabs: [first-lab]'),
    ['pack.yaml:13 lab-twice'],
  ],
  [
    'a key is misspelt, a version none',
    (root) => {
      change(join(root, 'pack.yaml'), 'authors:', 'author:');
      change(join(root, 'pack.yaml'), 'version: 0.1.0', 'version: v1');
    },
    ['pack.yaml:7 schema', 'pack.yaml:9 unknown-key'],
  ],
  ['it is no YAML', (root) => writeFileSync(join(root, 'pack.yaml'), 'a: [\n'), ['pack.yaml:2 yaml']],
  ['there is no pack.yaml', (root) => rmSync(join(root, 'pack.yaml')), ['pack.yaml:1 file-missing']],
  [
    'there are no labs',
    (root) => {
      rmSync(join(root, 'first-lab'), { recursive: true });
      change(join(root, 'pack.yaml'), /modules:[^]*/, 'labs: []\n');
    },
    ['pack.yaml:3 no-labs'],
  ],
  [
    'files lie about in it, and in a lab',
    (root) => {
      mkdirSync(join(root, 'parts'));
      writeFileSync(join(root, 'parts', 'left-over.yaml'), 'part: {}\n');
      writeFileSync(join(root, 'first-lab', 'notes.txt'), '');
    },
    ['first-lab/notes.txt:1 file-unused'],
  ],
  [
    'the report of an import lies elsewhere than in it',
    (root) => {
      mkdirSync(join(root, 'parts'));
      writeFileSync(join(root, 'IMPORT.md'), '');
      writeFileSync(join(root, 'parts', 'IMPORT.md'), '');
    },
    ['parts/IMPORT.md:1 file-unused'],
  ],
  [
    'files lie about in it',
    (root) => {
      mkdirSync(join(root, 'parts'));
      writeFileSync(join(root, 'parts', 'left-over.yaml'), 'part: {}\n');
    },
    ['parts/left-over.yaml:1 file-unused'],
  ],
  [
    'a lab requires one that comes later',
    (root) => {
      cpSync(join(root, 'first-lab'), join(root, 'second-lab'), { recursive: true });
      change(join(root, 'second-lab', 'lab.yaml'), 'id: first-lab', 'id: second-lab');
      change(join(root, 'first-lab', 'lab.yaml'), 'minutes: 10', 'minutes: 10\nrequires: [second-lab]');
      change(join(root, 'pack.yaml'), '[first-lab]', '[first-lab, second-lab]');
    },
    ['pack.yaml:12 requires-later'],
  ],
  [
    'the languages show other commands',
    (root) =>
      change(
        join(root, 'first-lab', 'steps', '20-serve.zh-CN.md'),
        'systemctl start nginx',
        'service nginx start',
      ),
    ['first-lab/steps/20-serve.zh-CN.md:3 commands-differ'],
  ],
])('where %s, it is said with its place', (_what, spoil, said) => {
  const root = pack();
  spoil(root);
  const { problems } = lintPack(root);
  expect(codes(root, problems)).toEqual(said);
  for (const { message } of problems)
    for (const language of ['zh-CN', 'en'] as const)
      expect(word(packCatalogue, message, language)).not.toMatch(/undefined|NaN/);
});

test('what is no mistake and may be one is a note: no mistakes, no variants, no hint, a check that disturbs', () => {
  const root = pack();
  const lab = join(root, 'first-lab', 'lab.yaml');
  change(lab, /\nmistakes:[^]*/, '\n');
  change(lab, /        # The first help[^]*?listens on port 80 of the server\? ss -ltn tells\.\n/, '');
  change(
    lab,
    '    solve:\n',
    '      - id: boots\n        title: { zh-CN: 重启, en: Reboots }\n        hint: { zh-CN: 想, en: Think }\n        reboot: { nodes: [server], checks: [page] }\n    solve:\n',
  );
  const { problems, notes } = lintPack(root);
  expect(problems).toEqual([]);
  expect(notes.map(({ message }) => message)).toEqual([
    { code: 'no-mistakes', params: { lab: 'first-lab' } },
    { code: 'no-variants', params: { lab: 'first-lab' } },
    { code: 'no-nudge', params: { check: 'answers' } },
    { code: 'check-disturbs', params: { check: 'boots', kind: 'reboot' } },
  ]);
});

test('one lab alone is read as well', () => {
  const root = pack();
  const { labs, problems } = lintPack(join(root, 'first-lab'));
  expect([labs.length, problems]).toEqual([1, []]);
});

test.each([
  ['a name that is none', (root: string) => newPack(join(root, 'My Pack')), 'pack.id'],
  ['a folder with something in it', (root: string) => newPack(root), 'pack.not-empty'],
  ['a lab that is there', (root: string) => newLab(root, 'first-lab', 'client-and-server'), 'pack.not-empty'],
  [
    'a topology that there is not',
    (root: string) => newLab(root, 'next', 'client-and-sever'),
    'pack.topology',
  ],
  ['a topology outside', (root: string) => newLab(root, 'next', '../first-lab/lab'), 'pack.topology'],
  ['no pack', (root: string) => newLab(join(root, 'first-lab'), 'next', 'dr'), 'pack.none'],
])('%s is refused, and nothing is written', (_what, make, code) => {
  const root = pack();
  const before = lintPack(root);
  expect(() => make(root)).toThrow(expect.objectContaining({ code }));
  expect(lintPack(root)).toMatchObject({ problems: [], labs: { length: before.labs.length } });
});
