import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { writeFileAtomic } from './files.js';

// ssh2 is CommonJS and its named `utils` is not visible to ES modules; it is loaded where it is used, as it takes a while.
const require = createRequire(import.meta.url);
const utils = () => (require('ssh2') as typeof import('ssh2')).utils;

export interface KeyPair {
  /** OpenSSH private key file. */
  readonly private: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly public: string;
}

/** Bytes of an Ed25519 public key blob, RFC 8709 §4: two lengths, `ssh-ed25519`, 32 bytes of key. */
const ed25519Blob = 4 + 11 + 4 + 32;

/**
 * A new Ed25519 pair. One in 256 that ssh2 1.17 makes is no key: it drops a public key's leading zero byte, and sshd
 * then has no host key and takes no connection.
 */
export function makeKeyPair(comment: string): KeyPair {
  for (;;) {
    const pair = utils().generateKeyPairSync('ed25519', { comment });
    const [, blob = ''] = pair.public.split(' ');
    if (Buffer.from(blob, 'base64').length === ed25519Blob)
      return { private: pair.private, public: `${pair.public.trim()}\n` };
  }
}

/** The key pair of a file and its `.pub`, made when there is none. @returns the public line */
export function keyPairIn(file: string, comment: string): string {
  const publicFile = `${file}.pub`;
  if (!existsSync(file) || !existsSync(publicFile)) {
    const pair = makeKeyPair(comment);
    writeFileAtomic(publicFile, pair.public);
    writeFileAtomic(file, pair.private);
  }
  return readFileSync(publicFile, 'utf8').trim();
}
