import { expect, test } from 'vitest';
import type { TerminalSize } from '../engine/machines/shell.js';
import type { Session } from '../engine/session/session.js';
import { failures, labSession, solve } from './testing/lab-session.js';
import { TypedTerminal } from './testing/typed-terminal.js';

const size: TerminalSize = { cols: 80, rows: 24 };
const allChecks = 23;

test('the unsolved DR lab has no check that passes, the solved one has no other', async () => {
  const { session } = labSession('dr-by-hand');
  await session.start();
  const unsolved = await session.grade();
  const early = unsolved.filter((verdict) => verdict.status === 'pass');
  expect(early.map((verdict) => verdict.check)).toEqual([]);
  await solve(session);
  const solved = await session.grade();
  expect(solved.filter((verdict) => verdict.status !== 'pass')).toEqual([]);
  expect(solved.length).toBe(allChecks);
  await session.destroy();
});

test('each recorded mistake of the DR lab gives the diagnosis that the lab names', async () => {
  const { session } = labSession('dr-by-hand');
  await session.start();
  const found: Record<string, unknown> = {};
  for (const step of session.lab.steps) {
    await session.solve(step.id);
    await session.machines.checkpoint('solved');
    for (const mistake of session.lab.mistakes.filter((each) => each.after === step.id)) {
      await session.makeMistake(mistake.id);
      const checks = [...step.checks.map((check) => check.id), mistake.fails];
      const verdict = (await session.probe(checks)).get(mistake.fails);
      found[mistake.id] = verdict?.status === 'fail' ? verdict.diagnosis?.code : verdict?.status;
      await session.machines.restore('solved');
    }
  }
  const wanted = Object.fromEntries(session.lab.mistakes.map((mistake) => [mistake.id, mistake.hint]));
  expect(found).toEqual(wanted);
  expect(Object.keys(found).length).toBeGreaterThan(20);
  await session.destroy();
});

test('a solution that is typed into terminals does what a solution does', async () => {
  const { session } = labSession('dr-by-hand');
  await session.start();
  const terminals = new Map<string, TypedTerminal>();
  for (const { name } of session.machines.nodes)
    terminals.set(name, new TypedTerminal(await session.machines.terminal(name, 'app-1', size)));
  for (const step of session.lab.steps)
    for (const [node, script] of Object.entries(step.solve)) await terminals.get(node)?.type(script);
  expect(await failures(session)).toEqual([]);
  expect(terminals.get('director')?.text).toContain('IP Virtual Server version 1.2.1 (size=4096)');
  expect(terminals.get('client')?.text).toMatch(/rs[12] 10\.0\.0\.[89]/);
  await session.destroy();
});

test('reset goes back to the start of a step', async () => {
  const { session } = labSession('dr-by-hand', {}, true);
  await session.start();
  await session.solve('install');
  await session.check();
  expect(session.progress().current).toBe('web-servers');
  await session.solve('web-servers');
  expect(await statusOf(session, 'listening')).toBe('pass');
  await session.reset('web-servers');
  expect(await statusOf(session, 'listening')).toBe('fail');
  expect(await statusOf(session, 'ipvsadm')).toBe('pass');
  await session.destroy();
});

test('a suspended session goes on in another provider with all that its nodes had', async () => {
  const { session, again } = labSession('dr-by-hand');
  await session.start();
  await solve(session);
  await session.suspend();
  const later = again();
  await later.resume();
  expect(await failures(later)).toEqual([]);
  await later.destroy();
});

test('a node that crashed makes verdicts unknown, and the others live on', async () => {
  const { session } = labSession('dr-by-hand');
  await session.start();
  await solve(session);
  const states: unknown[] = [];
  session.machines.onState((...news) => states.push(news.slice(0, 2)));
  await expect(session.machines.shell('rs2').exec('fake crash')).rejects.toMatchObject({
    reason: 'unreachable',
  });
  expect(states).toEqual([['rs2', 'crashed']]);
  expect(await session.machines.state('rs2')).toBe('crashed');
  expect(await statusOf(session, 'listening')).toBe('unknown');
  expect(await statusOf(session, 'own-page-rs1')).toBe('pass');
  const entry = session.journal.read().find((each) => each.type === 'node-state');
  expect(entry).toMatchObject({ node: 'rs2', state: 'crashed' });
  await session.destroy();
});

test('an experiment that is not simulated says so', async () => {
  const { session } = labSession('dr-by-hand');
  await session.start();
  const run = await session.machines.shell('client').exec('perl -', { input: 'print "ok\\n"' });
  expect(run).toMatchObject({ exit: 2, stdout: '' });
  expect(run.stderr).toContain('not simulated');
  await session.destroy();
});

async function statusOf(session: Session, check: string): Promise<string | undefined> {
  return (await session.probe([check])).get(check)?.status;
}
