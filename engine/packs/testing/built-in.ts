import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packsRoot } from '../../product.js';

/** Ids of the built-in pack's labs as its pack.yaml lists them, read past the code that is tested. */
export function builtInIds(): readonly string[] {
  const { modules } = parse(readFileSync(join(packsRoot, 'lvs', 'pack.yaml'), 'utf8')) as {
    readonly modules: readonly { readonly labs: readonly string[] }[];
  };
  return modules.flatMap(({ labs }) => labs);
}
