import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The lab packs among a program's arguments, as paths. A desktop gives a path or a file: URL (Desktop Entry Specification, %U), and
 * Electron adds switches of its own.
 * @param from the folder that paths are relative to
 */
export function packFiles(words: readonly string[], from: string = process.cwd()): readonly string[] {
  return words
    .filter((word) => !word.startsWith('-') && /\.lvspack$/i.test(word))
    .flatMap((word) => (word.startsWith('file:') ? (pathOf(word) ?? []) : resolve(from, word)));
}

/** Undefined: no URL, or none of this machine. */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
