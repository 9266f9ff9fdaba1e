import { readFileSync, statSync } from 'node:fs';
import { LabError } from '../contract/errors.js';
import { signingFileCap } from '../engine/signing/format.js';
import { type MinisignKey, parsePublicKey } from '../engine/signing/minisign.js';
import { readSecretKey } from '../engine/signing/secret-key.js';
import type { SecretKey } from '../engine/signing/sign.js';
import type { Output } from './output.js';
import { askPassword } from './password.js';

/** @throws LabError pack.key, and those of `askPassword` */
export async function secretKey(output: Output, file: string): Promise<SecretKey> {
  const text = keyText(file);
  let read = await readSecretKey(text);
  if (!read.ok && read.problem === 'needs-password')
    read = await readSecretKey(text, await askPassword(output));
  if (read.ok) return read.key;
  throw new LabError({ code: 'pack.key', params: { file, trouble: read.problem } });
}

/** @throws LabError pack.key */
export function publicKey(file: string): MinisignKey {
  const key = parsePublicKey(keyText(file));
  if (key !== undefined) return key;
  throw new LabError({ code: 'pack.key', params: { file, trouble: 'malformed' } });
}

function keyText(file: string): string {
  try {
    if (statSync(file).size <= signingFileCap) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError({ code: 'pack.key', params: { file, trouble: 'unreadable' } }, { cause: error });
  }
  throw new LabError({ code: 'pack.key', params: { file, trouble: 'malformed' } });
}
