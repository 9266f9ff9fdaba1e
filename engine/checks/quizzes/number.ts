import type { QuizOf } from '../../../contract/kinds/quiz.js';
import { marked, type QuizType } from './quiz-type.js';
import { wrongFaults } from './wrong.js';

/** A number as it is typed. @returns undefined: it is none */
export function numberOf(typed: string): number | undefined {
  const number = typed.trim() === '' ? Number.NaN : Number(typed);
  return Number.isFinite(number) ? number : undefined;
}

export const numberQuiz: QuizType<QuizOf<'number'>> = {
  view: ({ question }) => ({ type: 'number', question }),
  solution: ({ answer }) => String(answer),
  mark: ({ answer, tolerance, wrong, why }, typed) => {
    const given = numberOf(typed);
    if (given === undefined) return undefined;
    const isNear = (wanted: number) => Math.abs(given - wanted) <= tolerance;
    const reason = wrong?.find((each) => isNear(each.answer))?.why;
    const right = isNear(answer);
    return marked(right, typed, why, right || reason === undefined ? [] : [reason]);
  },
  lint: ({ answer, tolerance, wrong }) => wrongFaults(wrong, (each) => Math.abs(each - answer) <= tolerance),
};
