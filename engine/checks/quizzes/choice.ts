import type { QuizOf, QuizOption } from '../../../contract/kinds/quiz.js';
import type { Text } from '../../../contract/text.js';
import { markChosen } from './choosing.js';
import { indicesOf } from './indices.js';
import type { QuizType } from './quiz-type.js';

const textOf = (option: QuizOption): Text => ('text' in option ? option.text : option);
const reasonOf = (option: QuizOption): Text | undefined => ('text' in option ? option.why : undefined);

/** Answers are indices from 0, as the lab counts. */
export const choiceQuiz: QuizType<QuizOf<'choice'>> = {
  view: ({ question, options, answer }) => ({
    type: 'choice',
    question,
    options: options.map(textOf),
    several: Array.isArray(answer),
  }),
  solution: ({ answer }) => String(answer),
  mark: ({ options, answer, why }, typed) => {
    const chosen = indicesOf(typed, options.length);
    if (chosen === undefined || (!Array.isArray(answer) && chosen.length > 1)) return undefined;
    return markChosen({
      typed,
      chosen,
      right: [answer].flat(),
      reasonOf: (index) => reasonOf(options[index]!),
      why,
      numbered: true,
      // A quiz without reasons says no more than it did before there were any.
      counts: options.some((option) => reasonOf(option) !== undefined),
    });
  },
  lint: ({ options, answer }) =>
    [answer]
      .flat()
      .filter((each) => options[each] === undefined)
      .map((each) => ({
        path: ['answer'],
        message: { code: 'quiz-no-option', params: { answer: each, options: options.length } },
      })),
};
