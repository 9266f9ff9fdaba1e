import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Report } from '../../contract/report.js';
import { domainStates, leftovers } from '../../vagrant/libvirt.js';
import { prefixOf } from '../../vagrant/places.js';
import { ended, Sandbox, until } from '../support.js';

// The same labs on real Vagrant, libvirt and QEMU: scripts/test-vagrant.mjs says what they need of the host.

const sandbox = new Sandbox({ LVSLAB_VAGRANT_PROVIDER: 'libvirt' });
afterAll(() => sandbox.dispose());

/** Of all sessions that there were: no domain, network, volume or folder of Vagrant's. */
async function expectNothingLeft(where = sandbox): Promise<void> {
  expect(where.sessions()).not.toEqual([]);
  for (const id of where.sessions())
    expect(await leftovers(prefixOf(id))).toEqual({ domains: [], networks: [], volumes: [] });
  const environments = join(where.data, 'vagrant');
  expect(existsSync(environments) ? readdirSync(environments) : []).toEqual([]);
}

/** The session that was begun last. */
function newest(): string {
  const begun = (id: string) => sandbox.journal(id)[0]?.at ?? Number.MAX_VALUE;
  return sandbox.sessions().toSorted((a, b) => begun(b) - begun(a))[0] ?? '';
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.error(`--- started commands\n${sandbox.log()}`);
  console.error('--- domains', await domainStates());
  for (const id of sandbox.sessions())
    console.error(`--- ${id}`, sandbox.journal(id).slice(-3), await leftovers(prefixOf(id)));
  await sandbox.lvslab('down', '--all');
});

/** A command that must go well, and the JSON that it prints. */
async function json<T>(...args: string[]): Promise<T> {
  const { exit, stdout, stderr } = await sandbox.lvslab(...args, '--json');
  expect(exit, `${args.join(' ')}: ${stderr}\n${stdout.slice(-3000)}`).toBe(0);
  return JSON.parse(stdout) as T;
}

/** What the reports of two providers have in common: all but names, times, and what was counted and seen. */
function judged({ steps, summary }: Report): unknown {
  const checks = steps.flatMap((step) =>
    step.checks.map(({ id, status, points, message, diagnosis, hint }) => ({
      id,
      status,
      points,
      hint,
      step: [step.id, step.status, step.solved],
      message: message.code,
      diagnosis: diagnosis?.code,
    })),
  );
  return { summary, checks };
}

test('the DR lab, solved, gets the same report as on embedded machines, and nothing is left of it', async () => {
  const report = await json<Report>('run', 'dr-by-hand', '--provider', 'vagrant', '--solve');
  expect(report.provider).toBe('vagrant');
  expect(report.summary.passed).toBe(report.summary.checks);
  await expectNothingLeft();
  expect(judged(report)).toEqual(judged(await json<Report>('run', 'dr-by-hand', '--solve')));
});

test('keepalived-lvs, solved, passes, and nothing is left of it', async () => {
  const report = await json<Report>('run', 'keepalived-lvs', '--provider', 'vagrant', '--solve');
  expect(report.summary).toMatchObject({ passed: report.summary.checks, failed: 0, unknown: 0 });
  expect(report.summary.checks).toBeGreaterThan(10);
  await expectNothingLeft();
});

test('a session: unsolved as on embedded machines; reset, suspended, resumed, taken over from a process that died', async () => {
  await json('up', 'dr-by-hand', '--provider', 'vagrant', '-d');
  const id = newest();
  expect(await running(id)).toHaveLength(4);
  const on = async (node: string, command: string) => sandbox.lvslab('ssh', '-s', id, node, '--', command);

  expect((await sandbox.lvslab('check', '--grade', '-s', id)).exit).toBe(1);
  const report = JSON.parse((await sandbox.lvslab('report', id, '--format', 'json')).stdout) as Report;
  const embedded = await sandbox.lvslab('run', 'dr-by-hand', '--json');
  expect(embedded.exit).toBe(1);
  expect(judged(report)).toEqual(judged(JSON.parse(embedded.stdout) as Report));

  expect((await on('rs1', 'touch /root/later; sleep 1d </dev/null >/dev/null 2>&1 & echo $!')).exit).toBe(0);
  await json('reset', '-s', id);
  expect((await on('rs1', 'test -e /root/later; echo $?; pgrep -x sleep')).stdout.trim()).toBe('1');

  expect((await on('rs1', 'touch /root/kept; sleep 1d </dev/null >/dev/null 2>&1 &')).exit).toBe(0);
  expect((await sandbox.lvslab('suspend', '-s', id)).exit).toBe(0);
  expect(await running(id)).toEqual([]);
  const cancelled = sandbox.start('resume', id);
  await until('a machine goes on', async () => (await running(id)).length > 0, 120_000);
  cancelled.kill('SIGINT');
  await ended(cancelled);
  expect(await running(id)).toEqual([]);
  await json('resume', id, '-d');
  const clock = await on('rs1', 'test -e /root/kept && pgrep -x sleep >/dev/null && date +%s');
  expect(Math.abs(Number(clock.stdout) - Date.now() / 1000)).toBeLessThan(60);

  process.kill(sandbox.hostOf(id), 'SIGKILL');
  const sessions = await json<{ session: string; state: string }[]>('ps');
  expect(sessions).toMatchObject([{ session: id, state: 'suspended' }]);
  expect(await running(id)).toEqual([]);
  await json('down', id);
  await expectNothingLeft();
});

test('power of one node, by command and by its button: files stay, memory goes, the others live on', async () => {
  await json('up', 'dr-by-hand', '--provider', 'vagrant', '-d');
  const id = newest();
  const on = async (node: string, command: string) => {
    const { stdout, stderr, exit } = await sandbox.lvslab('ssh', '-s', id, node, '--', command);
    return exit === 0 ? stdout.trim() : `exit ${exit}: ${stderr}`;
  };
  const power = async (action: string) =>
    (await json<{ state: string }>('power', '-s', id, 'rs1', action)).state;
  const boot = 'cat /proc/sys/kernel/random/boot_id';
  const self = 'hostname; cat /etc/machine-id /root/kept; ip -o -4 addr show dev eth0 | grep -o 10.0.0.8/24';
  const others = await on('rs2', boot);

  expect(await on('rs1', 'echo kept >/root/kept; sync; ip addr add 10.0.0.99/32 dev lo')).toBe('');
  const before = await on('rs1', self);
  expect(before).toMatch(/^rs1\n[0-9a-f]{32}\nkept\n10\.0\.0\.8\/24$/);
  const restarted = async (restart: () => Promise<unknown>) => {
    const old = await on('rs1', boot);
    await restart();
    await until(
      'another boot',
      async () => {
        const now = await on('rs1', boot);
        return /^[0-9a-f-]{36}$/.test(now) && now !== old;
      },
      180_000,
    );
    expect(await on('rs1', self)).toBe(before);
    expect(await on('rs1', 'ip -o -4 addr show dev lo')).not.toContain('10.0.0.99');
  };
  await restarted(() => on('rs1', 'systemctl reboot'));
  await restarted(() => power('reboot'));
  expect(await power('off')).toBe('halted');
  expect(await running(id)).toHaveLength(3);
  // One that is off has no boot to tell: any that follows is another one.
  await restarted(() => power('boot'));

  expect(await power('pause')).toBe('paused');
  expect(await on('rs2', boot)).toBe(others);
  expect(await power('continue')).toBe('running');
  expect(await on('rs1', self)).toBe(before);

  expect(await on('rs2', 'touch /root/mine')).toBe('');
  await json('reset', '-s', id, '--node', 'rs1');
  expect(await on('rs1', 'hostname; ls /root')).toBe('rs1');
  expect(await on('rs2', 'ls /root/mine')).toBe('/root/mine');
  await json('down', id);
  await expectNothingLeft();
});

/** The domains of a session that run. */
async function running(id: string): Promise<readonly string[]> {
  const { domains } = await leftovers(prefixOf(id));
  expect(domains).toHaveLength(4);
  const states = await domainStates();
  return domains.filter((name) => states.get(name) === 'running');
}

/** Waits until machines of the newest session boot: what is then removed was there. */
const booting = () =>
  until(
    'machines boot',
    async () => {
      const { domains, networks, volumes } = await leftovers(prefixOf(newest()));
      return domains.length === 4 && networks.length > 0 && volumes.length > 0;
    },
    120_000,
  );

test('Ctrl-C while machines boot ends what was begun', async () => {
  const run = sandbox.start('run', 'dr-by-hand', '--provider', 'vagrant');
  await booting();
  run.kill('SIGINT');
  await ended(run);
  expect(run.exitCode).toBe(3);
  await expectNothingLeft();
});

test('killed while machines boot, the next command removes what was begun, and ends the Vagrant that goes on', async () => {
  const run = sandbox.start('run', 'dr-by-hand', '--provider', 'vagrant');
  await booting();
  run.kill('SIGKILL');
  await ended(run);
  expect(await json('ps')).toEqual([]);
  await expectNothingLeft();
});

test('a box that is not here, without internet, is told with the way out', async () => {
  const closed = new Sandbox({
    LVSLAB_VAGRANT_PROVIDER: 'libvirt',
    LVSLAB_VAGRANT_BOX: 'lvs-lab/nosuch',
    VAGRANT_SERVER_URL: 'http://127.0.0.1:9',
  });
  const { exit, stdout } = await closed.lvslab('run', 'dr-by-hand', '--provider', 'vagrant', '--json');
  expect(exit).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'vagrant.box-missing' } });
  await expectNothingLeft(closed);
  await closed.dispose();
});
