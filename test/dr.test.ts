import { execa } from 'execa';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sshConfig } from '../cli/commands/ssh.js';
import { readFrame } from '../engine/experiments/frames.js';
import type { Machines } from '../engine/machines/provider.js';
import { ShellError } from '../engine/machines/shell.js';
import type { Session } from '../engine/session/session.js';
import { endLab, solvedLab } from './solved-lab.js';
import { explainFailure, Sandbox, until } from './support.js';

// One solved DR lab for all tests of this file; those that break something go back to a checkpoint.

const sandbox = new Sandbox();
let session: Session;
const machines = (): Machines => session.machines;
const sh = async (node: string, command: string, timeout = 30_000) => {
  const result = await machines().shell(node).exec(command, { timeout });
  return { ...result, out: result.stdout.trim() };
};
const vip = '10.0.0.29';
const verdictOf = async (check: string) => (await session.probe([check])).get(check);

beforeAll(async () => {
  session = await solvedLab('dr-by-hand', sandbox);
});

afterAll(() => endLab(session, sandbox));

beforeEach(() => explainFailure(() => (session?.running ? machines() : undefined)));

test('20 requests through the VIP are split 10 to 10, and no reply frame passes the director', async () => {
  const senders: Record<string, number> = {};
  const capture = machines().capture('lan', ({ node, bytes }) => {
    const frame = readFrame(bytes);
    if (frame?.kind === 'tcp' && frame.source === vip && frame.sourcePort === 80)
      senders[node] = (senders[node] ?? 0) + 1;
  });
  // Ports of their own: a connection from one that IPVS still remembers goes past the scheduler.
  const requests = `for i in $(seq 20); do curl -s -m 5 --local-port $((5000 + i)) http://${vip}/; done`;
  const pages = await sh('client', requests, 60_000);
  await capture.stop();
  expect(pages.exit).toBe(0);
  const counts = Object.fromEntries(
    ['rs1', 'rs2'].map((rs) => [rs, pages.stdout.split('\n').filter((line) => line.includes(rs)).length]),
  );
  expect(counts).toEqual({ rs1: 10, rs2: 10 });
  expect(Object.keys(senders).toSorted()).toEqual(['rs1', 'rs2']);
  expect(senders['rs1']).toBeGreaterThan(20);
});

test('requests are spread as the scheduler does it, also while IPVS remembers the ports that the client used last', async () => {
  expect(await sh('director', 'ipvsadm --set 900 120 300')).toMatchObject({ exit: 0 });
  const few = 'sysctl -q net.ipv4.ip_local_port_range="40000 40063"';
  const asked = `${few}; for i in $(seq 32); do curl -s -m 5 -o /dev/null http://${vip}/ || exit 1; done`;
  expect((await sh('client', asked, 60_000)).exit).toBe(0);
  expect(await verdictOf('balanced')).toMatchObject({ status: 'pass' });
  await machines().restore('solved');
});

test('exactly one machine answers ARP for the VIP', async () => {
  const answer = await sh('client', `arping -b -c 3 -w 4 -I eth0 ${vip}`);
  const macs = new Set(
    [...answer.stdout.matchAll(/\[([0-9A-Fa-f:]{17})\]/g)].map((match) => match[1]!.toLowerCase()),
  );
  const director = machines().nodes.find((node) => node.name === 'director')!;
  expect([...macs]).toEqual([director.interfaces[0]!.mac]);
});

test('a check that nobody asked for makes no request while nothing has changed, and new ones when something has', async () => {
  let frames = 0;
  const capture = machines().capture('lan', ({ bytes }) => {
    const frame = readFrame(bytes);
    if (frame?.kind === 'tcp' && frame.destination === vip) frames += 1;
  });
  const balanced = async () => {
    frames = 0;
    const verdict = (await session.probe(['balanced'], { reuse: true })).get('balanced');
    return { status: verdict?.status, requests: frames > 0 };
  };
  expect(await balanced()).toEqual({ status: 'pass', requests: true });
  expect(await balanced()).toEqual({ status: 'pass', requests: false });
  // Each is something else that requests depend on.
  const changes = [
    { rs1: 'systemctl restart nginx' },
    {
      rs2: `ip addr del ${vip}/32 dev lo; sleep 0.1; ip addr add ${vip}/32 dev lo label lo:0; sysctl -q net.ipv4.conf.eth0.rp_filter=2`,
    },
    {
      director:
        'ipvsadm -e -t 10.0.0.29:80 -r 10.0.0.8:80 -g -w 2; ipvsadm -e -t 10.0.0.29:80 -r 10.0.0.8:80 -g -w 1; nft add table inet mine',
    },
    { client: 'ip route add 192.0.2.0/24 dev lo' },
  ];
  for (const change of changes) {
    for (const [node, command] of Object.entries(change))
      expect(await sh(node, command)).toMatchObject({ exit: 0 });
    expect(await balanced(), JSON.stringify(change)).toEqual({ status: 'pass', requests: true });
    expect(await balanced(), JSON.stringify(change)).toEqual({ status: 'pass', requests: false });
  }
  await capture.stop();
  await machines().restore('solved');
});

test('every node has its own name, keys, machine-id, random numbers and the right time', async () => {
  const each = await Promise.all(
    machines().nodes.map(async (node) => ({
      node: node.name,
      ...(await sh(
        node.name,
        'hostname; cat /etc/machine-id; cat /etc/ssh/ssh_host_ed25519_key.pub; head -c 16 /dev/urandom | od -An -tx1; date +%s',
      )),
    })),
  );
  for (const { node, out } of each) {
    const lines = out.split('\n');
    expect(lines[0]).toBe(node);
    expect(Math.abs(Number(lines.at(-1)) - Date.now() / 1000)).toBeLessThan(3);
  }
  for (const index of [1, 2, 3]) expect(new Set(each.map(({ out }) => out.split('\n')[index])).size).toBe(4);
});

test('a TCP connection through the VIP goes on after suspend and resume, with the IPVS table and the learner’s shell', async () => {
  // A server that echoes with a delay on each realserver, on a port of its own; a client that holds one connection.
  const service = `ipvsadm -A -t ${vip}:7000 -s rr; ipvsadm -a -t ${vip}:7000 -r 10.0.0.8:7000 -g; ipvsadm -a -t ${vip}:7000 -r 10.0.0.9:7000 -g`;
  expect((await sh('director', service)).exit).toBe(0);
  const server = `use IO::Socket::INET; my $l=IO::Socket::INET->new(Listen=>5,LocalPort=>7000,ReuseAddr=>1) or die; while(my $c=$l->accept){ $c->autoflush(1); while(<$c>){ print $c "echo $_" } }`;
  for (const rs of ['rs1', 'rs2']) await sh(rs, `setsid perl -e '${server}' </dev/null >/dev/null 2>&1 &`);
  for (const rs of ['rs1', 'rs2'])
    await until(`${rs} listening`, async () => (await sh(rs, 'ss -Hltn sport = :7000')).out !== '');
  const client = `use IO::Socket::INET; my $s=IO::Socket::INET->new(PeerAddr=>"${vip}:7000") or die; $s->autoflush(1); my $i=0; while(1){ $i++; print $s "line $i\\n"; my $r=<$s> or die "closed\\n"; open my $f,">","/run/held"; print $f $r; close $f; select undef,undef,undef,0.2 }`;
  await sh('client', `setsid perl -e '${client}' </dev/null >/run/held.log 2>&1 &`);
  await sh(
    'client',
    'echo \'cd /tmp; kept=yes; sh -c "sleep 1000" &\' | setsid dtach -n /run/lvslab/shell-test -z bash -i',
  );
  const number = async () =>
    Number(/line (\d+)/.exec((await sh('client', 'cat /run/held 2>/dev/null')).out)?.[1] ?? 0);
  const before = await until('a first answer', number);

  const { port } = machines().access('rs1')!;
  await session.suspend();
  expect(sandbox.machines()).toEqual([]);
  // Meanwhile another program takes a port that a machine had: it gets another one.
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  await session.resume();
  expect(machines().access('rs1')!.port).not.toBe(port);
  taken.close();

  await until('the held connection going on', async () => (await number()) > before + 5);
  expect((await sh('client', 'cat /run/held.log')).out).toBe('');
  expect((await sh('director', 'ipvsadm -Ln')).stdout).toContain(`${vip}:7000`);
  expect((await sh('director', `ipvsadm -Lnc | grep 7000`)).stdout).toContain('ESTABLISHED');
  expect((await sh('client', 'pgrep -c -x dtach')).out).toBe('1');
  expect((await verdictOf('balanced'))?.status).toBe('pass');
});

test('a new shell draws its prompt once, in its whole terminal; who comes back to it is shown where it is', async () => {
  const rows = 31;
  const open = async () => {
    const terminal = await machines().terminal('rs2', 'test-size', { cols: 80, rows });
    const seen = { text: '' };
    terminal.onData((chunk) => void (seen.text += chunk));
    const prompts = () => seen.text.match(/root@rs2:~# /g)?.length ?? 0;
    await until('a prompt', () => prompts() > 0);
    // The time that a change of the terminal's size is given before it is told anyhow, and one to be drawn in.
    await sleep(2500);
    return { terminal, seen, prompts };
  };
  const first = await open();
  // Drawn again while a long line is put in, the line would lie over itself.
  expect(first.prompts()).toBe(1);
  first.terminal.write('stty size\r');
  await until('the size', () => first.seen.text.includes(`${rows} 80`));
  first.terminal.close();
  const second = await open();
  expect(second.prompts()).toBeGreaterThan(0);
  second.terminal.write('stty size; exit\r');
  await until('the size again', () => second.seen.text.includes(`${rows} 80`));
});

test('a shell that is told another size while it starts puts a long line in as it is', async () => {
  const prompt = 'root@rs1:~# ';
  // More than 80 columns with the prompt, and less than the terminal has in the end.
  const line = 'x'.repeat(75);
  for (const attempt of [1, 2, 3, 4]) {
    const terminal = await machines().terminal('rs1', `test-wide-${attempt}`, { cols: 80, rows: 24 });
    let seen = '';
    terminal.onData((chunk) => void (seen += chunk));
    terminal.resize({ cols: 100, rows: 24 });
    await until('a prompt', () => seen.includes(prompt));
    for (const key of line) {
      terminal.write(key);
      await sleep(4);
    }
    const shown = () => seen.slice(seen.lastIndexOf(prompt) + prompt.length);
    await until('the line', () => (shown().match(/x/g)?.length ?? 0) >= line.length);
    expect(shown()).toBe(line);
    terminal.write('\u0003exit\r');
    terminal.close();
  }
});

test('a checkpoint brings back what was there: addresses, IPVS table, files', async () => {
  await sh('director', 'ipvsadm -C; touch /root/later');
  await sh('rs1', `ip addr del ${vip}/32 dev lo`);
  await machines().restore('solved');
  expect((await sh('director', 'ipvsadm -Sn; ls /root/later')).stdout).toContain(
    `-a -t ${vip}:80 -r 10.0.0.8:80 -g -w 1`,
  );
  expect((await sh('director', 'ls /root/later')).exit).not.toBe(0);
  expect((await verdictOf('balanced'))?.status).toBe('pass');
});

test('a pulled cable is seen by the guest and by the requests; put back, all is well', async () => {
  await machines().link('rs1', 'lan').set({ up: false });
  await until(
    'no carrier',
    async () => (await sh('rs1', 'cat /sys/class/net/eth0/carrier')).out === '0',
    10_000,
  );
  const verdict = await verdictOf('balanced');
  expect(verdict?.status).not.toBe('pass');
  await machines().link('rs1', 'lan').set({ up: true });
  await until(
    'carrier',
    async () => (await sh('rs1', 'cat /sys/class/net/eth0/carrier')).out === '1',
    10_000,
  );
  expect((await verdictOf('balanced'))?.status).toBe('pass');
});

test('a node that cannot be asked makes a verdict unknown, never a failure, and the others live on', async () => {
  const seen: string[] = [];
  const stop = machines().onState((node, state) => seen.push(`${node} ${state}`));

  // sshd dies: the machine runs, but nobody can ask it.
  await sh('rs1', 'systemctl stop ssh; pkill -x sshd; true').catch((error: unknown) => {
    if (!(error instanceof ShellError)) throw error;
  });
  expect(await session.machines.state('rs1')).toBe('running');
  const silent = await verdictOf('vip-on-lo');
  expect(silent?.status).toBe('unknown');
  expect(silent?.message.code).toBe('unknown.unreachable');

  // A learner switches a node off.
  await sh('rs2', 'systemctl --no-block poweroff; sleep 20').catch(() => {});
  await until('rs2 halted', () => seen.includes('rs2 halted'));
  const halted = await verdictOf('listening');
  expect(halted?.status).toBe('unknown');
  expect((await verdictOf('service'))?.status).toBe('pass');

  // A kernel panic is told as one.
  await sh(
    'client',
    'echo 1 >/proc/sys/kernel/sysrq; (sleep 0.3; echo c >/proc/sysrq-trigger) & sleep 5',
  ).catch(() => {});
  await until('client crashed', () => seen.includes('client crashed'));

  stop();
  await machines().restore('solved');
  expect((await verdictOf('balanced'))?.status).toBe('pass');
});

test('an ssh_config that any client can use leads to each node', async () => {
  const nodes = machines().nodes.map((node) => ({
    name: node.name,
    role: node.role,
    state: 'running' as const,
    addresses: [],
    ssh: machines().access(node.name)!,
  }));
  writeFileSync(
    `${sandbox.data}/known_hosts`,
    nodes.map((node) => `[127.0.0.1]:${node.ssh.port} ${node.ssh.hostKey}\n`).join(''),
  );
  writeFileSync(`${sandbox.data}/ssh_config`, sshConfig(nodes, `${sandbox.data}/known_hosts`));
  const result = await execa('ssh', ['-F', `${sandbox.data}/ssh_config`, 'rs2', 'hostname'], {
    timeout: 30_000,
  });
  expect(result.stdout).toBe('rs2');
});
