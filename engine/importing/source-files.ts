import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize, resolve, sep } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { importLimits } from '../../contract/limits.js';
import { packCatalogue, type PackProblemMessage } from '../../contract/messages/packs.js';
import { type Text, word } from '../../contract/text.js';
import { bytesWithin, type FileResult, readWithin } from '../packs/files.js';

/** Names in a folder. */
interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A file that cannot be read, said as a clause of a sentence. */
export function whyOf(message: PackProblemMessage): Text {
  return { 'zh-CN': word(packCatalogue, message, 'zh-CN'), en: word(packCatalogue, message, 'en') };
}

/**
 * The folder that is imported: a stranger's. Regular files within it are read, to their limits and all together to one; no link leads out
 * of it, and nothing of it is run.
 */
export class SourceFiles {
  readonly root: string;
  /** Files that were read, or would have been, had they been there. */
  readonly asked = new Set<string>();
  #left: number = importLimits.totalBytes;
  #looked = 0;
  readonly #lists = new Map<string, Listing>();

  /**
   * @param root a folder, or a file in it, as people name it
   * @throws LabError import.nothing
   */
  constructor(root: string) {
    if (!existsSync(root)) {
      const lacking = { 'zh-CN': '没有这个文件或目录', en: 'there is no such file or folder' };
      throw new LabError({ code: 'import.nothing', params: { path: root, lacking } });
    }
    this.root = statSync(root).isDirectory() ? resolve(root) : dirname(resolve(root));
  }

  /** @param path below the folder, as the source writes it @param limit bytes */
  read(path: string, limit: number = importLimits.fileBytes): FileResult {
    this.asked.add(shown(path));
    const result = readWithin(this.root, join(this.root, path), shown(path), Math.min(limit, this.#left));
    if (!result.ok) return result;
    this.#left -= Buffer.byteLength(result.text);
    // What editors of Windows put before a text and at its ends of lines is no part of it.
    return { ok: true, text: result.text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n') };
  }

  /** A file that may be no text. */
  bytes(path: string, limit: number): ReturnType<typeof bytesWithin> {
    this.asked.add(shown(path));
    const result = bytesWithin(this.root, join(this.root, path), shown(path), Math.min(limit, this.#left));
    if (result.ok) this.#left -= result.bytes.length;
    return result;
  }

  /** Is there a regular file, or what claims to be one? */
  has(path: string): boolean {
    const result = readWithin(this.root, join(this.root, path), path, 0);
    return result.ok || result.message.code !== 'file-missing';
  }

  /**
   * Names in a folder, sorted; links are left out, and what is hidden: `noteRest` tells them.
   * @throws LabError import.nothing, where there is too much to look at
   */
  list(folder: string): Listing {
    const known = this.#lists.get(folder);
    if (known !== undefined) return known;
    const made = this.#list(folder);
    this.#lists.set(folder, made);
    return made;
  }

  #list(folder: string): Listing {
    const at = join(this.root, folder);
    try {
      if (!lstatSync(at).isDirectory() && folder !== '') return { files: [], folders: [] };
      const entries = readdirSync(at, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
      this.#looked += entries.length;
      if (this.#looked > importLimits.files) throw tooMuch(this.root);
      const names = (kept: typeof entries) => kept.map(({ name }) => name).toSorted();
      return {
        files: names(entries.filter((entry) => entry.isFile())),
        folders: names(entries.filter((entry) => entry.isDirectory())),
      };
    } catch (error) {
      if (error instanceof LabError) throw error;
      return { files: [], folders: [] };
    }
  }

  /** Paths of all files below a folder, to a depth. */
  walk(folder: string, depth: number = importLimits.depth): string[] {
    const { files, folders } = this.list(folder);
    const below = depth > 0 ? folders.flatMap((name) => this.walk(join(folder, name), depth - 1)) : [];
    return [...files.map((name) => join(folder, name)), ...below];
  }
}

function tooMuch(path: string): LabError {
  const { files } = importLimits;
  const lacking = {
    'zh-CN': `里面的文件和目录超过 ${files} 个，请给出其中一个实验的目录`,
    en: `it has more than ${files} files and folders; name the folder of one lab in it`,
  };
  return new LabError({ code: 'import.nothing', params: { path, lacking } });
}

/** A path as reports show it, with forward slashes. */
export function shown(path: string): string {
  return normalize(path).split(sep).join('/');
}
