import { chmodSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { packCatalogue, showProblem } from '../../contract/messages/packs.js';
import { languages, word } from '../../contract/text.js';
import { loadClass, requireClass } from './load.js';
import { classKey, classYaml, spoilt, writeClass } from './testing/small-class.js';

let root = '';
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-class-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const folder = () => join(root, `class-${++count}`);
const load = (files: Parameters<typeof writeClass>[1]) => loadClass(writeClass(folder(), files));

/** What is told, as `FILE:LINE:COLUMN sentence`. */
function told(files: Parameters<typeof writeClass>[1]): readonly string[] {
  const result = load(files);
  if (result.ok) return [];
  return result.problems.map(({ message, file, line, column }) => {
    for (const language of languages)
      expect(word(packCatalogue, message, language)).not.toMatch(/undefined|NaN|\[object/);
    return `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${column} ${word(packCatalogue, message, 'en')}`;
  });
}
const yaml = (from: string, to: string) => told({ 'class.yaml': spoilt(from, to) });

test('a sound class is read whole, with what is said where nothing is', () => {
  const result = load({});
  if (!result.ok) throw new Error(result.problems.map((each) => showProblem(each, 'en')).join('\n'));
  const { places: _, folder: __, key, ...read } = result.loaded;
  expect([...key]).toEqual([...classKey]);
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(read).toEqual({
    format: 1,
    id: 'lvs-2026',
    title: 'An evening class',
    packs: [{ id: 'lvs', version: '1.0.0', digest }],
    labs: [
      {
        lab: 'lvs/dr-by-hand',
        digest,
        weight: 2,
        due: '2026-12-31T23:59:00+08:00',
        reboot: true,
        accepts: [],
      },
      { lab: 'lvs/nat', digest, weight: 1, reboot: false, accepts: [] },
    ],
    see: 'after-due',
    published: false,
    students: [
      { id: 'S-1', name: 'Ann' },
      { id: 'S-2', name: 'Bo' },
    ],
  });
});

test('a title may be of both languages, and students may stand in class.yaml, their ids as they are typed', () => {
  const listed =
    'students:\n  - { id: 0012, name: 张三 }\n  - { id: 1e5, name: Bo }\n  - { id: true, name: Cy }\n';
  const both = classYaml.replace('An evening class', '{ zh-CN: 晚班, en: Evening }');
  const result = load({
    'class.yaml': both.replace('students: students.csv\n', listed),
    'students.csv': null,
  });
  expect(result).toMatchObject({
    ok: true,
    loaded: {
      title: { 'zh-CN': '晚班', en: 'Evening' },
      students: [{ id: '0012' }, { id: '1e5' }, { id: 'true' }],
    },
  });
});

test.each([
  ['format: 1', 'format: 2', ['class.yaml:1:1 format: must be 1']],
  ['id: lvs-2026', 'id: LVS', [expect.stringContaining('class.yaml:2:1 id: may have lower-case letters')]],
  ['title: An evening class\n', '', ['class.yaml:1:1 title: is missing']],
  ['An evening class', '{ zh-CN: 晚班 }', ['class.yaml:3:1 title has no text in en']],
  ['An evening class', '[1]', ['class.yaml:3:1 title: must be a mapping (key: value) or text']],
  [
    'An evening class',
    '"a\\u202eb"',
    [expect.stringContaining('class.yaml:3:1 title: has control characters')],
  ],
  ['version: 1.0.0', 'version: one', ['class.yaml:5:16 packs[1].version: must be three numbers, like 1.0.0']],
  [
    'sha256:a',
    'md5:a',
    [expect.stringMatching(/^class\.yaml:5:\d+ packs\[1\]\.digest: must be sha256: and 64/)],
  ],
  [
    'weight: 2',
    'weight: 0',
    [expect.stringMatching(/^class\.yaml:7:\d+ labs\[1\]\.weight: must be more than 0$/)],
  ],
  [
    '+08:00',
    '',
    [expect.stringMatching(/^class\.yaml:7:\d+ labs\[1\]\.due: must be a time with its offset/)],
  ],
  ['12-31T', '02-30T', [expect.stringMatching(/labs\[1\]\.due: must be a time with its offset/)]],
  ['lvs/nat', 'nat', ["class.yaml:8:7 labs[2].lab: must be a pack's id and a lab's, like lvs/dr-by-hand"]],
  ['lvs/nat', 'other/nat', ['class.yaml:8:7 packs does not have the pack of lab other/nat (there are: lvs)']],
  ['lvs/nat', 'lvs/dr-by-hand', ['class.yaml:8:7 lab lvs/dr-by-hand is listed twice']],
  [
    'labs:',
    'see: never\nlabs:',
    ['class.yaml:6:1 see: must be one of hidden, after-due, after-published, visible'],
  ],
  [
    'labs:',
    'teacher: me\nlabs:',
    [expect.stringContaining('class.yaml:6:1 class.yaml: unknown key teacher')],
  ],
  ['students: students.csv\n', '', ['class.yaml:1:1 students: is missing']],
  ['students: students.csv', 'students: []', ['class.yaml:9:1 students: has 1 item at least']],
  [
    'students.csv',
    '../students.csv',
    ['class.yaml:9:1 students: must be a list of students, or the name of a .csv file beside it'],
  ],
  ['students.csv', 'other.csv', ['class.yaml:9:1 there is no file other.csv']],
  [
    'students: students.csv',
    'students: [{ id: 张三, name: x }]',
    [expect.stringMatching(/^class\.yaml:9:14 student 1 \(张三\), id: has letters, digits/)],
  ],
  [
    'students: students.csv',
    'students: [{ id: a, name: x }, { id: A, name: y }]',
    [expect.stringMatching(/^class\.yaml:9:34 the student id A was there before \(a x\)/)],
  ],
  ['labs:', 'labs: [', [expect.stringContaining('malformed YAML')]],
  ['format: 1', '- 1', [expect.stringContaining('malformed YAML')]],
])('class.yaml: %s → %s', (from, to, wanted) => {
  expect(yaml(from, to).slice(0, 1)).toEqual(wanted);
});

test('several mistakes, in all three files, are told at once', () => {
  const lines = told({
    'class.yaml': spoilt('lvs/nat', 'other/nat'),
    'students.csv': 'id,name\nS 1,Ann\nS-2,\nS-3,Cy\n',
    'class.key': 'x\n',
  });
  expect(lines).toEqual([
    'class.key:1:1 this is not the one line of 26 characters that class.key has; put it back from a copy',
    'class.yaml:8:7 packs does not have the pack of lab other/nat (there are: lvs)',
    expect.stringMatching(/^students\.csv:2:1 student 1 \(S 1\), id: has letters/),
    'students.csv:3:5 student 2 (S-2), name: must not be empty',
  ]);
});

test('a list is looked through whatever else is wrong in class.yaml', () => {
  expect(told({ 'class.yaml': spoilt('title', 'titel'), 'students.csv': 'id\n' })).toEqual([
    expect.stringContaining('class.yaml:1:1 title: is missing'),
    expect.stringContaining('class.yaml:3:1 class.yaml: unknown key titel'),
    expect.stringContaining('students.csv:1:1 the first row names the columns, and none is the name'),
  ]);
});

test('without its key, or with one that others can read, a class is not used', () => {
  expect(told({ 'class.key': null })).toEqual([
    expect.stringContaining('class.key:1:1 there is no class.key, without'),
  ]);
  const open = writeClass(folder());
  chmodSync(join(open, 'class.key'), 0o640);
  const result = loadClass(open);
  expect(result).toMatchObject({
    ok: false,
    problems: [{ message: { code: 'class-key-open', params: { mode: '640' } } }],
  });
  const linked = writeClass(folder(), { 'class.key': null });
  symlinkSync(join(open, 'class.key'), join(linked, 'class.key'));
  expect(loadClass(linked)).toMatchObject({ problems: [{ message: { code: 'class-file-outside' } }] });
  const odd = writeClass(folder(), { 'class.key': null });
  mkdirSync(join(odd, 'class.key'));
  expect(loadClass(odd)).toMatchObject({ problems: [{ message: { code: 'file-kind' } }] });
});

test('a list that leads out of the folder is not read', () => {
  const secret = join(root, 'secret.csv');
  writeFileSync(secret, 'id,name\nS-1,Ann\n');
  const made = writeClass(folder(), { 'students.csv': null });
  symlinkSync(secret, join(made, 'students.csv'));
  expect(loadClass(made)).toMatchObject({ problems: [{ message: { code: 'class-file-outside' } }] });
});

test('a folder that is no class’s is told so', () => {
  expect(() => requireClass(root)).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'class.none' }) }),
  );
  const made = writeClass(folder(), { 'class.key': 'x' });
  expect(() => requireClass(made)).toThrow(/has 1 mistake:\n.*class\.key:1:1/);
});

const students = (number: number) =>
  Array.from({ length: number }, (_, index) => `  - { id: s${index}, name: Name ${index} }\n`).join('');

test('five thousand students may stand in class.yaml, and no more', { timeout: 60_000 }, () => {
  const withStudents = (number: number) =>
    spoilt('students: students.csv\n', `students:\n${students(number)}`);
  expect(load({ 'class.yaml': withStudents(5000) })).toMatchObject({ ok: true });
  expect(told({ 'class.yaml': withStudents(5001) })).toEqual([
    expect.stringMatching(/students: has 5000 items at most/),
  ]);
});

test.each([
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x41]), 'no text in UTF-8'],
  ['ten megabytes', Buffer.alloc(10_000_000, 'a'), 'too large'],
  ['a NUL', spoilt('An evening class', 'a\0b'), 'control characters'],
  [
    'a hundred thousand students',
    `${classYaml.replace('students: students.csv\n', '')}students:\n${students(100_000)}`.slice(0, 1_000_000),
    'put the students into a CSV',
  ],
  ['brackets', '['.repeat(500_000), 'within each other'],
  [
    'aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((each, index) => `${each}: &${each} [${Array(9).fill(`*${'abcdefgh'[index]}`).join()}]`)
      .join('\n')}\n`,
    'aliases',
  ],
  ['nothing', '', 'must be a mapping'],
  ['a reserved name', `${classYaml}__proto__: { x: 1 }\n`, 'unknown key'],
])('hostile YAML: %s', { timeout: 30_000 }, (_, content, sentence) => {
  const lines = told({ 'class.yaml': content });
  expect(lines[0]).toContain(sentence);
  expect(lines.length).toBeLessThanOrEqual(packLimits.problems);
  for (const line of lines) expect(line.length).toBeLessThan(1000);
});
