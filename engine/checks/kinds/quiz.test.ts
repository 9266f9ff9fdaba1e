import { expect, test } from 'vitest';
import { checkSchema } from '../../../contract/checks.js';
import { judgeOne } from '../../judging/evaluate.js';
import { drTopology, healthy, world } from '../../judging/testing/world.js';
import { quizJudge } from './quiz.js';

test.each([
  {
    type: 'choice',
    options: [
      { 'zh-CN': 'a', en: 'a' },
      { 'zh-CN': 'b', en: 'b' },
    ],
    answer: [1, 0],
  },
  { type: 'number', answer: -2.5 },
  { type: 'text', answer: 'rs[12]', example: 'RS2' },
] as const)('the right answer of a $type quiz is right, another one is not', (body) => {
  const question = { 'zh-CN': 'q', en: 'q' };
  const { quiz } = checkSchema.parse({ id: 'q', quiz: { ...body, question } });
  const judge = (answer: string) =>
    judgeOne(checkSchema.parse({ id: 'q', quiz: { ...body, question } }), {
      ...world(drTopology, healthy(), []),
      answer: () => answer,
    }).status;
  expect(judge(quizJudge.asks!(quiz!).answer)).toBe('pass');
  expect(judge('rs3')).toBe('fail');
});
