import { sign as signBytes } from 'node:crypto';
import { encodeLine } from '../format.js';
import { publicKeyLine } from '../minisign.js';
import { type Comments, type SecretKey, sign } from '../sign.js';
import { makeSecretKey } from '../secret-key.js';

/** The `.minisig` file of a content, where the comments are sound. */
export function signed(content: Buffer, key: SecretKey, comments: Comments): string {
  const result = sign(content, key, comments);
  if (!result.ok) throw new Error(result.problem);
  return result.minisig;
}

/** A signature over the content itself, as minisign made them before 0.10 (`minisign -S -l`): we make none. */
export function signedLegacy(content: Buffer, { publicKey, key }: SecretKey, trusted: string): string {
  const signature = signBytes(null, content, key);
  const global = signBytes(null, Buffer.concat([signature, Buffer.from(trusted)]), key);
  const line = encodeLine('Ed', publicKey.id, signature);
  return `untrusted comment: test\n${line}\ntrusted comment: ${trusted}\n${encodeLine(global)}\n`;
}

export interface TestSigner {
  /** The base64 line of a minisign public key. */
  readonly publicKey: string;
  /** A `.minisig` file over the content. */
  sign(content: Buffer): string;
  signLegacy(content: Buffer): string;
}

/** Who signs something that is downloaded. */
export function makeSigner(): TestSigner {
  const key = makeSecretKey();
  return {
    publicKey: publicKeyLine(key.publicKey),
    sign: (content) => signed(content, key, { trusted: 'test' }),
    signLegacy: (content) => signedLegacy(content, key, 'test'),
  };
}
