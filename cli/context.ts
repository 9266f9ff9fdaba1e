import type { DoctorFinding } from '../contract/session.js';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from '../contract/errors.js';
import { SettingsFile } from '../engine/app/settings.js';
import type { Provider, UpOptions } from '../engine/machines/provider.js';
import { cacheRoot, dataRoot } from '../engine/machines/roots.js';
import type { SessionStore } from '../engine/session/store.js';
import { hostArch, type Arch } from '../guest/arch.js';
import { buildImage } from '../guest/build.js';
import { requireBuildTools } from '../guest/build-tools.js';
import { currentHash, findImage, type GuestImage, openImage } from '../guest/image-store.js';
import { type ProviderImage, QemuProvider } from '../qemu/provider.js';
import { boxName } from '../vagrant/box.js';
import { VagrantProvider } from '../vagrant/provider.js';
import { FakeProvider } from '../fake/provider.js';
import type { Output } from './output.js';

/** MiB that a lab of four nodes takes at its peak. */
const neededMemory = 1600;
/** MiB for an image, its snapshot and a session. */
const neededDisk = 3000;

export const imagesRoot = () => join(cacheRoot(), 'images');

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

/** Everything a command works with; with the app the only place where providers are wired to the engine. */
export interface CliContext {
  readonly output: Output;
  readonly store: SessionStore;
  /** For a new session. */
  readonly provider: Provider;
  /** All by name: a session that exists keeps its own. */
  readonly providers: ReadonlyMap<string, Provider>;
}

export interface ProviderOptions {
  readonly cold?: boolean;
}

/** The providers of this host; the first is the default. Simulated nodes are offered to those who ask by LVSLAB_FAKE. */
export function makeProviders(options: ProviderOptions = {}): ReadonlyMap<string, Provider> {
  const qemu = makeQemu(options);
  const all: Provider[] = [qemu, makeVagrant(qemu)];
  if (process.env['LVSLAB_FAKE'] !== undefined) all.unshift(new FakeProvider());
  return new Map(all.map((provider) => [provider.name, provider]));
}

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
    imageFindings: () => hostFindings(arch),
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
    hostFindings: () => hostFindings(arch),
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

async function hostFindings(arch: Arch): Promise<DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  try {
    const image = await findImage({ cacheRoot: imagesRoot(), arch });
    if (image === undefined) {
      findings.push({
        id: 'image',
        status: 'warning',
        message: { code: 'image.missing', params: {} },
        fix: 'npx lvslab image build',
      });
      await requireBuildTools();
    } else {
      const bytes = Object.values(image.manifest.files).reduce((sum, file) => sum + file.size, 0);
      findings.push({
        id: 'image',
        status: 'ok',
        message: { code: 'image.ok', params: { hash: image.hash, megabytes: Math.round(bytes / 1e6) } },
      });
    }
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.detail.code === 'image.tools-missing') {
      const { tools, fix } = error.detail.params;
      findings.push({
        id: 'image-tools',
        status: 'problem',
        message: { code: 'image.tools-missing', params: { tools } },
        fix,
      });
    } else {
      findings.push({
        id: 'image',
        status: 'problem',
        message: { code: 'image.bad', params: { detail: error.message } },
        fix: 'npx lvslab image build --force',
      });
    }
  }
  const memory = Math.round(availableMemory() / 2 ** 20);
  findings.push(
    memory >= neededMemory
      ? { id: 'memory', status: 'ok', message: { code: 'memory.ok', params: { megabytes: memory } } }
      : {
          id: 'memory',
          status: 'warning',
          message: { code: 'memory.low', params: { megabytes: memory, needed: neededMemory } },
        },
  );
  for (const path of new Set([cacheRoot(), dataRoot()])) {
    const disk = statfsSync(nearestExisting(path));
    const megabytes = Math.round((disk.bavail * disk.bsize) / 2 ** 20);
    findings.push(
      megabytes >= neededDisk
        ? { id: 'disk', status: 'ok', message: { code: 'disk.ok', params: { path, megabytes } } }
        : {
            id: 'disk',
            status: 'warning',
            message: { code: 'disk.low', params: { path, megabytes, needed: neededDisk } },
          },
    );
  }
  return findings;
}

/** Bytes that programs can still get: on Linux page cache counts as available (proc(5), MemAvailable). */
function availableMemory(): number {
  try {
    const kib = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) * 1024;
  } catch {
    // not Linux
  }
  return freemem();
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
