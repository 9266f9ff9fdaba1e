import type { Judge } from '../judge.js';
import { fail, judging, pass, pattern } from '../judging.js';

/** Answers as the session keeps them: a choice as indices from 0 with commas, a number or a text as typed. */
export const quizJudge: Judge<'quiz'> = {
  wants: () => ({ facts: {}, experiments: [] }),
  judge: (params, world, check) =>
    judging(() => {
      const answer = world.answer(check)?.trim();
      if (answer === undefined || answer === '')
        return fail({ code: 'quiz.unanswered', params: {} }, undefined);
      return right(params, answer)
        ? pass({ code: 'quiz.right', params: {} })
        : fail({ code: 'quiz.wrong', params: { answer } }, undefined);
    }),
};

function right(params: Parameters<(typeof quizJudge)['judge']>[0], answer: string): boolean {
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
    case 'text':
      return new RegExp(`^(?:${pattern(params.answer).source})$`, 'iu').test(answer);
  }
}
