import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeFileAtomic } from './files.js';
import { processMark } from './lock.js';
import { clearRemnants } from './remnants.js';

let root = '';
let parent = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-remnants-'));
});
beforeEach(() => {
  parent = mkdtempSync(join(root, 'parent-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('remnants are told by whose they are', async () => {
  const mark = processMark(process.pid);
  const random = '0123456789ab';
  const remnants = [
    // A process of that number began at another time, or this process at this time, in another life.
    `pack.${process.ppid}-1-${random}.partial`,
    `pack.${process.pid}-${mark}-${random}.partial`,
    `other.name.999999999-7-${random}.partial`,
  ];
  const others = [
    `pack.${process.ppid}-${processMark(process.ppid)}-${random}.partial`,
    'pack.partial',
    `pack.${process.pid}-${mark}-${random}`,
    'pack',
  ];
  for (const name of [...remnants, ...others]) mkdirSync(join(parent, name));
  writeFileSync(join(parent, remnants[0]!, 'file'), '');
  expect((await clearRemnants(parent)).toSorted()).toEqual(
    remnants.map((name) => join(parent, name)).toSorted(),
  );
  expect(readdirSync(parent).toSorted()).toEqual(others.toSorted());
});

test('a folder that is not there has no remnants', async () => {
  expect(await clearRemnants(join(parent, 'none'))).toEqual([]);
});

test('what a killed process left of a file goes when the file is written next, and nothing else does', () => {
  const path = join(parent, 'trust.json');
  const gone = `${path}.999999999-7-0123456789ab.partial`;
  const others = [
    join(parent, 'other.json.999999999-7-0123456789ab.partial'),
    `${path}.${process.ppid}-${processMark(process.ppid)}-0123456789ab.partial`,
  ];
  for (const name of [gone, ...others]) writeFileSync(name, '{"half');
  writeFileAtomic(path, 'whole');
  expect(readFileSync(path, 'utf8')).toBe('whole');
  expect(
    readdirSync(parent)
      .map((name) => join(parent, name))
      .toSorted(),
  ).toEqual([path, ...others].toSorted());
});

test('a file that cannot be written leaves nothing, and what was there stays', () => {
  // A folder with something in it is not replaced by a file (rename(2), EISDIR).
  const path = join(parent, 'taken');
  mkdirSync(path);
  writeFileSync(join(path, 'inside'), '');
  expect(() => writeFileAtomic(path, 'text')).toThrow('EISDIR');
  expect(readdirSync(parent)).toEqual(['taken']);
  expect(readdirSync(path)).toEqual(['inside']);
});
