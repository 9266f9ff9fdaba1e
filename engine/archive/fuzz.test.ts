import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileContent } from './place.js';
import { type ArchiveHead, extractArchive, readArchive } from './read.js';
import { spoiltArchive } from './testing/mutations.js';
import { rawTar, soundFiles } from './testing/raw-tar.js';

// Sound archives, each with one to four things done to it: 100,000 where `npm test` asks for them (a minute), else a few hundred.
// LVSLAB_FUZZ_SEED begins elsewhere. A failure names the seed of its archive.
const runs = Number(process.env['LVSLAB_FUZZ_ARCHIVES'] ?? process.env['LVSLAB_FUZZ'] ?? '400');
const first = Number(process.env['LVSLAB_FUZZ_SEED'] ?? '1');
/** Seconds that one may take, on whatever machine; none needs a tenth. */
const seconds = 10;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-archive-fuzz-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const tars = [
  rawTar({}),
  rawTar({ signature: 'untrusted comment: x\nRWQ\n' }),
  rawTar({ files: [{ path: 'a', content: 'x'.repeat(512) }] }),
  rawTar({ files: [...soundFiles, { path: 'z/说明', content: Buffer.alloc(5000, 'z') }] }),
];

async function* piece(bytes: Buffer) {
  yield bytes;
}

interface Content {
  readonly head: ArchiveHead;
  readonly files: readonly FileContent[];
}

/**
 * Whether somebody would get other files than were written. What a manifest says of its pack (an id, a digest) a signature covers, and
 * whoever opens a pack holds it against what is in it: this room takes it as it is said.
 */
function differs({ head, files }: Content, written: Content): boolean {
  return (
    JSON.stringify(head.manifest.files) !== JSON.stringify(written.head.manifest.files) ||
    files.length !== written.files.length ||
    files.some(({ path, mode, content }, at) => {
      const other = written.files[at]!;
      return path !== other.path || mode !== other.mode || !content.equals(other.content);
    })
  );
}

const names = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

test(`${runs} spoilt archives are refused, or are what was written`, {
  timeout: 60_000 + runs * 100,
}, async () => {
  const written: Content[] = [];
  for (const tar of tars) {
    const read = await readArchive(piece(gzipSync(tar)));
    if (!read.ok) throw new TypeError(JSON.stringify(read.problem));
    written.push(read);
  }
  const codes = new Map<string, number>();
  const faults: string[] = [];
  let slowest = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const { bytes } = spoiltArchive(tars, seed);
    const begun = performance.now();
    try {
      const read = await readArchive(piece(bytes), { seconds });
      const code = read.ok ? 'accepted' : read.problem.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (read.ok && written.every((each) => differs(read, each))) faults.push(`seed ${seed}: other content`);
      // To the disk more seldom: it takes longer.
      if (seed % 20 === 0) {
        const pack = join(root, 'pack');
        const extracted = await extractArchive(piece(bytes), pack, { seconds });
        if (JSON.stringify(extracted.ok || extracted.problem) !== JSON.stringify(read.ok || read.problem))
          faults.push(`seed ${seed}: another answer on the disk`);
        const left = readdirSync(root);
        if (left.length !== (read.ok ? 1 : 0)) faults.push(`seed ${seed}: left ${left.join(', ')}`);
        if (
          read.ok &&
          read.files.some(({ path, content }) => !readFileSync(join(pack, path)).equals(content))
        )
          faults.push(`seed ${seed}: other content on the disk`);
        if (
          read.ok &&
          names(pack).join() !==
            read.files
              .map(({ path }) => path)
              .toSorted()
              .join()
        )
          faults.push(`seed ${seed}: other files on the disk`);
        rmSync(pack, { recursive: true, force: true });
      }
    } catch (error) {
      faults.push(`seed ${seed}: ${String(error)}`);
    }
    slowest = Math.max(slowest, performance.now() - begun);
  }
  if (runs > 1000)
    console.error(JSON.stringify({ slowest: Math.round(slowest), ...Object.fromEntries(codes) }));
  expect(faults).toEqual([]);
  expect(codes.get('timed-out')).toBeUndefined();
  // Else what is spoilt would only be gzip's checksum, or nothing.
  expect(codes.get('accepted') ?? 0).toBeLessThan(runs / 4);
  expect(codes.size).toBeGreaterThan(Math.min(15, runs / 20));
});
