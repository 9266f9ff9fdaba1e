import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import { takeHandIns } from './inbox.js';

let root = '';
let inbox = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-inbox-'));
  inbox = join(root, 'class', 'hand-ins');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, text: string): string {
  const whole = join(root, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

const sent = (name: string, text: string) => ({ name, content: Buffer.from(text).toString('base64') });
const names = () =>
  readdirSync(inbox, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());

test('a folder keeps its name, as that may be all that says whose a file is', () => {
  file('downloads/Ann_12/nat.lvsub', 'ann');
  file('downloads/Ben_13/nat.lvsub', 'ben');
  file('downloads/Ben_13/notes.txt', 'x');
  expect(takeHandIns(inbox, [join(root, 'downloads')])).toBe(2);
  expect(readFileSync(join(inbox, 'downloads/Ann_12/nat.lvsub'), 'utf8')).toBe('ann');
  expect(names()).toHaveLength(2);
});

test('what is there is not taken twice, and another of its name is kept beside it', () => {
  const path = file('nat.lvsub', 'one');
  expect(takeHandIns(inbox, [path])).toBe(1);
  expect(takeHandIns(inbox, [path, sent('nat.lvsub', 'one')])).toBe(0);
  expect(takeHandIns(inbox, [sent('nat.lvsub', 'two'), sent('nat.lvsub', 'three')])).toBe(2);
  expect(
    names()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['nat-2.lvsub', 'nat-3.lvsub', 'nat.lvsub']);
  expect(readFileSync(join(inbox, 'nat-2.lvsub'), 'utf8')).toBe('two');
});

test('a name that a browser sends names no other folder', () => {
  expect(takeHandIns(inbox, [sent('../../out.lvsub', 'x'), sent('C:\\temp\\in.lvsub', 'y')])).toBe(2);
  expect(
    names()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['in.lvsub', 'out.lvsub']);
  for (const name of ['x.txt', '.lvsub', '..', 'a\n.lvsub'])
    expect(() => takeHandIns(inbox, [sent(name, 'x')]), name).toThrow(LabError);
});

test('of a drop with a file that no hand-in can be nothing is taken', () => {
  const good = file('good.lvsub', 'x');
  const large = file('large.lvsub', '');
  truncateSync(large, 80_000_000);
  expect(() => takeHandIns(inbox, [good, large])).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'grade.too-large' }) }),
  );
  expect(() => takeHandIns(inbox, [join(root, 'nothing')])).toThrow(LabError);
  expect(existsSync(inbox)).toBe(false);
});
