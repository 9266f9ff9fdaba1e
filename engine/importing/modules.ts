import { packLimits } from '../../contract/limits.js';
import type { DraftLab, DraftModule } from './draft.js';
import type { Notes, Place } from './notes.js';

/** A lab, and what it is in. */
export interface Grouped {
  readonly lab: DraftLab;
  /** What tells its group from every other. */
  readonly key: string;
  /** Undefined: it is in no module. */
  readonly title: string | undefined;
  readonly place: Place;
}

/** Labs by the module that they are in, in the order in which they come; modules beyond the limit are one, which is told. */
export function modulesOf(all: readonly Grouped[], notes: Notes): readonly DraftModule[] {
  const modules = new Map<string, DraftModule & { readonly labs: DraftLab[] }>();
  const merged = new Set<string>();
  for (const { lab, key, title, place } of all) {
    const isRoom = modules.has(key) || modules.size < packLimits.modules - 1;
    const at = isRoom ? key : '\0';
    if (!isRoom && title !== undefined && !merged.has(key)) {
      merged.add(key);
      notes
        .thing('setting', title, place)
        .note('changed', { code: 'module-merged', params: { title, limit: packLimits.modules } });
    }
    const module = modules.get(at) ?? { title: isRoom ? title : '…', labs: [], place };
    modules.set(at, module);
    module.labs.push(lab);
  }
  return [...modules.values()];
}
