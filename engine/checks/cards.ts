import type { Fault, Lots } from '../world/judge.js';

/** Which card of a deck of so many a turn of this session has, from 0. */
export function cardOf(
  { deck, turn }: { readonly deck: string; readonly turn: number },
  size: number,
  lots: Lots,
): number {
  const cards = lots.mix(size, deck);
  return cards[turn % cards.length]!;
}

/** A card that an author chose, and that there is not. @param options how many can be drawn */
export function noSuchCard(drawn: number | undefined, options: number): readonly Fault[] {
  return drawn === undefined || drawn < options
    ? []
    : [{ path: ['drawn'], message: { code: 'quiz-no-option', params: { answer: drawn, options } } }];
}
