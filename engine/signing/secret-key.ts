import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scrypt,
} from 'node:crypto';
import { promisify } from 'node:util';
import { blake2b } from './blake2b.js';
import { decodeLine, encodeLine, linesOf, untrustedPrefix } from './format.js';
import { publicBytes, publicKeyOf } from './minisign.js';
import {
  isAffordable,
  newKeyLimits,
  type ScryptLimits,
  scryptMemory,
  scryptParameters,
} from './scrypt-limits.js';
import { type SecretKey } from './sign.js';

/*
 * minisign's secret key file (https://jedisct1.github.io/minisign/, "Secret key format"): a line of comment, and base64 of
 *
 *   2 `Ed`   2 kdf: `Sc`, or two zero bytes   2 `B2`   32 salt   8 opslimit   8 memlimit   8 key id   64 secret key   32 checksum
 *
 * Numbers are little-endian. The secret key is Ed25519's seed and then its public key, as libsodium has it; the checksum is
 * BLAKE2b-256 of `Ed`, key id and secret key. With `Sc` the last 104 bytes are XORed with as many of
 * scrypt(password, salt, limits).
 */
const fileBytes = 158;
const saltAt = 6;
const opslimitAt = 38;
const memlimitAt = 46;
const secretAt = 54;
const secretBytes = fileBytes - secretAt;

/** In those last 104 bytes. */
const seedAt = 8;
const publicAt = 40;
const checksumAt = 72;

const noKdf = Buffer.alloc(2);

/** DER of an Ed25519 PrivateKeyInfo without the seed itself (RFC 8410 §7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * `malformed`: no such file, or a damaged one. `wrong-password`: also a damaged one, where the encrypted bytes are, as only the
 * checksum tells. `too-costly`: the file asks for more memory or time than `minisign -G` does, or than this machine has.
 */
export type SecretKeyProblem = 'malformed' | 'needs-password' | 'wrong-password' | 'too-costly';

export type SecretKeyReading =
  | { readonly ok: true; readonly key: SecretKey }
  | { readonly ok: false; readonly problem: SecretKeyProblem };

/** `password`: one that minisign could not be told. */
export type SecretKeyWriting =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: 'password' };

/** Whether a line of a text is what a secret key's file has, whatever the file is called. */
export function hasSecretKey(text: string): boolean {
  return text.split('\n').some((line) => {
    const file = decodeLine(line.trim(), fileBytes);
    return file?.toString('latin1', 0, 2) === 'Ed' && file.toString('latin1', 4, 6) === 'B2';
  });
}

/** A new key pair, with a random id. */
export function makeSecretKey(): SecretKey {
  for (;;) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const made = publicKeyOf(randomBytes(8), rawPublic(publicKey));
    if (made !== undefined) return { publicKey: made, key: privateKey };
  }
}

/**
 * The secret key's file, as `minisign -G` writes it; without a password, as `minisign -G -W`, for who keeps secrets in another way.
 * A password is taken as UTF-8, as it is: at most 1023 bytes without line breaks and NUL, for minisign reads it as a line.
 * Rejects where the memory cannot be had.
 * @param limits what the password's key costs; `newKeyLimits` unless given
 */
export async function writeSecretKey(
  secret: SecretKey,
  password: string | undefined,
  limits: ScryptLimits = newKeyLimits,
): Promise<SecretKeyWriting> {
  // oxlint-disable-next-line no-control-regex -- it is what is looked for
  if (password !== undefined && (Buffer.byteLength(password) > 1023 || /[\0\r\n]/.test(password)))
    return { ok: false, problem: 'password' };
  const { publicKey, key } = secret;
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8Prefix.length);
  const body = Buffer.concat([publicKey.id, seed, publicBytes(publicKey)]);
  const plain = Buffer.concat([body, checksum(body)]);
  if (password === undefined) {
    const head = Buffer.concat([Buffer.from('Ed'), noKdf, Buffer.from('B2')], secretAt);
    return { ok: true, text: `${untrustedPrefix}minisign secret key\n${encodeLine(head, plain)}\n` };
  }
  const salt = randomBytes(32);
  const costs = Buffer.alloc(16);
  costs.writeBigUInt64LE(limits.opslimit);
  costs.writeBigUInt64LE(limits.memlimit, 8);
  const line = encodeLine('EdScB2', salt, costs, xor(plain, await stream(password, salt, limits)));
  return { ok: true, text: `${untrustedPrefix}minisign encrypted secret key\n${line}\n` };
}

/** Reads a secret key's file. A password that the file does not need is not looked at. */
export async function readSecretKey(text: string, password?: string): Promise<SecretKeyReading> {
  const refuse = (problem: SecretKeyProblem): SecretKeyReading => ({ ok: false, problem });
  const [, line] = linesOf(text);
  const file = decodeLine(line, fileBytes);
  if (file?.toString('latin1', 0, 2) !== 'Ed' || file.toString('latin1', 4, 6) !== 'B2')
    return refuse('malformed');
  const secret = file.subarray(secretAt);
  const kdf = file.subarray(2, 4);
  if (kdf.equals(noKdf)) return readPlain(secret, false);
  if (kdf.toString('latin1') !== 'Sc') return refuse('malformed');
  const limits = {
    opslimit: file.readBigUInt64LE(opslimitAt),
    memlimit: file.readBigUInt64LE(memlimitAt),
  };
  if (!isAffordable(scryptParameters(limits))) return refuse('too-costly');
  if (password === undefined) return refuse('needs-password');
  // The parameters are sound: where this fails, the memory cannot be had.
  const key = await stream(password, file.subarray(saltAt, opslimitAt), limits).catch(() => undefined);
  return key === undefined ? refuse('too-costly') : readPlain(xor(secret, key), true);
}

/** The key of 104 bytes that are not encrypted, or no longer. */
function readPlain(plain: Buffer, decrypted: boolean): SecretKeyReading {
  const refuse = (problem: SecretKeyProblem): SecretKeyReading => ({ ok: false, problem });
  const sum = plain.subarray(checksumAt);
  // `minisign -G -W` writes no checksum, but zeros.
  const sound = sum.equals(checksum(plain.subarray(0, checksumAt))) || (!decrypted && !sum.some(Boolean));
  const der = Buffer.concat([pkcs8Prefix, plain.subarray(seedAt, publicAt)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = rawPublic(createPublicKey(key));
  const belongs = raw.equals(plain.subarray(publicAt, checksumAt));
  // A wrong password leaves neither; where one of them holds, the password was right and the file is damaged.
  if (decrypted && !sound && !belongs) return refuse('wrong-password');
  const publicKey = sound && belongs ? publicKeyOf(plain.subarray(0, seedAt), raw) : undefined;
  return publicKey === undefined ? refuse('malformed') : { ok: true, key: { publicKey, key } };
}

function rawPublic(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** @param body key id and secret key */
function checksum(body: Buffer): Buffer {
  return blake2b(Buffer.concat([Buffer.from('Ed'), body]), 32);
}

/** What the secret bytes are XORed with. It runs on another thread: half a second, some seconds for minisign's own keys. */
async function stream(password: string, salt: Buffer, limits: ScryptLimits): Promise<Buffer> {
  const parameters = scryptParameters(limits);
  return scryptAsync(Buffer.from(password), salt, secretBytes, {
    ...parameters,
    maxmem: scryptMemory(parameters),
  });
}

const scryptAsync = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ right[index]!));
}
