import { archiveLimits } from '../../contract/limits.js';
import { isSteering } from '../../contract/visible.js';
import { type ArchiveProblem, type PathFault, shown } from './problem.js';

/** Bytes of the two fields of a ustar header that a path is in (POSIX pax, "ustar Interchange Format"). */
const nameBytes = 100;
const prefixBytes = 155;

/**
 * Names of devices that Windows finds in every folder, whatever their ending ("Naming Files, Paths, and Namespaces"); its consoles', and
 * superscript digits, which it takes for digits.
 */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;

/**
 * Why a path cannot be in a packed lab: it would not stay within its folder, is not the same on every system, deceives who reads it, or does
 * not fit into a header.
 */
export function pathFault(path: string): PathFault | undefined {
  if (path === '') return 'empty';
  // Halves of characters (UTF-16): JSON can have them, UTF-8 cannot.
  if (/\p{Surrogate}/u.test(path)) return 'not-utf8';
  if (Buffer.byteLength(path) > archiveLimits.pathBytes) return 'too-long';
  if (path.includes('\0')) return 'nul';
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0001-\u001f\u007f-\u009f]/.test(path)) return 'control';
  if (isSteering(path)) return 'steering';
  if (path.includes('\\')) return 'backslash';
  if (path.includes(':')) return 'colon';
  if (/[<>"|?*]/.test(path)) return 'windows-character';
  if (path.startsWith('/')) return 'absolute';
  const components = path.split('/');
  if (components.length - 1 > archiveLimits.pathDepth) return 'too-deep';
  for (const component of components) {
    if (component === '') return 'empty-component';
    if (component === '.') return 'dot';
    if (component === '..') return 'dot-dot';
    if (/[. ]$/.test(component)) return 'trailing-dot-or-space';
    if (deviceName.test(component)) return 'device-name';
  }
  return splitPath(path) === undefined ? 'unsplittable' : undefined;
}

/**
 * A path as the two fields of a ustar header: `prefix/name`, the prefix as short as can be.
 * @returns undefined where no slash is at such a place: only an extension of ustar could have it
 */
export function splitPath(path: string): { readonly prefix: string; readonly name: string } | undefined {
  let [prefix, name] = ['', path];
  while (Buffer.byteLength(name) > nameBytes) {
    const slash = name.indexOf('/');
    if (slash === -1) return undefined;
    prefix += (prefix === '' ? '' : '/') + name.slice(0, slash);
    name = name.slice(slash + 1);
  }
  return Buffer.byteLength(prefix) > prefixBytes ? undefined : { prefix, name };
}

/**
 * What a name is to a file system that folds case (Windows, macOS), normalises (macOS: NFD), or does both and overlooks what cannot be seen
 * (ext4's casefold: Unicode's NFDICF). ECMAScript has no case folding: down and up again maps what folding maps (ß and SS, the Kelvin sign
 * and k), and what it maps beyond that (ı and i) nobody needs beside each other.
 */
function folded(name: string): string {
  const visible = name.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return visible.toLowerCase().toUpperCase().normalize('NFD');
}

interface Taken {
  readonly kind: 'file' | 'folder';
  /** As it was spelled first. */
  readonly path: string;
  /** The path that it came with. */
  readonly of: string;
}

/** Paths that can stand beside each other on every file system. */
export class PathSet {
  readonly #taken = new Map<string, Taken>();

  /** @returns why it cannot stand beside those that were added before */
  add(path: string): ArchiveProblem | undefined {
    const components = path.split('/');
    let [at, key] = ['', ''];
    for (const [index, component] of components.entries()) {
      at += (index === 0 ? '' : '/') + component;
      key += `/${folded(component)}`;
      const kind = index === components.length - 1 ? 'file' : 'folder';
      const taken = this.#taken.get(key);
      if (taken === undefined) this.#taken.set(key, { kind, path: at, of: path });
      else if (taken.kind !== kind) {
        const [file, below] = kind === 'file' ? [path, taken.of] : [taken.path, path];
        return { code: 'file-as-folder', params: { path: shown(file), below: shown(below) } };
      } else if (taken.path !== at)
        return { code: 'path-collision', params: { path: shown(path), other: shown(taken.of) } };
      else if (kind === 'file') return { code: 'path-duplicate', params: { path: shown(path) } };
    }
    return undefined;
  }
}
