import { createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeKeyPair } from './keys.js';

/** PKCS #8 before the 32 bytes of an Ed25519 private key, RFC 8410 §7. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

// One in 256 public keys begins with a zero byte, which ssh2 loses; of so many some do.
test('every key pair is a pair: a public key of 32 bytes that belongs to its private key', () => {
  for (let count = 0; count < 1500; count += 1) {
    const pair = makeKeyPair('node');
    const key = Buffer.from(pair.public.split(' ')[1]!, 'base64').subarray(19);
    expect(key).toHaveLength(32);
    const file = Buffer.from(pair.private.split('\n').slice(1, -2).join(''), 'base64');
    const seed = file.subarray(file.lastIndexOf(key) - 32, file.lastIndexOf(key));
    const derived = createPublicKey(
      createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' }),
    ).export({ format: 'der', type: 'spki' });
    expect(derived.subarray(-32).equals(key)).toBe(true);
  }
});
