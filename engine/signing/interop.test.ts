import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeLine } from './format.js';
import {
  checkSignature,
  keyId,
  type MinisignKey,
  parsePublicKey,
  publicKeyLine,
  publicKeyText,
} from './minisign.js';
import { makeSecretKey, readSecretKey, writeSecretKey } from './secret-key.js';
import { type SecretKey } from './sign.js';
import { makeSuccession } from './succession.js';
import { signed } from './testing/signer.js';

function hasMinisign(): boolean {
  try {
    execFileSync('minisign', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const content = Buffer.from('manifest\n');
const cheap = { opslimit: 32_768n, memlimit: 1_048_576n };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-minisign-'));
  writeFileSync(join(folder, 'file'), content);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs minisign in the folder. @param input what is typed: passwords, each in a line */
function minisign(args: readonly string[], input = ''): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('minisign', args, { cwd: folder, input, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const take = (name: string) => readFileSync(join(folder, name), 'utf8');

async function putSecret(key: SecretKey, password?: string): Promise<void> {
  const result = await writeSecretKey(key, password, cheap);
  if (!result.ok) throw new Error(result.problem);
  put('secret.key', result.text);
}

function publicKey(text: string): MinisignKey {
  const key = parsePublicKey(text);
  if (key === undefined) throw new Error('no public key');
  return key;
}

describe.skipIf(!hasMinisign())('with minisign (needs minisign)', () => {
  test('it accepts our signatures, by the key’s line and by its file, and shows the comment', () => {
    const secret = makeSecretKey();
    put('file.minisig', signed(content, secret, { trusted: '实验\tversion 1', untrusted: 'ours' }));
    put('key.pub', publicKeyText(secret.publicKey));
    const line = minisign(['-V', '-H', '-P', publicKeyLine(secret.publicKey), '-m', 'file']);
    expect(line).toMatchObject({ status: 0, output: expect.stringContaining('实验\tversion 1') });
    expect(minisign(['-V', '-H', '-Q', '-p', 'key.pub', '-m', 'file'])).toMatchObject({
      status: 0,
      output: '实验\tversion 1\n',
    });
    put('file', 'Manifest\n');
    expect(minisign(['-V', '-p', 'key.pub', '-m', 'file']).status).toBe(1);
  });

  test('it takes the longest comments that we write', () => {
    const secret = makeSecretKey();
    put('file.minisig', signed(content, secret, { trusted: 't'.repeat(4096), untrusted: 'u'.repeat(1003) }));
    expect(minisign(['-V', '-q', '-P', publicKeyLine(secret.publicKey), '-m', 'file']).status).toBe(0);
  });

  test('it signs with our encrypted keys, and we check that', async () => {
    const secret = makeSecretKey();
    await putSecret(secret, '密码 horse');
    const done = minisign(['-S', '-s', 'secret.key', '-t', 'by minisign', '-m', 'file'], '密码 horse\n');
    expect(done).toMatchObject({ status: 0 });
    const minisig = take('file.minisig');
    expect(checkSignature(content, minisig, secret.publicKey)).toEqual({
      valid: true,
      comment: 'by minisign',
    });
    // Ed25519 has one signature for one content: with the same comments ours is the same file.
    expect(signed(content, secret, { trusted: 'by minisign' })).toBe(minisig);
    expect(minisign(['-S', '-s', 'secret.key', '-m', 'file'], 'horse\n').status).not.toBe(0);
  });

  test('it finds the public key of our secret ones, with and without a password', async () => {
    for (const password of ['horse', undefined]) {
      const secret = makeSecretKey();
      await putSecret(secret, password);
      expect(minisign(['-R', '-f', '-s', 'secret.key', '-p', 'key.pub'], 'horse\n').status).toBe(0);
      // Before 0.12 it leaves out the id's leading zeros.
      expect(take('key.pub').replace(/[0-9A-F]+$/m, (id) => id.padStart(16, '0'))).toBe(
        publicKeyText(secret.publicKey),
      );
    }
  });

  test('we read its keys without a password, and sign with them', async () => {
    expect(minisign(['-G', '-W', '-s', 'secret.key', '-p', 'key.pub']).status).toBe(0);
    const reading = await readSecretKey(take('secret.key'));
    if (!reading.ok) throw new Error(reading.problem);
    expect(publicKeyLine(reading.key.publicKey)).toBe(publicKeyLine(publicKey(take('key.pub'))));
    expect(take('key.pub')).toContain(keyId(reading.key.publicKey).replace(/^0+/, ''));
    put('file.minisig', signed(content, reading.key, { trusted: 'ours' }));
    expect(minisign(['-V', '-q', '-p', 'key.pub', '-m', 'file']).status).toBe(0);
  });

  test('we read a key whose password it has removed: that has a checksum', async () => {
    const secret = makeSecretKey();
    await putSecret(secret, 'horse');
    expect(minisign(['-C', '-W', '-s', 'secret.key'], 'horse\n').status).toBe(0);
    const reading = await readSecretKey(take('secret.key'));
    if (!reading.ok) throw new Error(reading.problem);
    expect(reading.key.key.equals(secret.key)).toBe(true);
  });

  test.each([
    ['prehashed', [], { valid: true, comment: 'x' }],
    ['legacy', ['-l'], { valid: false, problem: 'legacy' }],
  ])('we check its %s signatures', (_, more, wanted) => {
    expect(minisign(['-G', '-W', '-s', 'secret.key', '-p', 'key.pub']).status).toBe(0);
    expect(minisign(['-S', ...more, '-s', 'secret.key', '-t', 'x', '-m', 'file']).status).toBe(0);
    const key = publicKey(take('key.pub'));
    expect(checkSignature(content, take('file.minisig'), key)).toEqual(wanted);
    expect(checkSignature(content, take('file.minisig'), key, { acceptLegacy: true }).valid).toBe(true);
    expect(checkSignature(Buffer.from('x'), take('file.minisig'), key, { acceptLegacy: true }).valid).toBe(
      false,
    );
  });

  test('it refuses a key of small order as we do: under it anything is signed', () => {
    // The neutral point; R is it as well, and S is zero.
    const neutral = Buffer.alloc(32);
    neutral[0] = 1;
    const forged = Buffer.concat([neutral, Buffer.alloc(32)]);
    const id = Buffer.alloc(8);
    put(
      'file.minisig',
      `untrusted comment: x\n${encodeLine('ED', id, forged)}\ntrusted comment: x\n${encodeLine(forged)}\n`,
    );
    const line = encodeLine('Ed', id, neutral);
    expect(minisign(['-V', '-P', line, '-m', 'file'])).toEqual({
      status: 1,
      output: 'Signature verification failed\n',
    });
    expect(parsePublicKey(line)).toBeUndefined();
  });

  test('it checks a succession, cut into its file and its signature', () => {
    const [older, newer] = [makeSecretKey(), makeSecretKey()];
    const made = makeSuccession(older, newer.publicKey);
    if (!made.ok) throw new Error(made.problem);
    const lines = made.text.split('\n');
    put('new.pub', `${lines.slice(0, 2).join('\n')}\n`);
    put('new.pub.minisig', lines.slice(2).join('\n'));
    const done = minisign(['-V', '-H', '-Q', '-P', publicKeyLine(older.publicKey), '-m', 'new.pub']);
    expect(done).toEqual({
      status: 0,
      output: `succession: key ${keyId(newer.publicKey)} succeeds key ${keyId(older.publicKey)}\n`,
    });
  });
});
