import { expect, test } from 'vitest';
import type { JournalEvent } from '../session/journal.js';
import { exitCodeOf, makeReport } from './report.js';
import { graded, gradedLab, gradedRecord, journal, skipped, verdict } from './testing/graded.js';

const report = (...events: JournalEvent[]) => makeReport(gradedRecord, gradedLab, journal(...events));
const all = ['a', 'b', 'c', 'd'];

test('a report says whose it is and when it was, from the journal alone', () => {
  expect(report(graded(...all.map((id) => verdict(id, 'pass'))))).toMatchObject({
    format: 1,
    lab: 'graded',
    title: { en: 'A "graded" <lab> & more', 'zh-CN': '中文 A "graded" <lab> & more' },
    session: 'graded-1234',
    provider: 'none',
    seed: 'seed',
    values: { vip: '10.0.0.29' },
    started: '2024-01-02T03:04:05.000Z',
    finished: '2024-01-02T03:04:06.000Z',
    final: true,
  });
});

test.each([
  [
    'everything passes',
    graded(...all.map((id) => verdict(id, 'pass'))),
    { checks: 4, passed: 4, failed: 0, unknown: 0, trouble: 0, points: 15, earned: 15 },
    0,
  ],
  [
    'one fails and what needs it is skipped',
    graded(verdict('a', 'pass'), verdict('b', 'fail'), skipped('c', 'b'), skipped('d', 'c')),
    { checks: 4, passed: 1, failed: 1, unknown: 2, trouble: 0, points: 15, earned: 1 },
    1,
  ],
  [
    'one could not be checked',
    graded(verdict('a', 'pass'), verdict('b', 'pass'), verdict('c', 'pass'), verdict('d', 'unknown')),
    { checks: 4, passed: 3, failed: 0, unknown: 1, trouble: 1, points: 15, earned: 7 },
    3,
  ],
  [
    'one fails and another could not be checked',
    graded(verdict('a', 'fail'), verdict('b', 'unknown'), skipped('c', 'b'), verdict('d', 'pass')),
    { checks: 4, passed: 1, failed: 1, unknown: 2, trouble: 1, points: 15, earned: 8 },
    3,
  ],
  [
    'some were never judged',
    graded(verdict('a', 'pass')),
    { checks: 4, passed: 1, failed: 0, unknown: 3, trouble: 0, points: 15, earned: 1 },
    1,
  ],
] as const)('when %s, the summary counts it and the exit code tells', (_what, event, summary, exit) => {
  const made = report(event);
  expect(made.summary).toEqual(summary);
  expect(exitCodeOf(made)).toBe(exit);
});

test('of a session in which nothing was judged nothing is known, and that is no success', () => {
  const made = report();
  expect(made.final).toBe(false);
  expect(made.summary).toMatchObject({ passed: 0, unknown: 4, trouble: 0, points: 15, earned: 0 });
  expect(made.steps[0]?.checks[0]?.message).toEqual({
    code: 'not-judged',
    text: { 'zh-CN': '还没有检查', en: 'not checked yet' },
  });
  expect(exitCodeOf(made)).toBe(1);
});

test('steps that were solved for the learner earn no points, though their checks pass', () => {
  const made = report(
    { type: 'solved-for-learner', step: 'two', node: 'rs1', exit: 0, seconds: 1 },
    graded(...all.map((id) => verdict(id, 'pass'))),
  );
  expect(made.summary).toMatchObject({ passed: 4, points: 15, earned: 3 });
  expect(made.steps.map(({ id, solved }) => [id, solved])).toEqual([
    ['one', false],
    ['read', false],
    ['two', true],
  ]);
  expect(exitCodeOf(made)).toBe(0);
});

test('a step is as bad as its worst check, and a step without checks is passed', () => {
  const made = report(
    graded(verdict('a', 'pass'), verdict('b', 'fail'), verdict('c', 'unknown'), verdict('d', 'pass')),
  );
  expect(made.steps.map(({ status }) => status)).toEqual(['fail', 'pass', 'unknown']);
  const worse = report(graded(verdict('c', 'unknown'), verdict('d', 'fail')));
  expect(worse.steps[2]?.status).toBe('fail');
});

test('a check has its message, its cause and its hint in both languages, and no hint when it passes', () => {
  const evidence = [{ node: 'rs1', command: 'true', output: 'x', exit: 0, at: 1 }];
  const made = report(
    graded(
      verdict('a', 'fail', {
        diagnosis: { code: 'ipvsadm-not-installed', params: { node: 'rs1' } },
        evidence,
      }),
      verdict('b', 'pass'),
    ),
  );
  const [a, b] = made.steps[0]!.checks;
  expect(a).toMatchObject({
    id: 'a',
    status: 'fail',
    points: 1,
    evidence,
    message: { code: 'quiz.wrong' },
    diagnosis: { code: 'ipvsadm-not-installed' },
    hint: { 'zh-CN': '中文 hint of a', en: 'hint of a' },
  });
  expect(a!.message.text.en).not.toBe(a!.message.text['zh-CN']);
  expect(a!.diagnosis!.text.en).toContain('rs1');
  expect(a!.diagnosis!.text['zh-CN']).toContain('rs1');
  expect(b).not.toHaveProperty('hint');
  expect(b).not.toHaveProperty('diagnosis');
});

test('before it is graded a session is reported by what its learner has reached', () => {
  const made = report(
    { type: 'checked', final: false, verdicts: [verdict('a', 'pass')], seconds: 1 },
    { type: 'checked', final: false, verdicts: [verdict('a', 'fail')], seconds: 1 },
  );
  expect(made).toMatchObject({ final: false, summary: { passed: 1, earned: 1 } });
});

test('the grade stands, whatever had passed before it', () => {
  const made = report(
    { type: 'checked', final: false, verdicts: [verdict('a', 'pass')], seconds: 1 },
    graded(verdict('a', 'fail')),
  );
  expect(made).toMatchObject({ final: true, summary: { passed: 0, failed: 1, earned: 0 } });
});

test('a report can be written as JSON and read again as it was', () => {
  const made = report(graded(verdict('a', 'fail'), skipped('b', 'a')));
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});

test('a report tells what happened, in both languages', () => {
  const { timeline } = report(
    graded(verdict('a', 'pass')),
    { type: 'cable', node: 'rs1', network: 'lan', up: false, by: 'hand' },
    { type: 'power', node: 'rs2', action: 'pause' },
  );
  expect(timeline).toEqual([
    {
      at: gradedRecord.created + 2000,
      message: {
        code: 'cable.out',
        text: {
          'zh-CN': '拔掉了 rs1 在网络 lan 上的网线',
          en: 'The cable of rs1 in network lan was unplugged',
        },
      },
    },
    {
      at: gradedRecord.created + 3000,
      message: { code: 'power', text: { 'zh-CN': 'rs2：暂停', en: 'rs2: pause' } },
    },
  ]);
});
