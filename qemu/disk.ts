import { constants, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';

/** Bytes of a cluster, the unit in which a qcow2 file grows. */
const cluster = 65_536;

/**
 * Writes an empty disk in QEMU's format qcow2, version 3 (docs/interop/qcow2.txt in QEMU's source): a file of 256 KiB
 * that grows with what the machine writes, on any host and without a tool.
 * @param size MiB that the machine sees
 */
export function makeDisk(path: string, size: number): void {
  const bytes = size * 1024 * 1024;
  const file = Buffer.alloc(4 * cluster);
  // Cluster 0: the header.
  file.write('QFI\xfb', 0, 'latin1');
  file.writeUInt32BE(3, 4);
  file.writeUInt32BE(Math.log2(cluster), 20);
  file.writeBigUInt64BE(BigInt(bytes), 24);
  // One entry of the first table for each table of cluster/8 entries below it.
  file.writeUInt32BE(Math.ceil(bytes / (cluster * (cluster / 8))), 36);
  file.writeBigUInt64BE(BigInt(3 * cluster), 40);
  file.writeBigUInt64BE(BigInt(cluster), 48);
  file.writeUInt32BE(1, 56);
  file.writeUInt32BE(4, 96); // 2^4 bits a reference count
  file.writeUInt32BE(104, 100); // length of this header
  // Cluster 1: where the reference counts are; cluster 2: they, one for each of these four; cluster 3: the first table.
  file.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  for (let used = 0; used < 4; used += 1) file.writeUInt16BE(1, 2 * cluster + 2 * used);
  writeFileSync(path, file, { mode: 0o600 });
}

/** Copies a disk that no machine writes to now; where the host's file system can share blocks, it does. */
export async function copyDisk(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}
