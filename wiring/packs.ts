import { Installer } from '../engine/install/installer.js';
import { Library } from '../engine/install/library.js';
import { PackStore } from '../engine/install/store.js';
import { packsRoot } from '../engine/product.js';

/** The packs that this user has: the product's own, and those that were installed. */
export function makeLibrary(): Library {
  return new Library(packsRoot, new PackStore());
}

/** What has packs of others, and keeps them. */
export function makeInstaller(library = makeLibrary()): Installer {
  return new Installer(library.store, () => library.builtInIds());
}
