import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { extractArchive, readArchive } from '../archive/read.js';
import { publicKeyLine } from '../signing/minisign.js';
import { makeSecretKey } from '../signing/secret-key.js';
import { artefactOf } from './artefact.js';
import { findLab, placedLabs, requireLab } from './library.js';
import { lintPack } from './lint-pack.js';
import { readPack } from './pack-file.js';
import { copySome, someIds } from './testing/built-in.js';
import { packArchive, signatureOf, signPack, verifyPack } from './signed.js';

// Every build has all recordings: some labs show it as well as all of them.
const packs = mkdtempSync(join(tmpdir(), 'lvslab-artefact-packs-'));
afterAll(() => rmSync(packs, { recursive: true }));
const source = join(packs, 'lvs');
copySome(source);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lvslab-artefact-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

async function built(pack: string, kind: 'learner' | 'teacher', secret?: Parameters<typeof packArchive>[1]) {
  const { labs } = lintPack(pack);
  const artefact = artefactOf(pack, labs, kind);
  const result = await packArchive(artefact, secret);
  if (!result.ok) throw new TypeError(JSON.stringify(result.problem));
  return { ...artefact, archive: result.archive };
}

const from = (bytes: Uint8Array) => Readable.from([bytes]);

test('two artefacts of a pack have one digest, and two builds of two folders the same bytes', async () => {
  const [learner, teacher] = [await built(source, 'learner'), await built(source, 'teacher')];
  expect(learner.fields.digest).toBe(teacher.fields.digest);
  const copy = join(folder(), 'lvs');
  cpSync(source, copy, { recursive: true });
  utimesSync(join(copy, 'pack.yaml'), 1, 1);
  writeFileSync(join(copy, '.hidden'), 'an editor was here');
  expect((await built(copy, 'learner')).archive.equals(learner.archive)).toBe(true);
  expect((await built(copy, 'teacher')).archive.equals(teacher.archive)).toBe(true);
});

test("what is recorded of translations is no learner's, and a pack whose texts' first language is not said has the digest that it had", async () => {
  const before = await built(source, 'learner');
  expect(readPack(source)).not.toHaveProperty('source');
  const copy = join(folder(), 'lvs');
  cpSync(source, copy, { recursive: true });
  writeFileSync(join(copy, 'translations.json'), '{"format":1,"translations":{"en":{}}}');
  expect((await built(copy, 'learner')).archive.equals(before.archive)).toBe(true);
  appendFileSync(join(copy, 'pack.yaml'), 'source: zh-CN\n');
  expect((await built(copy, 'learner')).fields.digest).not.toBe(before.fields.digest);
});

test("a learner's pack is a library of the same labs, and nothing of what a trainer keeps is in it", async () => {
  const { archive, files } = await built(source, 'learner');
  expect(files.map(({ path }) => path)).toEqual([
    'pack.yaml',
    'proofs.json',
    ...someIds.toSorted().map((lab) => `${lab}/lab.json`),
  ]);
  const root = folder();
  expect(await extractArchive(from(archive), join(root, 'lvs'))).toMatchObject({ ok: true });
  expect(placedLabs(root).map(({ id, module }) => [id, module])).toEqual(
    placedLabs(packs).map(({ id, module }) => [id, module]),
  );
  for (const { id } of placedLabs(root)) {
    const [own, whole] = [requireLab(findLab(id, root)), requireLab(findLab(id, packs))];
    expect(own.digest).toBe(whole.digest);
    expect(own.lab.mistakes).toEqual([]);
  }
});

test("a teacher's pack has the source, with recordings and proofs, and is the pack when it is unpacked", async () => {
  const { archive } = await built(source, 'teacher');
  const root = folder();
  expect(await extractArchive(from(archive), join(root, 'lvs'))).toMatchObject({ ok: true });
  const { problems, labs } = lintPack(join(root, 'lvs', 'source'));
  expect(problems).toEqual([]);
  expect(labs.map(({ digest }) => digest)).toEqual(lintPack(source).labs.map(({ digest }) => digest));
  expect(requireLab(join(root, 'lvs', 'dr-by-hand')).lab.mistakes.length).toBeGreaterThan(20);
});

test("the report of an import goes with the teacher's source, and no learner gets it", async () => {
  const pack = join(folder(), 'lvs');
  cpSync(source, pack, { recursive: true });
  writeFileSync(join(pack, 'IMPORT.md'), '# Imported\n');
  expect(lintPack(pack).problems).toEqual([]);
  const pathsOf = async (kind: 'learner' | 'teacher') =>
    (await built(pack, kind)).files.map(({ path }) => path);
  expect(await pathsOf('teacher')).toContain('source/IMPORT.md');
  expect((await pathsOf('learner')).filter((path) => path.includes('IMPORT'))).toEqual([]);
});

test('a signature holds for this content and this key only', async () => {
  const [one, other] = [makeSecretKey(), makeSecretKey()];
  const { archive, fields } = await built(source, 'learner', one);
  const read = await verifyPack(from(archive));
  expect(read).toMatchObject({ ok: true, signature: { valid: true } });
  expect(read.ok && read.signature.valid && read.signature.comment).toBe(
    `lvslab pack lvs 1.0.0 learner ${fields.digest}`,
  );
  expect(await verifyPack(from(archive), one.publicKey)).toMatchObject({ signature: { valid: true } });
  expect(await verifyPack(from(archive), other.publicKey)).toMatchObject({
    signature: { valid: false, problem: 'other-key' },
  });
  // Signed anew by somebody else: another publisher, the same pack.
  const again = await signPack(from(archive), other);
  expect(again.ok).toBe(true);
  if (!again.ok) return;
  expect(await verifyPack(from(again.archive), one.publicKey)).toMatchObject({
    signature: { problem: 'other-key' },
  });
  expect(await verifyPack(from(again.archive), other.publicKey)).toMatchObject({
    signature: { valid: true },
  });
  // The signature of one manifest under another, and none at all.
  const [mine, theirs] = [await readArchive(from(archive)), await readArchive(from(again.archive))];
  if (!mine.ok || !theirs.ok) throw new TypeError('not read');
  const { signature: _, ...unsigned } = mine.head;
  expect(signatureOf(unsigned)).toMatchObject({ problem: 'unsigned' });
  const swapped = { ...mine.head, signature: theirs.head.signature! };
  expect(signatureOf(swapped)).toMatchObject({ valid: false, problem: 'other-key' });
  const forged = { ...mine.head, manifestBytes: Buffer.concat([mine.head.manifestBytes, Buffer.from(' ')]) };
  expect(signatureOf(forged)).toMatchObject({ problem: 'wrong-signature' });
});

test('minisign accepts the signature of the manifest', async () => {
  const secret = makeSecretKey();
  const { archive } = await built(source, 'learner', secret);
  const root = folder();
  writeFileSync(join(root, 'x.lvspack'), archive);
  execFileSync('tar', ['-xzf', 'x.lvspack', 'manifest.json', 'manifest.json.minisig'], { cwd: root });
  const said = execFileSync('minisign', ['-Vm', 'manifest.json', '-P', publicKeyLine(secret.publicKey)], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(said).toContain('Signature and comment signature verified');
});
