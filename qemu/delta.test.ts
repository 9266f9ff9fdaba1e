import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bytesBeforeStream, leaveOut, UnknownStream } from './delta.js';

const folder = mkdtempSync(join(tmpdir(), 'lvslab-delta-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = 4096;
const pages = 600; // more than one window of the golden memory
const [fill, sizes, whole, end, same] = [0x02, 0x04, 0x08, 0x10, 0x20];

const named = (name: string) => Buffer.from([name.length, ...Buffer.from(name)]);
const word = (number: number, flags = 0) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number) + BigInt(flags));
  return bytes;
};
const section = (kind: number, ...content: Buffer[]) =>
  Buffer.concat([
    Buffer.from([kind, 0, 0, 0, 2]),
    ...(kind === 1 ? [named('ram'), Buffer.from([0, 0, 0, 0, 0, 0, 0, 4])] : []),
    ...content,
    word(0, end),
    Buffer.from([0x7e, 0, 0, 0, 2]),
  ]);
const head = Buffer.concat([
  Buffer.from('QEVM\0\0\0\u0003', 'latin1'),
  Buffer.from([7, 0, 0, 0, 5]),
  Buffer.from('pc-q3'),
]);
const setup = section(
  1,
  word(pages * page + page, sizes),
  named('memory'),
  word(pages * page),
  named('rom'),
  word(page),
);
const devices = Buffer.from('\u0004 whatever follows', 'latin1');
const random = (seed: number) =>
  Buffer.from(Array.from({ length: page }, (_, at) => (at * 7 + seed * 13) % 251));

/** Page N of the golden memory is random(N), but each tenth is empty. */
const golden = join(folder, 'memory');
writeFileSync(
  golden,
  Buffer.concat(Array.from({ length: pages }, (_, at) => (at % 10 === 0 ? Buffer.alloc(page) : random(at)))),
);

function state(...parts: Buffer[]): string {
  const file = join(folder, `${Math.random()}.state`);
  writeFileSync(file, Buffer.concat([head, setup, ...parts, devices]));
  return file;
}

/** The memory that a state makes of the golden one, and what else it has, by QEMU's rules. */
function loaded(file: string): { readonly memory: Buffer; readonly rest: string; readonly records: number } {
  const bytes = readFileSync(file);
  const memory = readFileSync(golden);
  let at = bytes.indexOf('QEVM') + head.length;
  let block = '';
  let records = 0;
  const rest: string[] = [];
  for (let kind = 0; kind !== 3; at += 5) {
    kind = bytes[at]!;
    at += kind === 1 ? 5 + 4 + 8 : 5;
    for (;;) {
      const flags = Number(bytes.readBigUInt64BE(at) & 0xfffn);
      const address = Number(bytes.readBigUInt64BE(at)) - flags;
      at += 8;
      if (flags === end) break;
      if (flags === sizes) {
        at += named('memory').length + 8 + named('rom').length + 8;
        continue;
      }
      if ((flags & same) === 0) {
        block = bytes.subarray(at + 1, at + 1 + bytes[at]!).toString();
        at += 1 + bytes[at]!;
      }
      records += 1;
      const content = (flags & fill) > 0 ? Buffer.alloc(page, bytes[at]) : bytes.subarray(at, at + page);
      at += (flags & fill) > 0 ? 1 : page;
      if (block === 'memory') content.copy(memory, address);
      else rest.push(`${block} ${address} ${content.toString('base64')}`);
    }
  }
  return { memory, rest: rest.join('\n') + bytes.subarray(at).toString('latin1'), records };
}

test('pages that the golden memory has are left out, and nothing else', async () => {
  const file = state(
    section(
      2,
      Buffer.concat([word(1 * page, whole), named('memory'), random(1)]), // as it was: with the name of its block
      Buffer.concat([word(2 * page, whole | same), random(77)]), // changed
      Buffer.concat([word(10 * page, fill | same), Buffer.from([0])]), // empty as before
      Buffer.concat([word(11 * page, fill | same), Buffer.from([0])]), // emptied
      Buffer.concat([word(0, whole), named('rom'), random(0)]),
      Buffer.concat([word(599 * page, whole), named('memory'), random(599)]),
    ),
    section(3, Buffer.concat([word(300 * page, whole), named('memory'), random(5)])),
  );
  const before = loaded(file);
  await leaveOut(file, golden);
  const after = loaded(file);
  expect(after.memory.equals(before.memory)).toBe(true);
  expect(after.rest).toBe(before.rest);
  expect([before.records, after.records]).toEqual([7, 4]);
  expect(existsSync(`${file}.partial`)).toBe(false);
});

test('of a page that comes twice the last one counts', async () => {
  const file = state(
    section(3, word(8 * page, whole), named('memory'), random(9), word(8 * page, whole | same), random(8)),
  );
  await leaveOut(file, golden);
  expect(
    loaded(file)
      .memory.subarray(8 * page, 9 * page)
      .equals(random(8)),
  ).toBe(true);
});

test('a state says where its stream begins, and refuses another memory', async () => {
  const file = state(section(3, word(page, whole), named('memory'), random(1)));
  expect(await bytesBeforeStream(file, golden)).toBe(0);
  await leaveOut(file, golden);
  const before = await bytesBeforeStream(file, golden);
  expect(
    readFileSync(file)
      .subarray(before, before + 4)
      .toString(),
  ).toBe('QEVM');
  const small = readFileSync(file);
  await leaveOut(file, golden);
  expect(readFileSync(file).equals(small)).toBe(true);

  const other = join(folder, 'other');
  // As from a backup.
  writeFileSync(other, readFileSync(golden));
  utimesSync(other, 1, 1);
  expect(await bytesBeforeStream(file, other)).toBe(before);
  writeFileSync(other, Buffer.concat(Array.from({ length: pages }, (_, at) => random(at + 1))));
  await expect(bytesBeforeStream(file, other)).rejects.toThrow('has changed');
  rmSync(other);
  await expect(bytesBeforeStream(file, other)).rejects.toThrow('ENOENT');
});

test.each([
  ['no stream of QEMU', Buffer.from('damaged')],
  ['a stream that ends early', Buffer.concat([head, setup])],
  [
    'another section first',
    Buffer.concat([head, Buffer.from([1, 0, 0, 0, 1]), named('block'), Buffer.alloc(99)]),
  ],
  [
    'compressed pages',
    Buffer.concat([head, setup, Buffer.from([2, 0, 0, 0, 2]), word(0, 0x100), Buffer.alloc(9999)]),
  ],
])('what is not known is left as it is: %s', async (_what, bytes) => {
  const file = join(folder, 'strange.state');
  writeFileSync(file, bytes);
  await expect(leaveOut(file, golden)).rejects.toThrow(UnknownStream);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(existsSync(`${file}.partial`)).toBe(false);
});

test('one that is cancelled stays whole', async () => {
  const file = state(section(3, word(page, whole), named('memory'), random(1)));
  const bytes = readFileSync(file);
  await expect(leaveOut(file, golden, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(readFileSync(file).equals(bytes)).toBe(true);
});
