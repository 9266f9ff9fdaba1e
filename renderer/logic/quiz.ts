import type { QuizView } from '../../contract/quiz-view.js';

/* Answers as they are typed at the command line, and kept; see contract/messages/answers. */

/** What stands in the answer before anybody has changed it. */
export function emptyAnswer(quiz: QuizView): string {
  return quiz.type === 'order' ? quiz.items.map((_, index) => index).join(',') : '';
}

/** Can this be sent? The engine looks at it once more. */
export function isComplete(quiz: QuizView, draft: string): boolean {
  const words = draft.trim();
  switch (quiz.type) {
    case 'number':
      return isNumber(words);
    case 'mac':
      return /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(words);
    case 'match':
      return quiz.lefts.every((_, left) => pairsOf(words).has(left));
    case 'predict':
      if (quiz.form === 'number') return isNumber(words);
      return quiz.form === 'text'
        ? words !== ''
        : sequenceOf(words, quiz.length).every((node) => node !== '');
    default:
      return words !== '';
  }
}

function isNumber(words: string): boolean {
  return words !== '' && Number.isFinite(Number(words));
}

/** Of several choices those that are chosen. */
export function chosenOf(draft: string): string[] {
  return draft === '' ? [] : draft.split(',');
}

/** The right side that each left one has, as far as it has one. */
export function pairsOf(draft: string): ReadonlyMap<number, string> {
  return new Map(
    chosenOf(draft).map((pair) => {
      const [left = '', right = ''] = pair.split('=');
      return [Number(left), right] as const;
    }),
  );
}

/** An answer with one more pair, or another one. */
export function withPair(draft: string, left: number, right: string): string {
  const pairs = [...new Map(pairsOf(draft)).set(left, right)];
  return pairs
    .toSorted(([one], [other]) => one - other)
    .map(([one, other]) => `${one}=${other}`)
    .join(',');
}

/** Names at their places; '' where none is chosen yet. */
export function sequenceOf(draft: string, length: number): readonly string[] {
  const words = draft.split(',');
  return Array.from({ length }, (_, index) => words[index]?.trim() ?? '');
}

/** The same with another name at a place, from 0. */
export function withName(draft: string, length: number, place: number, name: string): string {
  return sequenceOf(draft, length).with(place, name).join(',');
}

/** A list with one item moved to a place, from 0; a place that there is not is the nearest. */
export function moved<T>(list: readonly T[], item: T, place: number): readonly T[] {
  const rest = list.filter((each) => each !== item);
  const to = Math.max(0, Math.min(rest.length, place));
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
