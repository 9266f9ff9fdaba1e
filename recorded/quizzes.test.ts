import { expect, test } from 'vitest';
import { makeReport } from '../engine/grading/report.js';
import { openCompiled } from '../engine/packs/compiled.js';
import type { Session } from '../engine/session/session.js';
import { labSession } from './testing/lab-session.js';
import { withQuizzes } from './testing/quizzes.js';

async function begun(): Promise<{ readonly session: Session; readonly again: () => Session }> {
  const { session, again } = labSession({}, true);
  await session.start();
  await session.relab(openCompiled(withQuizzes(session.loaded), session.loaded.folder));
  return { session, again };
}

const message = (session: Session, check: string) => session.progress().verdicts.get(check)?.message;
const seconds = { 'zh-CN': '秒', en: 'seconds' };

test('a solution answers quizzes of every type', async () => {
  const { session } = await begun();
  await session.solve('install');
  const verdicts = await session.check('install');
  expect(verdicts.filter(({ status }) => status !== 'pass')).toEqual([]);
  expect(message(session, 'guess')).toEqual({ code: 'quiz.noted', params: { answer: '20', unit: seconds } });
  expect(message(session, 'turns')?.params).toEqual({ answer: 'rs1, rs2, rs1' });
  const [nic] = session.topology.nodes.find(({ name }) => name === 'director')!.interfaces;
  expect(session.progress().answers.get('mac')).toBe(nic?.mac);
});

test('what was predicted stands beside the verdict of what measures it, as it was then', async () => {
  const { session } = await begun();
  await session.check('install');
  expect(session.progress().verdicts.get('ip-vs')).not.toHaveProperty('prediction');
  await session.answer('guess', '5');
  await session.answer('guess', '7');
  await session.solve('install', {}, ['director']);
  await session.answer('guess', '9');
  await session.check('install');
  const prediction = { answer: '9', unit: seconds };
  expect(session.progress().verdicts.get('ip-vs')?.prediction).toEqual(prediction);
  const report = makeReport(session.record, session.lab, session.journal.read());
  expect(report.steps[0]!.checks.find(({ id }) => id === 'ip-vs')?.prediction).toEqual(prediction);
  const answers = session.journal.read().flatMap((entry) => (entry.type === 'answered' ? [entry] : []));
  expect(answers.filter(({ check }) => check === 'guess').map(({ answer }) => answer)).toEqual([
    '5',
    '7',
    '20',
    '9',
  ]);
});

test('an answer that can be none is refused with how one is typed, and is not noted', async () => {
  const { session } = await begun();
  const refused = (check: string, answer: string) => session.answer(check, answer);
  await expect(refused('path', '0,1')).rejects.toMatchObject({
    detail: {
      code: 'answer.malformed',
      params: { check: 'path', form: { code: 'order', params: { last: 3 } } },
    },
  });
  await expect(refused('servers', 'rs1, rs9')).rejects.toThrow(/rs9|names of one or several nodes/);
  await expect(refused('ipvsadm', 'yes')).rejects.toMatchObject({ code: 'answer.no-quiz' });
  expect(session.progress().answers.size).toBe(0);
});

test('a wrong answer says why it is wrong, with the values of the session in it', async () => {
  const { session } = await begun();
  await session.answer('who', '1');
  expect(message(session, 'who')).toMatchObject({
    code: 'quiz.wrong',
    params: { reasons: [{ en: /silent/ }] },
  });
  await session.answer('servers', 'director');
  expect(message(session, 'servers')).toMatchObject({ params: { reasons: [{ en: /has to answer/ }] } });
  await session.answer('servers', 'rs1');
  expect(message(session, 'servers')).toEqual({ code: 'quiz.wrong', params: { answer: 'rs1', missing: 1 } });
});
