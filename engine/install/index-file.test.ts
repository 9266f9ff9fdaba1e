import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import { keyId, publicKeyLine } from '../signing/minisign.js';
import { makeSecretKey } from '../signing/secret-key.js';
import { indexText, readIndex } from './index-file.js';
import { type Publishing, publishIndex } from './publish.js';
import { InstallBed } from './testing/bed.js';
import { succession } from './testing/publisher.js';
import { Web } from './testing/web.js';
import { lookForUpdate } from './update.js';

const day = 86_400_000;
let bed: InstallBed;
let site: string;
let web: Web;
let url: string;

beforeEach(async () => {
  bed = new InstallBed();
  site = join(bed.root, 'site');
  mkdirSync(site);
  web = new Web(site);
  url = `${await web.open()}/index.json`;
});
afterEach(async () => {
  await web.close();
  bed.dispose();
});

const publish = (fields: Partial<Publishing> = {}) =>
  publishIndex(site, { secret: bed.publisher.key, days: 30, revoke: [], now: bed.now, ...fields });

/** Puts a pack onto the site, and writes the index anew. */
async function offer(
  fields: Parameters<InstallBed['publisher']['pack']>[0],
  publishing?: Partial<Publishing>,
) {
  const { id = 'net', version = '1.0.0', kind = 'learner' } = fields ?? {};
  cpSync(await bed.publisher.pack(fields), join(site, `${id}-${version}-${kind}.lvspack`));
  return publish(publishing);
}

const update = (id = 'net') => lookForUpdate(bed.installer, id);
async function updated(id = 'net') {
  const looked = await update(id);
  if (looked === undefined) throw new TypeError('nothing is newer');
  return bed.installer.install(looked, { accept: false });
}
const counter = () => bed.store.trust().indexes[url]?.counter;

test('a pack is installed from an index, and updated when there is a newer one', async () => {
  await offer({});
  await offer({ kind: 'teacher' });
  const looked = await bed.installer.look(url);
  expect(looked).toMatchObject({ standing: { state: 'new' }, sheet: { kind: 'learner' }, newIndex: { url } });
  expect(await bed.refusal(() => bed.installer.install(looked, { accept: false }))).toMatch(
    /^install\.not-accepted/,
  );
  await bed.install(url);
  expect(await update()).toBeUndefined();
  await offer({ version: '1.1.0' });
  expect(await updated()).toMatchObject({ already: false });
  expect([bed.versions(), bed.current(), counter()]).toEqual([['1.1.0', '1.0.0'], '1.1.0', 3]);
  // The same from a disk that was brought along.
  const other = new InstallBed();
  expect(await other.install(site)).toMatchObject({ held: { record: { pack: { version: '1.1.0' } } } });
  other.dispose();
});

test('of several packs one has to be named', async () => {
  await offer({});
  await offer({ id: 'other' });
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^install\.no-pack: .*net, other\. Name one/);
  expect(await bed.refusal(() => bed.install(url, { pack: 'third' }))).toMatch(
    /^index\.pack-unknown: .*net, other/,
  );
  await bed.install(url, { pack: 'other' });
  expect(bed.store.ids()).toEqual(['other']);
  await bed.install(url.slice(0, -'index.json'.length), { pack: 'net' });
  expect(bed.store.ids()).toEqual(['net', 'other']);
});

test('an index that went back is refused, and so is another one of the same number', async () => {
  await offer({});
  const first = readFileSync(join(site, 'index.json'));
  await bed.install(url);
  await offer({ version: '1.1.0' });
  await updated();
  web.instead.set('/index.json', first);
  expect(await bed.refusal(update)).toMatch(/^index\.rolled-back: .*went back to number 1; 2 was seen here/);
  web.instead.clear();
  const { index } = readIndex(readFileSync(join(site, 'index.json'), 'utf8'), url);
  const { format: _, publisher: __, ...fields } = index;
  web.instead.set('/index.json', Buffer.from(indexText({ ...fields, packs: [] }, bed.publisher.key)));
  expect(await bed.refusal(update)).toMatch(/^index\.mixed: There are two indexes with the number 2/);
});

test('a newer index is remembered, also where nobody installs what it has', async () => {
  await offer({});
  const first = readFileSync(join(site, 'index.json'));
  await bed.install(url);
  await offer({ version: '1.1.0' });
  await (await update())?.discard();
  expect(counter()).toBe(2);
  web.instead.set('/index.json', first);
  expect(await bed.refusal(update)).toMatch(/^index\.rolled-back/);
});

test('an index that is kept from being renewed expires', async () => {
  await offer({}, { days: 30 });
  await bed.install(url);
  bed.now += 29 * day;
  expect(await update()).toBeUndefined();
  bed.now += 2 * day;
  expect(await bed.refusal(update)).toMatch(
    /^index\.expired: .*expired on 2026-12-29: somebody may keep newer/,
  );
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^index\.expired/);
});

test('an index of another key is refused, one that the old key vouches for is not', async () => {
  await offer({});
  await bed.install(url);
  const thief = makeSecretKey();
  rmSync(join(site, 'index.json'));
  for (let number = 0; number < 3; number += 1) await publish({ secret: thief });
  expect(await bed.refusal(update)).toMatch(
    new RegExp(
      `^index\\.key-changed: .*${keyId(bed.publisher.key.publicKey)}; now it is ${keyId(thief.publicKey)}`,
    ),
  );
  rmSync(join(site, 'index.json'));
  for (let number = 0; number < 3; number += 1) await publish();
  const newer = makeSecretKey();
  mkdirSync(join(site, 'successions'));
  writeFileSync(join(site, 'successions', 'a.succession'), succession(bed.publisher.key, newer));
  await publish({ secret: newer });
  expect(await update()).toBeUndefined();
  expect(counter()).toBe(4);
  // A pack that the new key signs comes in by the index's document, though it brings none itself.
  await offer({ version: '1.1.0', key: newer }, { secret: newer });
  await updated();
  expect(bed.current()).toBe('1.1.0');
});

test('files that were exchanged under an index are refused', async () => {
  await offer({});
  await offer({ version: '1.1.0' });
  const name = '/net-1.1.0-learner.lvspack';
  web.instead.set(name, readFileSync(join(site, 'net-1.0.0-learner.lvspack')));
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^index\.file-differs: .*it was exchanged/);
  web.instead.set(name, Buffer.concat([readFileSync(join(site, name)), Buffer.from('x')]));
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^index\.file-differs/);
  // An index that says of a file what it is not.
  const { index } = readIndex(readFileSync(join(site, 'index.json'), 'utf8'), url);
  const { format: _, publisher: __, ...fields } = index;
  const lie = { ...fields, packs: fields.packs.map((each) => ({ ...each, version: '9.0.0' })) };
  web.instead.clear();
  web.instead.set('/index.json', Buffer.from(indexText(lie, bed.publisher.key)));
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^index\.file-differs/);
});

test('what was taken back is not installed, not offered, and no longer begun', async () => {
  await offer({});
  await bed.install(url);
  const bad = bed.store.current('net')!.record!.digest;
  const reason = 'step 3 has a wrong command';
  await publish({ revoke: [{ digest: bad, reason }] });
  // Its newest one is that: there is nothing to be had instead.
  await expect(update()).rejects.toThrow(/net 1\.0\.0 was taken back by its publisher: step 3/);
  expect(bed.store.held('net')).toMatchObject([{ revoked: reason }]);
  expect(() => bed.library.find('net/first-lab')).toThrow(
    /was taken back by its publisher: step 3 has a wrong/,
  );
  expect(bed.library.folders()).toEqual([]);
  const file = join(site, 'net-1.0.0-learner.lvspack');
  expect(await bed.refusal(() => bed.install(file))).toMatch(/^install\.revoked: .*wrong command/);
  expect(await bed.refusal(() => bed.store.use('net', '1.0.0'))).toMatch(/^install\.revoked/);
  await offer({ version: '1.0.1' });
  await updated();
  expect(bed.library.find('net/first-lab')).toContain('1.0.1');
  // What was taken back stays so in later indexes.
  expect((await publish()).revoked).toEqual([{ digest: bad, reason }]);
});

test('nobody takes back what is not his', async () => {
  await bed.install(await bed.publisher.pack());
  const { digest } = bed.store.current('net')!.record!;
  const stranger = makeSecretKey();
  cpSync(await bed.publisher.pack({ id: 'other', key: stranger }), join(site, 'other.lvspack'));
  await publish({ secret: stranger, revoke: [{ digest, reason: 'envy' }] });
  await bed.install(url);
  expect(bed.store.trust().revoked[`${digest} ${publicKeyLine(stranger.publicKey)}`]?.reason).toBe('envy');
  expect(bed.store.held('net')).toMatchObject([{ revoked: undefined }]);
  expect(bed.library.find('net/first-lab')).toContain('net');
});

test('a server that fails, or never ends, is told', async () => {
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^install\.download-failed: .*HTTP 404/);
  await offer({});
  web.instead.set('/index.json', 'cut');
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^install\.download-failed/);
  web.instead.set('/index.json', 'endless');
  expect(await bed.refusal(() => bed.install(url))).toMatch(
    /^install\.download-failed: .*more than 1048576 bytes/,
  );
  for (const location of ['file:///etc/passwd', 'ftp://127.0.0.1/', '/index.json'])
    expect(
      await bed.refusal(() => {
        web.instead.set('/index.json', { location });
        return bed.install(url);
      }),
    ).toMatch(/^install\.(download-failed|url-refused)/);
  web.instead.clear();
  web.instead.set('/net-1.0.0-learner.lvspack', 'cut');
  expect(await bed.refusal(() => bed.install(url))).toMatch(/^install\.download-failed/);
  expect(existsSync(join(bed.store.root, 'net'))).toBe(false);
});

test('an installation can be given up while it waits', async () => {
  await offer({});
  web.instead.set('/net-1.0.0-learner.lvspack', 'endless');
  const stop = new AbortController();
  const looking = bed.installer.look(url, {
    signal: stop.signal,
    onBytes: (bytes) => bytes > 2e6 && stop.abort(),
  });
  await expect(looking).rejects.toThrow(/abort/i);
  expect(bed.everything()).toEqual([]);
});

test('an index is made of signed packs only, each once, and only by its key', async () => {
  const told = async (act: () => Promise<unknown>) =>
    act().then(
      () => 'nothing',
      (error: LabError) => error.code,
    );
  cpSync(await bed.publisher.pack({ key: 'none' }), join(site, 'a.lvspack'));
  expect(await told(publish)).toBe('index.unsigned-pack');
  cpSync(await bed.publisher.pack(), join(site, 'a.lvspack'));
  cpSync(await bed.publisher.pack({ word: 'delta' }), join(site, 'b.lvspack'));
  expect(await told(publish)).toBe('index.pack-twice');
  rmSync(join(site, 'b.lvspack'));
  await publish();
  expect(await told(() => publish({ secret: makeSecretKey() }))).toBe('index.not-ours');
  writeFileSync(join(site, 'index.json'), '{');
  expect(await told(publish)).toBe('index.not-ours');
  expect(readFileSync(join(site, 'index.json'), 'utf8')).toBe('{');
});

test('no text is taken for an index, and no spoilt one', async () => {
  await offer({});
  const text = readFileSync(join(site, 'index.json'), 'utf8');
  const refused = (spoilt: string) => {
    try {
      readIndex(spoilt, url);
    } catch (error) {
      if (error instanceof LabError) return error.code;
      throw error;
    }
    return 'taken';
  };
  for (const odd of [
    '',
    '{}',
    'null',
    '[]',
    '{"index":{},"signature":""}',
    text.replace('"format": 1', '"format": 2'),
  ])
    expect(refused(odd)).toBe('index.bad');
  expect(refused(text.replace('"counter": 1', '"counter": 7'))).toBe('index.signature');
  expect(refused(text.replace(/"file": "[^"]*"/, '"file": "../secret.lvspack"'))).toBe('index.bad');
  // Nothing covers minisign's first comment and what follows its four lines, and nobody is shown them.
  const said = (document: string) => {
    try {
      const read = JSON.parse(document) as { signature: string };
      return JSON.stringify({ ...read, signature: read.signature.split('\n').slice(1, 4) });
    } catch {
      return undefined;
    }
  };
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.nat(3), fc.string({ maxLength: 3 }), (at, length, put) => {
      const spoilt = text.slice(0, at) + put + text.slice(at + length);
      fc.pre(said(spoilt) !== said(text));
      expect(refused(spoilt)).toMatch(/^index\.(bad|signature)$/);
    }),
    { numRuns: 400 },
  );
});
