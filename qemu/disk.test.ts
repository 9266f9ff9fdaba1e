import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDisk } from './disk.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([64, 2048, 16_384])(
  "QEMU's own tool finds nothing wrong with an empty disk of %d MiB",
  async (size) => {
    const path = join(folder, 'disk.qcow2');
    makeDisk(path, size);
    const { stdout } = await execa('qemu-img', ['info', '--output=json', path]);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'qcow2', 'virtual-size': size * 1024 * 1024 });
    const { stdout: checked } = await execa('qemu-img', ['check', path]);
    expect(checked).toContain('No errors were found');
    expect(statSync(path).size).toBe(256 * 1024);
  },
);
