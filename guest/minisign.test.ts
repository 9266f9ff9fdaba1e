import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSignature, parsePublicKey } from './minisign.js';
import { makeSigner } from './test-signer.js';

const content = Buffer.from('manifest\n');

function check(minisig: string, key: string, signed = content): unknown {
  const parsed = parsePublicKey(key);
  if (parsed === undefined) throw new Error('no key');
  return checkSignature(signed, minisig, parsed);
}

for (const prehashed of [false, true]) {
  test(`a ${prehashed ? 'prehashed' : 'legacy'} signature holds for its content and for no other`, () => {
    const signer = makeSigner();
    const minisig = signer.sign(content, 'made for a test', prehashed);
    expect(check(minisig, signer.publicKey)).toEqual({ valid: true, comment: 'made for a test' });
    const other = Buffer.from('Manifest\n');
    expect(check(minisig, signer.publicKey, other)).toEqual({ valid: false, problem: 'wrong-signature' });
  });
}

test('a changed trusted comment is refused', () => {
  const signer = makeSigner();
  const minisig = signer.sign(content, 'version 1').replace('version 1', 'version 2');
  expect(check(minisig, signer.publicKey)).toEqual({ valid: false, problem: 'wrong-comment' });
});

test('a signature by another key is refused', () => {
  expect(check(makeSigner().sign(content), makeSigner().publicKey)).toEqual({
    valid: false,
    problem: 'other-key',
  });
});

test('what is no signature is refused', () => {
  const { publicKey } = makeSigner();
  for (const text of ['', 'untrusted comment: x\nAAAA\n', 'a\nb\nc\nd']) {
    expect(check(text, publicKey)).toEqual({ valid: false, problem: 'malformed' });
  }
});

test('a public key is read from its file or its line, and anything else is none', () => {
  const { publicKey } = makeSigner();
  expect(parsePublicKey(`untrusted comment: minisign public key\n${publicKey}\n`)?.id).toEqual(
    parsePublicKey(publicKey)?.id,
  );
  expect(parsePublicKey('')).toBeUndefined();
  const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
  expect(parsePublicKey(String(pem))).toBeUndefined();
});

function hasMinisign(): boolean {
  try {
    execFileSync('minisign', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasMinisign())("Debian's minisign accepts what the test signer makes", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lvslab-minisign-'));
  try {
    const signer = makeSigner();
    await writeFile(join(folder, 'file'), content);
    await writeFile(join(folder, 'file.minisig'), signer.sign(content, 'x', true));
    const verify = (): Buffer =>
      execFileSync('minisign', ['-V', '-q', '-P', signer.publicKey, '-m', join(folder, 'file')]);
    expect(verify).not.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});
