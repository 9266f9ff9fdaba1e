import { expect, test } from 'vitest';
import { hintsOf } from './hints.js';
import type { JournalEntry, JournalEvent } from './journal.js';
import { replay } from './progress.js';
import { labOf, text } from './testing/lab.js';

const nudge = { 'zh-CN': '看看模块', en: 'look at the modules' };
const quiz = { type: 'number', question: text, answer: 1 };

const lab = labOf([
  {
    id: 'one',
    title: text,
    text: 'one',
    checks: [
      { id: 'a', points: 3, hint: nudge, quiz },
      { id: 'b', points: 2, quiz },
    ],
    solve: { lb1: 'modprobe ip_vs' },
  },
  { id: 'two', title: text, text: 'two', checks: [{ id: 'c', hint: nudge, quiz }] },
]);

function help(check: string, ...events: JournalEvent[]) {
  const entries = events.map((event, index): JournalEntry => ({ at: index, ...event }));
  const step = lab.steps.find(({ checks }) => checks.some(({ id }) => id === check))!;
  return hintsOf(step, step.checks.find(({ id }) => id === check)!, replay(lab, entries));
}

const levels = (...events: JournalEvent[]) => help('a', ...events).shown.map(({ level }) => level);

test('help begins with the author’s nudge, then the commands; the next says its price before', () => {
  expect(help('a')).toEqual({ shown: [], next: { level: 'nudge', price: 0 } });
  const nudged = help('a', { type: 'hinted', check: 'a', level: 'nudge' });
  expect(nudged).toEqual({ shown: [{ level: 'nudge', text: nudge }], next: { level: 'command', price: 5 } });
});

test('asking for one level never shows another', () => {
  expect(levels({ type: 'hinted', check: 'a', level: 'command' })).toEqual(['command']);
  expect(levels({ type: 'hinted', check: 'b', level: 'nudge' })).toEqual([]);
  // Three hints of an older version, of which one was the cause, are no commands.
  expect(
    levels(
      { type: 'hinted', check: 'a', level: 'nudge' },
      { type: 'hinted', check: 'a', level: 'cause' },
      { type: 'hinted', check: 'a', level: 'cause' },
    ),
  ).toEqual(['nudge']);
});

test('a check without a nudge offers commands at once, one whose step has none ends with the nudge', () => {
  expect(help('b').next).toEqual({ level: 'command', price: 5 });
  expect(help('c', { type: 'hinted', check: 'c', level: 'nudge' }).next).toBeUndefined();
});
