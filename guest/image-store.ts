import { LabError } from '../contract/errors.js';
import { recipeRoot } from '../engine/product.js';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Arch } from './arch.js';
import { rebuildCommand } from './errors.js';
import { type ImageFile, imageFiles, type Manifest, manifestSchema, sha256File } from './manifest.js';
import { readRecipe, recipeHash } from './recipe.js';

/** A finished image on this host. All paths are absolute. */
export interface GuestImage {
  readonly hash: string;
  readonly arch: Arch;
  readonly folder: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly root: string;
  readonly repo: string;
  readonly manifest: Manifest;
}

export interface ImagePlace {
  readonly cacheRoot?: string;
  readonly arch: Arch;
}

/** Where images are kept: `$XDG_CACHE_HOME/lvslab/images`, else `~/.cache/lvslab/images`. */
export function defaultCacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment['XDG_CACHE_HOME'];
  return join(cache !== undefined && cache !== '' ? cache : join(homedir(), '.cache'), 'lvslab', 'images');
}

/** The hash of the image that this program's recipe makes. */
export async function currentHash(arch: Arch): Promise<string> {
  return recipeHash(await readRecipe(recipeRoot), arch);
}

/** What is only offered for installing: whatever a list names, a machine is the same until somebody installs it. */
const offered: readonly string[] = ['repo-packages.list', 'repo-sources.list'];

/** The hash of the machine that this program's recipe makes, with nothing installed: proofs of labs rest on it. */
export async function machineHash(arch: Arch): Promise<string> {
  const recipe = await readRecipe(recipeRoot);
  return recipeHash(
    recipe.filter(({ path }) => !offered.includes(path)),
    arch,
  );
}

/** Reads a finished image folder; undefined when it is not there. Throws `image.corrupt` for a bad manifest or file size. */
export async function openImage(folder: string): Promise<GuestImage | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch {
    return undefined;
  }
  let manifest: Manifest;
  try {
    manifest = manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupt(join(folder, 'manifest.json'), cause);
  }
  for (const name of imageFiles) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== manifest.files[name].size) throw corrupt(path);
  }
  return {
    hash: manifest.hash,
    arch: manifest.arch,
    folder,
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.img'),
    root: join(folder, 'root.squashfs'),
    repo: join(folder, 'repo.squashfs'),
    manifest,
  };
}

/** The image of this program's recipe, its file sizes checked; undefined when it was not built yet. */
export async function findImage({
  cacheRoot = defaultCacheRoot(),
  arch,
}: ImagePlace): Promise<GuestImage | undefined> {
  return openImage(join(cacheRoot, await currentHash(arch)));
}

/** Reads every byte and returns the names of the files that differ from the manifest. */
export async function verifyImage(image: GuestImage, signal?: AbortSignal): Promise<readonly ImageFile[]> {
  const bad: ImageFile[] = [];
  for (const name of imageFiles) {
    const found = await sha256File(join(image.folder, name), signal).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return undefined;
    });
    if (found !== image.manifest.files[name].sha256) bad.push(name);
  }
  return bad;
}

export interface ImageInfo {
  readonly hash: string;
  readonly folder: string;
  /** Whether it is the image of this program's recipe. */
  readonly current: boolean;
  /** Bytes on disk; 0 for one that cannot be read. */
  readonly bytes: number;
  /** Undefined for a folder whose manifest or sizes are wrong. */
  readonly manifest: Manifest | undefined;
}

/** All images in the cache, of this recipe and of older ones. */
export async function listImages({
  cacheRoot = defaultCacheRoot(),
  arch,
}: ImagePlace): Promise<readonly ImageInfo[]> {
  const current = await currentHash(arch);
  const names = await readdir(cacheRoot).catch(() => []);
  const images = names
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .sort()
    .map(async (name): Promise<ImageInfo> => {
      const folder = join(cacheRoot, name);
      const image = await openImage(folder).catch(() => undefined);
      const sizes = image === undefined ? [] : Object.values(image.manifest.files).map((file) => file.size);
      return {
        hash: name,
        folder,
        current: name === current,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        manifest: image?.manifest,
      };
    });
  return Promise.all(images);
}

/**
 * Deletes images and returns the folders that went.
 * @param which `all`, or `old`: those that this program's recipe does not make
 */
export async function removeImages(
  place: ImagePlace & { readonly which: 'all' | 'old' },
): Promise<readonly string[]> {
  const images = await listImages(place);
  const doomed = images.filter((image) => place.which === 'all' || !image.current);
  for (const image of doomed) {
    // The manifest first: a folder without one is no image, even if this is interrupted.
    await rm(join(image.folder, 'manifest.json'), { force: true });
    await rm(image.folder, { recursive: true, force: true });
  }
  return doomed.map((image) => image.folder);
}

function corrupt(file: string, cause?: unknown): LabError {
  return new LabError({ code: 'image.corrupt', params: { file, fix: rebuildCommand } }, { cause });
}
