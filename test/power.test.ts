import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeQemu } from '../wiring/providers.js';
import { requireLab } from '../engine/packs/library.js';
import { Session } from '../engine/session/session.js';
import { bytesBeforeStream } from '../qemu/delta.js';
import { productRoot } from '../engine/product.js';
import { SessionStore } from '../engine/session/store.js';
import { endLab, solvedLab } from './solved-lab.js';
import { explain, lab, Sandbox } from './support.js';

const sandbox = new Sandbox();
let session: Session;
const states: string[] = [];

beforeAll(async () => {
  session = await solvedLab('dr-by-hand', sandbox);
  session.onEvent = (event) => {
    if (event.type === 'node-state') states.push(`${event.node} ${event.state}`);
  };
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await explain(session.machines);
});
afterAll(() => endLab(session, sandbox));

const sh = async (node: string, command: string) => {
  const { exit, stdout, stderr } = await session.machines.shell(node).exec(command, { timeout: 60_000 });
  return `${stdout}${stderr}${exit === 0 ? '' : `exit ${exit}`}`.trim();
};

async function becomes(node: string, wanted: string): Promise<void> {
  for (let tries = 0; (await session.machines.state(node)) !== wanted; tries += 1) {
    if (tries > 600) throw new Error(`${node} is not ${wanted}: ${await session.machines.state(node)}`);
    await sleep(200);
  }
}

/** All that a machine must keep over a restart. */
const self =
  "hostname; cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub /sys/class/net/eth0/address; ip -o -4 addr show dev eth0 primary | awk 'NR == 1 { print $2, $4 }'; ip route show dev eth0; dpkg-query -W ipvsadm 2>&1; cat /root/kept /etc/hosts";

/** Which boot a machine is in (random(4)). */
const boot = 'cat /proc/sys/kernel/random/boot_id';

describe('a node restarts as a machine does', () => {
  const ways = [
    ['director', 'reboot'],
    ['rs1', 'shutdown -r now'],
    ['rs2', 'init 6'],
    ['client', 'sync; echo b >/proc/sysrq-trigger'],
  ] as const;

  test.each(ways)('%s: %s', async (node, command) => {
    await sh(node, 'echo written before >/root/kept; sync');
    const before = await sh(node, self);
    const bootBefore = await sh(node, boot);
    await sh(node, 'modprobe dummy; ip addr add 10.9.9.9/32 dev lo; sysctl -qw net.ipv4.ip_forward=1');
    states.length = 0;
    const said = await session.machines
      .shell(node)
      .exec(command, { timeout: 20_000 })
      .then(
        ({ stdout, stderr }) => stdout + stderr,
        () => '',
      );
    expect(said).not.toMatch(/fail|error|mask|not found/i);
    await becomes(node, 'booting');
    await becomes(node, 'running');
    expect(states).toEqual([`${node} booting`, `${node} running`]);
    expect(await sh(node, boot)).not.toBe(bootBefore);
    expect(await sh(node, self)).toBe(before);
    expect(await sh(node, 'ip addr show to 10.9.9.9; cat /proc/sys/net/ipv4/ip_forward')).toBe('0');
    expect(await sh(node, 'systemctl --failed --no-legend; journalctl -b -p err --no-pager -q')).toBe('');
  });

  test('the power button, and what is off can be booted', async () => {
    await sh('rs1', 'echo still here >/root/kept; sync');
    const bootBefore = await sh('rs1', boot);
    await session.power('rs1', 'reboot');
    expect(await sh('rs1', boot)).not.toBe(bootBefore);
    await session.power('rs1', 'off');
    expect(await session.machines.state('rs1')).toBe('halted');
    await session.power('rs1', 'boot');
    expect(await sh('rs1', 'cat /root/kept; hostname')).toBe('still here\nrs1');
  });

  test.each(['poweroff', 'halt'])('%s: it is off, the others live, and it can be booted', async (command) => {
    await session.machines
      .shell('rs2')
      .exec(command, { timeout: 20_000 })
      .catch(() => {});
    await becomes('rs2', 'halted');
    expect(await sh('rs1', 'hostname')).toBe('rs1');
    await session.power('rs2', 'boot');
    expect(await sh('rs2', 'hostname')).toBe('rs2');
  });

  test('paused it answers nobody, and goes on where it was', async () => {
    const pid = await sh('rs1', 'sleep 1000 >/dev/null 2>&1 & echo $!');
    await session.power('rs1', 'pause');
    expect(await session.machines.state('rs1')).toBe('paused');
    expect(await sh('client', 'ping -c 1 -W 1 rs1 >/dev/null')).toBe('exit 1');
    // A checkpoint meanwhile does not wake it.
    await session.machines.checkpoint('while-paused');
    expect(await session.machines.state('rs1')).toBe('paused');
    await session.power('rs1', 'continue');
    expect(await sh('rs1', `cat /proc/${pid}/comm`)).toBe('sleep');
    expect(await sh('client', 'ping -c 1 -W 5 rs1 >/dev/null && echo answers')).toBe('answers');
  });
});

test('a machine that hangs in its boot and says nothing more is reset by itself, and comes up', async () => {
  // The first process of the next boot sleeps; that of the one after is systemd, as ever.
  const init = [
    '#!/bin/sh',
    'if [ -e /hangs ]; then mount -o remount,rw /; rm /hangs; sync; exec sleep infinity; fi',
    'exec /lib/systemd/systemd "$@"',
  ];
  const written = init.map((line) => `'${line}'`).join(' ');
  await sh(
    'rs1',
    `touch /hangs; rm /sbin/init; printf '%s\\n' ${written} >/sbin/init; chmod +x /sbin/init; sync`,
  );
  const before = await sh('rs1', boot);
  await session.power('rs1', 'reboot');
  expect(await sh('rs1', 'ls /hangs 2>/dev/null; cat /proc/1/comm; hostname')).toBe('systemd\nrs1');
  expect(await sh('rs1', boot)).not.toBe(before);
});

test('one node alone goes back to a checkpoint, its disk too', async () => {
  await session.machines.checkpoint('here');
  await sh('rs1', 'echo lost >/root/later');
  await sh('rs2', 'echo stays >/root/later');
  const other = await sh('rs2', boot);
  await session.machines.restore('here', undefined, undefined, 'rs1');
  expect(await sh('rs1', 'ls /root/later 2>/dev/null; true')).toBe('');
  expect(await sh('rs2', 'cat /root/later')).toBe('stays');
  expect(await sh('rs2', boot)).toBe(other);
});

test('memory comes back bit for bit, though a checkpoint has only what the golden memory has not', async () => {
  const sums =
    'sha256sum /dev/shm/own /usr/sbin/sshd /usr/bin/perl /lib/x86_64-linux-gnu/libc.so.6 | sha256sum';
  const before = await sh('rs1', `head -c 30000000 /dev/urandom >/dev/shm/own; ${sums}`);
  await session.machines.checkpoint('thin');
  const machines = join(sandbox.folder(session.id), 'machines');
  const [state, base] = [join(machines, 'snapshots', 'thin', 'rs1.state'), join(machines, 'rs1.base')];
  await expect
    .poll(() => bytesBeforeStream(state, base).catch(() => -1), { timeout: 60_000 })
    .toBeGreaterThan(0);
  await sh('rs1', 'head -c 30000000 /dev/zero >/dev/shm/own; echo 3 >/proc/sys/vm/drop_caches');
  await session.machines.restore('thin');
  expect(await sh('rs1', sums)).toBe(before);
  await sh('rs1', 'rm /dev/shm/own');
});

test('a full disk is "No space left on device" and nothing else; suspend and resume work with it', async () => {
  expect(
    await sh('rs1', 'dd if=/dev/zero of=/root/full bs=1M 2>&1 | grep -o "No space left on device"'),
  ).toBe('No space left on device');
  expect(await sh('rs1', 'dmesg | grep -ci "out of memory"; true')).toBe('0');
  await suspendAndResume();
  expect(await sh('rs1', 'rm /root/full; echo fits >/root/kept && cat /root/kept')).toBe('fits');
});

test('a machine whose saved state is damaged leaves the others alive, and can be booted', async () => {
  await suspendAndResume((folder) => {
    const file = join(folder, 'rs2.state');
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, 'damaged');
  });
  expect(await sh('director', 'hostname')).toBe('director');
  expect(await session.machines.state('rs2')).toBe('crashed');
  await session.power('rs2', 'boot');
  expect(await sh('rs2', 'hostname')).toBe('rs2');
});

test('a session whose every machine is damaged goes back to the start of a step', async () => {
  // Only in memory: who boots does not have it.
  await sh('director', 'ip addr add 10.0.0.98/32 dev lo');
  await session.machines.checkpoint('step-verify');
  await sh('rs1', 'touch /root/later && sync');
  await suspendAndResume(
    (folder) => {
      const states = readdirSync(folder).filter((name) => name.endsWith('.state'));
      expect(states.length).toBe(4);
      for (const file of states) writeFileSync(join(folder, file), 'damaged');
    },
    async () => {
      await expect(session.resume()).rejects.toMatchObject({ code: 'snapshot.failed' });
      await session.resume({}, 'verify');
    },
  );
  expect(await sh('rs1', 'hostname; ls /root/later')).toMatch(/^rs1\n.*No such file/);
  // The work of before that moment is there.
  expect(await sh('director', 'ip -o addr show dev lo')).toContain('10.0.0.98');
});

test('a terminal of the command says that the machine restarts, and comes back', async () => {
  const own = new Sandbox();
  try {
    expect((await own.lvslab('up', 'dr-by-hand', '-d')).exit).toBe(0);
    // With a terminal on its side, which script(1) makes: through pipes it is a program without prompt.
    const command = [process.execPath, join(productRoot, 'bin', 'lvslab.js'), 'ssh', 'rs1'];
    const ssh = spawn('script', ['-qefc', command.map((each) => `'${each}'`).join(' '), '/dev/null'], {
      env: { ...process.env, ...own.env },
    });
    let said = '';
    const note = (chunk: Buffer) => (said += chunk.toString());
    ssh.stdout.on('data', note);
    ssh.stderr.on('data', note);
    const ended = new Promise<number | null>((resolve) => ssh.on('exit', resolve));
    const patience = { timeout: 120_000, interval: 100 };
    await expect.poll(() => said, patience).toContain('root@rs1:~#');
    ssh.stdin.write('reboot\n');
    await expect.poll(() => said, patience).toContain('rs1 restarts');
    await expect.poll(() => said.split('rs1 restarts')[1], patience).toContain('root@rs1:~#');
    ssh.stdin.write('exit\n');
    // As after any shell that was left: 255 would be a connection that was lost.
    expect(await ended).toBe(0);
  } finally {
    await own.dispose();
  }
});

async function suspendAndResume(
  between: (snapshot: string) => void = () => {},
  resume: () => Promise<void> = () => session.resume(),
): Promise<void> {
  const { record } = session;
  await session.suspend();
  const snapshots = join(sandbox.folder(record.id), 'machines', 'snapshots');
  expect(readdirSync(snapshots)).toContain('.suspended');
  between(join(snapshots, '.suspended'));
  session = new Session({
    store: new SessionStore(),
    record,
    loaded: requireLab(lab('dr-by-hand')),
    provider: makeQemu(),
    learner: false,
  });
  await resume();
}
