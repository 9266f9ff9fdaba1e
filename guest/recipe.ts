import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Arch, suite } from './arch.js';

/** Raised when the layout of an image folder changes: older images are then not found any more. */
export const imageFormat = 1;

/** One file of the recipe: path with forward slashes, relative to the recipe's folder. */
export interface RecipeFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

/** All files of a recipe, sorted by path in byte order. */
export async function readRecipe(folder: string): Promise<RecipeFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const full = join(entry.parentPath, entry.name);
      const path = full.slice(folder.length + 1).replaceAll('\\', '/');
      const { mode } = await stat(full);
      return { path, executable: (mode & 0o100) !== 0, content: await readFile(full) };
    });
  return (await Promise.all(files)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The name of the image that a recipe makes: 16 hex digits of SHA-256 over everything that decides its content. */
export function recipeHash(files: readonly RecipeFile[], arch: Arch): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ imageFormat, arch, suite }));
  for (const file of files) {
    hash.update(JSON.stringify([file.path, file.executable, file.content.length]));
    hash.update(file.content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The entries of a list file: one a line, `#` starts a comment, empty lines do not count. */
export function parseList(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}
