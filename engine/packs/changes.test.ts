import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changesBetween } from './changes.js';
import { requireLab } from './library.js';
import { smallLab, spoilt, writeSmallLab } from './testing/small-lab.js';

function labOf(yaml: string, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-changes-'));
  writeSmallLab(folder, yaml);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const loaded = requireLab(folder);
  rmSync(folder, { recursive: true });
  return loaded;
}

const before = labOf(smallLab);
const cause =
  'causes:\n  - { id: own, explains: [page], text: { zh-CN: 因, en: why }, when: { no-address: { on: rs1, address: 10.0.0.9 } } }\nmistakes:';

test.each<
  [what: string, after: ReturnType<typeof labOf>, parts: readonly string[], checks?: readonly string[]]
>([
  ['nothing', labOf(smallLab), []],
  ['a comment', labOf(`# said\n${smallLab}`), []],
  ['a text', labOf(smallLab, { 'steps/10-bind.en.md': 'Bind it.\n' }), ['texts']],
  ['a title', labOf(spoilt('en: Ask }', 'en: Ask it }')), ['texts']],
  [
    "a check's title",
    labOf(spoilt('- id: bound\n', '- id: bound\n        title: { zh-CN: 题, en: title }\n')),
    ['texts'],
  ],
  [
    'a hint',
    labOf(spoilt('- id: bound\n', '- id: bound\n        hint: { zh-CN: 示, en: hint }\n')),
    ['hints'],
  ],
  ['what a check looks for', labOf(spoilt('matches: rs1', 'matches: rs2')), ['checks'], ['page']],
  ['points', labOf(spoilt('needs: [page]', 'needs: [page]\n        points: 3')), ['checks'], ['answers']],
  [
    'that learners do not see one',
    labOf(spoilt('- id: answers\n', '- id: answers\n        hidden: true\n')),
    ['checks'],
  ],
  ['a cause', labOf(spoilt('mistakes:', cause)), ['causes']],
  ['a solution', labOf(spoilt('/24 dev eth0\n', '/32 dev eth0\n')), ['solutions']],
  ['a mistake', labOf(spoilt('- id: unbound', '- id: gone')), ['mistakes']],
  ['where a node is drawn', labOf(spoilt('rs1: { role', 'rs1: { at: [1, 2], role')), ['texts']],
  ['the id of a step', labOf(spoilt('- id: ask\n', '- id: question\n')), ['steps', 'checks'], ['answers']],
])('%s is told, and can be swapped', (_what, after, parts, checks = []) => {
  expect(changesBetween(before, after, undefined)).toEqual({ fixed: [], parts, checks });
});

test.each<[what: string, from: string, to: string, fixed: string]>([
  ['an address', 'lan: 10.0.0.8', 'lan: 10.0.0.18', 'topology'],
  ['the order of networks', 'lan: 10.0.0.7, wan: 10.1.0.7', 'wan: 10.1.0.7, lan: 10.0.0.7', 'topology'],
  ['memory', 'rs1: { role', 'rs1: { memory: 512, role', 'topology'],
  ["a variable's value", 'default: 10.0.0.29', 'default: 10.0.0.30', 'vars'],
  ['who is prepared', 'setup: { rs1:', 'setup: { client:', 'setup'],
  ["the lab's id", 'id: small\n', 'id: tiny\n', 'id'],
])('%s is what machines were made by', (_what, from, to, fixed) => {
  expect(changesBetween(before, labOf(spoilt(from, to)), undefined)).toEqual({
    fixed: [fixed],
    parts: [],
    checks: [],
  });
});

test('a set-up script that says another thing is what machines were made by', () => {
  const after = labOf(smallLab, { 'setup/web-server.sh': 'echo another\n' });
  expect(changesBetween(before, after, undefined).fixed).toEqual(['setup']);
});

test('what other sessions could draw matters to those that draw', () => {
  const after = labOf(spoilt('{20..60}', '{100..140}'));
  expect(changesBetween(before, after, undefined).fixed).toEqual([]);
  expect(changesBetween(before, after, 'a').fixed).toEqual(['vars']);
});
