import { win32 } from 'node:path';

/**
 * The names of the lab packs among a program's arguments. A desktop gives a path or a file: URL (Desktop Entry
 * Specification, %U), and Electron adds switches of its own.
 */
export function packFiles(words: readonly string[]): readonly string[] {
  return words
    .filter((word) => !word.startsWith('-') && /\.lvspack$/i.test(word))
    .map((word) => nameIn(word.startsWith('file:') ? decoded(word) : word));
}

function nameIn(path: string): string {
  // Also splits at slashes: one rule for every system, as names are only shown.
  return win32.basename(path);
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
