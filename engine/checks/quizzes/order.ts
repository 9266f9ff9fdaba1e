import type { QuizOf } from '../../../contract/kinds/quiz.js';
import type { Fault } from '../../world/judge.js';
import { indicesOf, isPermutation, unknownItems } from './indices.js';
import { marked, type QuizType } from './quiz-type.js';
import { wrongFaults } from './wrong.js';

/**
 * Answers are the places of the items as they are shown, from 0, in the order that is right: `2,0,1` begins with what is
 * shown third. The lab's own order is the right one, so its indices tell nobody anything.
 */
export const orderQuiz: QuizType<QuizOf<'order'>> = {
  view: (quiz) => ({
    type: 'order',
    question: quiz.question,
    items: shownOf(quiz).map((index) => quiz.items[index]!),
  }),
  solution: (quiz) => {
    const shown = shownOf(quiz);
    return quiz.items.map((_, index) => shown.indexOf(index)).join(',');
  },
  mark: (quiz, typed) => {
    const { items, wrong, why } = quiz;
    const places = indicesOf(typed, items.length);
    if (places === undefined || !isPermutation(places, items.length)) return undefined;
    const shown = shownOf(quiz);
    const order = places.map((place) => shown[place]!);
    const right = isAscending(order);
    const reason = right ? undefined : wrong?.find(({ answer }) => stands(answer, order))?.why;
    return marked(right, '', why, reason === undefined ? [] : [reason]);
  },
  lint: ({ items, shown, wrong }) => {
    const named = (wrong ?? []).flatMap(({ answer }, index) =>
      answer.map((item, at): [Fault['path'], number] => [['wrong', index, 'answer', at], item]),
    );
    const unknown = unknownItems(named, items.length);
    if (unknown.length > 0) return unknown;
    return [
      ...twice(items.map((item) => item.en)),
      ...shownFaults(shown, items.length),
      // One that is named twice stands in no order.
      ...wrongFaults(wrong, (answer) => isAscending(answer) || new Set(answer).size < answer.length),
    ];
  },
  drawn: (quiz, { mix }) => ({ ...quiz, shown: quiz.shown ?? [...mix(quiz.items.length)] }),
};

/** Nobody has drawn it: as the lab has it. */
function shownOf({ shown, items }: QuizOf<'order'>): readonly number[] {
  return shown ?? items.map((_, index) => index);
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((each, index) => index === 0 || numbers[index - 1]! < each);
}

/** Do these items stand in this order, whatever is between? */
function stands(items: readonly number[], order: readonly number[]): boolean {
  return isAscending(items.map((item) => order.indexOf(item)));
}

/** Of two items that are the same nobody knows which comes first. */
function twice(items: readonly string[]): readonly Fault[] {
  return items.flatMap((item, index) =>
    items.indexOf(item) === index
      ? []
      : [{ path: ['items', index], message: { code: 'quiz-item-twice', params: { item } } }],
  );
}

/** An order in which things are shown has each once, and gives nothing away. */
export function shownFaults(shown: readonly number[] | undefined, count: number): readonly Fault[] {
  if (shown === undefined || (isPermutation(shown, count) && !isAscending(shown))) return [];
  return [{ path: ['shown'], message: { code: 'quiz-shown', params: { last: count - 1 } } }];
}
