import { expect, test } from 'vitest';
import { checkSchema } from '../../../contract/checks.js';
import { drTopology, world } from '../../judging/testing/world.js';
import { whichFaultJudge } from './which-fault.js';

const text = (en: string) => ({ 'zh-CN': en, en });
const faults = ['rs1', 'rs2'].map((on) => ({
  id: `off-${on}`,
  on,
  text: text('the VIP is gone'),
  make: 'x',
  mend: 'y',
  effect: { 'no-address': { on, address: '10.0.0.29' } },
}));
const drillCheck = (drawn: number) =>
  checkSchema.parse({
    id: 'broken',
    drill: { well: ['vip'], from: 'client', url: 'http://10.0.0.29/', faults, drawn },
  });
const plain = { of: 'broken', question: text('What is broken?') };
const of = (drawn: number) => whichFaultJudge.completed!(plain, () => drillCheck(drawn));
const judge = (drawn: number, answer?: string) =>
  whichFaultJudge.judge(
    of(drawn),
    world(drTopology, {}, [], answer === undefined ? {} : { found: answer }),
    'found',
  );

test('each fault with its node is an answer, and that nothing is wrong', () => {
  const { view, answer } = whichFaultJudge.asks!(of(1), drTopology);
  expect(view).toMatchObject({
    type: 'choice',
    options: [{ en: 'rs1: the VIP is gone' }, { en: 'rs2: the VIP is gone' }, { en: 'nothing is wrong' }],
  });
  expect(answer).toBe('1');
});

test('the one that was drawn is right, and no other', () => {
  expect([0, 1, 2].map((drawn) => ['0', '1', '2'].map((answer) => judge(drawn, answer).status))).toEqual([
    ['pass', 'fail', 'fail'],
    ['fail', 'pass', 'fail'],
    ['fail', 'fail', 'pass'],
  ]);
  expect(judge(1, '0').message).toMatchObject({
    code: 'which-fault.wrong',
    params: { en: 'rs1: the VIP is gone' },
  });
  expect(judge(1)).toMatchObject({ status: 'fail', message: { code: 'quiz.unanswered' } });
});

test('what is about no drill is told', () => {
  const lab = { steps: [{ checks: [{ id: 'vip' }, drillCheck(0)] }] } as never;
  expect(whichFaultJudge.lint!(plain, lab)).toEqual([]);
  expect(whichFaultJudge.lint!({ ...plain, of: 'vip' }, lab)).toMatchObject([{ path: ['of'] }]);
});
