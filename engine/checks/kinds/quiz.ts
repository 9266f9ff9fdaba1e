import type { Judge } from '../judge.js';
import type { CheckParams } from '../../../contract/checks.js';
import { fail, judging, pass } from '../judging.js';
import { compilePattern } from '../pattern.js';

/** Answers as the session keeps them: a choice as indices from 0 with commas, a number or a text as typed. */
export const quizJudge: Judge<'quiz'> = {
  wants: () => ({ facts: {}, experiments: [] }),
  judge: (params, world, check) =>
    judging(() => {
      const answer = world.answer(check)?.trim();
      if (answer === undefined || answer === '')
        return fail({ code: 'quiz.unanswered', params: {} }, undefined);
      return isRight(params, answer)
        ? pass({ code: 'quiz.right', params: {} })
        : fail({ code: 'quiz.wrong', params: { answer } }, undefined);
    }),
};

/** The right answer, as it would be typed: of several choices all. */
export function rightAnswer(quiz: CheckParams<'quiz'>): string {
  return quiz.type === 'text' ? quiz.example : String(quiz.answer);
}

export function isRight(params: CheckParams<'quiz'>, answer: string): boolean {
  switch (params.type) {
    case 'choice': {
      const wanted = new Set(Array.isArray(params.answer) ? params.answer : [params.answer]);
      const given = new Set(answer.split(/[\s,]+/).map(Number));
      return wanted.size === given.size && [...wanted].every((each) => given.has(each));
    }
    case 'number': {
      const given = Number(answer);
      return Number.isFinite(given) && Math.abs(given - params.answer) <= params.tolerance;
    }
    case 'text': {
      const wanted = compilePattern(params.answer, 'whole');
      return wanted.ok && wanted.pattern.matches(answer); // lint has refused one that is none
    }
  }
}
