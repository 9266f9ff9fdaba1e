import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { diskSize, diskTools, layOut, masterBootRecord, type Partition, requireDiskTools } from './disk.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const mebibyte = 1024 * 1024;
const sizes: readonly (readonly [number, number])[] = [
  [1, 1],
  [mebibyte, mebibyte],
  [mebibyte + 1, 2 * mebibyte - 1],
  [100_663_296, 41_287_680],
  [1_000_000_001, 900_000_001],
];

test.each(sizes)(
  'of a root of %d and a repository of %d bytes every part has room where it lies',
  (root, repo) => {
    const parts = layOut(root, repo);
    expect(parts).toHaveLength(4);
    let end = mebibyte; // the first mebibyte is the record's
    for (const { start, size } of parts) {
      expect(start).toBe(end);
      expect(start % mebibyte).toBe(0);
      expect(size % mebibyte).toBe(0);
      expect(size).toBeGreaterThan(0);
      end = start + size;
    }
    expect(end).toBe(diskSize);
    for (const [index, bytes] of [root, repo].entries()) {
      const { size } = parts[index + 1]!;
      expect(size).toBeGreaterThanOrEqual(bytes);
      expect(size).toBeLessThan(bytes + mebibyte);
    }
  },
);

test('the part that is booted, and no other, is active', () => {
  const parts = layOut(1, 1);
  expect(parts.map(({ active }) => active)).toEqual([true, false, false, false]);
  expect(parts.map(({ type }) => type)).toEqual([0x0e, 0x83, 0x83, 0x83]);
});

test('the disk is of whole gibibytes, which a record can address', () => {
  expect(diskSize % 1024 ** 3).toBe(0);
  expect(diskSize / 512).toBeLessThanOrEqual(0xffff_ffff);
});

test('an entry of the table says type, place and length in sectors, and whether it is active', () => {
  const boot: Partition = { type: 0x0e, start: 2048 * 512, size: 65_536 * 512, active: true };
  const last: Partition = { type: 0x83, start: 0x12345678 * 512, size: 0x00abcdef * 512, active: false };
  const record = masterBootRecord(new Uint8Array(0), [boot, last]);
  const table = [
    ['80 fe ff ff 0e fe ff ff', '00 08 00 00', '00 00 01 00'],
    ['00 fe ff ff 83 fe ff ff', '78 56 34 12', 'ef cd ab 00'],
    ['00 00 00 00 00 00 00 00', '00 00 00 00', '00 00 00 00'],
    ['00 00 00 00 00 00 00 00', '00 00 00 00', '00 00 00 00'],
    ['55 aa'],
  ];
  expect(record).toHaveLength(512);
  expect(record.subarray(0, 446)).toEqual(Buffer.alloc(446));
  expect(record.subarray(446).toString('hex')).toBe(table.flat().join('').replaceAll(' ', ''));
});

test.each([
  [0, 0],
  [440, 440],
  [441, 440],
  [512, 440],
  [4096, 440],
])('of %d bytes of code the first %d are there, and the table is as it was', (length, kept) => {
  const parts = layOut(mebibyte, mebibyte);
  const record = masterBootRecord(Buffer.alloc(length, 0xeb), parts);
  expect(record.subarray(0, kept)).toEqual(Buffer.alloc(kept, 0xeb));
  expect(record.subarray(kept)).toEqual(masterBootRecord(new Uint8Array(0), parts).subarray(kept));
});

test('an image that leaves no room to write on is refused', () => {
  expect(() => layOut(1_500_000_000, 1_500_000_000)).toThrow(/no room/);
});

/** The tools that cannot be hidden: whatever PATH says, the sbin folders are looked into. */
const hidden = Object.keys(diskTools).filter(
  (name) => !['/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name))),
);

test.skipIf(process.platform !== 'linux' || hidden.length === 0)(
  'tools that are missing are named, with the command that installs them (needs a Linux with tools outside of sbin)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lvslab-disk-'));
    vi.stubEnv('PATH', folder);
    const error: unknown = await requireDiskTools().catch((caught: unknown) => caught);
    rmSync(folder, { recursive: true });
    const packages = [...new Set(hidden.map((name) => diskTools[name]))];
    const bootCode = '/usr/lib/syslinux/mbr/mbr.bin';
    const files = existsSync(bootCode) ? [] : [bootCode];
    if (files.length > 0) packages.push('syslinux-common');
    const fix = `sudo apt-get install --no-install-recommends -y ${packages.join(' ')}`;
    expect(error).toMatchObject({
      detail: { code: 'image.tools-missing', params: { tools: [...hidden, ...files], fix } },
    });
  },
);
