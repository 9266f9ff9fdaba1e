/**
 * How libsodium says what a password's key may cost (crypto_pwhash_scryptsalsa208sha256, whose limits minisign's secret keys have), and
 * what that is in scrypt's own parameters (RFC 7914 §2).
 */
export interface ScryptLimits {
  /** Computations, about four for each of N · r · p. */
  readonly opslimit: bigint;
  /** Memory, in bytes. */
  readonly memlimit: bigint;
}

export interface ScryptParameters {
  /** Cost: a power of two. */
  readonly N: number;
  /** Block size, in units of 128 bytes. */
  readonly r: number;
  /** Parallelization. */
  readonly p: number;
}

/**
 * For new keys: N = 2^17, r = 8, p = 1, which are 128 MiB and about half a second on a laptop of today. It is what OWASP's Password
 * Storage Cheat Sheet asks for at least. minisign itself takes eight times that (SENSITIVE: 1 GiB), which a small virtual machine or
 * a CI job has not (there minisign warns, and takes less); a key that is read everywhere is worth more to us than the factor.
 */
export const newKeyLimits: ScryptLimits = { opslimit: 4_194_304n, memlimit: 134_217_728n };

/**
 * scrypt's parameters for limits, exactly as libsodium picks them on machines of 64 bits (pickparams in
 * pwhash_scryptsalsa208sha256.c). Limits are unsigned numbers of 64 bits.
 */
export function scryptParameters({ opslimit, memlimit }: ScryptLimits): ScryptParameters {
  const r = 8n;
  const ops = opslimit < 32_768n ? 32_768n : opslimit;
  // What is scarcer decides on N: computations or memory.
  const scarceOps = ops < memlimit / 32n;
  const maxN = scarceOps ? ops / (r * 4n) : memlimit / (r * 128n);
  let log2N = 1n;
  while (log2N < 63n && 2n ** log2N <= maxN / 2n) log2N += 1n;
  const N = 2n ** log2N;
  const maxRp = ops / 4n / N;
  const p = scarceOps ? 1n : (maxRp > 0x3fff_ffffn ? 0x3fff_ffffn : maxRp) / r;
  return { N: Number(N), r: Number(r), p: Number(p) };
}

/** What scrypt takes, in bytes: N blocks, and p blocks with two to work on (OpenSSL's EVP_PBE_scrypt counts so). */
export function scryptMemory({ N, r, p }: ScryptParameters): number {
  return 128 * r * (N + p + 2);
}

/**
 * Whether we derive a key with such parameters: at most what `minisign -G` asks for (1 GiB, and as much time as that takes: some
 * seconds). A file from elsewhere could ask for 64 GiB, or for an hour. p has a limit of its own, as its blocks are made and
 * hashed by PBKDF2, whose time N · p does not count; nobody's keys have p above 64.
 */
export function isAffordable({ N, p }: ScryptParameters): boolean {
  return N * p <= 2 ** 20 && p <= 1024;
}
