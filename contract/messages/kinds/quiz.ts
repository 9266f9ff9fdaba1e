import { entry } from '../../text.js';

export const quizTexts = {
  'quiz.right': entry<Record<string, never>>(
    () => '回答正确',
    () => 'the answer is right',
  ),
  'quiz.wrong': entry<{ answer: string }>(
    (p) => `回答不正确：${p.answer}`,
    (p) => `the answer is not right: ${p.answer}`,
  ),
  'quiz.unanswered': entry<Record<string, never>>(
    () => '还没有回答',
    () => 'not answered yet',
  ),
} as const;
