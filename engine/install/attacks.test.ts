import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Attack } from '../archive/testing/attack.js';
import { attacks } from '../archive/testing/attacks.js';
import { readArchive } from '../archive/read.js';
import { planArchive, writeArchive } from '../archive/write.js';
import { makeSecretKey } from '../signing/secret-key.js';
import { signed, signedLegacy } from '../signing/testing/signer.js';
import { InstallBed } from './testing/bed.js';

// What is refused of an archive and a signature is refused by an installation, in one sentence, and leaves nothing.

let bed: InstallBed;
beforeEach(() => {
  bed = new InstallBed();
});
afterEach(() => bed.dispose());

test('nothing of an archive that is an attack is installed', async () => {
  const all = Object.values(attacks).flatMap((each) =>
    Object.entries(each as Readonly<Record<string, Attack>>),
  );
  const file = join(bed.root, 'attack.lvspack');
  let tried = 0;
  for (const [what, { archive }] of all) {
    const made = archive();
    // Those that have no end are streams: engine/archive has them.
    if (!(made instanceof Uint8Array)) continue;
    writeFileSync(file, made);
    const said = await bed.refusal(() => bed.install(file));
    expect(said, what).toMatch(
      /^pack\.archive: \S*attack\.lvspack cannot be used as a pack: [^\n]+\. Nothing was/,
    );
    tried += 1;
  }
  expect(tried).toBeGreaterThan(60);
  expect(bed.everything()).toEqual([]);
});

/** A sound pack of the publisher's, with another signature. */
async function signedAs(sign: (manifest: Buffer) => string): Promise<string> {
  const read = await readArchive(await bed.publisher.pack());
  if (!read.ok) throw new TypeError(read.problem.code);
  const { format: _, files: __, ...fields } = read.head.manifest;
  const planned = planArchive(fields, read.files);
  if (!planned.ok) throw new TypeError(planned.problem.code);
  const made = await writeArchive(planned.plan, Buffer.from(sign(planned.plan.manifestBytes)));
  if (!made.ok) throw new TypeError(made.problem.code);
  const file = join(bed.root, 'signed.lvspack');
  writeFileSync(file, made.archive);
  return file;
}

test('a signature that is not the publisher’s, over this pack, as it is made today, is refused', async () => {
  const { key } = bed.publisher;
  const comment = { trusted: 'a pack' };
  const thief = makeSecretKey();
  const forged = { ...thief, publicKey: { ...thief.publicKey, id: key.publicKey.id } };
  const told = async (sign: (manifest: Buffer) => string) =>
    bed.refusal(async () => bed.install(await signedAs(sign)));
  expect(await told((manifest) => signed(manifest, thief, comment))).toMatch(/another key has signed it/);
  expect(await told((manifest) => signed(manifest, forged, comment))).toMatch(/is not of this content/);
  expect(await told(() => signed(Buffer.from('another pack'), key, comment))).toMatch(
    /is not of this content/,
  );
  expect(await told((manifest) => signedLegacy(manifest, key, 'a pack'))).toMatch(/of the legacy kind/);
  expect(await told(() => 'nonsense')).toMatch(/malformed/);
  const good = (manifest: Buffer) => signed(manifest, key, comment);
  expect(await told((manifest) => good(manifest).replace('comment: a pack', 'comment: b pack'))).toMatch(
    /trusted comment of the signature was changed/,
  );
  const file = await signedAs(good);
  expect((await bed.installer.look(file)).standing).toEqual({ state: 'new' });
});
