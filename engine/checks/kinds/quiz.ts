import type { QuizView } from '../../../contract/views.js';
import type { CheckParams } from '../../../contract/checks.js';
import type { PackProblemMessage } from '../../../contract/messages/packs.js';
import type { Judge } from '../../world/judge.js';
import { fail, judging, pass } from '../judging.js';
import { compilePattern } from '../pattern.js';

/** Answers as the session keeps them: a choice as indices from 0 with commas, a number or a text as typed. */
export const quizJudge: Judge<'quiz'> = {
  notAfterReboot: true,
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
  asks: (quiz) => ({
    view: viewOf(quiz),
    // Of several choices all.
    answer: quiz.type === 'text' ? quiz.example : String(quiz.answer),
  }),
  // A quiz whose right answer cannot be given would fail everybody.
  lint: (quiz) => faultsOf(quiz).map(([key, message]) => ({ path: [key], message })),
};

function viewOf(quiz: CheckParams<'quiz'>): QuizView {
  const { question } = quiz;
  if (quiz.type !== 'choice') return { type: quiz.type, question };
  return { type: 'choice', question, options: quiz.options, several: Array.isArray(quiz.answer) };
}

function faultsOf(quiz: CheckParams<'quiz'>): readonly (readonly [string, PackProblemMessage])[] {
  if (quiz.type === 'number') return [];
  if (quiz.type === 'choice') {
    const options = quiz.options.length;
    return [quiz.answer]
      .flat()
      .filter((answer) => quiz.options[answer] === undefined)
      .map((answer) => ['answer', { code: 'quiz-no-option', params: { answer, options } }]);
  }
  const { answer, example } = quiz;
  const pattern = compilePattern(answer, 'whole');
  if (!pattern.ok)
    return [['answer', { code: 'bad-pattern', params: { pattern: answer, fault: pattern.fault } }]];
  return isRight(quiz, example)
    ? []
    : [['example', { code: 'quiz-example-wrong', params: { example, answer } }]];
}

function isRight(params: CheckParams<'quiz'>, answer: string): boolean {
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
