import type { QuizOf } from '../../../contract/kinds/quiz.js';
import type { Text } from '../../../contract/text.js';
import type { Fault } from '../../world/judge.js';
import { unknownItems, wordsOf } from './indices.js';
import { shownFaults } from './order.js';
import { marked, type QuizType } from './quiz-type.js';
import { wrongFaults } from './wrong.js';

/** Answers are `LEFT=RIGHT` with commas between: places as they are shown, from 0, each left one once. */
export const matchQuiz: QuizType<QuizOf<'match'>> = {
  view: (quiz) => {
    const rights = rightsOf(quiz);
    return {
      type: 'match',
      question: quiz.question,
      lefts: quiz.pairs.map(({ left }) => left),
      rights: shownOf(quiz).map((index) => rights[index]!),
    };
  },
  solution: (quiz) => {
    const rights = rightsOf(quiz);
    const shown = shownOf(quiz);
    return quiz.pairs
      .map(({ right }, left) => `${left}=${shown.indexOf(rights.findIndex((each) => isSame(each, right)))}`)
      .join(',');
  },
  mark: (quiz, typed) => {
    const chosen = chosenOf(quiz, typed);
    if (chosen === undefined) return undefined;
    const { pairs, extra = [], wrong = [], why } = quiz;
    const all = [...pairs.map(({ right }) => right), ...extra];
    const right = chosen.every((text, left) => isSame(text, pairs[left]!.right));
    const reasons = wrong.filter(({ answer }) => isSame(chosen[answer.left]!, all[answer.right]!));
    return marked(right, '', why, right ? [] : reasons.map((each) => each.why));
  },
  lint: (quiz) => {
    const { pairs, extra = [], shown, wrong } = quiz;
    const all = [...pairs.map(({ right }) => right), ...extra];
    const at = (side: 'left' | 'right') =>
      (wrong ?? []).map(({ answer }, index): [Fault['path'], number] => [
        ['wrong', index, 'answer', side],
        answer[side],
      ]);
    const unknown = [...unknownItems(at('left'), pairs.length), ...unknownItems(at('right'), all.length)];
    if (unknown.length > 0) return unknown;
    return [
      ...shownFaults(shown, rightsOf(quiz).length),
      ...wrongFaults(
        wrong,
        ({ left, right }) => isSame(pairs[left]!.right, all[right]!),
        ({ left, right }) => `${left}=${right}`,
      ),
    ];
  },
  drawn: (quiz, { mix }) => ({ ...quiz, shown: quiz.shown ?? [...mix(rightsOf(quiz).length)] }),
};

/** Every right side once: several left ones may have the same. */
function rightsOf({ pairs, extra = [] }: QuizOf<'match'>): readonly Text[] {
  const all: readonly Text[] = [...pairs.map(({ right }) => right), ...extra];
  return all.filter((text, index) => all.findIndex((each) => isSame(each, text)) === index);
}

function isSame(one: Text, other: Text): boolean {
  return one.en === other.en && one['zh-CN'] === other['zh-CN'];
}

/** Nobody has drawn it: as the lab has it. */
function shownOf(quiz: QuizOf<'match'>): readonly number[] {
  return quiz.shown ?? rightsOf(quiz).map((_, index) => index);
}

/** The right side that each left one was given. @returns undefined: one has none, or two */
function chosenOf(quiz: QuizOf<'match'>, typed: string): readonly Text[] | undefined {
  const rights = rightsOf(quiz);
  const shown = shownOf(quiz);
  const words = wordsOf(typed);
  const given = new Map(
    words.map((word) => {
      const [left, right] = /^(\d{1,2})=(\d{1,2})$/.exec(word)?.slice(1).map(Number) ?? [];
      return [left ?? -1, rights[shown[right ?? -1] ?? -1]] as const;
    }),
  );
  const chosen = quiz.pairs.flatMap((_, left) => given.get(left) ?? []);
  return words.length === quiz.pairs.length && chosen.length === quiz.pairs.length ? chosen : undefined;
}
