import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonical } from '../../contract/canonical.js';
import { openCompiled } from '../packs/compiled.js';
import { requireLab } from '../packs/library.js';
import { packsRoot } from '../product.js';
import { fieldsOf, type SessionRecord, SessionStore } from './store.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-store-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const fields = { seed: 's', drawn: true, provider: 'none' };
const small = requireLab(join(packsRoot, 'lvs', 'dr-by-hand'));

test('a session that was made is read again as it was', () => {
  const store = new SessionStore(root);
  const record = store.create(small, fields);
  expect(record).toMatchObject({ format: 1, labId: 'dr-by-hand', digest: small.digest, ...fields });
  expect(record.id).toMatch(/^dr-by-hand-[0-9a-f]{4}$/);
  expect(new SessionStore(root).read(record.id)).toEqual(record);
  expect(statSync(store.folder(record.id)).mode & 0o777).toBe(0o700);
});

test('many sessions of one lab have an id each', () => {
  const store = new SessionStore(root);
  const ids = Array.from({ length: 300 }, () => store.create(small, fields).id);
  expect(new Set(ids).size).toBe(300);
});

test('sessions are listed oldest first, whatever their names', () => {
  const store = new SessionStore(root);
  for (const [id, created] of Object.entries({ 'b-1': 1, 'a-2': 3, 'c-3': 2 })) {
    mkdirSync(store.folder(id));
    writeFileSync(
      join(store.folder(id), 'session.json'),
      JSON.stringify({ format: 1, id, created, labId: 'small', labFolder: '/labs/small', ...fields }),
    );
  }
  expect(store.list().map((record) => record.id)).toEqual(['b-1', 'c-3', 'a-2']);
});

test('a folder without a readable record is no session, and no trouble', () => {
  const store = new SessionStore(root);
  const { id } = store.create(small, fields);
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(root, 'broken'));
  writeFileSync(join(root, 'broken', 'session.json'), '{"id":');
  writeFileSync(join(root, 'a-file'), '');
  expect(store.list().map((record) => record.id)).toEqual([id]);
  expect(store.read('broken')).toBeUndefined();
});

test('a removed session is gone with its folder, and may be removed again', () => {
  const store = new SessionStore(root);
  const { id } = store.create(small, fields);
  store.remove(id);
  store.remove(id);
  expect(existsSync(store.folder(id))).toBe(false);
  expect(store.list()).toEqual([]);
});

test('where there is no folder there are no sessions', () => {
  expect(new SessionStore(join(root, 'none')).list()).toEqual([]);
});

test('the lab of a session is what it was, whatever becomes of its folder', () => {
  const folder = join(root, 'labs', 'dr-by-hand');
  cpSync(join(packsRoot, 'lvs'), join(root, 'labs'), { recursive: true });
  const loaded = requireLab(folder);
  const store = new SessionStore(join(root, 'sessions'));
  const record = store.create(loaded, { ...fields, drawn: false });
  const before = loaded.text('install', 'en', {});
  const file = join(folder, 'lab.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('minutes: 60', 'minutes: 61'));
  expect(requireLab(folder).digest).not.toBe(loaded.digest);
  rmSync(folder, { recursive: true });

  const again = new SessionStore(join(root, 'sessions'));
  const kept = again.lab(again.read(record.id)!);
  expect(kept.digest).toBe(loaded.digest);
  expect(kept.instantiate(undefined)).toEqual(loaded.instantiate(undefined));
  expect(kept.instantiate('other')).toEqual(loaded.instantiate('other'));
  expect(kept.text('install', 'en', {})).toBe(before);
  for (const name of Object.keys(loaded.compiled.scripts))
    expect(kept.script(name, {})).toBe(loaded.script(name, {}));
});

test('a session of before, without its lab, has the one in its folder, and keeps it from then on', () => {
  const store = new SessionStore(root);
  const { digest: _, ...record } = store.create(small, fields);
  const files = ['lab.json', 'session.json'].map((name) => join(store.folder(record.id), name));
  rmSync(files[0]!);
  writeFileSync(files[1]!, JSON.stringify(record));
  expect(() => store.lab({ ...record, labFolder: '/gone' })).toThrow(/has 1 error/);
  expect(store.lab(store.read(record.id)!).digest).toBe(small.digest);
  const later = new SessionStore(root);
  const kept = later.read(record.id)!;
  expect(kept.digest).toBe(small.digest);
  expect(later.lab({ ...kept, labFolder: '/gone' }).instantiate('s')).toEqual(small.instantiate('s'));
});

test.each([
  ['is not there', (file: string) => rmSync(file)],
  ['is no lab', (file: string) => writeFileSync(file, '{}')],
  ['ends early', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 500))],
  [
    'was changed',
    (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('"minutes":60', '"minutes":61')),
  ],
])('a kept lab that %s is told with its file, and costs no other session', (_what, spoil) => {
  const store = new SessionStore(root);
  const [bad, fine] = [store.create(small, fields), store.create(small, { ...fields, seed: 't' })];
  const file = join(store.folder(bad.id), 'lab.json');
  spoil(file);
  const fresh = new SessionStore(root);
  expect(() => fresh.lab(bad)).toThrow(
    expect.objectContaining({
      detail: expect.objectContaining({ code: 'session.lab-bad', params: expect.objectContaining({ file }) }),
    }),
  );
  expect(fresh.lab(fine).digest).toBe(small.digest);
});

/** The same lab with another title. */
const other = openCompiled(
  { ...small.compiled, lab: { ...small.compiled.lab, title: { 'zh-CN': '另一个', en: 'Another' } } },
  small.folder,
);

test('a session goes on with another state of its lab, also for who has the record of before', () => {
  const store = new SessionStore(root);
  const before = store.create(small, fields);
  const record = store.relab(before, other);
  expect(record.digest).toBe(other.digest);
  for (const reader of [store, new SessionStore(root)])
    for (const known of [before, record, reader.read(record.id)!])
      expect(reader.lab(known).lab.title.en).toBe('Another');
});

test.each([
  ['before the record names it', (record: SessionRecord) => record.digest, 'LVS-DR by hand'],
  ['before it has its name', () => other.digest, 'Another'],
])('a crash while a lab is exchanged, %s, leaves a sound session', (_when, digest, title) => {
  const store = new SessionStore(root);
  const record = store.create(small, fields);
  const folder = store.folder(record.id);
  writeFileSync(join(folder, 'lab.next.json'), canonical(other.compiled));
  writeFileSync(join(folder, 'session.json'), JSON.stringify({ ...record, digest: digest(record) }));
  const again = new SessionStore(root);
  expect(again.lab(again.read(record.id)!).lab.title.en).toBe(title);
});

test('whose class a session is of is kept, and goes with its values into another session', () => {
  const store = new SessionStore(root);
  const of = { digest: 'eadc', student: 'S-1' };
  const record = store.create(small, { ...fields, class: of });
  expect(new SessionStore(root).read(record.id)).toMatchObject({ class: of });
  expect(store.relab(record, other)).toMatchObject({ class: of });
  expect(fieldsOf(record)).toEqual({ ...fields, class: of });
  expect(fieldsOf(store.create(small, fields))).toEqual(fields);
});
