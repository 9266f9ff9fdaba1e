import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packsRoot } from '../product.js';
import { readTexts } from './texts.js';

function pack(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-texts-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const told = (root: string) =>
  readTexts(root).texts.map(({ key, source, translation }) => [key, source?.text, translation?.text]);

test('a text is called by its file and its place, items of lists by their id', () => {
  const root = pack({
    'pack.yaml':
      'id: p\nversion: 1.2.3\ntitle: { zh-CN: 包, en: Pack }\nmodules:\n  - title: { zh-CN: 一, en: One }\n',
    'parts/a.yaml':
      'part:\n  - { id: x, title: { zh-CN: 甲, en: A } }\n  - { id: x, title: { zh-CN: 乙, en: B } }\n',
    'lab/lab.yaml':
      'steps:\n  - id: serve\n    checks:\n      - id: page\n        hint:\n          zh-CN: |\n            先看\n            再想\n\n          en: "Look,\\nthen think"\n  - quiz: { options: [{ zh-CN: 是, en: Yes }] }\nodd key: { zh-CN: 奇, en: Odd }\n',
    'lab/steps/10-a.zh-CN.md': '\r\n# 甲\r\n\r\n乙\r\n',
    'lab/steps/10-a.en.md': '# A\n\nB\n\n',
    'lab/README.zh-CN.md': '不是步骤',
    'README.en.md': 'no step',
  });
  expect(told(root)).toEqual([
    ['pack.yaml#title', '包', 'Pack'],
    ['pack.yaml#modules[0].title', '一', 'One'],
    ['parts/a.yaml#part[x].title', '甲', 'A'],
    ['parts/a.yaml#part[1].title', '乙', 'B'],
    ['lab/lab.yaml#steps[serve].checks[page].hint', '先看\n再想', 'Look,\nthen think'],
    ['lab/lab.yaml#steps[1].quiz.options[0]', '是', 'Yes'],
    ['lab/lab.yaml#["odd key"]', '奇', 'Odd'],
    ['lab/steps/10-a', '# 甲\n\n乙', '# A\n\nB'],
  ]);
  expect(readTexts(root)).toMatchObject({ name: 'p', version: '1.2.3', source: 'zh-CN', target: 'en' });
});

test('reasons, pairs and every quiz that is drawn from are texts to be translated', () => {
  const root = pack({
    'lab/lab.yaml':
      'steps:\n  - checks:\n      - id: q\n        quiz:\n          drawn:\n            - { options: [{ text: { zh-CN: 甲, en: A }, why: { zh-CN: 因, en: B } }] }\n            - { pairs: [{ left: { zh-CN: 左, en: L }, right: { zh-CN: 右 } }], wrong: [{ answer: 1, why: { zh-CN: 错, en: W } }] }\n',
  });
  const quiz = 'lab/lab.yaml#steps[0].checks[q].quiz';
  expect(told(root)).toEqual([
    [`${quiz}.drawn[0].options[0].text`, '甲', 'A'],
    [`${quiz}.drawn[0].options[0].why`, '因', 'B'],
    [`${quiz}.drawn[1].pairs[0].left`, '左', 'L'],
    [`${quiz}.drawn[1].pairs[0].right`, '右', undefined],
    [`${quiz}.drawn[1].wrong[0].why`, '错', 'W'],
  ]);
});

test('a pack that says so is translated from English', () => {
  const root = pack({ 'pack.yaml': 'source: en\ntitle: { zh-CN: 包, en: Pack }\n' });
  expect(readTexts(root)).toMatchObject({ source: 'en', target: 'zh-CN' });
  expect(told(root)).toEqual([['pack.yaml#title', 'Pack', '包']]);
});

test('a pack that is not sound is read as far as it can be', () => {
  const root = pack({
    'pack.yaml': 'title: { zh-CN: 包 }\n',
    'lab/lab.yaml':
      'title: &t { zh-CN: 题, en: }\nsummary: *t\nbase: &b 底\nlevel: { zh-CN: *b, en: 7 }\nneither: { zh-CN: [一], en: x }\nmore: { zh-CN: 一, fr: un }\n',
    'lab/parts/bad.yaml': 'a: [\n',
    'lab/steps/only.en.md': 'x',
  });
  expect(told(root)).toEqual([
    ['pack.yaml#title', '包', undefined],
    ['lab/lab.yaml#title', '题', ''],
    ['lab/lab.yaml#level', '底', '7'],
    ['lab/steps/only', undefined, 'x'],
  ]);
  expect(readTexts(root).problems).toMatchObject([
    { message: { code: 'yaml' }, file: join(root, 'lab/parts/bad.yaml'), line: 2 },
  ]);
});

test('what leads out of the pack is not read', () => {
  const root = pack({ 'pack.yaml': 'id: p\n', 'lab/lab.yaml': 'id: lab\n' });
  const outside = pack({ 'a.zh-CN.md': '外' });
  mkdirSync(join(root, 'lab/steps'));
  symlinkSync(join(outside, 'a.zh-CN.md'), join(root, 'lab/steps/a.zh-CN.md'));
  expect(told(root)).toEqual([['lab/steps/a', undefined, undefined]]);
  expect(readTexts(root).problems).toMatchObject([{ message: { code: 'file-outside' } }]);
});

test('every text of our own pack is found, in both languages, under a name of its own', () => {
  const { texts, problems } = readTexts(join(packsRoot, 'lvs'));
  expect(problems).toEqual([]);
  expect(texts.length).toBeGreaterThan(200);
  expect(new Set(texts.map(({ key }) => key)).size).toBe(texts.length);
  expect(texts.filter(({ source, translation }) => !source?.text || !translation?.text)).toEqual([]);
});
