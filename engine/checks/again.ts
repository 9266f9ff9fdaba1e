import { checkTitle } from '../../contract/checks.js';
import type { Seen } from '../../contract/experiments.js';
import type { Words } from '../../contract/messages/naming.js';
import type { JudgedElsewhere, World } from '../world/judge.js';

/** What checks of the lab say of what an experiment saw; of one that there is not, nothing. */
export function judgedAgain(world: World, ids: readonly string[], seen: Seen): readonly JudgedElsewhere[] {
  return ids.flatMap((id) => world.judged(id, seen) ?? []);
}

/** What they are called, in the order in which they are said. */
export function titlesOf(all: readonly JudgedElsewhere[]): { readonly zh: Words; readonly en: Words } {
  const titles = all.map(({ check }) => checkTitle(check));
  return { zh: titles.map((title) => title['zh-CN']), en: titles.map((title) => title.en) };
}
