import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface TestSigner {
  /** The base64 line of a minisign public key. */
  readonly publicKey: string;
  /** A `.minisig` file over the content. */
  sign(content: Buffer, comment?: string, prehashed?: boolean): string;
}

/** A minisign key pair for tests: signatures as `minisign -S` makes them. */
export function makeSigner(): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
  const id = randomBytes(8);
  return {
    publicKey: Buffer.concat([Buffer.from('Ed'), id, raw]).toString('base64'),
    sign(content, comment = 'test', prehashed = true) {
      const signed = prehashed ? createHash('blake2b512').update(content).digest() : content;
      const signature = sign(null, signed, privateKey);
      const line = Buffer.concat([Buffer.from(prehashed ? 'ED' : 'Ed'), id, signature]).toString('base64');
      const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey).toString(
        'base64',
      );
      return `untrusted comment: test\n${line}\ntrusted comment: ${comment}\n${global}\n`;
    },
  };
}
