import { join } from 'node:path';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';

const hintsOf = (lab: string) => requireLab(join(packsRoot, 'lvs', lab)).lab.mistakes.map(({ hint }) => hint);

/** Diagnoses that mistakes of these labs have, and none of this one: here they would mislead. */
export function foreignTo(lab: string, labs: readonly string[]): ReadonlySet<string> {
  const own = hintsOf(lab);
  return new Set(labs.flatMap(hintsOf).filter((hint) => !own.includes(hint)));
}
