import { expect, test } from 'vitest';
import { makeReport } from '../engine/grading/report.js';
import type { Session } from '../engine/session/session.js';
import { labSession } from './testing/lab-session.js';

async function learner(): Promise<Session> {
  const { session } = labSession({}, true);
  await session.start();
  await session.lookFirst();
  return session;
}

const report = (session: Session) => makeReport(session.record, session.lab, session.journal.read());
const type = (session: Session, node: string, line: string) =>
  session.machines.shell(node).exec(line, { timeout: 10_000 });
const unearned = (session: Session, check: string) => session.progress().credit.unearned.get(check);

test('after solutions of the first four steps one check earns nothing, and says why', async () => {
  const session = await learner();
  for (const step of session.lab.steps.slice(0, 4)) await session.solve(step.id);
  await session.check();
  const { summary, steps } = report(session);
  expect(summary.passed).toBeGreaterThan(5);
  expect(summary.earned).toBe(0);
  const passed = steps.flatMap((step) => step.checks).filter(({ status }) => status === 'pass');
  expect(passed.filter((check) => check.unearned === undefined)).toEqual([]);
});

test('what experiments show after every solution is nobody’s work, though no look at facts can see it', async () => {
  const session = await learner();
  for (const step of session.lab.steps.slice(0, 6)) await session.solve(step.id);
  await session.check();
  expect(report(session).summary).toMatchObject({ passed: 21, earned: 0 });
  expect(unearned(session, 'balanced')).toEqual({ code: 'solved-with', params: { number: 6 } });
});

test('the steps that a learner does after a solution are the learner’s', async () => {
  const session = await learner();
  await session.solve('install');
  await session.check();
  const [, step] = session.lab.steps;
  for (const [node, script] of Object.entries(step!.solve)) await type(session, node, script);
  await session.check();
  const { steps } = report(session);
  expect(steps[0]!.checks.map(({ earned }) => earned)).toEqual([0, 0]);
  expect(steps[1]!.checks.map(({ status, unearned: why }) => [status, why])).toEqual(
    steps[1]!.checks.map(() => ['pass', undefined]),
  );
});

test('what the learner had done before another step was solved stays the learner’s', async () => {
  const session = await learner();
  const named = session.lab.steps.find(({ id }) => id === 'director-vip')!;
  await type(session, 'client', named.solve['client']!);
  await session.solve('install');
  await session.solve('web-servers');
  await session.check();
  expect(unearned(session, 'name')).toBeUndefined();
  expect(unearned(session, 'listening')).toMatchObject({ code: 'solved' });
});

test('what held before the learner began earns nothing', async () => {
  const { session } = labSession({}, true);
  await session.start();
  await type(session, 'director', 'apt-get install -y ipvsadm');
  await session.lookFirst();
  await type(session, 'director', 'modprobe ip_vs');
  await session.check();
  const [install] = report(session).steps;
  expect(install!.checks.map(({ id, earned, unearned: why }) => [id, earned, why?.code])).toEqual([
    ['ipvsadm', 0, 'before'],
    ['ip-vs', install!.checks[1]!.points, undefined],
  ]);
});

test('a solution that breaks off half way is looked at as far as it came', async () => {
  const session = await learner();
  const { solve } = session.lab.steps[0]!;
  solve['client'] = session.lab.steps.find(({ id }) => id === 'director-vip')!.solve['client']!;
  solve['director'] = 'false';
  await expect(session.solve('install')).rejects.toMatchObject({ code: 'session.solve-failed' });
  expect(unearned(session, 'name')).toEqual({ code: 'solved-with', params: { number: 1 } });
  expect(unearned(session, 'ip-vs')).toMatchObject({ code: 'solved' });
});

test('a run without a learner looks at nothing, and earns nothing', async () => {
  const { session } = labSession();
  await session.start();
  await session.lookFirst();
  for (const step of session.lab.steps) await session.solve(step.id);
  await session.grade();
  expect(report(session).summary).toMatchObject({ passed: 23, earned: 0 });
  expect(session.journal.read().some(({ type: kind }) => kind === 'began')).toBe(false);
});
