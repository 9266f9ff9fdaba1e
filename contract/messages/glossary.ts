import { type Language, languages } from '../text.js';
import { availabilityTerms } from './terms/availability.js';
import { lvsTerms } from './terms/lvs.js';
import { networkTerms } from './terms/network.js';
import { schedulerTerms } from './terms/schedulers.js';
import type { Term } from './terms/term.js';

export type { Term } from './terms/term.js';

/** The words of the field, by their ids, in the order in which one learns them. */
export const glossary = {
  ...lvsTerms,
  ...networkTerms,
  ...schedulerTerms,
  ...availabilityTerms,
} satisfies Readonly<Record<string, Term>>;

export type TermId = keyof typeof glossary;

export const termIds = Object.keys(glossary) as readonly TermId[];

/** How a term is written, the language's own spellings first. */
export function namesOf(id: TermId, language: Language): readonly string[] {
  const { names }: Term = glossary[id];
  const others = languages.filter((each) => each !== language).flatMap((each) => names[each]);
  return [...new Set([...names[language], ...others])];
}

/** Spaces and case do not tell words apart where one is looked for. */
const folded = (text: string) => text.toLowerCase().replaceAll(/[\s_-]+/g, '');

/**
 * The terms that somebody looks for, the closest first: a name in either language as it is, its beginning, a part of one; then what
 * explanations in `language` speak of. Nothing is asked for: all of them.
 */
export function searchTerms(query: string, language: Language): readonly TermId[] {
  const wanted = folded(query);
  if (wanted === '') return termIds;
  const rank = (id: TermId): number => {
    const names = namesOf(id, language).map(folded);
    if (names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    if (names.some((name) => name.includes(wanted))) return 2;
    return folded(glossary[id][language]).includes(wanted) ? 3 : 4;
  };
  return termIds
    .map((id) => ({ id, rank: rank(id) }))
    .filter((each) => each.rank < 4)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ id }) => id);
}
