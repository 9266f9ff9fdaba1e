import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { loadLab } from './load.js';
import { smallLab, spoilt, writeSmallLab } from './testing/small-lab.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-compose-'));
  write(
    'pack.yaml',
    'format: 1\nid: own\ntitle: { zh-CN: 包, en: Pack }\nversion: 1.0.0\nlicense: MIT\nlabs: [small]\n',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const load = (yaml: string) => loadLab(writeSmallLab(join(root, 'small'), yaml));

/** A sound lab, or what is wrong with it. */
function sound(yaml: string) {
  const result = load(yaml);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.lab;
}

/** Codes of what is wrong, with the file below the root and its place. */
function problems(yaml: string): readonly string[] {
  const result = load(yaml);
  if (result.ok) throw new Error('found sound');
  return result.problems.map(
    ({ message, file, line, column }) => `${file.slice(root.length + 1)}:${line}:${column} ${message.code}`,
  );
}

const checkLine = '        address: { on: director, address: "${vip}", dev: eth0 }\n';
const boundCheck = `      - id: bound\n${checkLine}`;

test('a part stands for what it says, with what it is given', () => {
  write(
    'parts/bound.yaml',
    'params: { id:, dev: eth0 }\npart:\n  id: ${id}\n  address: { on: director, address: "${vip}", dev: "${dev}" }\n',
  );
  const used = sound(spoilt(boundCheck, '      - { use: bound, with: { id: bound } }\n'));
  expect(used.compiled).toEqual(sound(smallLab).compiled);
  const other = sound(spoilt(boundCheck, '      - { use: bound, with: { id: bound, dev: lo } }\n'));
  expect(other.lab.steps[0]?.checks[0]).toMatchObject({ id: 'bound', address: { dev: 'lo' } });
});

test('keys beside `use` are put over those of the part', () => {
  write('parts/bound.yaml', `part:\n  id: bound\n  points: 3\n${checkLine.slice(6)}`);
  const check = sound(spoilt(boundCheck, '      - { use: bound, points: 5 }\n')).lab.steps[0]?.checks[0];
  expect(check).toMatchObject({ id: 'bound', points: 5, address: { address: '10.0.0.29' } });
});

test('a part that is a list stands for its items, and what comes after keeps its place', () => {
  write(
    'parts/two.yaml',
    'part:\n  - { id: one, ipvs-empty: { on: director } }\n  - { id: two, ipvs-empty: { on: nobody } }\n',
  );
  const use = '      - use: two\n';
  expect(problems(spoilt(boundCheck, use + boundCheck))).toEqual(['parts/two.yaml:3:30 unknown-node']);
  write(
    'parts/two.yaml',
    'part:\n  - { id: one, ipvs-empty: { on: director } }\n  - { id: two, ipvs-empty: { on: rs1 } }\n',
  );
  const { lab } = sound(spoilt(boundCheck, use + boundCheck));
  expect(lab.steps[0]?.checks.map(({ id }) => id)).toEqual(['one', 'two', 'bound', 'page']);
  expect(problems(spoilt(boundCheck, use + boundCheck.replace('on: director', 'on: nobody')))).toEqual([
    'small/lab.yaml:24:20 unknown-node',
  ]);
});

test('a parameter that is all of a string may be a list or a number', () => {
  write('parts/empty.yaml', 'params: { on: }\npart: { id: empty, ipvs-empty: { on: "${on}" } }\n');
  const use = (on: string) =>
    spoilt(boundCheck, `      - { use: empty, with: { on: ${on} } }\n${boundCheck}`);
  expect(sound(use('[director, rs1]')).lab.steps[0]?.checks[0]).toMatchObject({
    'ipvs-empty': { on: ['director', 'rs1'] },
  });
  // What was given is wrong where it was given.
  expect(problems(use('[director, nobody]'))).toEqual(['small/lab.yaml:22:46 unknown-node']);
});

test("parts use parts, the lab's own before its pack's, and the topology comes from its own folder", () => {
  write('parts/inner.yaml', 'params: { id: }\npart: { id: "${id}", ipvs-empty: { on: nobody } }\n');
  write('small/parts/inner.yaml', 'params: { id: }\npart: { id: "${id}", ipvs-empty: { on: rs1 } }\n');
  write(
    'parts/outer.yaml',
    'params: { n: }\npart: [{ use: inner, with: { id: "a-${n}" } }, { use: inner, with: { id: "b-${n}" } }]\n',
  );
  const [before, after] = smallLab.split(/topology:\n[^]*?(?=setup:)/) as [string, string];
  const topology = smallLab.slice(before.length, smallLab.length - after.length);
  write('topologies/three.yaml', topology.replace('topology:', 'part:'));
  const yaml = `${before}topology: { use: three }\n${after.replace(boundCheck, `      - { use: outer, with: { n: 1 } }\n${boundCheck}`)}`;
  const { lab, files } = sound(yaml);
  expect(lab.steps[0]?.checks.map(({ id }) => id)).toEqual(['a-1', 'b-1', 'bound', 'page']);
  expect(lab.topology).toEqual(sound(smallLab).lab.topology);
  expect(files).toEqual(
    expect.arrayContaining(
      ['small/parts/inner.yaml', 'small/parts/outer.yaml', 'parts/outer.yaml', 'topologies/three.yaml'].map(
        (file) => join(root, file),
      ),
    ),
  );
});

test.each([
  ['a part that is not there', '{ use: nobody }', '', ['small/lab.yaml:22:11 file-missing']],
  ['no name of a part', '{ use: ../pack }', '', ['small/lab.yaml:22:11 use-form']],
  ['with that is no mapping', '{ use: own, with: [1] }', 'part: 1\n', ['small/lab.yaml:22:21 use-form']],
  [
    'a parameter that is missing',
    '{ use: own }',
    'params: { id: }\npart: { id: a }\n',
    ['small/lab.yaml:22:11 missing-param'],
  ],
  [
    'a parameter too many',
    '{ use: own, with: { x: 1 } }',
    'part: { id: a }\n',
    ['small/lab.yaml:22:29 unknown-param'],
  ],
  ['keys beside a list', '{ use: own, id: a }', 'part: []\n', ['small/lab.yaml:22:11 use-not-a-mapping']],
  ['a key that a part has not', '{ use: own }', 'parts: []\n', ['parts/own.yaml:1:1 part-form']],
  ['a part that is no YAML', '{ use: own }', 'part: [\n', ['parts/own.yaml:2:1 yaml']],
  ['a part that uses itself', '{ use: own }', 'part: { use: own }\n', ['parts/own.yaml:1:9 too-deep']],
  [
    'a variable that nobody has',
    '{ use: own }',
    'part: { id: a, ipvs-empty: { on: "${nobody}" } }\n',
    ['parts/own.yaml:1:30 undefined-variable'],
  ],
] as const)('%s is told at its place', (_what, use, part, expected) => {
  if (part !== '') write('parts/own.yaml', part);
  expect(problems(spoilt(boundCheck, `      - ${use}\n${boundCheck}`)).slice(0, 1)).toEqual(expected);
});

test('a part that a link leads out of the pack for is not read', () => {
  const outside = mkdtempSync(join(tmpdir(), 'lvslab-outside-'));
  writeFileSync(join(outside, 'own.yaml'), 'part: { id: a }\n');
  mkdirSync(join(root, 'parts'));
  symlinkSync(join(outside, 'own.yaml'), join(root, 'parts', 'own.yaml'));
  expect(problems(spoilt(boundCheck, '      - { use: own }\n'))).toEqual([
    'small/lab.yaml:22:11 file-outside',
  ]);
  rmSync(outside, { recursive: true });
});

test('parts that grow without end are refused soon', () => {
  for (let level = 0; level < packLimits.partDepth; level += 1)
    write(
      `parts/p${level}.yaml`,
      `part: [${Array(20)
        .fill(`{ use: p${level + 1} }`)
        .join(', ')}]\n`,
    );
  const started = process.cpuUsage();
  expect(problems(spoilt(boundCheck, '      - { use: p0 }\n'))).toEqual(
    expect.arrayContaining(['small/lab.yaml:1:1 yaml']),
  );
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(5000);
});

test('a lab of a pack has the name of its folder', () => {
  expect(problems(smallLab.replace('id: small', 'id: other'))).toEqual(['small/lab.yaml:2:1 id-not-folder']);
});
