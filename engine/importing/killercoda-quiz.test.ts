import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImportBed, told } from './testing/bed.js';

let bed: ImportBed;
beforeEach(() => {
  bed = new ImportBed();
});
afterEach(() => bed.dispose());

const imported = (text: string) => {
  bed.write({
    'index.json': JSON.stringify({ title: 'One', details: { steps: [{ title: 'Ask', text: 'a.md' }] } }),
    'a.md': text,
  });
  const report = bed.import('killercoda');
  expect(bed.problems()).toEqual([]);
  return told(report).filter((line) => line.startsWith('a.md'));
};

test('questions of Katacoda are quizzes, and no text any more', () => {
  const lines = imported(
    [
      'Before.',
      '',
      '>>Q1: Which flag <em>is</em> it?<<',
      '=== -f',
      '',
      '>>Q2: Which feature? <<',
      '=~= cgroups',
      '>>Q3: Which two?<<',
      '[*] ${a}',
      '',
      '[ ] b',
      '[x] c',
      '>>Which one?<<',
      '( ) a',
      '(*) b',
      '',
      'After.',
    ].join('\n'),
  );
  expect(lines).toEqual([
    'a.md:3: changed: it is the quiz quiz now; upper and lower case count alike here',
    'a.md:6: changed: it is the quiz quiz-2 now',
    'a.md:8: changed: it is the quiz quiz-3 now',
    'a.md:13: changed: it is the quiz quiz-4 now',
  ]);
  expect(bed.read('source', 'steps', '10-ask.en.md')).toBe('Before.\n\nAfter.\n');
  expect(bed.lab('source').steps[0]?.checks).toMatchObject([
    {
      id: 'quiz',
      quiz: { type: 'text', question: { en: 'Which flag is it?' }, answer: '-f', example: '-f' },
    },
    { id: 'quiz-2', quiz: { type: 'text', answer: '.*cgroups.*', example: 'cgroups' } },
    {
      id: 'quiz-3',
      quiz: { type: 'choice', options: [{ en: '$${a}' }, { en: 'b' }, { en: 'c' }], answer: [0, 2] },
    },
    { id: 'quiz-4', quiz: { type: 'choice', answer: 1 } },
  ]);
});

test('a question of which it is not clear what is right stays in the text, and is told', () => {
  const text = [
    '>>Q1: No answer?<<',
    '>>Q2: None right?<<',
    '[ ] a',
    '[ ] b',
    '>>Q3: Two of one?<<',
    '(*) a',
    '(*) b',
    '>>Q4: Mixed?<<',
    '[*] a',
    '(*) b',
    '>>Q5: A pattern?<<',
    '=~= ^a.*b$',
    '>>Q6: One option?<<',
    '[*] a',
    '>>Q7: In a block?',
    '```',
    '>>Q8: Shown?<<',
    '=== x',
    '```',
  ].join('\n');
  expect(imported(text).map((line) => line.slice(0, 16))).toEqual([
    'a.md:1: changed:',
    'a.md:2: changed:',
    'a.md:5: changed:',
    'a.md:8: changed:',
    'a.md:11: changed',
    'a.md:13: changed',
  ]);
  expect(bed.lab('source').steps[0]?.checks).toEqual([]);
  expect(bed.read('source', 'steps', '10-ask.en.md')).toBe(`${text}\n`);
});

test('questions that are made to take for ever end', () => {
  const started = Date.now();
  imported(
    ['>>Q1: ', '>>', '>>a<<\n[*] ', '>>a<< '].map((part) => part.repeat(200_000 / part.length)).join('\n'),
  );
  expect(Date.now() - started).toBeLessThan(20_000);
}, 60_000);
