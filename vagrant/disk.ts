import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LabError } from '../contract/errors.js';
import { findProgram } from '../guest/build-tools.js';
import type { GuestImage } from '../guest/image-store.js';
import { runTool } from '../guest/run-tool.js';

const sector = 512;
const mebibyte = 1024 * 1024;

/** Bytes of a box's disk; what is not used takes no room. Whole gibibytes: vagrant-libvirt counts in them. */
export const diskSize = 4 * 1024 * mebibyte;
/** Bytes of the boot partition: kernel, initramfs, boot loader. */
const bootSize = 32 * mebibyte;
/** Inodes of the writable part: more than any lab makes, and their tables are written at once, not by a running guest. */
const inodes = 65_536;

/** Programs that make a box's disk, with the Debian package of each. */
export const diskTools: Readonly<Record<string, string>> = {
  mke2fs: 'e2fsprogs',
  'mkfs.fat': 'dosfstools',
  mcopy: 'mtools',
  syslinux: 'syslinux',
  'qemu-img': 'qemu-utils',
  tar: 'tar',
};

/** Debian's syslinux-common: the code of the master boot record that starts the active partition. */
const bootCode = '/usr/lib/syslinux/mbr/mbr.bin';

export interface Partition {
  /** MBR partition type, e.g. 0x83 for Linux. */
  readonly type: number;
  /** Bytes, a multiple of 512. */
  readonly start: number;
  readonly size: number;
  readonly active: boolean;
}

/**
 * A master boot record (UEFI specification §5.2.1: 440 bytes of code, four entries of 16 bytes from 446, 55 AA).
 * Addresses are in sectors; the old cylinder fields say "beyond" (FE FF FF), as for every large disk.
 */
export function masterBootRecord(code: Uint8Array, partitions: readonly Partition[]): Buffer {
  const record = Buffer.alloc(sector);
  record.set(code.subarray(0, 440));
  for (const [index, { type, start, size, active }] of partitions.entries()) {
    const at = 446 + index * 16;
    record.set([active ? 0x80 : 0, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff], at);
    record.writeUInt32LE(start / sector, at + 8);
    record.writeUInt32LE(size / sector, at + 12);
  }
  record.writeUInt16LE(0xaa55, 510);
  return record;
}

/** Where a box's four parts lie: boot, root, repository, writable (the initramfs mounts them by number). */
export function layOut(rootBytes: number, repoBytes: number): readonly Partition[] {
  let start = mebibyte;
  const next = (bytes: number, type: number, active = false): Partition => {
    const size = Math.ceil(bytes / mebibyte) * mebibyte;
    const partition = { type, start, size, active };
    start += size;
    return partition;
  };
  const boot = next(bootSize, 0x0e, true);
  const root = next(rootBytes, 0x83);
  const repo = next(repoBytes, 0x83);
  if (start > diskSize / 2)
    throw new RangeError(`a guest image of ${start} bytes leaves no room on a box's disk`);
  return [boot, root, repo, next(diskSize - start, 0x83)];
}

/** @throws LabError image.cannot-build-here off Linux, image.tools-missing with the command that installs them */
export async function requireDiskTools(): Promise<void> {
  if (process.platform !== 'linux')
    throw new LabError({ code: 'image.cannot-build-here', params: { platform: process.platform } });
  const missing: string[] = [];
  for (const name of Object.keys(diskTools)) if ((await findProgram(name)) === undefined) missing.push(name);
  if (!existsSync(bootCode)) missing.push(bootCode);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => diskTools[name] ?? 'syslinux-common'))];
  const fix = `sudo apt-get install --no-install-recommends -y ${packages.join(' ')}`;
  throw new LabError({ code: 'image.tools-missing', params: { tools: missing, fix } });
}

/**
 * Makes a raw disk of a guest image: no root needed, nothing is mounted.
 * @param commandLine the kernel's, for the boot loader
 * @returns the disk's path, inside `work`
 */
export async function makeDisk(
  image: GuestImage,
  commandLine: string,
  work: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const disk = join(work, 'disk.raw');
  const run = async (program: string, ...args: string[]): Promise<unknown> =>
    runTool({
      phase: 'box',
      program: (await findProgram(program)) ?? program,
      args,
      cwd: work,
      signal,
      // mtools asks about a disk whose geometry it finds odd.
      env: { MTOOLS_SKIP_CHECK: '1' },
    });
  const sizes = await Promise.all([image.root, image.repo].map(async (path) => (await stat(path)).size));
  const partitions = layOut(sizes[0]!, sizes[1]!);
  const [boot, root, repo, writable] = partitions as [Partition, Partition, Partition, Partition];
  await writeFile(disk, masterBootRecord(await readFile(bootCode), partitions));
  await truncate(disk, diskSize);

  const fat = join(work, 'boot.fat');
  await writeFile(fat, '');
  await truncate(fat, boot.size);
  await run('mkfs.fat', '-F', '16', '-n', 'LVSLAB', '-h', String(boot.start / sector), fat);
  const menu = [
    'DEFAULT lvslab',
    'PROMPT 0',
    'LABEL lvslab',
    '  KERNEL vmlinuz',
    '  INITRD initrd.img',
    `  APPEND ${commandLine}`,
  ];
  await writeFile(join(work, 'syslinux.cfg'), `${menu.join('\n')}\n`);
  await copyFile(image.kernel, join(work, 'vmlinuz'));
  await copyFile(image.initrd, join(work, 'initrd.img'));
  await run('mcopy', '-i', fat, 'vmlinuz', 'initrd.img', 'syslinux.cfg', '::');
  await run('syslinux', '--install', fat);

  const signalled = signal === undefined ? {} : { signal };
  for (const [path, { start }] of [
    [fat, boot],
    [image.root, root],
    [image.repo, repo],
  ] as const)
    await pipeline(createReadStream(path), createWriteStream(disk, { flags: 'r+', start }), signalled);
  const features = 'lazy_itable_init=0,lazy_journal_init=0,nodiscard,root_owner=0:0';
  const format = `-q -F -t ext4 -m 0 -N ${inodes} -L lvslab -E offset=${writable.start},${features}`;
  await run('mke2fs', ...format.split(' '), disk, `${writable.size / 1024}k`);
  const file = await open(disk, 'r');
  await file.sync();
  await file.close();
  return disk;
}
