import type { CheckParams } from '../../../contract/checks.js';
import type { QuizOf } from '../../../contract/kinds/quiz.js';
import { nothingWrong } from '../../../contract/messages/kinds/which-fault.js';
import type { Text } from '../../../contract/text.js';
import type { Judge } from '../../world/judge.js';
import { fail, judging, pass } from '../judging.js';
import { choiceQuiz } from '../quizzes/choice.js';
import { lintAbout, withDrill } from './drill.js';

type Params = CheckParams<'which-fault'>;

/** The question as a choice: a fault each, with its node, and that nothing is wrong. */
function quizOf({ question, drill }: Params): QuizOf<'choice'> {
  const { faults = [], drawn = 0 } = drill ?? {};
  const options = faults.map(
    ({ on, text }): Text => ({ 'zh-CN': `${on}：${text['zh-CN']}`, en: `${on}: ${text.en}` }),
  );
  return {
    type: 'choice',
    question,
    options: [...options, nothingWrong],
    answer: Math.min(drawn, faults.length),
  };
}

const wordsOf = ({ 'zh-CN': zh, en }: Text) => ({ zh, en });

/** What is broken, and where: asked of the learner, and known by what the session drew. */
export const whichFaultJudge: Judge<'which-fault'> = {
  notAnew: true,
  wants: () => ({ facts: {}, experiments: [] }),
  judge: (params, world, check) =>
    judging(() => {
      const quiz = quizOf(params);
      const typed = world.answer(check)?.trim() ?? '';
      const mark = choiceQuiz.mark(quiz, typed, world.topology);
      if (mark === undefined) return fail({ code: 'quiz.unanswered', params: {} }, undefined);
      const said = quiz.options[Number(typed)] as Text;
      return mark.right
        ? pass({ code: 'which-fault.right', params: wordsOf(said) })
        : fail({ code: 'which-fault.wrong', params: wordsOf(said) }, undefined);
    }),
  completed: withDrill,
  lint: (params, lab) => lintAbout(params, lab),
  asks: (params, topology) => {
    const quiz = quizOf(params);
    return {
      view: choiceQuiz.view(quiz, topology),
      answer: choiceQuiz.solution(quiz, topology),
      isAnswer: (typed) => choiceQuiz.mark(quiz, typed.trim(), topology) !== undefined,
      predicted: () => undefined,
    };
  },
};
