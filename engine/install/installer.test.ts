import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireLab } from '../packs/library.js';
import { SessionStore } from '../session/store.js';
import { keyId, publicKeyLine } from '../signing/minisign.js';
import { makeSecretKey } from '../signing/secret-key.js';
import { InstallBed } from './testing/bed.js';
import { Publisher, succession } from './testing/publisher.js';

let bed: InstallBed;
beforeEach(() => {
  bed = new InstallBed();
});
afterEach(() => bed.dispose());

test('the first pack of a publisher is asked about once, later ones of the same key are not', async () => {
  const file = await bed.publisher.pack();
  const looked = await bed.installer.look(file);
  expect(looked).toMatchObject({ standing: { state: 'new' }, already: false, versions: [] });
  expect(looked.sheet).toMatchObject({ id: 'net', version: '1.0.0', kind: 'learner' });
  expect(looked.sheet.publisher?.key).toBe(keyId(bed.publisher.key.publicKey));
  expect(await bed.refusal(() => bed.installer.install(looked, { accept: false }))).toMatch(
    /^install\.not-accepted: .*the key that signed net is new here/,
  );
  const { held, already } = await bed.install(file);
  expect([already, held.record]).toMatchObject([
    false,
    { pack: { id: 'net', version: '1.0.0' }, key: publicKeyLine(bed.publisher.key.publicKey) },
  ]);
  expect(requireLab(bed.library.find('net/first-lab')).lab.id).toBe('first-lab');

  const next = await bed.publisher.pack({ version: '1.1.0', word: 'delta' });
  expect((await bed.installer.look(next)).standing).toEqual({ state: 'known' });
  await bed.install(next, {}, false);
  expect([bed.versions(), bed.current()]).toEqual([['1.1.0', '1.0.0'], '1.1.0']);
});

test('the same file again is there already', async () => {
  const file = await bed.publisher.pack();
  await bed.install(file);
  await bed.install(await bed.publisher.pack({ version: '1.1.0' }));
  expect((await bed.installer.look(file, { allowOlder: true })).already).toBe(true);
  expect(await bed.install(file, { allowOlder: true })).toMatchObject({ already: true });
  expect(bed.current()).toBe('1.0.0');
});

test('learner’s and teacher’s, signed and unsigned, are states of their own', async () => {
  await bed.install(await bed.publisher.pack({ key: 'none' }));
  await bed.install(await bed.publisher.pack());
  await bed.install(await bed.publisher.pack({ kind: 'teacher' }));
  expect(bed.store.held('net').map(({ record }) => [record?.kind, record?.key !== undefined])).toHaveLength(
    3,
  );
  expect(new Set(bed.store.held('net').map(({ record }) => record?.digest)).size).toBe(1);
});

test('a changed key is refused, until somebody has compared the new one', async () => {
  await bed.install(await bed.publisher.pack());
  const thief = makeSecretKey();
  const file = await bed.publisher.pack({ version: '2.0.0', key: thief });
  expect((await bed.installer.look(file)).standing).toMatchObject({ state: 'refused' });
  expect(await bed.refusal(() => bed.install(file))).toMatch(
    new RegExp(
      `^install\\.key-changed: Refused: net has always been signed by the key ${keyId(bed.publisher.key.publicKey)}, ` +
        `this one is signed by ${keyId(thief.publicKey)}.*lvslab pack trust net --key`,
    ),
  );
  // Nor does it help to be a key of the same id.
  const forged = { ...thief, publicKey: { ...thief.publicKey, id: bed.publisher.key.publicKey.id } };
  const same = await bed.publisher.pack({ version: '2.0.0', key: forged });
  expect(await bed.refusal(() => bed.install(same))).toMatch(/^install\.key-changed/);
  await bed.installer.trustKey('net', thief.publicKey);
  await bed.install(file, {}, false);
  expect(bed.current()).toBe('2.0.0');
});

test('a pack that was signed is not taken without a signature', async () => {
  await bed.install(await bed.publisher.pack());
  const file = await bed.publisher.pack({ version: '2.0.0', key: 'none' });
  expect(await bed.refusal(() => bed.install(file))).toMatch(
    /^install\.unsigned-now: .*somebody else may have made it/,
  );
  expect(
    await bed.refusal(async () => bed.installer.look(file, { wanted: bed.publisher.key.publicKey })),
  ).toMatch(/^pack\.signature: .*it is not signed/);
});

test('a removed pack keeps its key: another one of its name is not taken as the first', async () => {
  await bed.install(await bed.publisher.pack());
  await bed.store.remove('net', undefined);
  expect(bed.store.ids()).toEqual([]);
  const stranger = new Publisher(join(bed.root, 'stranger'));
  const file = await stranger.pack({ version: '3.0.0' });
  expect(await bed.refusal(() => bed.install(file))).toMatch(/^install\.key-changed/);
});

test('a key that the old one vouches for is taken, and from then on the old one is not', async () => {
  await bed.install(await bed.publisher.pack());
  const newer = makeSecretKey();
  const text = succession(bed.publisher.key, newer);
  const file = await bed.publisher.pack({ version: '1.1.0', key: newer, successions: ['nonsense', text] });
  expect((await bed.installer.look(file)).standing).toEqual({
    state: 'succeeded',
    from: keyId(bed.publisher.key.publicKey),
  });
  await bed.install(file, {}, false);
  const old = await bed.publisher.pack({ version: '1.2.0' });
  expect(await bed.refusal(() => bed.install(old))).toMatch(/^install\.key-changed/);
  await bed.install(await bed.publisher.pack({ version: '1.3.0', key: newer }), {}, false);
  // Documents of a stranger's own vouch for nobody.
  const thief = makeSecretKey();
  const forged = await bed.publisher.pack({
    version: '1.4.0',
    key: thief,
    successions: [text, succession(makeSecretKey(), thief)],
  });
  expect(await bed.refusal(() => bed.install(forged))).toMatch(/^install\.key-changed/);
});

test('an older version, and another one of the same number, come in only where that is wanted', async () => {
  await bed.install(await bed.publisher.pack({ version: '1.10.0' }));
  const older = await bed.publisher.pack({ version: '1.9.0' });
  expect(await bed.refusal(() => bed.install(older))).toMatch(
    /^install\.older: Refused: this is net 1\.9\.0, and the newer 1\.10\.0 was seen here.*--allow-older/,
  );
  const other = await bed.publisher.pack({ version: '1.10.0', word: 'delta' });
  expect(await bed.refusal(() => bed.install(other))).toMatch(/^install\.version-reused/);
  // Also after it was removed: what was seen was seen.
  await bed.store.remove('net', undefined);
  expect(await bed.refusal(() => bed.install(older))).toMatch(/^install\.older/);
  await bed.install(older, { allowOlder: true });
  expect(bed.current()).toBe('1.9.0');
  // It did not become the highest that was seen.
  expect(await bed.refusal(() => bed.install(other))).toMatch(/^install\.version-reused/);
});

test('nobody takes the name of a pack that comes with the product', async () => {
  const file = await bed.publisher.pack({ id: 'lvs' });
  expect(await bed.refusal(() => bed.install(file))).toMatch(/^install\.built-in: lvs is the name of a pack/);
});

test('sessions have their lab, whatever becomes of the pack', async () => {
  const sessions = new SessionStore(join(bed.root, 'sessions'));
  await bed.install(await bed.publisher.pack());
  const loaded = requireLab(bed.library.find('net/first-lab'), { draws: true });
  const record = sessions.create(loaded, { seed: '1', drawn: false, provider: 'qemu' });
  const files = () => bed.everything(sessions.folder(record.id));
  const before = files();
  await bed.install(await bed.publisher.pack({ version: '2.0.0', word: 'delta' }));
  expect(requireLab(bed.library.find('net/first-lab')).digest).not.toBe(loaded.digest);
  await bed.store.remove('net', undefined);
  expect(files()).toEqual(before);
  expect(new SessionStore(join(bed.root, 'sessions')).lab(record)).toMatchObject({ digest: loaded.digest });
});

test('new sessions are of the version that was chosen', async () => {
  await bed.install(await bed.publisher.pack());
  await bed.install(await bed.publisher.pack({ version: '1.1.0', word: 'delta' }));
  expect(await bed.store.use('net', '1.0.0')).toMatchObject({ record: { pack: { version: '1.0.0' } } });
  expect(bed.current()).toBe('1.0.0');
  const wanted = bed.store.held('net')[0]!;
  await bed.store.use('net', wanted.record!.digest.slice(7, 20));
  expect(bed.current()).toBe('1.1.0');
  expect(await bed.refusal(() => bed.store.use('net', '7.0.0'))).toMatch(
    /^install\.version-unknown: .*1\.1\.0-/,
  );
  expect(await bed.refusal(() => bed.store.use('other', '1.0.0'))).toMatch(
    /^install\.unknown: .*there are: net/,
  );
  await bed.install(await bed.publisher.pack({ version: '1.1.0', word: 'delta', kind: 'teacher' }));
  expect(await bed.refusal(() => bed.store.use('net', '1.1.0'))).toMatch(/^install\.version-ambiguous/);
  // The one in use goes: the highest of the others is.
  await bed.store.remove('net', bed.store.current('net')!.name);
  expect(bed.current()).toBe('1.1.0');
  await bed.store.remove('net', '1.1.0');
  expect([bed.versions(), bed.current()]).toEqual([['1.0.0'], '1.0.0']);
});

test('names that lead elsewhere are names of nothing', async () => {
  await bed.install(await bed.publisher.pack());
  for (const id of ['..', '../store', 'net/..', '/', '', 'NET', 'trust.json'])
    expect(await bed.refusal(() => bed.store.remove(id, undefined))).toMatch(/^install\.unknown/);
  for (const version of ['..', '../..', '', '1', 'current.json'])
    expect(await bed.refusal(() => bed.store.remove('net', version))).toMatch(/^install\.version-unknown/);
});

test('what is damaged is told, hides no other, and is replaced by installing it again', async () => {
  const file = await bed.publisher.pack();
  await bed.install(file);
  await bed.install(await bed.publisher.pack({ id: 'other' }));
  truncateSync(join(bed.store.held('net')[0]!.folder, 'installed.json'), 10);
  expect(bed.store.held('net')).toMatchObject([{ record: undefined, current: false }]);
  expect(bed.library.folders()).toHaveLength(1);
  expect(bed.library.troubles().map(({ code }) => code)).toEqual(['install.damaged']);
  expect(() => bed.library.find('net/first-lab')).toThrow(/is damaged and cannot be used/);
  expect(bed.library.find('other/first-lab')).toContain('other');
  expect(await bed.refusal(() => bed.store.use('net', '1.0.0'))).toMatch(
    /^install\.version-unknown|^install\.damaged/,
  );
  await bed.install(file);
  expect(bed.library.find('net/first-lab')).toContain('net');
});

test('where nobody knows any more whose packs are whose nothing is installed', async () => {
  await bed.install(await bed.publisher.pack());
  writeFileSync(join(bed.store.root, 'trust.json'), '{"format":1');
  const file = await bed.publisher.pack({ version: '2.0.0' });
  expect(await bed.refusal(() => bed.install(file))).toMatch(/^install\.trust-damaged: .*packs\/trust\.json/);
  expect(() => bed.library.find('net/first-lab')).toThrow(/what is installed is not used/);
  rmSync(join(bed.store.root, 'trust.json'));
  expect((await bed.installer.look(file)).standing).toEqual({ state: 'new' });
});

test('a file that is no pack leaves nothing behind', async () => {
  const whole = readFileSync(await bed.publisher.pack());
  const broken = join(bed.root, 'broken.lvspack');
  writeFileSync(broken, whole.subarray(0, -100));
  expect(await bed.refusal(() => bed.install(broken))).toMatch(
    /^pack\.archive: .*broken\.lvspack cannot be used/,
  );
  writeFileSync(broken, 'hello');
  expect(await bed.refusal(() => bed.install(broken))).toMatch(/^pack\.archive/);
  expect(await bed.refusal(() => bed.install(join(bed.root, 'nothing.lvspack')))).toMatch(
    /^install\.source-unknown/,
  );
  expect(await bed.refusal(() => bed.install('ftp://x.example/a.lvspack'))).toMatch(/^install\.url-refused/);
  expect(readdirSync(bed.store.root)).toEqual([]);
});

test('an author’s folder is installed as it is, with its solutions, and every time asked about', async () => {
  const folder = bed.publisher.source({ id: 'mine' });
  const looked = await bed.installer.look(folder);
  expect(looked).toMatchObject({ standing: { state: 'unsigned' }, sheet: { kind: 'teacher' } });
  await bed.installer.install(looked, { accept: true });
  expect((await bed.installer.look(folder)).already).toBe(true);
  writeFileSync(join(folder, 'notes.txt'), 'a file of the author’s own');
  await bed.install(folder);
  writeFileSync(join(folder, 'first-lab', 'lab.yaml'), 'nothing');
  expect(await bed.refusal(() => bed.install(folder))).toMatch(/^pack\.unsound: .*\n.*lab\.yaml:1:1/);
  const empty = mkdtempSync(join(bed.root, 'empty-'));
  expect(await bed.refusal(() => bed.install(empty))).toMatch(/^install\.no-pack: .*neither a pack\.yaml/);
});

test('what was looked at is judged again when it is installed', async () => {
  const looked = await bed.installer.look(await bed.publisher.pack());
  await bed.install(await bed.publisher.pack({ version: '2.0.0' }));
  expect(await bed.refusal(() => bed.installer.install(looked, { accept: true }))).toMatch(/^install\.older/);
});
