import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LabError } from '../contract/errors.js';
import { SettingsFile } from '../engine/app/settings.js';
import type { Examination } from '../engine/machines/doctor.js';
import type { Provider, UpOptions } from '../engine/machines/provider.js';
import { cacheRoot } from '../engine/machines/roots.js';
import { hostArch, type Arch } from '../guest/arch.js';
import { buildImage } from '../guest/build.js';
import { currentHash, type GuestImage, openImage } from '../guest/image-store.js';
import { type ProviderImage, QemuProvider } from '../qemu/provider.js';
import { boxName } from '../vagrant/box.js';
import { VagrantProvider } from '../vagrant/provider.js';
import { RecordedProvider } from '../recorded/provider.js';
import { disk } from './doctor/disk.js';
import { image } from './doctor/image.js';
import { imageTools } from './doctor/image-tools.js';
import { memory } from './doctor/memory.js';
import { imagesRoot } from './images.js';

export function requireArch(): Arch {
  const arch = hostArch();
  if (arch === undefined) {
    throw new LabError({
      code: 'image.cannot-build-here',
      params: { platform: `${process.platform} ${process.arch}` },
    });
  }
  return arch;
}

export interface ProviderOptions {
  readonly cold?: boolean;
}

/** The providers of this host, wired to the engine nowhere else; the first is the default. Films are offered to those who ask by LVSLAB_RECORDED. */
export function makeProviders(options: ProviderOptions = {}): ReadonlyMap<string, Provider> {
  const qemu = makeQemu(options);
  const all: Provider[] = [qemu, makeVagrant(qemu)];
  if (process.env['LVSLAB_RECORDED'] !== undefined) all.unshift(new RecordedProvider());
  return new Map(all.map((provider) => [provider.name, provider]));
}

/** What every provider's machines need of this host: an image or what builds one, memory, room on the disk. */
const host = (arch: Arch): readonly Examination[] => [image(arch), imageTools, memory, disk];

export function makeQemu(options: ProviderOptions = {}): QemuProvider {
  const arch = requireArch();
  return new QemuProvider({
    arch,
    cache: cacheRoot(),
    ...(options.cold === undefined ? {} : { cold: options.cold }),
    accelerator: () =>
      process.env['LVSLAB_ACCELERATOR'] ??
      (new SettingsFile().read().accelerator === 'none' ? 'tcg' : undefined),
    image: async (how) => identified(await currentImage(arch, how)),
    imageOf: async (hash) => {
      const [recipe = ''] = hash.split('-');
      const image = await openImage(join(imagesRoot(), recipe));
      if (image === undefined) return undefined;
      const found = identified(image);
      return found.hash === hash ? found : undefined;
    },
    host: host(arch),
  });
}

/** Vagrant's machines are made of the same image, and run with what the embedded provider's probe has found. */
export function makeVagrant(qemu: QemuProvider): Provider {
  const arch = requireArch();
  return new VagrantProvider({
    image: (how) => currentImage(arch, how),
    driver: async (how) => ((await qemu.accelerator(how)) === 'kvm' ? 'kvm' : 'qemu'),
    boxName: async () => boxName({ hash: await currentHash(arch) }),
    cache: join(cacheRoot(), 'boxes'),
    host: host(arch),
  });
}

function currentImage(arch: Arch, { signal, progress }: UpOptions): Promise<GuestImage> {
  return buildImage({
    arch,
    cacheRoot: imagesRoot(),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (event) =>
      progress?.({
        phase: 'image',
        state: event.phase === 'done' ? 'done' : 'running',
        detail: [event.phase, event.detail].filter(Boolean).join(' '),
        ...(event.fraction === undefined ? {} : { fraction: event.fraction }),
      }),
  });
}

/** The image under a name that stands for its contents: one recipe can give different bytes on different days. */
function identified(image: GuestImage): ProviderImage {
  const { files } = image.manifest;
  const contents = createHash('sha256').update(
    files['root.squashfs'].sha256 + files['repo.squashfs'].sha256 + files.vmlinuz.sha256,
  );
  return { ...image, hash: `${image.hash}-${contents.digest('hex').slice(0, 8)}` };
}
