import { expect, test } from 'vitest';
import type { QuizView } from '../../contract/quiz-view.js';
import { emptyAnswer, isComplete, moved, pairsOf, sequenceOf, withName, withPair } from './quiz.js';

const text = { 'zh-CN': '文', en: 'text' };
const match: QuizView = { type: 'match', question: text, lefts: [text, text], rights: [text, text, text] };
const sequence: QuizView = { type: 'predict', form: 'sequence', question: text, of: ['a', 'b'], length: 3 };

test('an item is moved to a place, and no further than the list goes', () => {
  expect(moved(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'b', 9)).toEqual(['a', 'c', 'b']);
});

test('pairs are put together one by one, in any order, and can be changed', () => {
  const one = withPair('', 1, '2');
  expect([one, isComplete(match, one)]).toEqual(['1=2', false]);
  const both = withPair(one, 0, '0');
  expect([both, isComplete(match, both)]).toEqual(['0=0,1=2', true]);
  expect(withPair(both, 1, '1')).toBe('0=0,1=1');
  expect(pairsOf('').size).toBe(0);
});

test('a sequence is complete when each place has a name', () => {
  const first = withName('', 3, 1, 'b');
  expect([first, isComplete(sequence, first)]).toEqual([',b,', false]);
  expect(sequenceOf(first, 3)).toEqual(['', 'b', '']);
  expect(isComplete(sequence, withName(withName(first, 3, 0, 'a'), 3, 2, 'b'))).toBe(true);
});

test('an order stands as it is shown until it is changed; a number is one, a MAC address has six octets', () => {
  const order: QuizView = { type: 'order', question: text, items: [text, text] };
  expect(emptyAnswer(order)).toBe('0,1');
  expect(emptyAnswer(match)).toBe('');
  expect(['1.5', 'x', ' '].map((draft) => isComplete({ type: 'number', question: text }, draft))).toEqual([
    true,
    false,
    false,
  ]);
  expect(
    ['52:54:00:0A:01:02', '52-54-00-0a-01-02', '52:54:00'].map((draft) =>
      isComplete({ type: 'mac', question: text }, draft),
    ),
  ).toEqual([true, true, false]);
});
