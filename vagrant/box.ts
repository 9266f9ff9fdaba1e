import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../contract/errors.js';
import { diskError } from '../engine/machines/files.js';
import { type Arch, kernelCommandLine } from '../guest/arch.js';
import type { OnProgress } from '../guest/build-progress.js';
import { Progress } from '../guest/build-progress.js';
import { findProgram } from '../guest/build-tools.js';
import type { GuestImage } from '../guest/image-store.js';
import { runTool } from '../guest/run-tool.js';
import { diskSize, makeDisk, requireDiskTools } from './disk.js';
import { virtualBoxOvf } from './ovf.js';

/** Vagrant providers that a box can be made for. */
export const boxProviders = ['libvirt', 'virtualbox'] as const;
export type BoxProvider = (typeof boxProviders)[number];

/** Whether a box of ours can be made here for one of Vagrant's providers. */
export function ownBoxFor(provider: string): BoxProvider | undefined {
  return process.platform === 'linux' ? boxProviders.find((known) => known === provider) : undefined;
}

/** Raised when what is in a box changes though the image does not. */
const boxFormat = 1;

/** The name under which Vagrant knows the box of an image. Libvirt keeps a box's disk by this name: new contents, new name. */
export function boxName(image: Pick<GuestImage, 'hash'>): string {
  return `lvslab-${image.hash}-${boxFormat}`;
}

/** The names of our boxes, of this image and of others. */
export const ownBoxes = /^lvslab-[0-9a-f]{16}-\d+$/;

/** What the kernel of a box is told: the guest's own, and that it is in a box (guest/recipe/initramfs/init). */
export function boxCommandLine(arch: Arch): string {
  return `${kernelCommandLine(arch)} lvslab.box`;
}

const settings = `  config.vm.guest = :linux
  config.ssh.insert_key = false
  config.vm.synced_folder ".", "/vagrant", disabled: true`;

/** A box brings settings of its own (Vagrant's documentation, "Box File Format"): they hold unless a Vagrantfile says otherwise. */
function boxVagrantfile(provider: BoxProvider, arch: Arch): string {
  const own =
    provider === 'libvirt'
      ? `  config.vm.provider :libvirt do |lv|
    # The kernel straight from here, without BIOS and boot loader, unless this folder is closed to QEMU's own user.
    if Pathname.new(__dir__).ascend.all? { |folder| folder.stat.mode & 0o001 != 0 }
      lv.kernel = File.join(__dir__, "vmlinuz")
      lv.initrd = File.join(__dir__, "initrd.img")
      lv.cmd_line = "${boxCommandLine(arch)}"
    end
  end`
      : `  config.vm.provider :virtualbox do |vb|
    vb.default_nic_type = "virtio"
    vb.check_guest_additions = false
    vb.functional_vboxsf = false
  end`;
  return `Vagrant.configure("2") do |config|\n${settings}\n${own}\nend\n`;
}

export interface BoxOptions {
  readonly image: GuestImage;
  readonly provider: BoxProvider;
  /** The file that is made; an existing one is replaced once the new one is whole. */
  readonly output: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Makes a Vagrant box of a guest image: the same system and APT repository on one disk.
 * @throws LabError image.cannot-build-here, image.tools-missing, image.build-failed, host.disk-full, cancelled
 */
export async function makeBox({ image, provider, output, signal, onProgress }: BoxOptions): Promise<void> {
  await requireDiskTools();
  const file = resolve(output);
  const work = `${file}.tmp-${process.pid}`;
  const progress = new Progress(onProgress ?? (() => undefined));
  const tell = (fraction: number, detail: string) => progress.update({ phase: 'pack', fraction, detail });
  const run = async (program: string, ...args: string[]): Promise<unknown> =>
    runTool({ phase: 'box', program: (await findProgram(program)) ?? program, args, cwd: work, signal });
  try {
    await mkdir(work, { recursive: true });
    tell(0, 'disk');
    const disk = await makeDisk(image, boxCommandLine(image.arch), work, signal);
    tell(0.4, provider);
    const names = ['metadata.json', 'Vagrantfile'];
    await writeFile(join(work, 'Vagrantfile'), boxVagrantfile(provider, image.arch));
    if (provider === 'libvirt') {
      await run('qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', disk, 'box.img');
      // makeDisk has put kernel and initramfs beside it.
      names.push('box.img', 'vmlinuz', 'initrd.img');
      const metadata = { provider, format: 'qcow2', virtual_size: diskSize / 1024 ** 3 };
      await writeFile(join(work, 'metadata.json'), JSON.stringify(metadata));
    } else {
      const vmdk = 'box-disk001.vmdk';
      await run(
        'qemu-img',
        'convert',
        '-f',
        'raw',
        '-O',
        'vmdk',
        '-o',
        'subformat=streamOptimized',
        disk,
        vmdk,
      );
      const { size } = await stat(join(work, vmdk));
      await writeFile(join(work, 'box.ovf'), virtualBoxOvf(boxName(image), vmdk, size));
      await writeFile(join(work, 'metadata.json'), JSON.stringify({ provider }));
      names.push('box.ovf', vmdk);
    }
    tell(0.8, basename(file));
    await run('tar', '-cf', 'new.box', '--owner=0', '--group=0', '--numeric-owner', ...names);
    await mkdir(dirname(file), { recursive: true });
    await rename(join(work, 'new.box'), file);
    progress.update({ phase: 'done', fraction: 1 });
  } catch (error) {
    // A copy that is stopped says AbortError.
    if (signal?.aborted) throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    throw diskError(error, dirname(file));
  } finally {
    progress.end();
    await rm(work, { recursive: true, force: true });
  }
}
