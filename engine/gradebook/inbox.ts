import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { archiveLimits } from '../../contract/limits.js';
import { diskError, writeFileAtomic } from '../machines/files.js';
import { handInsBelow } from './find.js';

/** A file or folder by its path, or what is in a file, as base64. */
export type Dropped = string | { readonly name: string; readonly content: string };

/**
 * Copies hand-ins into a class's folder. A file of a name that is taken is kept beside the other; one that is there already, byte for byte, is
 * not copied again.
 * @returns those that were not there
 * @throws LabError grade.no-path, grade.nothing, grade.too-large; what a full disk throws
 */
export function takeHandIns(inbox: string, dropped: readonly Dropped[]): number {
  const files = dropped.flatMap((each) => (typeof each === 'string' ? below(each) : [sent(each)]));
  // Named before anything is written: of a drop either all of it is taken, or none.
  for (const { name, bytes } of files)
    if (bytes > archiveLimits.packedBytes)
      throw new LabError({
        code: 'grade.too-large',
        params: { name, bytes, limit: archiveLimits.packedBytes },
      });
  try {
    return files.filter(({ name, content }) => keep(inbox, name, content())).length;
  } catch (error) {
    throw diskError(error, inbox);
  }
}

interface File {
  /** Below the inbox. */
  readonly name: string;
  readonly bytes: number;
  readonly content: () => Buffer;
}

/** Learning platforms name folders after students: the name of the one that was dropped is kept. */
function below(path: string): readonly File[] {
  return handInsBelow([path]).map(({ path: at, name, bytes }) => ({
    name: at === path ? name : join(basename(path), name),
    bytes,
    content: () => readFileSync(at),
  }));
}

function sent({ name, content }: Exclude<Dropped, string>): File {
  const plain = basename(name.replaceAll('\\', '/'));
  if (!/^[^\p{Cc}.][^\p{Cc}]*\.lvsub$/u.test(plain))
    throw new LabError({ code: 'grade.nothing', params: { paths: [name] } });
  const bytes = Buffer.from(content, 'base64');
  return { name: plain, bytes: bytes.length, content: () => bytes };
}

function keep(inbox: string, name: string, content: Buffer): boolean {
  for (let count = 1; ; count += 1) {
    const path = join(inbox, count === 1 ? name : name.replace(/(\.lvsub)?$/, `-${count}$1`));
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileAtomic(path, content);
      return true;
    }
    if (readFileSync(path).equals(content)) return false;
  }
}
