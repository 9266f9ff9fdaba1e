import type { QuizOf } from '../../../contract/kinds/quiz.js';
import { predictionLimit } from '../../../contract/messages/answers.js';
import type { Prediction } from '../../../contract/prediction.js';
import { wordsOf } from './indices.js';
import { numberOf } from './number.js';
import type { QuizType } from './quiz-type.js';

/** What a learner expects, before anything is measured: whatever it is, it is taken. */
export const predictQuiz: QuizType<QuizOf<'predict'>> = {
  view: (quiz) => {
    const { type, form, question } = quiz;
    switch (form) {
      case 'number':
        return { type, form, question, ...(quiz.unit === undefined ? {} : { unit: quiz.unit }) };
      case 'text':
        return { type, form, question };
      case 'sequence':
        return { type, form, question, of: quiz.of, length: quiz.length };
    }
  },
  solution: ({ example }) => String(example),
  mark: (quiz, typed) => {
    const prediction = predictionOf(quiz, typed.trim());
    return prediction && { right: true, said: prediction.answer, reasons: [], prediction };
  },
  lint: (quiz) => {
    if (quiz.form !== 'sequence' || predictionOf(quiz, String(quiz.example)) !== undefined) return [];
    return [{ path: ['example'], message: { code: 'quiz-sequence', params: { length: quiz.length } } }];
  },
};

function predictionOf(quiz: QuizOf<'predict'>, typed: string): Prediction | undefined {
  switch (quiz.form) {
    case 'number':
      if (numberOf(typed) === undefined) return undefined;
      return { answer: typed, ...(quiz.unit === undefined ? {} : { unit: quiz.unit }) };
    case 'text':
      return typed === '' || typed.length > predictionLimit ? undefined : { answer: typed };
    case 'sequence': {
      const nodes = wordsOf(typed);
      const isSound = nodes.length === quiz.length && nodes.every((node) => quiz.of.includes(node));
      return isSound ? { answer: nodes.join(', ') } : undefined;
    }
  }
}
