import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecordedProvider } from '../recorded/provider.js';
import { Journal } from '../engine/session/journal.js';
import { knownSessions, type Recovery } from '../engine/session/known.js';
import { requireLab } from '../engine/packs/library.js';
import { packsRoot } from '../engine/product.js';
import { SessionStore } from '../engine/session/store.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-bad-files-'));
  vi.stubEnv('LVSLAB_DATA', root);
  vi.stubEnv('XDG_RUNTIME_DIR', root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const fields = { labId: 'small', labFolder: '/labs/small', seed: 's', drawn: true, provider: 'recorded' };
const dr = requireLab(join(packsRoot, 'lvs', 'dr-by-hand'));
const own = { seed: 's', drawn: true, provider: 'recorded' };
const good = (id: string) => ({ format: 1, id, created: 1, ...fields });

test.each([
  ['an empty object', '{}'],
  ['null', 'null'],
  ['a list', '[]'],
  ['no JSON', '{"format":1,'],
  ['nothing', ''],
  ["another session's id", JSON.stringify(good('other-0001'))],
  ['an id that leads elsewhere', JSON.stringify(good('../../etc'))],
  ['a folder of the lab that is not absolute', JSON.stringify({ ...good('small-0bad'), labFolder: '../x' })],
  ['a time that no date has', JSON.stringify({ ...good('small-0bad'), created: 1e300 })],
  ['another format', JSON.stringify({ ...good('small-0bad'), format: 2 })],
])('a record that is %s costs its own session only, and is told with its file', async (_what, text) => {
  const store = new SessionStore();
  const fine = store.create(dr, own);
  mkdirSync(store.folder('small-0bad'), { recursive: true });
  const file = join(store.folder('small-0bad'), 'session.json');
  writeFileSync(file, text);
  new Journal(join(store.folder(fine.id), 'journal.jsonl')).append({ type: 'ended' });
  const news: Recovery[] = [];
  const provider = new RecordedProvider({ delay: 0 });
  const swept = vi.spyOn(provider, 'sweep');
  const known = await knownSessions(store, [provider], (each) => news.push(each));
  expect(known.map(({ record, state }) => [record.id, state])).toEqual([[fine.id, 'ended']]);
  expect(news).toMatchObject([
    { code: 'trouble', error: { detail: { code: 'session.record-bad', params: { file } } } },
  ]);
  // Its record may be mended: what runs of it is nobody's orphan.
  expect(swept.mock.calls[0]).toEqual([expect.arrayContaining([fine.id, 'small-0bad'])]);
});

test('a session that cannot be looked after costs no other one', async () => {
  const store = new SessionStore();
  const [one, other] = [store.create(dr, own), store.create(dr, own)];
  for (const { id } of [one, other]) {
    mkdirSync(join(store.folder(id), 'machines'));
    new Journal(join(store.folder(id), 'journal.jsonl')).append({ type: 'resumed' });
  }
  const provider = new RecordedProvider({ delay: 0 });
  const recover = provider.recover.bind(provider);
  provider.recover = async (place) => {
    if (place.id === one.id) throw new TypeError('its machines.json is odd');
    return recover(place);
  };
  const news: Recovery[] = [];
  const known = await knownSessions(store, [provider], (each) => news.push(each));
  expect(new Map(known.map(({ record, state }) => [record.id, state]))).toEqual(
    new Map([
      [one.id, 'broken'],
      [other.id, 'ended'],
    ]),
  );
  expect(news).toContainEqual(
    expect.objectContaining({
      error: expect.objectContaining({ detail: expect.objectContaining({ code: 'session.neglected' }) }),
    }),
  );
});

test('no name leads out of the data folder', () => {
  const store = new SessionStore();
  for (const id of ['../../etc', '..', '.', '', 'a/b', '/etc', 'A', 'a\0b']) {
    expect(() => store.folder(id)).toThrow(/There is no session/);
    expect(() => store.remove(id)).toThrow(/There is no session/);
    expect(() => store.read(id)).toThrow(/There is no session/);
  }
});
