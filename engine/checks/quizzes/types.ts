import type { PlainQuiz, QuizOf } from '../../../contract/kinds/quiz.js';
import { choiceQuiz } from './choice.js';
import { lineQuiz } from './line.js';
import { macQuiz } from './mac.js';
import { matchQuiz } from './match.js';
import { nodeQuiz } from './node.js';
import { numberQuiz } from './number.js';
import { orderQuiz } from './order.js';
import { predictQuiz } from './predict.js';
import type { QuizType } from './quiz-type.js';
import { textQuiz } from './text.js';

/** What there is to know of every type of quiz; one without does not compile. */
const quizTypes: { readonly [T in PlainQuiz['type']]: QuizType<QuizOf<T>> } = {
  choice: choiceQuiz,
  number: numberQuiz,
  text: textQuiz,
  order: orderQuiz,
  match: matchQuiz,
  line: lineQuiz,
  node: nodeQuiz,
  mac: macQuiz,
  predict: predictQuiz,
};

export function quizType(quiz: PlainQuiz): QuizType<PlainQuiz> {
  return quizTypes[quiz.type];
}
