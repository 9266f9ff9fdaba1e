import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imagesRoot } from '../wiring/images.js';
import { ended, Sandbox, until } from './support.js';

// kill -9 of the process that runs a session, at a moment that the files on disk show; then any command must find
// machines saved or gone, and the journal whole.

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.dispose());

const only = () => sandbox.sessions()[0];
const entries = (type: string) => {
  const session = only();
  return session === undefined ? 0 : sandbox.journal(session).filter((entry) => entry.type === type).length;
};
const machinesFolder = () => join(sandbox.folder(only() ?? '-'), 'machines');

type Outcome = 'suspended' | 'ended';

async function afterwards(): Promise<Outcome> {
  const listed = await sandbox.lvslab('ps', '--all', '--json');
  expect(listed.exit, listed.stderr).toBe(0);
  const rows = JSON.parse(listed.stdout) as { session: string; state: string }[];
  expect(rows).toHaveLength(1);
  const [row] = rows;
  expect(['suspended', 'ended']).toContain(row!.state);
  expect(sandbox.machines(), 'QEMU processes without an owner').toEqual([]);
  expect(sandbox.journal(row!.session).at(-1)?.type).toBe(row!.state);
  return row!.state as Outcome;
}

/** The session goes on: its machines answer, and a check judges. */
async function goesOn(): Promise<void> {
  const resumed = await sandbox.lvslab('resume', '-d');
  expect(resumed.exit, resumed.stderr).toBe(0);
  const checked = await sandbox.lvslab('check', '--step', 'install', '--json');
  expect([0, 1], checked.stderr).toContain(checked.exit);
  expect(sandbox.machines()).toHaveLength(4);
}

const moments: { name: string; when: () => boolean; wait?: number; outcome: Outcome[]; resume?: boolean }[] =
  [
    {
      name: 'the first machine is being restored',
      when: () => sandbox.machines().length > 0,
      outcome: ['ended'],
    },
    {
      name: 'all machines exist and none has a name yet',
      when: () => sandbox.machines().length === 4,
      outcome: ['ended'],
    },
    {
      name: 'the machines have just become a session',
      when: () => entries('provisioned') > 0,
      outcome: ['suspended'],
    },
    {
      name: 'a solution is being typed in',
      when: () => entries('step-started') > 0,
      wait: 1500,
      outcome: ['suspended'],
      resume: true,
    },
    {
      name: 'the first solution is done',
      when: () => entries('solved-for-learner') > 0,
      outcome: ['suspended'],
    },
    {
      name: 'a check has been judged',
      when: () => entries('checked') > 0,
      outcome: ['suspended'],
      resume: true,
    },
    { name: 'experiments run', when: () => entries('checked') > 4, wait: 700, outcome: ['suspended'] },
  ];

test.each(moments)(
  'killed while $name, nothing is left behind and nothing is lost',
  async ({ when, wait, outcome, resume }) => {
    const child = sandbox.start('run', 'dr-by-hand', '--solve');
    await until(
      'the moment',
      () => {
        if (child.exitCode !== null) throw new Error(`ended too early (${child.exitCode}): ${sandbox.log()}`);
        return when();
      },
      120_000,
    );
    await sleep(wait ?? 0);
    child.kill('SIGKILL');
    await ended(child);
    const before = only() === undefined ? 0 : sandbox.journal(only()!).length;
    expect(outcome).toContain(await afterwards());
    expect(sandbox.journal(only()!).length).toBeGreaterThanOrEqual(before);
    if (resume === true) await goesOn();
  },
);

test('killed while it suspends, the session can be resumed', async () => {
  const child = sandbox.start('run', 'dr-by-hand', '--solve');
  await until('a first step', () => entries('solved-for-learner') > 0);
  child.kill('SIGINT');
  await until('half a snapshot', () => existsSync(join(machinesFolder(), 'snapshots', '.suspended.partial')));
  child.kill('SIGKILL');
  await ended(child);
  expect(await afterwards()).toBe('suspended');
  await goesOn();
});

test('killed while it resumes, the session can be resumed again', async () => {
  expect((await sandbox.lvslab('up', 'dr-by-hand', '-d')).exit).toBe(0);
  expect((await sandbox.lvslab('suspend')).exit).toBe(0);
  expect(sandbox.machines()).toEqual([]);
  const child = sandbox.start('resume');
  await until('machines', () => sandbox.machines().length > 1);
  child.kill('SIGKILL');
  await ended(child);
  expect(await afterwards()).toBe('suspended');
  await goesOn();
});

test('killed during the first boot of an image, the next start boots it again', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'lvslab-cache-'));
  mkdirSync(cache, { recursive: true });
  symlinkSync(imagesRoot(), join(cache, 'images'));
  const fresh = new Sandbox({ LVSLAB_CACHE: cache, LVSLAB_ACCELERATOR: 'tcg' });
  try {
    const child = fresh.start('run', 'dr-by-hand');
    const golden = join(cache, 'golden');
    const booting = () =>
      existsSync(golden) && readdirSync(golden).some((name) => existsSync(join(golden, name, 'pid')));
    await until('the first boot', booting);
    await sleep(2000);
    child.kill('SIGKILL');
    await ended(child);
    const again = await fresh.lvslab('run', 'dr-by-hand', '--json');
    expect(again.exit, again.stderr).toBe(1);
    expect(readdirSync(golden).filter((name) => name.endsWith('.partial'))).toEqual([]);
  } finally {
    await fresh.dispose();
    rmSync(cache, { recursive: true, force: true });
  }
});
