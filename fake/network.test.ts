import { expect, test } from 'vitest';
import { readFrame } from '../engine/experiments/frames.js';
import { SmallLab } from './testing/small-lab.js';

const vip = '192.168.1.29';
const service = `apt-get install -y ipvsadm >/dev/null; ip addr add ${vip}/24 dev eth0; sysctl -qw net.ipv4.ip_forward=1; ipvsadm -A -t ${vip}:80 -s wrr; ipvsadm -a -t ${vip}:80 -r 10.0.0.17:80 -m -w 1; ipvsadm -a -t ${vip}:80 -r 10.0.0.18:80 -m -w 2`;

async function natLab(): Promise<SmallLab> {
  const lab = new SmallLab();
  for (const name of ['rs1', 'rs2'])
    await lab.run(name, 'hostname >/var/www/html/index.html; service nginx start');
  expect(await lab.run('director', service)).toEqual({ exit: 0, text: '' });
  return lab;
}

const ask = 'for i in 1 2 3 4 5 6; do curl -s -m 2 http://192.168.1.29/; done | sort | uniq -c';

test('NAT goes through the director both ways, by weight', async () => {
  const lab = await natLab();
  const replies = new Set<string>();
  lab.lab.capture('out', ({ node, bytes }) => {
    const frame = readFrame(bytes);
    if (frame?.kind === 'tcp' && frame.source === vip) replies.add(node);
  });
  expect(await lab.run('client', ask)).toEqual({ exit: 0, text: '      2 rs1\n      4 rs2\n' });
  expect([...replies]).toEqual(['director']);
  const stats = (await lab.run('director', 'ipvsadm -Ln --stats')).text.split('\n')[3];
  expect(stats?.trim().split(/\s+/).slice(2, 5)).toEqual(['6', '36', '30']);
  lab.lab.close();
});

test.each([
  ['forwarding is off', 'director', 'sysctl -w net.ipv4.ip_forward=0'],
  ['realservers have no gateway', 'rs1', 'ip route del default'],
])('NAT requests time out when %s', async (_, node, command) => {
  const lab = await natLab();
  expect((await lab.run(node, command)).exit).toBe(0);
  const { text } = await lab.run('client', 'for i in 1 2 3; do curl -sS -m 2 http://192.168.1.29/; done');
  expect(text).toContain('curl: (28) Connection timed out after 2001 milliseconds');
});

test('a VIP without a service is refused, an address that nobody has is unreachable', async () => {
  const lab = await natLab();
  await lab.run('director', 'ipvsadm -C');
  expect((await lab.run('client', 'curl -sS http://192.168.1.29/')).text).toContain('Connection refused');
  expect((await lab.run('client', 'curl -sS http://192.168.1.77/')).text).toContain('No route to host');
  expect((await lab.run('client', 'curl -sS http://172.16.0.1/')).text).toContain('No route to host');
});

test('an announcement changes who has an address, but makes no new entry', async () => {
  const lab = new SmallLab();
  await lab.run('rs1', 'ping -c 1 10.0.0.18');
  await lab.run('director', 'ip addr add 10.0.0.18/32 dev eth1; arping -U -c 1 -I eth1 10.0.0.18');
  expect((await lab.run('rs1', 'ip neigh show 10.0.0.18')).text).toContain('52:54:00:80:00:03 STALE');
  expect((await lab.run('rs2', 'ip neigh')).text).not.toContain('10.0.0.18 ');
});

test('ipvsadm says what the real one says', async () => {
  const lab = await natLab();
  const says = async (command: string) => lab.run('director', command);
  expect(await says('ipvsadm -Sn')).toMatchObject({
    text: `-A -t ${vip}:80 -s wrr\n-a -t ${vip}:80 -r 10.0.0.17:80 -m -w 1\n-a -t ${vip}:80 -r 10.0.0.18:80 -m -w 2\n`,
  });
  expect((await says(`ipvsadm -D -t ${vip}:80 -s rr`)).text).toContain("Illegal 'scheduler' option");
  expect(await says(`ipvsadm -A -t ${vip}:80 -s rr`)).toEqual({
    exit: 255,
    text: 'Service already exists\n',
  });
  expect(await says(`ipvsadm -E -t ${vip}:80 -s twos`)).toMatchObject({ exit: 255 });
  await says(`ipvsadm -a -t ${vip}:80 -r 10.0.0.9:8080 -g`);
  expect((await says('ipvsadm -Sn')).text).toContain('-r 10.0.0.9:80 -g -w 1');
  expect((await says('ipvsadm -C; ipvsadm')).text.split('\n')[0]).toBe(
    'IP Virtual Server version 1.2.1 (size=4096)',
  );
});
