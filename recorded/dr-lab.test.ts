import { expect, test } from 'vitest';
import type { Session } from '../engine/session/session.js';
import { labSession } from './testing/lab-session.js';
import { TypedTerminal } from './testing/typed-terminal.js';

const allChecks = 23;

/** The verdicts that are not `pass`, short. */
async function failures(session: Session): Promise<readonly unknown[]> {
  const verdicts = await session.grade();
  return verdicts
    .filter(({ status }) => status !== 'pass')
    .map(({ check, status, message }) => ({ check, status, message }));
}

const statusOf = async (session: Session, check: string) => (await session.probe([check])).get(check)?.status;

async function solve(session: Session): Promise<void> {
  for (const step of session.lab.steps) await session.solve(step.id);
}

test('of the unsolved DR lab no check passes, of the solved one every one', async () => {
  const { session } = labSession();
  await session.start();
  const unsolved = await session.grade();
  expect(unsolved.filter(({ status }) => status === 'pass').map(({ check }) => check)).toEqual([]);
  expect(unsolved.find(({ check }) => check === 'ipvsadm')?.status).toBe('fail');
  await solve(session);
  const solved = await session.grade();
  expect(solved.filter(({ status }) => status !== 'pass')).toEqual([]);
  expect(solved.length).toBe(allChecks);
});

test('a solution that is typed into terminals does what a solution does, whichever node is first', async () => {
  const { session } = labSession();
  await session.start();
  const terminals = new Map<string, TypedTerminal>();
  for (const { name } of session.machines.nodes)
    terminals.set(
      name,
      new TypedTerminal(await session.machines.terminal(name, 'app-1', { cols: 80, rows: 24 })),
    );
  for (const step of session.lab.steps)
    for (const [node, script] of Object.entries(step.solve).toReversed())
      await terminals.get(node)?.type(script);
  expect(await failures(session)).toEqual([]);
  expect(terminals.get('director')?.text).toContain('IP Virtual Server version 1.2.1 (size=4096)');
  expect(terminals.get('client')?.text).toMatch(/rs[12] 10\.0\.0\.[89]/);
});

test('reset goes back to the start of a step, of all nodes or of one', async () => {
  const { session } = labSession({}, true);
  await session.start();
  await session.solve('install');
  await session.check();
  expect(session.progress().current).toBe('web-servers');
  await session.solve('web-servers');
  expect(await statusOf(session, 'listening')).toBe('pass');
  await session.machines.checkpoint('both');
  await session.reset('web-servers');
  expect(await statusOf(session, 'listening')).toBe('fail');
  expect(await statusOf(session, 'ipvsadm')).toBe('pass');
  await session.machines.restore('both', undefined, undefined, 'rs1');
  expect(await statusOf(session, 'own-page-rs1')).toBe('pass');
  expect(await statusOf(session, 'own-page-rs2')).toBe('fail');
});

test('a suspended session goes on in another provider with all that its nodes had', async () => {
  const { session, again } = labSession();
  await session.start();
  await solve(session);
  await session.suspend();
  const later = again();
  await later.resume();
  expect(await failures(later)).toEqual([]);
});

test('a node that crashed makes verdicts unknown, and the others live on', async () => {
  const { session } = labSession();
  await session.start();
  await solve(session);
  const states: unknown[] = [];
  session.machines.onState((...news) => states.push(news.slice(0, 2)));
  const terminal = await session.machines.terminal('rs2', 'app-1', { cols: 80, rows: 24 });
  terminal.write('recorded crash\r');
  expect(states).toEqual([['rs2', 'crashed']]);
  expect(await session.machines.state('rs2')).toBe('crashed');
  await expect(session.machines.shell('rs2').exec('true')).rejects.toMatchObject({ reason: 'unreachable' });
  expect(await statusOf(session, 'listening')).toBe('unknown');
  expect(await statusOf(session, 'own-page-rs1')).toBe('pass');
  const entry = session.journal.read().find((each) => each.type === 'node-state');
  expect(entry).toMatchObject({ node: 'rs2', state: 'crashed' });
});

test('what nobody did when it was recorded is refused, and what was not asked then is not known', async () => {
  const { session } = labSession();
  await session.start();
  const run = await session.machines.shell('client').exec('perl -', { input: 'print "ok\\n"' });
  expect(run).toMatchObject({ exit: 127, stdout: '' });
  expect(run.stderr).toContain('nobody ran this');
  const said = (files: readonly string[]) => session.machines.shell('client').said!({ files }, '@mark');
  expect(said(['/etc/shadow'])).not.toContain('@mark [ end');
  expect(said(['/etc/hosts'])).not.toContain('@mark [ end');
  expect(session.machines.shell('client').said!({ network: true }, '@mark')).toContain('@mark [ end');
});

test('another session’s addresses are its own', async () => {
  const { session } = labSession();
  const other = labSession().session;
  const macOf = (each: Session) => each.topology.nodes[1]!.interfaces[0]!.mac;
  expect(macOf(session)).not.toBe(macOf(other));
  for (const each of [session, other]) {
    await each.start();
    const { name } = each.topology.nodes[1]!;
    expect(each.machines.shell(name).said!({ network: true }, '@mark')).toContain(macOf(each));
  }
});
