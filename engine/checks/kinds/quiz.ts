import type { CheckParams } from '../../../contract/checks.js';
import type { PlainQuiz } from '../../../contract/kinds/quiz.js';
import type { Fault, Judge } from '../../world/judge.js';
import { fail, judging, pass } from '../judging.js';
import { quizType } from '../quizzes/types.js';

/** Answers as the session keeps them: as they are typed, which each type of quiz reads. */
export const quizJudge: Judge<'quiz'> = {
  notAnew: true,
  wants: () => ({ facts: {}, experiments: [] }),
  judge: (params, world, check) =>
    judging(() => {
      const typed = world.answer(check)?.trim() ?? '';
      const quiz = plainOf(params);
      const mark = quizType(quiz).mark(quiz, typed, world.topology);
      const nothing = fail({ code: 'quiz.unanswered', params: {} }, undefined);
      if (typed === '') return nothing;
      if (mark === undefined)
        // Answered before its lab was changed: nobody can type it now.
        return quiz.type === 'predict'
          ? nothing
          : fail({ code: 'quiz.wrong', params: { answer: typed } }, undefined);
      const { right, said, reasons, missing, prediction } = mark;
      if (prediction !== undefined) return pass({ code: 'quiz.noted', params: prediction });
      const told = reasons.length === 0 ? {} : { reasons };
      if (right) return pass({ code: 'quiz.right', params: told });
      return fail(
        {
          code: 'quiz.wrong',
          params: { answer: said, ...told, ...(missing === undefined ? {} : { missing }) },
        },
        undefined,
      );
    }),
  asks: (params, topology) => {
    const quiz = plainOf(params);
    const type = quizType(quiz);
    const markOf = (typed: string) => type.mark(quiz, typed.trim(), topology);
    return {
      view: type.view(quiz, topology),
      answer: type.solution(quiz, topology),
      isAnswer: (typed) => markOf(typed) !== undefined,
      predicted: (typed) => markOf(typed)?.prediction,
    };
  },
  predicts: (params) => variantsOf(params).every(({ type }) => type === 'predict'),
  drawn: (params, lots) => {
    const variants = variantsOf(params);
    const quiz = variants[lots.pick(variants.length)]!;
    return quizType(quiz).drawn?.(quiz, lots) ?? quiz;
  },
  lint: (params, lab) => {
    const faults = (quiz: PlainQuiz) => quizType(quiz).lint?.(quiz, lab) ?? [];
    if (params.type !== 'drawn') return faults(params);
    return params.drawn.flatMap((quiz, index) =>
      faults(quiz).map(({ path, message }): Fault => ({ path: ['drawn', index, ...path], message })),
    );
  },
};

/** What a session draws one of. */
function variantsOf(params: CheckParams<'quiz'>): readonly PlainQuiz[] {
  return params.type === 'drawn' ? params.drawn : [params];
}

/** The quiz of a session; of a lab that nobody has drawn anything of, the first. */
function plainOf(params: CheckParams<'quiz'>): PlainQuiz {
  return variantsOf(params)[0]!;
}
