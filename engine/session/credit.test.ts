import { expect, test } from 'vitest';
import { checkSchema } from '../../contract/checks.js';
import type { Lab } from '../../contract/lab.js';
import { Account, priceOf, withNeeds } from './credit.js';
import type { JournalEvent } from './journal.js';
import { labOf, text, verdict } from './testing/lab.js';

const quiz = (id: string, points: number) => ({
  id,
  points,
  quiz: { type: 'number', question: text, answer: 1 },
});

const lab: Lab = labOf([
  { id: 'one', title: text, text: 'one', checks: [quiz('a', 1), quiz('b', 2)] },
  { id: 'two', title: text, text: 'two', checks: [quiz('c', 4)] },
  { id: 'three', title: text, text: 'three', checks: [quiz('d', 8)] },
]);

/** `+a -b`: a passes, b fails. */
const checked = (what: string, untouched?: boolean): JournalEvent => ({
  type: 'checked',
  final: false,
  seconds: 1,
  verdicts: what.split(' ').map((word) => verdict(word.slice(1), word[0] === '+' ? 'pass' : 'fail')),
  ...(untouched === undefined ? {} : { untouched }),
});

const solved = (step: string, ...made: string[]): JournalEvent => ({
  type: 'solved',
  step,
  held: [],
  made,
  witness: `after ${step}`,
});

const created = (learner?: boolean): JournalEvent => ({
  type: 'created',
  lab: 'lab',
  seed: '',
  values: {},
  provider: 'none',
  ...(learner === undefined ? {} : { learner }),
});

function after(...events: JournalEvent[]) {
  const account = new Account(lab);
  for (const [index, event] of events.entries()) account.add({ at: index, ...event });
  return account.credit();
}

const why = (...events: JournalEvent[]) =>
  Object.fromEntries(
    [...after(...events).unearned].map(([check, { code, params }]) => [
      check,
      'number' in params ? `${code} ${params.number}` : code,
    ]),
  );

test('what the learner brought to pass is the learner’s, and what has not passed is open', () => {
  const credit = after(created(), { type: 'began', holds: [] }, checked('+a -b'));
  expect([...credit.own]).toEqual(['a']);
  expect(credit.unearned.size).toBe(0);
});

test('what held before the learner began earns nothing, although it passes', () => {
  expect(why(created(), { type: 'began', holds: ['a'] }, checked('+a +b'))).toEqual({ a: 'before' });
});

test('a solution earns nothing in its own step, nor in another that it made true', () => {
  expect(why(solved('one', 'c'), checked('+a +b +c +d', false))).toEqual({
    a: 'solved',
    b: 'solved',
    c: 'solved-with 1',
  });
});

test('what passes while no node was touched since the solution is the solution’s, until one was', () => {
  expect(why(solved('two'), checked('+d', true))).toEqual({ c: 'solved', d: 'solved-with 2' });
  expect(after(solved('two'), checked('-d', false), checked('+d', true)).own).toEqual(new Set(['d']));
  expect(after(solved('two')).idleSince).toBe('after two');
  expect(after(solved('two'), checked('-d', false)).idleSince).toBeUndefined();
});

test('what the learner had done, though nobody had judged it, is the learner’s when another step is solved', () => {
  const credit = after(
    { type: 'solved', step: 'two', held: ['a'], made: [], witness: 'w' },
    checked('+a', true),
  );
  expect([...credit.own]).toEqual(['a']);
});

test('what was earned stays, whatever help comes later', () => {
  const credit = after(checked('+a -b'), solved('one'), { type: 'solution-shown', step: 'one' });
  expect([...credit.own]).toEqual(['a']);
  expect(credit.unearned.get('b')?.code).toBe('solved');
});

test('commands that were shown cost what was open in their step; a nudge and an old cause cost nothing', () => {
  expect(why(checked('+a'), { type: 'hinted', check: 'a', level: 'command' })).toEqual({ b: 'shown' });
  expect(
    why(
      { type: 'hinted', check: 'a', level: 'nudge' },
      { type: 'hinted', check: 'a', level: 'cause' },
      checked('+a'),
    ),
  ).toEqual({});
});

test('a journal of an older version, which has no look at a solution, costs the step', () => {
  const events: JournalEvent[] = [
    { type: 'solved-for-learner', step: 'two', node: 'rs1', exit: 0, seconds: 1 },
    { type: 'reset', step: 'one' },
    checked('+a +b +c'),
  ];
  expect(why(...events)).toEqual({ c: 'solved' });
  expect([...after(...events).solved]).toEqual(['two']);
});

test('a reset takes back what was earned and what later solutions made, not that commands were typed or seen', () => {
  expect(why(solved('one', 'c'), { type: 'reset', step: 'one' }, checked('+a +b +c'))).toEqual({
    a: 'solved',
    b: 'solved',
  });
  // The start of step two was saved after the solution of step one: what that made is there still.
  expect(why(solved('one', 'c'), { type: 'reset', step: 'two' }, checked('+c'))).toMatchObject({
    c: 'solved-with 1',
  });
  const again = after(
    checked('+a +b +c'),
    { type: 'solution-shown', step: 'two' },
    { type: 'reset', step: 'two' },
  );
  expect([...again.own]).toEqual(['a', 'b']);
  expect(again.unearned.get('c')?.code).toBe('shown');
});

test('a run without a learner earns nothing', () => {
  expect(Object.keys(why(created(false), checked('+a +b +c +d')))).toEqual(['a', 'b', 'c', 'd']);
});

test('commands cost what the step can still earn, a nudge nothing', () => {
  const [one] = lab.steps;
  expect(priceOf('command', one!, after())).toBe(3);
  expect(priceOf('command', one!, after(checked('+a')))).toBe(2);
  expect(priceOf('command', one!, after(solved('one')))).toBe(0);
  expect(priceOf('nudge', one!, after())).toBe(0);
});

test('what needs an answer, or what does not hold, has not held before; what needs something decided long ago has', () => {
  const check = (id: string, ...needs: string[]) => checkSchema.parse({ ...quiz(id, 1), needs });
  const checks = [
    check('found'),
    check('pages', 'found'),
    check('after', 'pages'),
    check('alone'),
    check('on', 'decided'),
  ];
  const holding = new Set(['pages', 'after', 'alone', 'on']);
  expect([...withNeeds(checks, holding)]).toEqual(['alone', 'on']);
});
