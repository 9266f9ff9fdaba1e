import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { packsRoot } from '../../product.js';
import { lintPack } from '../lint-pack.js';

/** Ids of the built-in pack's labs as its pack.yaml lists them, read past the code that is tested. */
export function builtInIds(): readonly string[] {
  const { modules } = parse(readFileSync(join(packsRoot, 'lvs', 'pack.yaml'), 'utf8')) as {
    readonly modules: readonly { readonly labs: readonly string[] }[];
  };
  return modules.flatMap(({ labs }) => labs);
}

/** Labs of ours that stand for all where how many there are only costs time: what each of them requires is among them. */
export const someIds = ['dr-by-hand', 'keepalived-single', 'keepalived-multi', 'keepalived-lvs'] as const;

/** A copy of the built-in pack with some of its labs, and all that they share. @param to its folder, which is made */
export function copySome(to: string, ids: readonly string[] = someIds): void {
  const source = join(packsRoot, 'lvs');
  const left = new Set(
    builtInIds()
      .filter((id) => !ids.includes(id))
      .map((id) => join(source, id)),
  );
  cpSync(source, to, { recursive: true, filter: (path) => !left.has(path) });
  const file = join(to, 'pack.yaml');
  const pack = parse(readFileSync(file, 'utf8')) as { modules: { labs: readonly string[] }[] };
  const modules = pack.modules
    .map((module) => ({ ...module, labs: module.labs.filter((id) => ids.includes(id)) }))
    .filter(({ labs }) => labs.length > 0);
  writeFileSync(file, stringify({ ...pack, modules }));
  // What only the others use would be a mistake here; what only that uses is found the next time.
  for (;;) {
    const unused = lintPack(to).problems.filter(({ message }) => message.code === 'file-unused');
    if (unused.length === 0) return;
    for (const problem of unused) rmSync(problem.file);
  }
}
