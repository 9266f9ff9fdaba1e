import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extractArchive, readArchive } from './read.js';
import type { Attack } from './testing/attack.js';
import { attacks } from './testing/attacks.js';

let root = '';
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-archive-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const table = Object.entries(attacks).flatMap(([code, all]) =>
  Object.entries(all as Readonly<Record<string, Attack>>).map(
    ([what, attack]) => [`${code}: ${what}`, code, attack] as const,
  ),
);

/** An archive as it comes from a network, and how many bytes of it were taken. */
function streamed({ archive }: Attack) {
  const taken = { bytes: 0 };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const made = archive();
    for (const piece of made instanceof Uint8Array ? [made] : made) {
      taken.bytes += piece.length;
      yield piece;
    }
  }
  return { pieces: pieces(), taken };
}

test.each(table)('%s', async (_, code, attack) => {
  const parent = join(root, `attack-${++count}`);
  mkdirSync(parent);
  const problem = { code, params: attack.params };
  const { pieces, taken } = streamed(attack);
  expect(await extractArchive(pieces, join(parent, 'pack'))).toEqual({ ok: false, problem });
  expect(readdirSync(parent)).toEqual([]);
  expect(taken.bytes).toBeLessThanOrEqual(attack.takes ?? Number.POSITIVE_INFINITY);
  expect(await readArchive(streamed(attack).pieces)).toEqual({ ok: false, problem });
});

test('what is refused of a stream is refused of a file, and of a byte at a time', async () => {
  for (const [name, code, attack] of table) {
    const made = attack.archive();
    if (!(made instanceof Uint8Array) || made.length > 5000) continue;
    const file = join(root, 'file.lvspack');
    writeFileSync(file, made);
    const problem = { code, params: attack.params };
    expect(await readArchive(file), name).toEqual({ ok: false, problem });
    async function* bytes(all: Uint8Array): AsyncGenerator<Uint8Array> {
      for (const byte of all) yield Uint8Array.of(byte);
    }
    expect(await readArchive(bytes(made)), name).toEqual({ ok: false, problem });
  }
});
