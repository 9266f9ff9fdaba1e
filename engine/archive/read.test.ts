import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { constants, createGzip } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonical } from '../../contract/canonical.js';
import { extractArchive, readArchive } from './read.js';
import { endBlocks, manifestOf, rawArchive, rawHeader, sha256, soundFiles } from './testing/raw-tar.js';

let parent = '';
let pack = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'lvslab-archive-'));
  pack = join(parent, 'pack');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const sound = rawArchive({});
const stream = (bytes: Buffer) => Readable.from([bytes]);
const read = soundFiles.map(({ path, content, mode = '0644' }) => ({
  path,
  mode,
  content: Buffer.from(content as string),
}));

/** Every file below a folder with its permission bits. */
function filesIn(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({
      path: path.slice(folder.length + 1),
      mode: `0${(statSync(path).mode & 0o7777).toString(8)}`,
      content: readFileSync(path),
    }));
}

test('an archive is read into memory, from a stream and from a file', async () => {
  const file = join(parent, 'small.lvspack');
  writeFileSync(file, sound);
  for (const source of [stream(sound), file]) {
    const result = await readArchive(source);
    expect(result).toEqual({
      ok: true,
      head: {
        manifest: manifestOf(soundFiles),
        manifestBytes: Buffer.from(canonical(manifestOf(soundFiles))),
      },
      files: read,
    });
  }
});

test('an archive is read into a folder with the modes of its manifest, whatever the umask', async () => {
  const umask = process.umask(0o077);
  try {
    expect(await extractArchive(stream(sound), pack)).toMatchObject({ ok: true });
  } finally {
    process.umask(umask);
  }
  expect(filesIn(pack)).toEqual(read);
  expect(readdirSync(parent)).toEqual(['pack']);
});

test('a signature is handed over as it is, and who reads it decides before anything is written', async () => {
  const signed = rawArchive({ signature: 'untrusted comment: \ud83e\udd80\n' });
  const seen: unknown[] = [];
  const approve = (answer: boolean) => (head: { readonly signature?: Buffer }) => {
    seen.push(head.signature?.toString(), readdirSync(parent));
    return answer;
  };
  expect(await extractArchive(stream(signed), pack, { approve: approve(false) })).toEqual({
    ok: false,
    problem: { code: 'declined', params: {} },
  });
  expect(readdirSync(parent)).toEqual([]);
  expect(await extractArchive(stream(signed), pack, { approve: approve(true) })).toMatchObject({ ok: true });
  expect(seen).toEqual(['untrusted comment: \ud83e\udd80\n', [], 'untrusted comment: \ud83e\udd80\n', []]);
});

test('a mistake of who decides is thrown, and leaves nothing', async () => {
  const approve = () => Promise.reject(new TypeError('mine'));
  await expect(extractArchive(stream(sound), pack, { approve })).rejects.toThrow('mine');
  expect(readdirSync(parent)).toEqual([]);
});

test('a folder that is there is left as it is', async () => {
  const there = { ok: false, problem: { code: 'target-exists', params: { path: pack } } };
  mkdirSync(pack);
  expect(await extractArchive(stream(sound), pack)).toEqual(there);
  expect(readdirSync(pack)).toEqual([]);
  rmSync(pack, { recursive: true });
  symlinkSync('/nowhere', pack);
  expect(await extractArchive(stream(sound), pack)).toEqual(there);
  expect(readdirSync(parent)).toEqual(['pack']);
});

test('a folder that appears meanwhile is left as it is', async () => {
  const half = sound.length / 2;
  async function* slow() {
    yield sound.subarray(0, half);
    mkdirSync(pack);
    writeFileSync(join(pack, 'mine'), '');
    yield sound.subarray(half);
  }
  expect(await extractArchive(slow(), pack)).toMatchObject({ problem: { code: 'target-exists' } });
  expect(readdirSync(parent)).toEqual(['pack']);
  expect(readdirSync(pack)).toEqual(['mine']);
});

test('a file that is none, or cannot be read, is told', async () => {
  const of = async (source: string) => {
    const result = await readArchive(source);
    return result.ok || result.problem;
  };
  const fifo = join(parent, 'fifo');
  execFileSync('mkfifo', [fifo]);
  expect(await of(fifo)).toEqual({ code: 'source-not-file', params: {} });
  expect(await of(parent)).toEqual({ code: 'source-not-file', params: {} });
  expect(await of(join(parent, 'none'))).toEqual({ code: 'source-unreadable', params: { reason: 'ENOENT' } });
});

test('a stream that breaks off is told', async () => {
  async function* broken() {
    yield sound.subarray(0, 100);
    throw new Error('the network has gone');
  }
  const problem = { code: 'source-unreadable', params: { reason: 'the network has gone' } };
  expect(await extractArchive(broken(), pack)).toEqual({ ok: false, problem });
  const gone = new PassThrough();
  gone.write(sound.subarray(0, 100));
  setImmediate(() => gone.destroy());
  expect(await extractArchive(gone, pack)).toMatchObject({ problem: { code: 'source-unreadable' } });
  expect(readdirSync(parent)).toEqual([]);
});

test('a source that delivers no more is given up in time, and closed', async () => {
  const hung = new PassThrough();
  hung.write(sound.subarray(0, sound.length - 20));
  const problem = { code: 'timed-out', params: { seconds: 0.2 } };
  expect(await extractArchive(hung, pack, { seconds: 0.2 })).toEqual({ ok: false, problem });
  expect(hung.destroyed).toBe(true);
  expect(readdirSync(parent)).toEqual([]);
  async function* never() {
    yield sound.subarray(0, 20);
    await new Promise(() => {});
  }
  expect(await extractArchive(never(), pack, { seconds: 0.1 })).toMatchObject({
    problem: { code: 'timed-out' },
  });
});

test('a source that is slow but goes on is given up in time', async () => {
  async function* slow() {
    for (const byte of sound) {
      yield Buffer.of(byte);
      await sleep(5);
    }
  }
  expect(await readArchive(slow(), { seconds: 0.1 })).toMatchObject({ problem: { code: 'timed-out' } });
});

test('whoever does not want to go on says so, before and meanwhile', async () => {
  const aborted = { ok: false, problem: { code: 'aborted', params: {} } };
  expect(await extractArchive(stream(sound), pack, { signal: AbortSignal.abort() })).toEqual(aborted);
  const controller = new AbortController();
  const hung = new PassThrough();
  hung.write(sound.subarray(0, sound.length - 20));
  setTimeout(() => controller.abort(), 50);
  expect(await extractArchive(hung, pack, { signal: controller.signal })).toEqual(aborted);
  expect(hung.destroyed).toBe(true);
  expect(readdirSync(parent)).toEqual([]);
});

test('a source that is refused is closed', async () => {
  const refused = new PassThrough();
  refused.write('this is no gzip');
  expect(await readArchive(refused)).toMatchObject({ problem: { code: 'not-gzip' } });
  if (!refused.closed) await once(refused, 'close');
  let closed = false;
  async function* pieces() {
    try {
      for (;;) yield Buffer.from('this is no gzip');
    } finally {
      closed = true;
    }
  }
  expect(await readArchive(pieces())).toMatchObject({ problem: { code: 'not-gzip' } });
  expect(closed).toBe(true);
});

test.skipIf(process.getuid?.() === 0)('a folder that must not be written into is told', async () => {
  chmodSync(parent, 0o500);
  try {
    expect(await extractArchive(stream(sound), pack)).toEqual({
      ok: false,
      problem: { code: 'no-access', params: { path: pack, detail: 'EACCES' } },
    });
  } finally {
    chmodSync(parent, 0o700);
  }
});

test('a folder in a folder that is not there is told', async () => {
  expect(await extractArchive(stream(sound), join(parent, 'none', 'pack'))).toMatchObject({
    problem: { code: 'no-access', params: { path: join(parent, 'none', 'pack') } },
  });
  expect(existsSync(join(parent, 'none'))).toBe(false);
});

test('sixty megabytes go onto the disk without being in memory', { timeout: 60_000 }, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  // Twelve times the same five megabytes, which deflate cannot make smaller: it does not look so far back.
  const content = randomBytes(5 * 2 ** 20);
  const paths = Array.from({ length: 12 }, (_, at) => `f${10 + at}`);
  const files = paths.map((path) => ({ path, content }));
  const manifest = canonical(manifestOf(files));
  let most = 0;
  async function* pieces() {
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    const parts = function* () {
      yield rawHeader({ name: 'manifest.json', content: manifest });
      yield Buffer.from(manifest.padEnd(Math.ceil(manifest.length / 512) * 512, '\0'));
      for (const { path } of files) {
        yield rawHeader({ name: path, content });
        for (let at = 0; at < content.length; at += 2 ** 16) yield content.subarray(at, at + 2 ** 16);
      }
      yield endBlocks;
    };
    let count = 0;
    for await (const piece of Readable.from(parts()).pipe(gzip)) {
      count += 1;
      if (count % 256 === 0) most = Math.max(most, used());
      yield piece as Buffer;
    }
  }
  const before = used();
  expect(await extractArchive(pieces(), pack)).toMatchObject({ ok: true });
  expect(sha256(readFileSync(join(pack, 'f21')))).toBe(createHash('sha256').update(content).digest('hex'));
  expect(most).toBeGreaterThan(0);
  expect(most - before).toBeLessThan(16 * 2 ** 20);
});
