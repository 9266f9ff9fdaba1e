import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../engine/app/service.js';
import { SettingsFile } from '../engine/app/settings.js';
import { requireLab } from '../engine/packs/library.js';
import { builtInIds } from '../engine/packs/testing/built-in.js';
import { packsRoot } from '../engine/product.js';
import { Library } from '../engine/install/library.js';
import { PackStore } from '../engine/install/store.js';
import { makeInstaller } from '../wiring/packs.js';
import { Journal } from '../engine/session/journal.js';
import { SessionStore } from '../engine/session/store.js';
import { RecordedProvider } from '../recorded/provider.js';

// What a window is told of sessions and labs that cannot be used: none is left out without a word.

let root = '';
let packs = '';
const call = { signal: new AbortController().signal, onEvent: () => {} };
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-troubles-'));
  packs = join(root, 'built-in');
  vi.stubEnv('LVSLAB_DATA', root);
  vi.stubEnv('LVSLAB_CACHE', join(root, 'cache'));
  vi.stubEnv('XDG_RUNTIME_DIR', root);
  cpSync(packsRoot, packs, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function opened() {
  const store = new SessionStore();
  const provider = new RecordedProvider({ delay: 0 });
  const library = new Library(packs, new PackStore());
  const parts = {
    store,
    library,
    installer: makeInstaller(library),
    providers: new Map([['recorded', provider]]),
    settings: new SettingsFile(),
    guest: () => Promise.resolve('0'),
    info: { version: '1', language: 'en' } as const,
    storage: { list: async () => [], free: async () => 0 },
  };
  return { store, provider, service: new App(parts).service() };
}

/** A session that was suspended, as a record says. */
function suspended(store: SessionStore) {
  const loaded = requireLab(join(packs, 'lvs', 'dr-by-hand'));
  const { id } = store.create(loaded, { seed: 's', drawn: true, provider: 'recorded' });
  const journal = new Journal(join(store.folder(id), 'journal.jsonl'));
  journal.append({ type: 'suspended' });
  return { id, folder: store.folder(id), journal };
}

test('a session whose lab cannot be had is shown with the reason, and can be ended and forgotten', async () => {
  const { store, provider, service } = opened();
  const { id, folder } = suspended(store);
  writeFileSync(join(folder, 'lab.json'), '{"format":1');
  provider.recover = async () => 'suspended';
  const discarded = vi.spyOn(provider, 'discard');
  const problem = { code: 'session.lab-bad', params: { file: join(folder, 'lab.json') } };
  expect(await service.sessions({}, call)).toMatchObject([
    { id, title: { en: 'dr-by-hand' }, state: 'suspended', done: 0, steps: 0, problem },
  ]);
  await expect(service.resume({ session: id }, call)).rejects.toMatchObject({ code: 'session.lab-bad' });
  await service.end({ session: id }, call);
  expect(discarded.mock.calls).toEqual([[{ id, folder }]]);
  expect(await service.sessions({}, call)).toMatchObject([{ id, state: 'ended', problem }]);
  await service.forget({ session: id }, call);
  expect(existsSync(folder)).toBe(false);
});

test('a damaged journal is told with its session', async () => {
  const { store, service } = opened();
  const { id, folder, journal } = suspended(store);
  writeFileSync(join(folder, 'journal.jsonl'), 'null\n', { flag: 'a' });
  journal.append({ type: 'ended' });
  expect(await service.sessions({}, call)).toMatchObject([
    { id, steps: 9, problem: { code: 'session.journal-damaged', params: { lines: [2] } } },
  ]);
});

test('a session whose machines cannot be looked after says why', async () => {
  const { store, provider, service } = opened();
  const { id, folder, journal } = suspended(store);
  journal.append({ type: 'resumed' });
  mkdirSync(join(folder, 'machines'));
  provider.recover = async () => {
    throw new TypeError('its machines.json is odd');
  };
  expect(await service.sessions({}, call)).toMatchObject([
    { id, state: 'broken', problem: { code: 'session.neglected' } },
  ]);
});

test('what has no row of its own is told beside: a record that is bad, a lab with errors', async () => {
  const { store, service } = opened();
  const { id } = suspended(store);
  expect(await service.troubles({}, call)).toEqual([]);
  mkdirSync(store.folder('small-0bad'));
  writeFileSync(join(store.folder('small-0bad'), 'session.json'), '{}');
  writeFileSync(join(packs, 'lvs', 'keepalived-multi', 'lab.yaml'), 'format: 1\n');
  expect(await service.troubles({}, call)).toMatchObject([
    { code: 'lab.invalid', params: { lab: 'keepalived-multi' } },
    { code: 'session.record-bad', params: { file: join(store.folder('small-0bad'), 'session.json') } },
  ]);
  expect(await service.sessions({}, call)).toMatchObject([{ id }]);
  expect((await service.labs({}, call)).map((lab) => lab.id)).toEqual(
    builtInIds().filter((lab) => lab !== 'keepalived-multi'),
  );
});
