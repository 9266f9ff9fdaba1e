import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  closeSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../guest/build-tools.js';
import type { GuestImage } from '../guest/image-store.js';
import { boxCommandLine, boxName, type BoxProvider, boxProviders, makeBox } from './box.js';
import { diskSize, diskTools, layOut, masterBootRecord } from './disk.js';

const bootCode = '/usr/lib/syslinux/mbr/mbr.bin';
const missing = existsSync(bootCode) ? [] : [bootCode];
for (const name of [...Object.keys(diskTools), 'mdir', 'mtype', 'e2fsck'])
  if ((await findProgram(name)) === undefined) missing.push(name);
const ruby = await findProgram('ruby');
const xmllint = await findProgram('xmllint');
const needs = missing.length === 0 ? '' : ` (skipped: no ${missing.join(', ')})`;

let folder = '';
let image: GuestImage;
/** What the image's files hold: sizes that no sector, block or mebibyte divides. */
const contents = {
  vmlinuz: randomBytes(70_001),
  'initrd.img': randomBytes(130_003),
  'root.squashfs': randomBytes(3 * 1024 * 1024 + 777),
  'repo.squashfs': randomBytes(1024 * 1024 - 1),
} as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-box-'));
  chmodSync(folder, 0o755); // as a folder is that QEMU's own user can get at
  image = imageIn('image');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function imageIn(name: string): GuestImage {
  const place = join(folder, name);
  mkdirSync(place);
  const file = (part: keyof typeof contents) => {
    writeFileSync(join(place, part), contents[part]);
    return join(place, part);
  };
  return {
    hash: '0123456789abcdef',
    arch: 'amd64',
    folder: place,
    kernel: file('vmlinuz'),
    initrd: file('initrd.img'),
    root: file('root.squashfs'),
    repo: file('repo.squashfs'),
  } as GuestImage; // its manifest is nothing to a box
}

/** What a program prints; the sbin folders are looked into as well. */
function run(program: string, ...args: string[]): Buffer {
  return execFileSync(program, args, {
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${process.env['PATH']}:/usr/sbin:/sbin`,
      MTOOLS_SKIP_CHECK: '1',
      LC_ALL: 'C',
    },
  });
}

/** Whether everybody may go into this folder. */
function openToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o001) !== 0;
  return open && (path === dirname(path) || openToAll(dirname(path)));
}

const members: Readonly<Record<BoxProvider, readonly string[]>> = {
  libvirt: ['Vagrantfile', 'box.img', 'initrd.img', 'metadata.json', 'vmlinuz'],
  virtualbox: ['Vagrantfile', 'box-disk001.vmdk', 'box.ovf', 'metadata.json'],
};
const diskOf: Readonly<Record<BoxProvider, string>> = { libvirt: 'box.img', virtualbox: 'box-disk001.vmdk' };

interface Box {
  readonly file: string;
  /** A folder with its members. */
  readonly inside: string;
  /** Its disk, as the machine sees it. */
  readonly disk: string;
  readonly phases: readonly string[];
}

const boxes = new Map<BoxProvider, Promise<Box>>();
/** A box of the image, made by the first test that asks for it. */
function boxFor(provider: BoxProvider): Promise<Box> {
  const made = boxes.get(provider) ?? make(provider);
  boxes.set(provider, made);
  return made;
}

async function make(provider: BoxProvider): Promise<Box> {
  const file = join(folder, provider, 'not/there/yet', 'new.box');
  const inside = join(folder, provider, 'inside');
  const disk = join(folder, provider, 'disk.raw');
  const phases: string[] = [];
  await makeBox({ image, provider, output: file, onProgress: ({ phase }) => phases.push(phase) });
  mkdirSync(inside, { recursive: true });
  chmodSync(dirname(inside), 0o755);
  run('tar', '-xf', file, '-C', inside);
  run('qemu-img', 'convert', '-O', 'raw', join(inside, diskOf[provider]), disk);
  return { file, inside, disk, phases };
}

const parts = layOut(contents['root.squashfs'].length, contents['repo.squashfs'].length);

function bytesAt(path: string, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, start));
  } finally {
    closeSync(file);
  }
}

/** Runs a box's Vagrantfile against an object that prints what it is told. */
function settingsIn(inside: string): readonly string[] {
  const recorder = `
    class Recorder
      def respond_to_missing?(*) = true
      def method_missing(name, *args, **named, &block)
        block&.call(self)
        puts "#{name} #{[*args, *named].join(" ")}" unless args.empty? && named.empty?
        self
      end
    end
    module Vagrant
      def self.configure(version) = yield(Recorder.new)
    end
    load ARGV.fetch(0)
  `;
  const file = join(inside, 'Vagrantfile');
  return run('ruby', '-rpathname', '-e', recorder, file).toString().trim().split('\n');
}

describe.skipIf(missing.length > 0)(`a box that is made${needs}`, () => {
  test.each(boxProviders)(
    'for %s is alone in a folder that was made for it, and is said to be done',
    async (provider) => {
      const { file, phases } = await boxFor(provider);
      expect(readdirSync(dirname(file))).toEqual(['new.box']);
      expect(phases.at(-1)).toBe('done');
    },
  );

  test.each(boxProviders)(
    'for %s has what Vagrant wants in it, and nobody of this machine as the owner',
    async (provider) => {
      const { file } = await boxFor(provider);
      const rows = run('tar', '--numeric-owner', '-tvf', file).toString().trim().split('\n');
      const columns = rows.map((row) => row.split(/\s+/));
      expect(new Set(columns.map((row) => row[5]))).toEqual(new Set(members[provider]));
      expect(new Set(columns.map((row) => row[1]))).toEqual(new Set(['0/0']));
    },
  );

  test.each([
    ['libvirt', { provider: 'libvirt', format: 'qcow2', virtual_size: 4 }],
    ['virtualbox', { provider: 'virtualbox' }],
  ] as const)('for %s says so: %j', async (provider, metadata) => {
    const { inside } = await boxFor(provider);
    expect(JSON.parse(readFileSync(join(inside, 'metadata.json'), 'utf8'))).toEqual(metadata);
  });

  test.each([
    ['libvirt', { format: 'qcow2' }],
    ['virtualbox', { format: 'vmdk', 'format-specific': { data: { 'create-type': 'streamOptimized' } } }],
  ] as const)('for %s has a disk of its format: %j', async (provider, format) => {
    const { inside } = await boxFor(provider);
    const path = join(inside, diskOf[provider]);
    const info: unknown = JSON.parse(run('qemu-img', 'info', '--output=json', path).toString());
    expect(info).toMatchObject({ ...format, 'virtual-size': 4 * 1024 ** 3 });
    // What nothing is in takes no room.
    expect(statSync(path).size).toBeLessThan(64 * 1024 * 1024);
  });

  test.each(boxProviders)(
    'for %s has a disk that begins with the boot code and its table',
    async (provider) => {
      const { disk } = await boxFor(provider);
      expect(statSync(disk).size).toBe(diskSize);
      expect(bytesAt(disk, 0, 512).equals(masterBootRecord(readFileSync(bootCode), parts))).toBe(true);
    },
  );

  test.each(boxProviders)(
    'for %s has root and repository in their parts, and nothing after them there',
    async (provider) => {
      const { disk } = await boxFor(provider);
      for (const [index, name] of [
        [1, 'root.squashfs'],
        [2, 'repo.squashfs'],
      ] as const) {
        const { start, size } = parts[index]!;
        expect(bytesAt(disk, start, size).equals(Buffer.concat([contents[name]], size))).toBe(true);
      }
    },
  );

  test.each(boxProviders)(
    'for %s boots from a FAT with kernel, initramfs and what the kernel is told',
    async (provider) => {
      const { disk } = await boxFor(provider);
      const { start } = parts[0]!;
      const fat = `${disk}@@${start}`;
      const listed = run('mdir', '-b', '-a', '-i', fat, '::').toString().trim().split('\n');
      for (const name of ['vmlinuz', 'initrd.img', 'syslinux.cfg', 'ldlinux.sys'])
        expect(listed).toContain(`::/${name}`);
      expect(run('mtype', '-i', fat, '::vmlinuz').equals(contents.vmlinuz)).toBe(true);
      expect(run('mtype', '-i', fat, '::initrd.img').equals(contents['initrd.img'])).toBe(true);
      const menu = run('mtype', '-i', fat, '::syslinux.cfg').toString().split('\n');
      const settings = new Map(menu.map((line) => line.trim().split(/ (.*)/) as [string, string]));
      expect(settings.get('DEFAULT')).toBe(settings.get('LABEL'));
      expect(settings.get('KERNEL')).toBe('vmlinuz');
      expect(settings.get('INITRD')).toBe('initrd.img');
      expect(settings.get('APPEND')).toBe(boxCommandLine('amd64'));
      expect(settings.get('APPEND')).toMatch(/ lvslab\.box$/);
      const sector = bytesAt(disk, start, 512);
      expect(sector.toString('latin1', 3, 11)).toBe('SYSLINUX');
      // BPB_HiddSec: the boot sector finds its files only when it knows where it is.
      expect(sector.readUInt32LE(0x1c)).toBe(start / 512);
    },
  );

  test.each(boxProviders)(
    'for %s has a writable part without a fault, as large as its partition',
    async (provider) => {
      const { disk } = await boxFor(provider);
      const { start, size } = parts[3]!;
      const said = run('e2fsck', '-fn', `${disk}?offset=${start}`).toString();
      expect(said).toMatch(/^lvslab: 11\/65536 files /m);
      const [, blocks] = /(\d+) blocks$/m.exec(said) ?? [];
      expect(Number(blocks) * 4096).toBe(size);
    },
  );

  test('for VirtualBox has a description with the name and size of its disk', async () => {
    const { inside } = await boxFor('virtualbox');
    const text = readFileSync(join(inside, 'box.ovf'), 'utf8');
    const { size } = statSync(join(inside, 'box-disk001.vmdk'));
    expect(text).toContain(`<File ovf:id="file1" ovf:href="box-disk001.vmdk" ovf:size="${size}"/>`);
    expect(text).toContain(`ovf:capacity="${diskSize}"`);
    expect(text).toContain(`<VirtualSystem ovf:id="${boxName(image)}">`);
    expect(text).toContain('#streamOptimized"');
  });

  test.skipIf(xmllint === undefined)(
    'for VirtualBox has a well-formed description (needs xmllint)',
    async () => {
      const { inside } = await boxFor('virtualbox');
      expect(() => run('xmllint', '--noout', join(inside, 'box.ovf'))).not.toThrow();
    },
  );

  test.skipIf(ruby === undefined).each([
    ['libvirt', []],
    ['virtualbox', ['default_nic_type= virtio']],
  ] as const)('for %s keeps its key and shares no folder (needs ruby)', async (provider, own) => {
    const { inside } = await boxFor(provider);
    const said = settingsIn(inside);
    expect(said).toEqual(
      expect.arrayContaining([
        'insert_key= false',
        'synced_folder . /vagrant disabled true',
        `provider ${provider}`,
      ]),
    );
    expect(said.filter((line) => line.startsWith('default_nic_type'))).toEqual(own);
  });

  test.skipIf(ruby === undefined || !openToAll(tmpdir()))(
    "for libvirt starts its kernel itself, unless QEMU's own user cannot get at it (needs ruby and an open folder)",
    async () => {
      const { inside } = await boxFor('libvirt');
      chmodSync(inside, 0o755);
      expect(settingsIn(inside)).toEqual(
        expect.arrayContaining([
          `kernel= ${join(inside, 'vmlinuz')}`,
          `initrd= ${join(inside, 'initrd.img')}`,
          `cmd_line= ${boxCommandLine('amd64')}`,
        ]),
      );
      chmodSync(inside, 0o750);
      expect(settingsIn(inside).join('\n')).not.toMatch(/kernel=|initrd=|cmd_line=/);
    },
  );
});

describe.skipIf(missing.length > 0)(`a box that is not made${needs}`, () => {
  let place = '';
  let output = '';
  beforeEach(() => {
    place = mkdtempSync(join(folder, 'not-made-'));
    output = join(place, 'old.box');
    writeFileSync(output, 'the one before');
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  /** Nothing of the new one is there, and the old one is as it was. */
  const expectNothing = () => {
    expect(readdirSync(place)).toEqual(['old.box']);
    expect(readFileSync(output, 'utf8')).toBe('the one before');
  };

  test.each(['disk', 'libvirt', 'old.box'])('when it is cancelled at "%s", nothing is left', async (at) => {
    const controller = new AbortController();
    const making = makeBox({
      image,
      provider: 'libvirt',
      output,
      signal: controller.signal,
      onProgress: ({ detail }) => {
        if (detail === at) controller.abort();
      },
    });
    await expect(making).rejects.toMatchObject({ code: 'cancelled' });
    expectNothing();
  });

  test('when it is cancelled while the parts are written to the disk, nothing is left', async () => {
    const controller = new AbortController();
    const making = makeBox({ image, provider: 'libvirt', output, signal: controller.signal });
    // The boot record is a block or two; more than that is the first part.
    const timer = setInterval(() => {
      const work = readdirSync(place).find((name) => name !== 'old.box');
      const disk = statSync(join(place, work ?? '', 'disk.raw'), { throwIfNoEntry: false });
      if ((disk?.blocks ?? 0) * 512 > 1024 * 1024) controller.abort();
    }, 1);
    const error: unknown = await making.catch((caught: unknown) => caught);
    clearInterval(timer);
    expect(error).toMatchObject({ code: 'cancelled' });
    expectNothing();
  });

  test('when it is cancelled before it begins, nothing is made', async () => {
    const making = makeBox({ image, provider: 'libvirt', output, signal: AbortSignal.abort() });
    await expect(making).rejects.toMatchObject({ code: 'cancelled' });
    expectNothing();
  });

  test('because a tool fails, its words are told and nothing is left', async () => {
    const large = imageIn('large');
    truncateSync(large.kernel, 40 * 1024 * 1024); // more than the boot partition holds
    const making = makeBox({ image: large, provider: 'libvirt', output });
    await expect(making).rejects.toMatchObject({
      detail: {
        code: 'image.build-failed',
        params: { phase: 'box', detail: expect.stringContaining('full') },
      },
    });
    expectNothing();
  });

  test('because the image has gone is an error, and nothing is left', async () => {
    const gone = { ...image, root: join(folder, 'gone.squashfs') };
    await expect(makeBox({ image: gone, provider: 'libvirt', output })).rejects.toMatchObject({
      detail: { code: 'host.trouble', params: { path: gone.root } },
    });
    expectNothing();
  });
});

test("another image's box has another name", () => {
  expect(boxName({ hash: '0123456789abcdef' })).toMatch(/^lvslab-0123456789abcdef-\d+$/);
  expect(boxName({ hash: 'fedcba9876543210' })).not.toBe(boxName({ hash: '0123456789abcdef' }));
});
