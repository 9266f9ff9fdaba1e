import { expect, test } from 'vitest';
import { ShellError } from '../machines/shell.js';
import { leftAsFound } from './as-found.js';
import { experimentContext, kernelAnswer } from './testing/context.js';

const tried = { on: 'rs1' };

/** Realserver rs1, whose kernel is what `now` has; what is typed on it is in `ran`. */
function room(now: () => Readonly<Record<string, string>>) {
  return experimentContext((node, command, { input }) => {
    const kernel = node === 'rs1' ? kernelAnswer(command, now()) : undefined;
    if (kernel !== undefined) return kernel;
    if (input !== undefined) typed.push(input);
    return {};
  });
}
let typed: string[] = [];

function sysctl(value: number, more: Readonly<Record<string, string>> = {}) {
  return { sysctls: `/proc/sys/net/ipv4/conf/all/arp_announce:${value}\n`, ...more };
}

test('a setting that was tried is put back to what the learner had', async () => {
  typed = [];
  let now = sysctl(0);
  const found = await leftAsFound(
    [tried, { on: 'client' }],
    room(() => now),
    () => {
      now = sysctl(2);
      return Promise.resolve('seen');
    },
  );
  expect(found).toBe('seen');
  expect(typed).toEqual(['net/ipv4/conf/all/arp_announce\t0\n']);
});

test('what is as it was found is let alone, and clients are not looked at', async () => {
  typed = [];
  const context = room(() => sysctl(2));
  await leftAsFound([tried], context, () => Promise.resolve());
  expect(context.ran).toEqual([]);
  const asked: string[] = [];
  const client = experimentContext((node) => {
    asked.push(node);
    return {};
  });
  await leftAsFound([{ on: 'client' }], client, () => Promise.resolve());
  expect(asked).toEqual([]);
});

test('a table, a rule and a service come back when it is cancelled, and that is what is told', async () => {
  typed = [];
  const rule = { rule: { family: 'ip', table: 'filter', chain: 'INPUT', handle: 4, expr: [{ drop: null }] } };
  const links = JSON.stringify([{ ifname: 'lo', flags: ['UP'], mtu: 65_536 }]);
  const timeouts = { 'ipvs-timeouts': 'Timeout (tcp tcpfin udp): 900 120 300\n' };
  let now: Readonly<Record<string, string>> = {
    ...timeouts,
    links,
    'ipvs-rules': '-A -t 10.0.0.10:80 -s wrr\n',
    units: 'nginx.service',
  };
  const context = room(() => now);
  const cancelled = leftAsFound([tried], context, () => {
    now = { ...timeouts, links, nft: JSON.stringify({ nftables: [rule] }), units: '' };
    return Promise.reject(new ShellError('cancelled', 'cancelled'));
  });
  await expect(cancelled).rejects.toMatchObject({ reason: 'cancelled' });
  expect(typed).toEqual(['-A -t 10.0.0.10:80 -s wrr\n', '{"nftables":[]}']);
  expect(context.ran.at(-1)).toContain('systemctl start nginx.service');
});

test('where keepalived moves addresses only settings are put back', async () => {
  typed = [];
  const address = (local: string) =>
    JSON.stringify([
      { ifname: 'eth0', addr_info: [{ family: 'inet', local, prefixlen: 32, scope: 'global' }] },
    ]);
  let now = sysctl(0, { addresses: address('10.0.0.10'), movers: '712' });
  await leftAsFound(
    [tried],
    room(() => now),
    () => {
      now = sysctl(1, { addresses: address('10.0.0.11') });
      return Promise.resolve();
    },
  );
  expect(typed).toEqual(['net/ipv4/conf/all/arp_announce\t0\n']);
});

test('what a tool could not say of before is no reason to take away what is there', async () => {
  typed = [];
  let now: Readonly<Record<string, string>> = {};
  const links = JSON.stringify([{ ifname: 'dummy0', flags: ['UP'], mtu: 1500 }]);
  await leftAsFound(
    [tried],
    room(() => now),
    () => {
      now = { links, 'ipvs-rules': '-A -t 10.0.0.10:80 -s wrr\n' };
      return Promise.resolve();
    },
  );
  expect(typed).toEqual([]);
});

test('an answer that was cut short is no machine without addresses', async () => {
  typed = [];
  const short = experimentContext((_, command) =>
    kernelAnswer(command) === undefined ? {} : { stdout: '' },
  );
  await expect(leftAsFound([tried], short, () => Promise.resolve())).rejects.toMatchObject({
    reason: 'unreachable',
  });
});
