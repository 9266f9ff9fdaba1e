import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Where the product's own files are: the only place that knows. They lie in a checkout, whether this runs from source or
 * from dist/, or in a packaged app: there the root is the archive app.asar, which Electron's fs reads as a folder.
 */

/** The folder with package.json and labs/. */
export const productRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json not found');
  return findRoot(parent);
}

/**
 * The same root for what must be real files: electron-builder puts them beside the archive (asarUnpack). A file in an
 * archive has no mode of its own, is no file to another program, and cannot be mapped.
 */
export function realRoot(root: string): string {
  return root.replace(/(?<=[\\/]app\.asar)$/, '.unpacked');
}

export const packsRoot = join(productRoot, 'labs');

/** The window's page and what it loads. */
export const windowRoot = join(productRoot, 'dist', 'window');

/** The window's icon where no installer gives one; X11 refuses far greater ones. */
export const iconFile = join(productRoot, 'packaging', 'icons', '256x256.png');

/** The guest image's recipe. Its files' modes decide the image's name and contents. */
export const recipeRoot = join(realRoot(productRoot), 'guest', 'recipe');

/** What Vagrant runs in a machine after its first boot. */
export const provisionScript = join(realRoot(productRoot), 'vagrant', 'provision.sh');

export function productVersion(): string {
  return (JSON.parse(readFileSync(join(productRoot, 'package.json'), 'utf8')) as { version: string }).version;
}
