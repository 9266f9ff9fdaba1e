import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { cacheRoot } from '../../engine/machines/roots.js';
import { buildImage } from '../../guest/build.js';
import type { OnProgress } from '../../guest/build-progress.js';
import { downloadImage } from '../../guest/download.js';
import { rebuildCommand } from '../../guest/errors.js';
import { currentHash, findImage, listImages, removeImages, verifyImage } from '../../guest/image-store.js';
import { boxName, boxProviders, makeBox } from '../../vagrant/box.js';
import { removeBoxes } from '../../vagrant/old-boxes.js';
import { imagesRoot } from '../../wiring/images.js';
import { requireArch } from '../../wiring/providers.js';
import { whileCancellable } from '../cancel.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';

export const registerImage: Register = ({ program, t, does }) => {
  const image = program.command('image').description(t('虚拟机镜像', 'the guest image'));
  image
    .command('build')
    .description(t('制作镜像（已有则跳过）', 'build the image, unless it is there'))
    .option('--force', t('即使已有', 'although it is there'))
    .option('--from <url>', t('改为从发布地址下载', 'fetch it from a release address instead'))
    .option(
      '--key <key>',
      t('发布者的 minisign 公钥，与 --from 同用', "the publisher's minisign public key, with --from"),
    )
    .action(
      does(async (context, options: Parameters<typeof imageBuild>[1]) =>
        whileCancellable((signal) => imageBuild(context, options, signal)),
      ),
    );
  image
    .command('box')
    .description(t('把镜像做成 Vagrant box', 'make a Vagrant box of the image'))
    .addHelpText(
      'after',
      t(
        '\n--provider libvirt（默认）或 --provider virtualbox：给 Vagrant 的哪个 provider',
        "\n--provider libvirt (the default) or --provider virtualbox: which of Vagrant's providers it is for",
      ),
    )
    .option('-o, --output <file>', t('写到哪个文件', 'the file to write'))
    .action(
      does(
        async (context, { output }: { output?: string }) => {
          const { provider = 'libvirt' } = program.opts<{ provider?: string }>();
          return whileCancellable((signal) =>
            imageBox(context, { provider, ...(output === undefined ? {} : { output }) }, signal),
          );
        },
        { providerIsVagrants: true },
      ),
    );
  image
    .command('info')
    .description(t('列出镜像并校验当前镜像', 'list images, verify the current one'))
    .action(does(async (context) => imageInfo(context)));
  image
    .command('rm')
    .description(t('删除其他版本的镜像和快照', 'remove images of other versions, and snapshots'))
    .option('-a, --all', t('包括当前镜像', 'the current one, too'))
    .action(does(async (context, options: { all?: boolean }) => imageRemove(context, options)));
};

async function imageBuild(
  context: CliContext,
  options: { readonly force?: boolean; readonly from?: string; readonly key?: string },
  signal: AbortSignal,
): Promise<ExitCode> {
  const { output } = context;
  const started = Date.now();
  const common = {
    arch: requireArch(),
    cacheRoot: imagesRoot(),
    signal,
    onProgress: imageProgress(context),
  };
  if (options.from !== undefined && options.key === undefined) {
    throw new LabError({ code: 'image.key-missing', params: { from: options.from } });
  }
  const image =
    options.from === undefined || options.key === undefined
      ? await buildImage({ ...common, force: options.force ?? false })
      : await downloadImage({ ...common, from: options.from, publicKey: options.key });
  if (output.json) output.result({ hash: image.hash, folder: image.folder });
  output.message({
    code: 'image.built',
    params: { hash: image.hash, seconds: ((Date.now() - started) / 1000).toFixed(1) },
  });
  return 0;
}

/** `image box`: the image as a box for Vagrant. */
async function imageBox(
  context: CliContext,
  options: { readonly provider: string; readonly output?: string },
  signal: AbortSignal,
): Promise<ExitCode> {
  const { output } = context;
  const provider = boxProviders.find((known) => known === options.provider);
  if (provider === undefined)
    throw new LabError({
      code: 'box.provider-unknown',
      params: { name: options.provider, known: boxProviders },
    });
  const started = Date.now();
  const common = { signal, onProgress: imageProgress(context) };
  const image = await buildImage({ arch: requireArch(), cacheRoot: imagesRoot(), ...common });
  const name = boxName(image);
  const file = resolve(options.output ?? `${name}-${provider}.box`);
  await makeBox({ image, provider, output: file, ...common });
  if (output.json) output.result({ name, provider, file });
  output.message({
    code: 'box.made',
    params: { file, name, seconds: ((Date.now() - started) / 1000).toFixed(1) },
  });
  return 0;
}

function imageProgress({ output }: CliContext): OnProgress {
  return (event) => {
    const percent = event.fraction === undefined ? '' : ` ${Math.round(event.fraction * 100)} %`;
    output.progress(`[${event.elapsed.toFixed(0)} s] ${event.phase}${percent} ${event.detail ?? ''}`);
  };
}

/** `image info`: every image in the cache; the current one is read byte by byte. */
async function imageInfo(context: CliContext): Promise<ExitCode> {
  const { output } = context;
  const arch = requireArch();
  const images = await listImages({ cacheRoot: imagesRoot(), arch });
  const current = await findImage({ cacheRoot: imagesRoot(), arch });
  const bad = current === undefined ? [] : await verifyImage(current);
  if (output.json) {
    // A corrupt image ends as an error, which is the one document then.
    if (bad.length === 0)
      output.result(images.map((image) => ({ ...image, bad: image.current ? bad : undefined })));
  } else {
    if (images.length === 0) output.message({ code: 'image.none', params: {} });
    for (const image of images) {
      output.line(
        `${image.current ? '*' : ' '} ${image.hash}  ${Math.round(image.bytes / 1e6)} MB  ${image.manifest?.created ?? '?'}  ${image.folder}`,
      );
      if (!image.current || image.manifest === undefined) continue;
      output.line(`    kernel ${image.manifest.kernel}`);
    }
  }
  if (bad.length > 0) {
    throw new LabError({
      code: 'image.corrupt',
      params: { file: join(current!.folder, bad[0]!), fix: rebuildCommand },
    });
  }
  return 0;
}

async function imageRemove(context: CliContext, options: { readonly all?: boolean }): Promise<ExitCode> {
  const { output } = context;
  const arch = requireArch();
  const which = options.all === true ? 'all' : 'old';
  const before = await listImages({ cacheRoot: imagesRoot(), arch });
  const removed = await removeImages({ cacheRoot: imagesRoot(), arch, which });
  const bytes = before
    .filter((image) => removed.includes(image.folder))
    .reduce((sum, image) => sum + image.bytes, 0);
  const keep = which === 'all' ? undefined : boxName({ hash: await currentHash(arch) });
  const boxes = await removeBoxes(keep);
  // Snapshots are made again at the next start; those of another image would never be found again.
  rmSync(join(cacheRoot(), 'golden'), { recursive: true, force: true });
  if (output.json) output.result([...removed, ...boxes]);
  output.message({
    code: 'image.removed',
    params: { count: removed.length, megabytes: Math.round(bytes / 1e6) },
  });
  if (boxes.length > 0) output.message({ code: 'box.removed', params: { boxes } });
  return 0;
}
