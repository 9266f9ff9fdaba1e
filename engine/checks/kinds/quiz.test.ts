import { describe, expect, test } from 'vitest';
import { type Check, checkSchema } from '../../../contract/checks.js';
import { verdictCatalogue } from '../../../contract/messages/verdicts.js';
import { word } from '../../../contract/text.js';
import { judgeOne } from '../../judging/evaluate.js';
import { drTopology, healthy, world } from '../../judging/testing/world.js';
import { askedBy, drawnCheck } from '../parts.js';
import type { Lots } from '../../world/judge.js';

const both = (en: string) => ({ 'zh-CN': `中${en}`, en });
/** Draws the last, and shows what stands in an order turned round. */
const lots: Lots = {
  pick: (size) => size - 1,
  mix: (size) => Array.from({ length: size }, (_, index) => size - 1 - index),
};

const quiz = (body: object): Check =>
  drawnCheck(checkSchema.parse({ id: 'q', quiz: { question: both('q'), ...body } }), lots);
const judged = (check: Check, answer: string) =>
  judgeOne(check, { ...world(drTopology, healthy(), []), answer: () => answer });
const said = (body: object, answer: string) =>
  word(verdictCatalogue, judged(quiz(body), answer).message, 'en');

const items = ['a', 'b', 'c'].map(both);
const pairs = [
  { left: both('DR'), right: both('MAC') },
  { left: both('NAT'), right: both('addresses') },
  { left: both('FULLNAT'), right: both('addresses') },
];
const lines = ['IP 1 > 2', 'IP 2 > 1', 'ARP'];

test.each([
  { type: 'choice', options: ['a', 'b', 'c'].map(both), answer: [1, 0] },
  { type: 'number', answer: -2.5 },
  { type: 'text', answer: 'rs[12]', example: 'RS2' },
  { type: 'order', items },
  { type: 'match', pairs, extra: [both('ports')] },
  { type: 'line', lines, answer: [2, 0] },
  { type: 'node', answer: ['rs1', 'rs2'] },
  { type: 'mac', node: 'rs1', network: 'lan' },
])('the right answer of a $type quiz is right, another one is not, and what is none is no answer', (body) => {
  const check = quiz(body);
  const { answer, isAnswer } = askedBy(check, drTopology)!;
  expect(isAnswer(answer)).toBe(true);
  expect(judged(check, answer)).toMatchObject({
    status: 'pass',
    message: { code: 'quiz.right', params: {} },
  });
  const others: Readonly<Record<string, string>> = {
    choice: '0',
    number: '2.5',
    text: 'rs3',
    order: '0,1,2',
    match: '0=0,1=1,2=2',
    line: '0',
    node: 'rs1',
    mac: '52:54:00:00:00:ff',
  };
  const other = others[body.type]!;
  expect(isAnswer(other)).toBe(true);
  expect(judged(check, other)).toMatchObject({ status: 'fail', message: { code: 'quiz.wrong' } });
  expect(isAnswer('no such thing')).toBe(body.type === 'text');
  expect(isAnswer(' ')).toBe(false);
  expect(judged(check, 'rs3').status).toBe('fail');
  expect(judged(check, ' ')).toMatchObject({ status: 'fail', message: { code: 'quiz.unanswered' } });
});

describe('a wrong answer is told why it is wrong', () => {
  const why = both('Because.');
  test('by the option that was chosen, or by how much is missing', () => {
    const options = [both('a'), { text: both('b'), why: both('No b.') }, both('c'), both('d')];
    const body = { type: 'choice', options, answer: [0, 2] };
    expect(said(body, '0,1')).toBe('the answer is not right. No b.');
    expect(said(body, '0')).toBe(
      'the answer is not right. What is chosen is right, but 1 more belongs to it',
    );
    expect(said(body, '0,2')).toBe('the answer is right');
    expect(said({ ...body, why }, '2,0')).toBe('the answer is right: Because.');
    expect(judged(quiz(body), '1').message.params).toEqual({ answer: '', reasons: [both('No b.')] });
  });

  test('in an old quiz as ever', () => {
    expect(said({ type: 'choice', options: items, answer: [0, 1] }, '0')).toBe('the answer is not right: 0');
  });

  test('by the number, the pattern, the line, the node', () => {
    const wrong = (answer: unknown) => [{ answer, why }];
    expect(said({ type: 'number', answer: 4, tolerance: 0.1, wrong: wrong(3) }, '3.05')).toMatch(
      /Because\.$/,
    );
    expect(said({ type: 'number', answer: 4, wrong: wrong(3) }, '5')).toBe('the answer is not right: 5');
    const text = { type: 'text', answer: 'rs1', example: 'rs1', wrong: wrong('rs\\d+') };
    expect(said(text, 'RS22')).toMatch(/Because\.$/);
    expect(said(text, 'rs1')).toBe('the answer is right');
    expect(said({ type: 'line', lines, answer: 2, wrong: wrong(0) }, '0')).toMatch(/Because\.$/);
    expect(said({ type: 'node', answer: 'rs1', wrong: wrong('director') }, 'director')).toBe(
      'the answer is not right: director. Because.',
    );
  });

  test('by what stands before what, and by what was put together', () => {
    const order = { type: 'order', items, wrong: [{ answer: [2, 0], why }] };
    // Shown as c, b, a: c, b, a has c before a; a, c, b has not.
    expect(said(order, '0,1,2')).toBe('the answer is not right. Because.');
    expect(said(order, '2,0,1')).toBe('the answer is not right');
    // Shown are ports, addresses, MAC: two left sides have the same right one.
    const match = {
      type: 'match',
      pairs,
      extra: [both('ports')],
      why,
      wrong: [{ answer: { left: 1, right: 3 }, why }],
    };
    expect(said(match, '0=2,1=0,2=1')).toBe('the answer is not right. Because.');
    expect(said(match, '2=1,1=1,0=2')).toBe('the answer is right: Because.');
    expect(askedBy(quiz(match), drTopology)!.isAnswer('0=2,1=0')).toBe(false);
    expect(askedBy(quiz(match), drTopology)!.isAnswer('0=2,1=0,1=1')).toBe(false);
  });
});

test('a MAC address is right however it is written, and is that of this session', () => {
  const check = quiz({ type: 'mac', node: 'rs1', network: 'lan' });
  const { mac } = drTopology.nodes.find(({ name }) => name === 'rs1')!.interfaces[0]!;
  expect(judged(check, mac.toUpperCase().replaceAll(':', '-')).status).toBe('pass');
  const other = drTopology.nodes.find(({ name }) => name === 'rs2')!.interfaces[0]!.mac;
  expect(judged(check, other).status).toBe('fail');
});

test('whatever is predicted is noted, if it is of the form', () => {
  const body = (form: object) => ({ type: 'predict', ...form });
  const number = body({ form: 'number', unit: both('seconds'), example: 3 });
  expect(said(number, '5')).toBe('noted: 5 seconds');
  expect(askedBy(quiz(number), drTopology)!.predicted('5')).toEqual({ answer: '5', unit: both('seconds') });
  expect(judged(quiz(number), 'five')).toMatchObject({
    status: 'fail',
    message: { code: 'quiz.unanswered' },
  });
  expect(said(body({ form: 'text', example: 'x' }), 'it stays')).toBe('noted: it stays');
  const sequence = body({ form: 'sequence', of: ['rs1', 'rs2'], length: 3, example: ['rs1', 'rs2', 'rs1'] });
  expect(said(sequence, 'rs2,rs1 rs2')).toBe('noted: rs2, rs1, rs2');
  const { answer, isAnswer } = askedBy(quiz(sequence), drTopology)!;
  expect(['rs1,rs2', 'rs1,rs2,director', answer].map(isAnswer)).toEqual([false, false, true]);
});

test('of several quizzes a session has one, with what is shown in an order', () => {
  const drawn = [
    { type: 'number', question: both('first'), answer: 1 },
    { type: 'order', question: both('last'), items },
  ];
  const check = checkSchema.parse({ id: 'q', quiz: { drawn } });
  expect(askedBy(check, drTopology)!.view).toEqual({ type: 'number', question: both('first') });
  const { view, answer } = askedBy(drawnCheck(check, lots), drTopology)!;
  expect(view).toEqual({ type: 'order', question: both('last'), items: items.toReversed() });
  expect(answer).toBe('2,1,0');
});
