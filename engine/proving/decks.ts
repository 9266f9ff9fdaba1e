import type { Check } from '../../contract/checks.js';
import type { Lab, Step } from '../../contract/lab.js';
import { drawsOf } from '../checks/parts.js';

/** A deck of which a lab draws: the first step that does so, and what follows until something is drawn again. */
export interface Deck {
  /** Drawn in the first of the steps. */
  readonly check: Check;
  /** One or more, the first is the one that draws. */
  readonly steps: readonly Step[];
  readonly cards: readonly { readonly name: string; readonly check: Check }[];
}

/** The decks of a lab, each at its first turn: later turns draw from the same cards. */
export function decksOf({ steps }: Lab): readonly Deck[] {
  const turns = steps.flatMap((step, at) => {
    const check = step.checks.find((each) => drawsOf(each).length > 0);
    return check === undefined ? [] : [{ at, check, cards: drawsOf(check) }];
  });
  const names = turns.map(({ cards }) => cards.map(({ name }) => name).join('\n'));
  return turns.flatMap(({ at, check, cards }, turn) =>
    names.indexOf(names[turn]!) < turn ? [] : [{ check, cards, steps: steps.slice(at, turns[turn + 1]?.at) }],
  );
}
