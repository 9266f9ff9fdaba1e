import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../machines/files.js';
import { makeSecretKey, readSecretKey, writeSecretKey } from '../signing/secret-key.js';
import type { SecretKey } from '../signing/sign.js';

/**
 * The key that this user's hand-ins are signed with, made when it is first needed. It tells two computers apart and finds a file that was
 * changed later; it proves nobody's name. One that cannot be read is left where it is, and another one used beside it.
 * @param folder where the user's data is
 */
export async function handInKey(folder: string): Promise<SecretKey> {
  for (const name of ['hand-in.key', 'hand-in-2.key']) {
    const file = join(folder, name);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      const made = makeSecretKey();
      const written = await writeSecretKey(made, undefined);
      if (written.ok) writeFileAtomic(file, written.text);
      return made;
    }
    const read = await readSecretKey(text);
    if (read.ok) return read.key;
  }
  return makeSecretKey();
}
