import type { QuizOf } from '../../../contract/kinds/quiz.js';
import type { Fault } from '../../world/judge.js';
import { markChosen } from './choosing.js';
import { indicesOf, unknownItems } from './indices.js';
import type { QuizType } from './quiz-type.js';
import { wrongFaults } from './wrong.js';

/** Answers are indices from 0. */
export const lineQuiz: QuizType<QuizOf<'line'>> = {
  view: ({ question, lines, answer }) => ({ type: 'line', question, lines, several: Array.isArray(answer) }),
  solution: ({ answer }) => String(answer),
  mark: ({ lines, answer, wrong, why }, typed) => {
    const chosen = indicesOf(typed, lines.length);
    if (chosen === undefined || (!Array.isArray(answer) && chosen.length > 1)) return undefined;
    return markChosen({
      typed,
      chosen,
      right: [answer].flat(),
      reasonOf: (line) => wrong?.find((each) => each.answer === line)?.why,
      why,
      numbered: true,
      counts: true,
    });
  },
  lint: ({ lines, answer, wrong }) => [
    ...unknownItems(
      [
        ...[answer].flat().map((line): [Fault['path'], number] => [['answer'], line]),
        ...(wrong ?? []).map((each, index): [Fault['path'], number] => [
          ['wrong', index, 'answer'],
          each.answer,
        ]),
      ],
      lines.length,
    ),
    ...wrongFaults(wrong, (line) => [answer].flat().includes(line)),
  ],
};
