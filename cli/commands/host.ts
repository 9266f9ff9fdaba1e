import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { hostCatalogue } from '../../contract/messages/host.js';
import { word } from '../../contract/text.js';
import { labFolders, requireLab } from '../../engine/packs/library.js';
import { cacheRoot } from '../../engine/machines/roots.js';
import { buildImage } from '../../guest/build.js';
import type { OnProgress } from '../../guest/build-progress.js';
import { downloadImage } from '../../guest/download.js';
import { currentHash, findImage, listImages, removeImages, verifyImage } from '../../guest/image-store.js';
import { rebuildCommand } from '../../guest/errors.js';
import { packsRoot } from '../../engine/product.js';
import { boxName, boxProviders, makeBox } from '../../vagrant/box.js';
import { removeBoxes } from '../../vagrant/old-boxes.js';
import { type CliContext, imagesRoot, requireArch } from '../context.js';
import type { ExitCode } from '../exit.js';
import { pad } from '../output.js';

/** `doctor`: can this host run it, and the command that mends what is missing. */
export async function doctor(context: CliContext): Promise<ExitCode> {
  const { output, provider } = context;
  const findings = await provider.doctor();
  const good = findings.every((finding) => finding.status !== 'problem');
  if (output.json) {
    output.result(
      findings.map((finding) => ({
        ...finding,
        text: word(hostCatalogue, finding.message, output.language),
      })),
    );
    return good ? 0 : 3;
  }
  for (const finding of findings) {
    const mark = { ok: '✔', warning: '!', problem: '✘' }[finding.status];
    const colour = { ok: 'pass', warning: 'unknown', problem: 'fail' } as const;
    output.line(
      `${output.paint(colour[finding.status], mark)} ${word(hostCatalogue, finding.message, output.language)}`,
    );
    if (finding.fix !== undefined)
      output.line(`    ${output.say({ code: 'doctor.fix', params: {} })}: ${finding.fix}`);
  }
  output.message({ code: good ? 'doctor.good' : 'doctor.bad', params: {} });
  return good ? 0 : 3;
}

/** `labs`: the built-in labs. */
export function listLabs(context: CliContext): ExitCode {
  const { output } = context;
  const labs = labFolders(packsRoot).map((folder) => requireLab(folder, output.language).lab);
  if (output.json) {
    output.result(
      labs.map(({ id, title, summary, level, minutes, course, steps }) => ({
        id,
        title,
        summary,
        level,
        minutes,
        course,
        steps: steps.length,
      })),
    );
    return 0;
  }
  for (const lab of labs) {
    output.line(`${pad(lab.id, 20)} ${output.paint('bold', output.text(lab.title))}`);
    output.line(`${pad('', 20)} ${output.text(lab.summary)}`);
  }
  return 0;
}

export async function imageBuild(
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
export async function imageBox(
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
export async function imageInfo(context: CliContext): Promise<ExitCode> {
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

export async function imageRemove(
  context: CliContext,
  options: { readonly all?: boolean },
): Promise<ExitCode> {
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
