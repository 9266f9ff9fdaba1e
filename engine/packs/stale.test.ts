import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ledgerFile, readLedger, recorded, writeLedger } from './ledger.js';
import { lintPack } from './lint-pack.js';
import { newLab, newPack } from './new-pack.js';
import { readTexts } from './texts.js';

let root = '';
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-stale-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  root = newPack(join(folder, 'own-pack'));
});

function acceptAll(): void {
  const texts = readTexts(root);
  writeLedger(root, 'en', recorded(texts, undefined, new Set(texts.texts.map(({ key }) => key))));
}

function change(path: string, from: string | RegExp, to: string): void {
  const file = join(root, path);
  const before = readFileSync(file, 'utf8');
  expect(before).not.toBe(before.replace(from, to));
  writeFileSync(file, before.replace(from, to));
}

const notes = (folder = root) =>
  lintPack(folder).notes.map(
    ({ message, file, line, column }) =>
      `${relative(root, file)}:${line}:${column} ${message.code} ${(message.params as { key?: string }).key}`,
  );

test('without a record nothing is stale, whatever is changed', () => {
  change('first-lab/lab.yaml', '第一个实验', '头一个实验');
  expect(notes()).toEqual([]);
});

test('a source that is changed makes its translation stale, at its place, and no other', () => {
  acceptAll();
  expect(lintPack(root)).toMatchObject({ problems: [], notes: [] });
  change('first-lab/lab.yaml', 'zh-CN: 启动服务，换上首页', 'zh-CN: 先启动服务，再换上首页');
  change('first-lab/steps/10-predict.zh-CN.md', /$/, '再想一想。\n');
  change('pack.yaml', 'zh-CN: 我的实验包', 'zh-CN: 我们的实验包');
  const stale = [
    'pack.yaml:5:25 translation-stale pack.yaml#title',
    'first-lab/lab.yaml:37:34 translation-stale first-lab/lab.yaml#steps[serve].title',
    'first-lab/steps/10-predict.en.md:1:1 translation-stale first-lab/steps/10-predict',
  ];
  expect(notes()).toEqual(stale);
  // One lab alone is told of its own.
  expect(notes(join(root, 'first-lab'))).toEqual(stale.slice(1));
  expect(lintPack(root).problems).toEqual([]);
  acceptAll();
  expect(notes()).toEqual([]);
});

test('what moves, and what ends its lines otherwise, is not changed', () => {
  acceptAll();
  change('first-lab/lab.yaml', 'steps:\n', '# moved\n\nsteps:\n');
  change('first-lab/steps/10-predict.zh-CN.md', /\n/g, '\r\n');
  change('first-lab/steps/10-predict.zh-CN.md', /$/, '\r\n\r\n');
  change('first-lab/lab.yaml', 'zh-CN: 启动服务，换上首页', 'zh-CN: "启动服务，换上首页"');
  expect(notes()).toEqual([]);
});

test('what is new is told once a file', () => {
  acceptAll();
  newLab(root, 'next', 'client-and-server');
  change('pack.yaml', '[first-lab]', '[first-lab, next]');
  expect(notes()).toEqual([
    'next/lab.yaml:4:25 translations-unrecorded next/lab.yaml#title',
    'next/steps/10-first.en.md:1:1 translations-unrecorded next/steps/10-first',
  ]);
});

test('a translation with nothing in it is told, recorded or not', () => {
  writeFileSync(join(root, 'first-lab/steps/10-predict.en.md'), '\n');
  expect(notes()).toEqual([
    'first-lab/steps/10-predict.en.md:1:1 translation-missing first-lab/steps/10-predict',
  ]);
});

test('the record is one line a text, by name, and the same whoever writes it', () => {
  acceptAll();
  const file = join(root, ledgerFile);
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  expect(lines.slice(0, 4)).toEqual(['{', '  "format": 1,', '  "translations": {', '    "en": {']);
  expect(lines[4]).toBe('      "first-lab/lab.yaml#causes[wrong-word].text": "4d81538ad1f8",');
  const entries = lines.slice(4, -4);
  expect(entries).toEqual(entries.toSorted());
  const read = readLedger(root, 'en');
  expect(read.ok && read.ledger?.size).toBe(readTexts(root).texts.length);
  // Nobody who is a learner gets it; it lies about for nobody.
  expect(lintPack(root).problems).toEqual([]);
});

test.each([
  ['a merge that is not finished', '<<<<<<< HEAD\n{}\n'],
  ['another format', '{"format":2,"translations":{}}'],
  ['what is no hash', '{"format":1,"translations":{"en":{"a":"../x"}}}'],
  ['a list', '{"format":1,"translations":{"en":[]}}'],
  ['a language that there is not', '{"format":1,"translations":{"fr":{}}}'],
])('a record with %s is a mistake', (_what, text) => {
  writeFileSync(join(root, ledgerFile), text);
  expect(lintPack(root).problems).toMatchObject([
    { message: { code: 'ledger-form' }, file: join(root, ledgerFile), line: 1, column: 1 },
  ]);
});
