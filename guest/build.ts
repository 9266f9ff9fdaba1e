import { LabError } from '../contract/errors.js';
import { cp, mkdir, readdir, readFile, rename, rm, utimes, writeFile, chmod } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Arch, archFacts, suite } from './arch.js';
import { defaultSources, indexTargetFormat, proxyOptions, sourcesFrom } from './apt-sources.js';
import { recipeRoot } from '../engine/product.js';
import { isAlive, takeLock } from '../engine/machines/lock.js';
import { type OnProgress, packageProgress, Progress } from './build-progress.js';
import { requireBuildTools } from './build-tools.js';
import { isDiskFull } from './errors.js';
import { defaultCacheRoot, type GuestImage, openImage } from './image-store.js';
import { type Manifest, measureFiles, parseVersions } from './manifest.js';
import { imageFormat, parseList, readRecipe, type RecipeFile, recipeHash } from './recipe.js';
import { runTool } from './run-tool.js';

export interface BuildOptions {
  readonly cacheRoot?: string;
  readonly arch: Arch;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** Build even when a good image is there, and replace it. */
  readonly force?: boolean;
}

/*
 * What decides an image's bytes belongs into the recipe's folder, which gives the image its name. A change here that
 * changes images raises `imageFormat`.
 */

/** Every time stamp of an image: 2025-01-01 UTC, so that the same packages give the same bytes. */
const epoch = 1_735_689_600;

interface Workshop {
  readonly arch: Arch;
  readonly recipe: readonly RecipeFile[];
  readonly work: string;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/**
 * Builds the guest image of this program's recipe, or returns the one that is there.
 * Nothing half-made stays: the folder gets its name when it is complete, and leftovers of dead builds go.
 * @throws LabError: image.tools-missing, image.cannot-build-here, image.network, image.build-failed, host.disk-full, cancelled
 */
export async function buildImage(options: BuildOptions): Promise<GuestImage> {
  const { cacheRoot = defaultCacheRoot(), arch, signal } = options;
  const recipe = await readRecipe(recipeRoot);
  const hash = recipeHash(recipe, arch);
  const folder = join(cacheRoot, hash);
  const started = Date.now();
  const present = options.force ? undefined : await openImage(folder).catch(() => undefined);
  if (present !== undefined) return present;
  await requireBuildTools();
  const progress = new Progress(options.onProgress ?? (() => undefined));
  try {
    const lock = await takeLock(join(cacheRoot, `.${hash}.lock`), {
      signal,
      onWait: (holder) => progress.update({ phase: 'waiting', detail: `process ${holder}` }),
    });
    try {
      // The one that we waited for may have made it, also when a fresh one was asked for.
      const other = await openImage(folder).catch(() => undefined);
      if (other !== undefined && (!options.force || Date.parse(other.manifest.created) >= started))
        return other;
      await removeLeftovers(cacheRoot);
      const work = join(cacheRoot, `.${hash}.tmp-${process.pid}`);
      try {
        await mkdir(join(work, 'image'), { recursive: true });
        await makeImage({ arch, recipe, work, progress, signal }, hash);
        await rm(folder, { recursive: true, force: true });
        await rename(join(work, 'image'), folder);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    } finally {
      await lock.release();
    }
    const image = await openImage(folder);
    if (image === undefined) throw new Error(`${folder} vanished`);
    progress.update({ phase: 'done', fraction: 1 });
    return image;
  } catch (error) {
    throw typed(error, cacheRoot, signal);
  } finally {
    progress.end();
  }
}

function typed(error: unknown, path: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof LabError) return error;
  if (signal?.aborted) return new LabError({ code: 'cancelled', params: {} }, { cause: error });
  if (isDiskFull(error)) return new LabError({ code: 'host.disk-full', params: { path } }, { cause: error });
  return error;
}

/** Removes the work folders of builds whose process is gone. */
export async function removeLeftovers(cacheRoot: string): Promise<void> {
  for (const name of await readdir(cacheRoot).catch(() => [])) {
    const pid = /^\.[0-9a-f]{16}\.tmp-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    await rm(join(cacheRoot, name), { recursive: true, force: true });
  }
}

async function makeImage(shop: Workshop, hash: string): Promise<void> {
  const image = join(shop.work, 'image');
  await makeTars(shop);
  await installPackages(shop);
  const kernel = await packFiles(shop, image);
  shop.progress.update({ phase: 'checksums', fraction: 0.98 });
  const read = (name: string): Promise<string> => readFile(join(shop.work, 'boot/lvslab', name), 'utf8');
  const manifest: Manifest = {
    format: imageFormat,
    arch: shop.arch,
    suite,
    hash,
    created: new Date().toISOString(),
    kernel,
    packages: parseVersions(await read('packages')),
    repoPackages: parseVersions(await read('repo-packages')),
    files: await measureFiles(image, shop.signal),
  };
  await writeFile(join(image, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Writes what goes into the root as tar files: hooks may run as another user, who cannot read the recipe's folder. */
async function makeTars({ recipe, work, signal }: Workshop): Promise<void> {
  for (const file of recipe) {
    const inOverlay = file.path.startsWith('overlay/');
    const target = join(work, inOverlay ? file.path : join('build/lvslab-build', file.path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.content);
    // The checkout's umask must not reach the image.
    await chmod(target, file.executable ? 0o755 : 0o644);
  }
  for (const [name, content] of [
    ['overlay', '.'],
    ['build', 'lvslab-build'],
  ] as const) {
    const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
    const args = [...owner, '--sort=name', `--mtime=@${epoch}`, '-cf', `${name}.tar`, '-C', name, content];
    await runTool({ phase: 'packages', program: 'tar', args, cwd: work, signal });
  }
}

async function hostApt(
  work: string,
  signal: AbortSignal | undefined,
): Promise<{ sources: readonly string[]; proxies: string[] }> {
  const ask = async (program: string, args: string[]): Promise<string> =>
    runTool({ phase: 'packages', program, args, cwd: work, signal }).then(
      (lines) => lines.join('\n'),
      () => '',
    );
  const targets = await ask('apt-get', ['indextargets', '--format', indexTargetFormat]);
  const sources = targets === '' ? defaultSources : sourcesFrom(targets);
  return { sources, proxies: proxyOptions(await ask('apt-config', ['dump'])) };
}

function recipeText(recipe: readonly RecipeFile[], path: string): string {
  const file = recipe.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`recipe without ${path}`);
  return file.content.toString('utf8');
}

/** Phase 1: Debian's packages and our overlay, as `root.tar`, `repo.tar` and `boot.tar`. */
async function installPackages({ arch, recipe, work, progress, signal }: Workshop): Promise<void> {
  const { sources, proxies } = await hostApt(work, signal);
  await writeFile(join(work, 'sources.list'), `${sources.join('\n')}\n`);
  const list = (path: string): string[] => parseList(recipeText(recipe, path));
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const mergedUsr = '/usr/share/mmdebstrap/hooks/merged-usr';
  const aptOptions = [
    'APT::Install-Recommends "false"',
    'Acquire::Languages "none"',
    'Acquire::Retries "3"',
    ...proxies,
  ];
  const args = [
    `--mode=${process.getuid?.() === 0 ? 'root' : 'unshare'}`,
    '--variant=minbase',
    `--architectures=${arch}`,
    '--format=tar',
    // The package lists stay: apt in the guest starts warm.
    '--skip=cleanup/apt',
    `--include=${list('packages.list').join(',')}`,
    ...(existsSync(keyring) ? [`--keyring=${keyring}`] : []),
    // Without it a package that mends unmerged systems comes along, and all of Perl with it.
    ...(existsSync(mergedUsr) ? [`--hook-dir=${mergedUsr}`] : []),
    ...aptOptions.map((option) => `--aptopt=${option}`),
    ...['force-unsafe-io', ...list('dpkg-excludes.list')].map((option) => `--dpkgopt=${option}`),
    '--customize-hook=tar-in build.tar /',
    `--customize-hook=${recipeText(recipe, 'hooks/fetch.sh')}`,
    '--customize-hook=tar-in overlay.tar /',
    `--customize-hook=chroot "$1" env SOURCE_DATE_EPOCH=${epoch} sh /lvslab-build/hooks/configure.sh`,
    '--customize-hook=tar-out /opt/lvslab-repo repo.tar',
    '--customize-hook=tar-out /boot/lvslab boot.tar',
    '--customize-hook=cd "$1" && rm -rf lvslab-build boot/lvslab opt/lvslab-repo/*',
    suite,
    'root.tar',
    'sources.list',
  ];
  const env = {
    SOURCE_DATE_EPOCH: String(epoch),
    RECIPE_REPO: list('repo-packages.list').join(' '),
    RECIPE_SOURCES: list('repo-sources.list').join('\n'),
    RECIPE_KERNEL: archFacts[arch].kernelPackage,
  };
  const onLine = (line: string): void => {
    const step = packageProgress(line);
    if (step !== undefined)
      progress.update({ phase: 'packages', fraction: step.fraction * 0.65, detail: step.detail });
  };
  progress.update({ phase: 'packages', fraction: 0 });
  await runTool({ phase: 'packages', program: 'mmdebstrap', args, cwd: work, signal, env, onLine });
}

/** Phase 2: the tars become the image's files. Returns the kernel's release. */
async function packFiles({ recipe, work, progress, signal }: Workshop, image: string): Promise<string> {
  const run = (program: string, args: readonly string[], inputFile?: string): Promise<readonly string[]> =>
    runTool({
      phase: 'pack',
      program,
      args,
      cwd: work,
      signal,
      ...(inputFile === undefined ? {} : { inputFile }),
    });
  const times = ['-mkfs-time', String(epoch)];
  const quiet = ['-quiet', '-no-progress'];

  progress.update({ phase: 'pack', fraction: 0.66, detail: 'root.squashfs' });
  const options = (name: string): string[] => parseList(recipeText(recipe, name));
  const root = [...quiet, ...options('squashfs-root.list'), ...times, '-root-time', String(epoch)];
  await run('sqfstar', [...root, join(image, 'root.squashfs')], join(work, 'root.tar'));

  progress.update({ phase: 'pack', fraction: 0.9, detail: 'repo.squashfs' });
  for (const name of ['boot', 'repo']) {
    await mkdir(join(work, name));
    await run('tar', ['-xf', `${name}.tar`, '--no-same-owner', '-C', name]);
  }
  const repo = [
    ...quiet,
    ...options('squashfs-repo.list'),
    '-noappend',
    ...times,
    '-all-time',
    String(epoch),
  ];
  await run('mksquashfs', ['repo/lvslab-repo', join(image, 'repo.squashfs'), ...repo]);

  progress.update({ phase: 'pack', fraction: 0.95, detail: 'initrd.img' });
  await makeInitramfs(work, run, image);
  await cp(join(work, 'boot/lvslab/vmlinuz'), join(image, 'vmlinuz'));
  return (await readFile(join(work, 'boot/lvslab/kernel-release'), 'utf8')).trim();
}

async function makeInitramfs(
  work: string,
  run: (program: string, args: readonly string[], inputFile?: string) => Promise<readonly string[]>,
  image: string,
): Promise<void> {
  const tree = join(work, 'initramfs');
  for (const folder of ['bin', 'dev', 'proc', 'sys', 'lower', 'writable', 'root'])
    await mkdir(join(tree, folder), { recursive: true });
  await run('tar', [
    '-xf',
    'root.tar',
    '--no-same-owner',
    '-C',
    'initramfs',
    '--strip-components=2',
    './usr/bin/busybox',
  ]);
  await cp(join(work, 'build/lvslab-build/initramfs/init'), join(tree, 'init'));
  await chmod(join(tree, 'init'), 0o755);
  await cp(join(work, 'boot/lvslab/modules'), join(tree, 'modules'), { recursive: true });
  const names = ['.', ...(await readdir(tree, { recursive: true }))].sort();
  for (const name of names) await utimes(join(tree, name), epoch, epoch);
  await writeFile(join(work, 'initramfs.names'), names.join('\n'));
  // Not compressed: three megabytes load faster than they unpack under emulation.
  const cpio = [
    '--create',
    '--format=newc',
    '--reproducible',
    '--owner=+0:+0',
    '--quiet',
    '--directory=initramfs',
  ];
  await run('cpio', [...cpio, `--file=${join(image, 'initrd.img')}`], join(work, 'initramfs.names'));
}
