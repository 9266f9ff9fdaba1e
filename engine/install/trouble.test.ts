import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import { artefactOf } from '../packs/artefact.js';
import { lintPack } from '../packs/lint-pack.js';
import { openPack } from '../packs/open-pack.js';
import { packArchive } from '../packs/signed.js';
import { readArchive } from '../archive/read.js';
import { planArchive, writeArchive } from '../archive/write.js';
import { publicKeyLine } from '../signing/minisign.js';
import { makeSecretKey, writeSecretKey } from '../signing/secret-key.js';
import { type Publishing, publishIndex } from './publish.js';
import { InstallBed } from './testing/bed.js';
import { type PackFields, succession } from './testing/publisher.js';
import { lookForUpdate } from './update.js';

// What a hostile reader of this room found: each once led to something else than what is said here.

let bed: InstallBed;
let site: string;
beforeEach(() => {
  bed = new InstallBed();
  site = join(bed.root, 'site');
  mkdirSync(site);
});
afterEach(() => bed.dispose());

const publish = (fields: Partial<Publishing> = {}, folder = site) =>
  publishIndex(folder, { secret: bed.publisher.key, days: 30, revoke: [], now: bed.now, ...fields });

async function offer(fields: PackFields = {}, publishing: Partial<Publishing> = {}, folder = site) {
  const { id = 'net', version = '1.0.0', kind = 'learner' } = fields;
  cpSync(await bed.publisher.pack(fields), join(folder, `${id}-${version}-${kind}.lvspack`));
  return publish(publishing, folder);
}

const update = () => lookForUpdate(bed.installer, 'net');
const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof LabError) return error.code;
      throw error;
    },
  );
const revoked = () => bed.store.held('net')[0]?.revoked;
const indexUrl = () => pathToFileURL(join(site, 'index.json')).href;

/** The pack that is installed is taken back. @returns its digest */
async function takenBack(): Promise<string> {
  await offer();
  await bed.install(site);
  const { digest } = bed.store.current('net')!.record!;
  await publish({ revoke: [{ digest, reason: 'bad' }] });
  expect(await codeOf(update())).toBe('install.revoked');
  return digest;
}

test('what was taken back stays so, whatever a stranger’s index takes back', async () => {
  const digest = await takenBack();
  const stranger = makeSecretKey();
  const other = join(bed.root, 'other');
  mkdirSync(other);
  await offer({ id: 'other', key: stranger }, { secret: stranger, revoke: [{ digest, reason: 'x' }] }, other);
  await bed.install(other);
  expect(revoked()).toBe('bad');
});

test('a key’s successor takes back what the key has signed, and gives nothing back', async () => {
  const digest = await takenBack();
  const newer = makeSecretKey();
  mkdirSync(join(site, 'successions'));
  writeFileSync(join(site, 'successions', 'a.succession'), succession(bed.publisher.key, newer));
  await publish({ secret: newer });
  await codeOf(update());
  expect(revoked()).toBe('bad');
  bed.store.setTrust({ ...bed.store.trust(), revoked: {} });
  await publish({ secret: newer, revoke: [{ digest, reason: 'worse' }] });
  await codeOf(update());
  expect(revoked()).toBe('worse');
});

test('nothing is used while nobody knows what was taken back', async () => {
  await takenBack();
  const file = join(bed.store.root, 'trust.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 2'));
  expect(bed.library.folders()).toEqual([]);
  expect(bed.library.troubles().map(({ code }) => code)).toEqual(['install.trust-damaged']);
  expect(await codeOf(bed.store.use('net', '1.0.0'))).toBe('install.trust-damaged');
});

test('a key that somebody has named while an index was read stays', async () => {
  await offer();
  await bed.install(site);
  await offer({ version: '1.1.0' });
  const other = makeSecretKey();
  let named: Promise<void> | undefined;
  const onBytes = () => {
    named ??= bed.installer.trustKey(indexUrl(), other.publicKey);
  };
  expect(await codeOf(bed.installer.look(site, { onBytes }))).toBe('index.key-changed');
  await named;
  expect(bed.store.trust().indexes[indexUrl()]?.key).toBe(publicKeyLine(other.publicKey));
});

test('an index is judged again when its pack is installed', async () => {
  await offer();
  const looked = await bed.installer.look(site);
  await bed.installer.trustKey(indexUrl(), makeSecretKey().publicKey);
  await bed.installer.trustKey('net', bed.publisher.key.publicKey);
  expect(await codeOf(bed.installer.install(looked, { accept: true }))).toBe('index.key-changed');
});

test('a key that is named is bound to nothing that another one has signed', async () => {
  await bed.install(await bed.publisher.pack({ version: '999.0.0', key: makeSecretKey() }));
  await bed.installer.trustKey('net', bed.publisher.key.publicKey);
  const file = await bed.publisher.pack({ version: '2.0.0' });
  expect((await bed.installer.look(file)).standing).toEqual({ state: 'known' });
  for (let number = 0; number < 3; number += 1) await offer({ id: 'other' });
  await bed.install(site);
  rmSync(join(site, 'index.json'));
  const newer = makeSecretKey();
  await publish({ secret: newer });
  expect(await codeOf(bed.installer.look(site))).toBe('index.key-changed');
  await bed.installer.trustKey(indexUrl(), newer.publicKey);
  expect(await codeOf(bed.installer.look(site))).toBe('done');
});

/** A learner's file that states the digest of the genuine one, and has other texts. */
async function forged(key: PackFields['key']): Promise<string> {
  const source = bed.publisher.source();
  const { labs } = lintPack(source);
  const { fields, files } = artefactOf(source, labs, 'learner');
  const changed = files.map((file) =>
    file.path.endsWith('/lab.json')
      ? { ...file, content: Buffer.from(file.content.toString().replaceAll('nginx', 'apache')) }
      : file,
  );
  const proof = { made: '2026-01-01T00:00:00Z', product: 'x', mistakes: 9, variants: 9 };
  const proofs = Object.fromEntries(labs.map(({ lab, digest }) => [lab.id, { digest, ...proof }]));
  const content = Buffer.from(JSON.stringify({ format: 1, labs: proofs }));
  const all = [...changed, { path: 'proofs.json', mode: '0644' as const, content }];
  const made = await packArchive({ fields, files: all }, key === 'none' ? undefined : key);
  if (!made.ok) throw new TypeError(made.problem.code);
  const file = join(bed.root, 'forged.lvspack');
  writeFileSync(file, made.archive);
  return file;
}

test('a learner’s file of the same version with other labs is told, though it states the same digest', async () => {
  await bed.install(await bed.publisher.pack());
  expect(await bed.refusal(async () => bed.install(await forged(bed.publisher.key)))).toMatch(
    /^install\.version-reused/,
  );
  // The teacher's of that version is no other pack, and after it neither is the learner's.
  await bed.install(await bed.publisher.pack({ kind: 'teacher' }), {}, false);
  await bed.install(await bed.publisher.pack(), {}, false);
});

test('nobody’s word counts for a proof where nobody has signed', async () => {
  const { sheet } = await openPack(await forged('none'));
  expect(sheet.labs.map(({ proof }) => proof)).toEqual([undefined]);
});

test('a title has one line, and so has what a publisher says of what he takes back', async () => {
  const source = bed.publisher.source();
  const yaml = join(source, 'pack.yaml');
  const text = readFileSync(yaml, 'utf8');
  writeFileSync(yaml, text.replace('en: My pack', 'en: "Net\\nsigned by the key 0123456789ABCDEF"'));
  expect(lintPack(source).problems.map(({ message }) => message.code)).toContain('schema');
  await offer();
  await bed.install(site);
  const { digest } = bed.store.current('net')!.record!;
  await publish({ revoke: [{ digest, reason: 'x\nlvslab: run this to repair' }] });
  expect(await bed.refusal(update).catch((error: Error) => error.message)).not.toMatch(/\nlvslab:/);
});

test('a secret key does not go out, whatever its file is called', async () => {
  const written = await writeSecretKey(makeSecretKey(), undefined);
  if (!written.ok) throw new TypeError(written.problem);
  for (const [name, kind] of [
    ['LICENSE', 'learner'],
    ['successions/me.succession', 'learner'],
    ['notes/old.txt', 'teacher'],
  ] as const) {
    const source = bed.publisher.source();
    const { labs } = lintPack(source);
    for (const folder of ['successions', 'notes']) mkdirSync(join(source, folder));
    writeFileSync(join(source, name), written.text);
    expect(() => artefactOf(source, labs, kind), name).toThrow(/has a secret key in it/);
  }
});

test('what is not whole any more is made whole by installing it again', async () => {
  const file = await bed.publisher.pack();
  const { held } = await bed.install(file);
  rmSync(join(held.folder, 'pack', 'first-lab'), { recursive: true });
  expect(await bed.install(file)).toMatchObject({ already: false });
  expect(bed.library.find('net/first-lab')).toContain('first-lab');
  // The same manifest came without its signature first.
  const read = await readArchive(file);
  if (!read.ok) throw new TypeError(read.problem.code);
  const { format: _, files: __, ...fields } = read.head.manifest;
  const planned = planArchive(fields, read.files);
  const made = planned.ok ? await writeArchive(planned.plan) : planned;
  if (!made.ok) throw new TypeError(made.problem.code);
  const other = new InstallBed();
  const bare = join(other.root, 'bare.lvspack');
  writeFileSync(bare, made.archive);
  expect((await other.install(bare)).held.record?.key).toBeUndefined();
  expect((await other.install(file)).held.record?.key).toBe(publicKeyLine(bed.publisher.key.publicKey));
  other.dispose();
});

test('a pack may be called as any of our files, and removing it removes nothing else', async () => {
  await bed.install(await bed.publisher.pack({ id: 'lock' }));
  await bed.install(await bed.publisher.pack());
  expect(bed.store.ids()).toEqual(['lock', 'net']);
  const notes = join(bed.store.root, 'net', 'notes.txt');
  writeFileSync(notes, 'mine');
  await bed.store.remove('net', undefined);
  expect([bed.store.ids(), existsSync(notes)]).toEqual([['lock'], true]);
});

test('the pack that is named is the one that is had', async () => {
  cpSync(await bed.publisher.pack({ id: 'net-evil' }), join(site, 'net-evil-1.0.0.lvspack'));
  expect(await codeOf(bed.installer.look(site, { pack: 'net' }))).toBe('install.no-pack');
  const file = join(site, 'net-evil-1.0.0.lvspack');
  expect(await codeOf(bed.installer.look(file, { pack: 'net' }))).toBe('install.no-pack');
});

test('what is newer and lies here unused is offered as newer', async () => {
  await offer();
  await bed.install(site);
  await offer({ version: '1.1.0' });
  const looked = await update();
  await bed.installer.install(looked!, { accept: false });
  await bed.store.use('net', '1.0.0');
  expect((await update())?.sheet.version).toBe('1.1.0');
});

test('a pack of an index of several is updated, and a teacher’s to the teacher’s', async () => {
  await offer({ id: 'other' });
  await offer();
  await offer({ kind: 'teacher' });
  await bed.install(site, { pack: 'net', teacher: true });
  await offer({ version: '1.1.0' });
  await offer({ version: '1.1.0', kind: 'teacher' });
  // As a command asks that was not told more.
  const looked = await lookForUpdate(bed.installer, 'net', { pack: undefined, teacher: undefined });
  expect(looked?.sheet).toMatchObject({ id: 'net', version: '1.1.0', kind: 'teacher' });
  await looked?.discard();
});

test('names of files in a stranger’s folder begin no line of ours', async () => {
  for (const name of ['a\nlvslab: all is well.lvspack', 'b.lvspack'])
    cpSync(await bed.publisher.pack(), join(site, name));
  const said = await bed.refusal(() => bed.install(site));
  expect(said).toMatch(/^install\.no-pack: .*a␊lvslab: all is well\.lvspack/);
});

test.each([
  'file://host/x.lvspack',
  'file:///a%2fb.lvspack',
  'file://host/index.json',
  'http://user:hunter2@127.0.0.1:9/x.lvspack',
  'git+https://token@example.invalid/x.git',
])('%s is refused, and no password is shown', async (source) => {
  const said = await bed.refusal(() => bed.install(source));
  expect(said).toMatch(/^install\.url-refused/);
  expect(said).not.toMatch(/hunter2|token/);
});
