import { expect, test } from 'vitest';
import { labSession } from './testing/lab-session.js';

test('a step without checks is not done until it was read; the next one then begins', async () => {
  const { session } = labSession({}, true);
  const [first, second] = session.lab.steps;
  first!.checks.length = 0;
  await session.start();
  expect(session.progress().current).toBe(first!.id);
  await session.check();
  expect(session.progress().current).toBe(first!.id);
  await session.finishReading(first!.id);
  expect(session.progress()).toMatchObject({ current: second!.id });
  expect(session.progress().checkpoints.has(second!.id)).toBe(true);
  await expect(session.finishReading(second!.id)).rejects.toMatchObject({ code: 'step.has-checks' });
});

test('an answer is judged when it is given, and the step is done with it', async () => {
  const { session } = labSession({}, true);
  const [first, second] = session.lab.steps;
  const text = { 'zh-CN': '几个？', en: 'How many?' };
  const [check] = first!.checks;
  first!.checks.splice(0, first!.checks.length, {
    id: 'asked',
    points: 1,
    needs: [],
    final: check!.final,
    quiz: { type: 'number', question: text, answer: 2, tolerance: 0 },
  });
  await session.start();
  await session.answer('asked', '3');
  expect(session.progress().verdicts.get('asked')?.status).toBe('fail');
  await session.answer('asked', '2');
  expect(session.progress()).toMatchObject({ current: second!.id });
  expect(session.progress().credit.own.has('asked')).toBe(true);
  await expect(session.answer('unasked', '2')).rejects.toMatchObject({ code: 'check.unknown' });
});
