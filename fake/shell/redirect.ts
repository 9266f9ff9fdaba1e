import { absolute, readFile, writeFile } from '../files.js';
import { Input, type Io } from './call.js';
import { expandText, type Scope } from './expand.js';
import type { Redirect } from './syntax.js';

/** Streams as the redirections want them; undefined: a file could not be opened, which was said. */
export async function redirected(
  redirects: readonly Redirect[],
  io: Io,
  scope: Scope,
  name: string,
): Promise<{ io: Io; close: () => boolean } | undefined> {
  let { input } = io;
  let out = io.out;
  let err = io.err;
  const closing: (() => string | undefined)[] = [];
  const { node } = scope;
  for (const { from, kind, target } of redirects) {
    const word = await expandText(target, scope);
    if (kind === 'here') {
      input = new Input(word);
    } else if (kind === 'duplicate') {
      if (from === 2 && word === '1') err = out;
      else if (from === 1 && word === '2') out = err;
    } else {
      const path = absolute(scope.folder, word);
      if (kind === 'read') {
        const text = readFile(node, path);
        if (text === undefined) {
          io.err(`${name}: ${word}: No such file or directory\n`);
          return undefined;
        }
        input = new Input(text);
        continue;
      }
      const kernel = path.startsWith('/proc/');
      const problem = kernel
        ? readFile(node, path) === undefined
          ? 'No such file or directory'
          : undefined
        : writeFile(node, path, '', kind === 'append');
      if (problem !== undefined) {
        err(`${name}: ${word}: ${problem}\n`);
        return undefined;
      }
      let kept = '';
      const write = kernel
        ? (piece: string) => void (kept += piece)
        : (piece: string) => void writeFile(node, path, piece, true);
      // A setting takes one write, whatever pieces it came in.
      if (kernel) closing.push(() => writeFile(node, path, kept));
      if (from === 1 || from === 3) out = write;
      if (from === 2 || from === 3) err = write;
    }
  }
  const close = (): boolean => {
    const problems = closing.map((end) => end()).filter((each) => each !== undefined);
    for (const problem of problems) io.err(`${name}: write error: ${problem}\n`);
    return problems.length === 0;
  };
  return { io: { input, out, err }, close };
}
