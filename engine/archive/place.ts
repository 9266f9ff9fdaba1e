import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ManifestFile } from './manifest.js';
import { refuse } from './problem.js';
import { claimPartial, releasePartial } from '../machines/remnants.js';

/** Where the content of an archive goes while it is not yet known to be sound. */
export interface Place {
  /** Begins a file. Files do not overlap in time. */
  begin(file: ManifestFile): Promise<OpenFile>;
}

export interface OpenFile {
  write(piece: Buffer): Promise<void>;
  /** All of it is there. */
  finish(): Promise<void>;
  /** Whatever became of it; may follow `finish`. */
  close(): Promise<void>;
}

/** A file as memory has it. */
export interface FileContent {
  readonly path: string;
  readonly mode: ManifestFile['mode'];
  readonly content: Buffer;
}

/** Keeps files in memory. */
export class MemoryPlace implements Place {
  readonly files: FileContent[] = [];

  begin({ path, mode }: ManifestFile): Promise<OpenFile> {
    const pieces: Buffer[] = [];
    return Promise.resolve({
      write: async (piece) => void pieces.push(piece),
      finish: async () => void this.files.push({ path, mode, content: Buffer.concat(pieces) }),
      close: async () => {},
    });
  }
}

/**
 * Writes files into a folder that gets its name only when all of them are on the disk. Until then it is its neighbour;
 * a crash leaves a remnant (`clearRemnants`).
 */
export class FolderPlace implements Place {
  readonly #target: string;
  readonly #partial: string;
  readonly #folders = new Set<string>();

  /** @param target must not be there; its parent must */
  constructor(target: string) {
    this.#target = resolve(target);
    this.#partial = claimPartial(target);
  }

  async begin(file: ManifestFile): Promise<OpenFile> {
    const path = join(this.#partial, file.path);
    await this.#makeFolder(dirname(path));
    // Whatever is there already is not ours: nothing is overwritten, no link followed (open(2), O_EXCL).
    const handle = await open(path, 'wx', 0o600);
    return {
      write: async (piece) => {
        for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
      },
      finish: async () => {
        // Not by open, whose modes the umask takes from.
        await handle.chmod(Number.parseInt(file.mode, 8));
        await handle.sync();
      },
      close: () => handle.close(),
    };
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    if (folder === this.#partial) {
      // As early as it can be known. What is made here must be new: a link that somebody laid in our way would lead elsewhere.
      await this.#checkTarget();
    } else await this.#makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o755 });
    this.#folders.add(folder);
  }

  /** rename(2) would replace an empty folder without a word. */
  async #checkTarget(): Promise<void> {
    const found = await lstat(this.#target).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (found !== undefined) this.#refuseTarget();
  }

  #refuseTarget(): never {
    refuse({ code: 'target-exists', params: { path: this.#target } });
  }

  /** Gives the folder its name. @throws Refused target-exists, and what the file system refuses */
  async commit(): Promise<void> {
    for (const folder of this.#folders) await syncFolder(folder);
    await this.#checkTarget();
    await rename(this.#partial, this.#target).catch((error: unknown) => {
      // Another reading was quicker.
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') this.#refuseTarget();
      throw error;
    });
    releasePartial(this.#partial);
    // It is whole, and has its name; only a crash just now would lose that.
    await syncFolder(dirname(this.#target)).catch(() => {});
  }

  /** Removes all that was written, if it has no name yet; what cannot be removed is a remnant. */
  async discard(): Promise<void> {
    await rm(this.#partial, { recursive: true, force: true }).catch(() => {});
    releasePartial(this.#partial);
  }
}

/** Brings the names in a folder onto the disk. Windows does not open folders, and some network file systems do not sync them. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EIO' || code === 'EDQUOT') throw error;
  } finally {
    await handle?.close();
  }
}
