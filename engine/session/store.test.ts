import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SessionStore } from './store.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-store-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const fields = { labId: 'small', labFolder: '/labs/small', seed: 's', drawn: true, provider: 'none' };

test('a session that was made is read again as it was', () => {
  const store = new SessionStore(root);
  const record = store.create(fields);
  expect(record).toMatchObject({ format: 1, ...fields });
  expect(record.id).toMatch(/^small-[0-9a-f]{4}$/);
  expect(new SessionStore(root).read(record.id)).toEqual(record);
  expect(statSync(store.folder(record.id)).mode & 0o777).toBe(0o700);
});

test('many sessions of one lab have an id each', () => {
  const store = new SessionStore(root);
  const ids = Array.from({ length: 300 }, () => store.create(fields).id);
  expect(new Set(ids).size).toBe(300);
});

test('sessions are listed oldest first, whatever their names', () => {
  const store = new SessionStore(root);
  for (const [id, created] of Object.entries({ 'b-1': 1, 'a-2': 3, 'c-3': 2 })) {
    mkdirSync(store.folder(id));
    writeFileSync(
      join(store.folder(id), 'session.json'),
      JSON.stringify({ format: 1, id, created, ...fields }),
    );
  }
  expect(store.list().map((record) => record.id)).toEqual(['b-1', 'c-3', 'a-2']);
});

test('a folder without a readable record is no session, and no trouble', () => {
  const store = new SessionStore(root);
  const { id } = store.create(fields);
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(root, 'broken'));
  writeFileSync(join(root, 'broken', 'session.json'), '{"id":');
  writeFileSync(join(root, 'a-file'), '');
  expect(store.list().map((record) => record.id)).toEqual([id]);
  expect(store.read('broken')).toBeUndefined();
});

test('a removed session is gone with its folder, and may be removed again', () => {
  const store = new SessionStore(root);
  const { id } = store.create(fields);
  store.remove(id);
  store.remove(id);
  expect(existsSync(store.folder(id))).toBe(false);
  expect(store.list()).toEqual([]);
});

test('where there is no folder there are no sessions', () => {
  expect(new SessionStore(join(root, 'none')).list()).toEqual([]);
});
