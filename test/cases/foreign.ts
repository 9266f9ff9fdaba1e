import { join } from 'node:path';
import { requireLab } from '../../engine/packs/library.js';
import { readPack } from '../../engine/packs/pack-file.js';
import { packsRoot } from '../../engine/product.js';

const pack = join(packsRoot, 'lvs');
const hintsOf = (lab: string) => requireLab(join(pack, lab)).lab.mistakes.map(({ hint }) => hint);

/** The labs of the same module, which are about the same matter: what is wrong in one may well be told in another. */
function besides(lab: string): readonly string[] {
  return readPack(pack)?.modules.find(({ labs }) => labs.includes(lab))?.labs ?? [lab];
}

/** Diagnoses that mistakes of these labs have, and none of this one's module: here they would mislead. */
export function foreignTo(lab: string, labs: readonly string[]): ReadonlySet<string> {
  const own = new Set(besides(lab).flatMap(hintsOf));
  return new Set(labs.flatMap(hintsOf).filter((hint) => !own.has(hint)));
}
