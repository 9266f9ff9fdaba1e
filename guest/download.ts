import { LabError } from '../contract/errors.js';
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Arch } from './arch.js';
import { removeLeftovers } from './build.js';
import { fetchChunks } from '../engine/machines/fetch.js';
import { takeLock } from '../engine/machines/lock.js';
import { signingFileCap } from '../engine/signing/format.js';
import { checkSignature, parsePublicKey } from '../engine/signing/minisign.js';
import { type OnProgress, Progress } from './build-progress.js';
import { isDiskFull } from './errors.js';
import { currentHash, defaultCacheRoot, type GuestImage, openImage } from './image-store.js';
import { imageFiles, type Manifest, manifestSchema } from './manifest.js';

export interface DownloadOptions {
  readonly cacheRoot?: string;
  readonly arch: Arch;
  /** Where `manifest.json`, `manifest.json.minisig` and the image's files are: https, or http on loopback. */
  readonly from: string;
  /** minisign public key that the manifest must be signed with. */
  readonly publicKey: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** The image that is wanted; this program's own recipe unless said otherwise. */
  readonly hash?: string;
}

const manifestCap = 1024 * 1024;
/** No image is larger: a signed manifest is trusted, but not with the whole disk. */
const fileCap = 1024 * 1024 * 1024;

/**
 * Fetches a finished image where it cannot be built. Every byte is checked against the signed manifest before the
 * folder gets its name; nothing half-made stays.
 * @throws LabError: image.url-refused, image.download-failed, image.signature, image.other-version, image.corrupt, host.disk-full, cancelled
 */
export async function downloadImage(options: DownloadOptions): Promise<GuestImage> {
  const { cacheRoot = defaultCacheRoot(), arch, from, signal } = options;
  const base = checkedUrl(from.endsWith('/') ? from : `${from}/`);
  const hash = options.hash ?? (await currentHash(arch));
  const folder = join(cacheRoot, hash);
  const present = await openImage(folder).catch(() => undefined);
  if (present !== undefined) return present;
  const progress = new Progress(options.onProgress ?? (() => undefined));
  try {
    const lock = await takeLock(join(cacheRoot, `.${hash}.lock`), {
      signal,
      onWait: (holder) => progress.update({ phase: 'waiting', detail: `process ${holder}` }),
    });
    try {
      const other = await openImage(folder).catch(() => undefined);
      if (other !== undefined) return other;
      await removeLeftovers(cacheRoot);
      const work = join(cacheRoot, `.${hash}.tmp-${process.pid}`);
      try {
        await mkdir(work, { recursive: true });
        const manifest = await fetchManifest(base, options.publicKey, signal);
        if (manifest.hash !== hash || manifest.arch !== arch) {
          const params = { found: `${manifest.arch} ${manifest.hash}`, wanted: `${arch} ${hash}` };
          throw new LabError({ code: 'image.other-version', params });
        }
        await fetchFiles(base, manifest, work, progress, signal);
        await writeFile(join(work, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
        await rm(folder, { recursive: true, force: true });
        await rename(work, folder);
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
    if (error instanceof LabError) throw error;
    if (signal?.aborted) throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    if (isDiskFull(error))
      throw new LabError({ code: 'host.disk-full', params: { path: cacheRoot } }, { cause: error });
    throw error;
  } finally {
    progress.end();
  }
}

/** The address, if images may come from there: https, or http on this machine. */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) return url;
  throw new LabError({ code: 'image.url-refused', params: { url: text } });
}

async function fetchManifest(
  base: URL,
  publicKey: string,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const url = new URL('manifest.json', base);
  const key = parsePublicKey(publicKey);
  const refuse = (detail: string): LabError =>
    new LabError({ code: 'image.signature', params: { url: url.href, detail } });
  if (key === undefined) throw refuse('not a minisign public key');
  const content = await fetchSmall(url, manifestCap, signal);
  const minisig = await fetchSmall(new URL('manifest.json.minisig', base), signingFileCap, signal);
  const check = checkSignature(content, minisig.toString('utf8'), key, { acceptLegacy: true });
  if (!check.valid) throw refuse(check.problem);
  try {
    return manifestSchema.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    const params = { found: url.href, wanted: 'manifest format 1' };
    throw new LabError({ code: 'image.other-version', params }, { cause });
  }
}

async function fetchFiles(
  base: URL,
  manifest: Manifest,
  work: string,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const total = imageFiles.reduce((sum, name) => sum + manifest.files[name].size, 0);
  let before = 0;
  for (const name of imageFiles) {
    const url = new URL(name, base);
    const { size, sha256 } = manifest.files[name];
    if (size > fileCap) throw failed(url, `${size} bytes is more than ${fileCap}`);
    const hash = createHash('sha256');
    const file = await open(join(work, name), 'wx', 0o644);
    try {
      let got = 0;
      for await (const chunk of fetchChunks(url, { cap: size, signal, checked: checkedUrl, failed })) {
        hash.update(chunk);
        await file.writeFile(chunk);
        got += chunk.length;
        progress.update({ phase: 'download', fraction: (before + got) / total, detail: name });
      }
      if (got !== size) throw failed(url, `${got} bytes came, ${size} were promised`);
    } finally {
      await file.close();
    }
    if (hash.digest('hex') !== sha256) {
      throw new LabError({
        code: 'image.corrupt',
        params: { file: url.href, fix: 'lvslab image build --from' },
      });
    }
    before += size;
  }
}

async function fetchSmall(url: URL, cap: number, signal: AbortSignal | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of fetchChunks(url, { cap, signal, checked: checkedUrl, failed }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

function failed(url: URL, detail: string, cause?: unknown): LabError {
  return new LabError({ code: 'image.download-failed', params: { url: url.href, detail } }, { cause });
}
