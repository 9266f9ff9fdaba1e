import { join } from 'node:path';
import { type Pack, packSchema } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import type { CompiledLab } from './compiled.js';
import { readWithin } from './files.js';
import { YamlSource } from './source.js';

/** What a folder's pack.yaml says; undefined where it cannot be read. */
export function readPack(folder: string): Pack | undefined {
  try {
    const file = readWithin(folder, join(folder, 'pack.yaml'), 'pack.yaml', packLimits.yamlBytes);
    const read = file.ok ? new YamlSource('pack.yaml', file.text).data() : undefined;
    return read?.ok === true ? packSchema.parse(read.data) : undefined;
  } catch {
    return undefined;
  }
}

/** Which pack it is, for what is compiled of it. */
export function versionOf(folder: string): Pick<CompiledLab, 'pack'> {
  const found = readPack(folder);
  return found === undefined ? {} : { pack: { id: found.id, version: found.version } };
}
