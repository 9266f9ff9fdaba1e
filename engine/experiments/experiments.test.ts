import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame } from '../machines/provider.js';
import { ShellError } from '../machines/shell.js';
import { parseArping } from './arp.js';
import { FrameCounter } from './frame-path.js';
import { experimentKey } from '../../contract/experiments.js';
import { readFrame } from './frames.js';
import { longestGap } from './probe.js';
import { run } from './run.js';
import { experimentContext as context, probed, topology } from './testing/context.js';
import { parseAdverts } from './vrrp.js';
import { FrameWatch } from './watch-frames.js';

/** Frames of a classic pcap file (little endian, microseconds). */
function pcap(name: string): Uint8Array[] {
  const file = readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
  const frames: Uint8Array[] = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    frames.push(file.subarray(at + 16, at + 16 + length));
    at += 16 + length;
  }
  return frames;
}

test('a recorded DR exchange shows the director sending requests on and no reply passing it', () => {
  const counter = new FrameCounter(topology, '10.0.0.10', 80);
  for (const bytes of pcap('dr-director.pcap')) {
    const from = readFrame(bytes)?.from ?? '';
    const node = topology.nodes.find((each) => each.interfaces[0]?.mac === from)?.name ?? '?';
    counter.add({ at: 0, network: 'lan', node, bytes });
  }
  const { path } = counter;
  expect(path.requestSenders['director']).toBeGreaterThan(0);
  // The capture ends within an exchange.
  expect(path.requestSenders['client']).toBeGreaterThanOrEqual(path.requestSenders['director'] ?? 0);
  expect(path.requestReceivers['rs1']).toBeGreaterThan(0);
  expect(path.requestReceivers['rs2']).toBeGreaterThan(0);
  expect(path.replySenders).toEqual({});
});

test('no frame makes the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      readFrame(bytes);
      for (const [at, value] of [
        [12, 8],
        [13, 0],
        [14, 0x45],
        [23, 112],
      ] as const)
        if (bytes.length > at) bytes[at] = value;
      readFrame(bytes);
    }),
  );
});

const arpings = `ARPING 10.0.0.10 from 10.0.0.100 eth0
Unicast reply from 10.0.0.10 [02:00:00:00:00:09]  5.234ms
Unicast reply from 10.0.0.10 [02:00:00:00:00:07]  6.942ms
Unicast reply from 10.0.0.10 [02:00:00:00:00:07]  1.039ms
Sent 2 probes (1 broadcast(s))
Received 3 response(s)
`;

test('all machines that answer an ARP request are told apart', async () => {
  expect(parseArping(arpings)).toEqual(['02:00:00:00:00:09', '02:00:00:00:00:07']);
  const asked = context(() => ({ stdout: arpings }));
  const outcome = await run({ kind: 'arp', from: 'client', address: '10.0.0.10' }, asked);
  expect(outcome).toMatchObject({ ok: true, result: { nodes: ['rs2', 'director'], macs: { length: 2 } } });
});

test('VRRP adverts are read from tcpdump and from frames alike', () => {
  const line =
    '1795364626.589629 02:00:00:00:00:07 > 01:00:5e:00:00:12, ethertype IPv4 (0x0800), length 54: 10.0.0.7 > 224.0.0.18: VRRPv2, Advertisement, vrid 55, prio 150, authtype simple, intvl 1s, length 20';
  const advert = { source: '10.0.0.7', mac: '02:00:00:00:00:07', version: 2, vrid: 55, priority: 150 };
  expect(parseAdverts(`noise\n${line}\n`)).toEqual([advert]);
  const bytes = Buffer.from(
    `01005e000012020000000007080045c0002800010000ff7000000a000007e0000012213796010101ffff0a00000a`,
    'hex',
  );
  expect(readFrame(bytes)).toEqual({
    kind: 'vrrp',
    from: '02:00:00:00:00:07',
    advert: { ...advert, interval: 1, vips: ['10.0.0.10'] },
  });
  // With the password's eight bytes behind the addresses.
  const whole = Buffer.concat([bytes, Buffer.from('3131313100000000', 'hex')]);
  expect(readFrame(whole)).toMatchObject({ advert: { auth: '1 3131313100000000' } });
});

test('an advert of version 3 has its interval in hundredths, and one that is cut has no addresses', () => {
  const bytes = Buffer.from(
    `01005e000012020000000007080045c0002800010000ff7000000a000007e0000012313796020064ffff0a00000a0a00000b`,
    'hex',
  );
  expect(readFrame(bytes)).toMatchObject({
    advert: { version: 3, interval: 1, vips: ['10.0.0.10', '10.0.0.11'] },
  });
  const cut = readFrame(bytes.subarray(0, bytes.length - 2));
  expect(cut).toMatchObject({ advert: { vrid: 55 } });
  expect(cut?.kind === 'vrrp' && cut.advert.vips).toBeUndefined();
});

test('requests are counted by the secret of each server, and the secrets are removed', async () => {
  const tokens = new Map<string, string>();
  const frames: ((frame: Frame) => void)[] = [];
  const asked = context(
    (node, command) => {
      const token = /(tok-\w+)/.exec(command)?.[1];
      if (token !== undefined) tokens.set(node, token);
      if (!command.startsWith('perl')) return {};
      const [one, two] = [tokens.get('rs1'), tokens.get('rs2')];
      return {
        stdout: `0 ok 200 ${one} 5 40000 0\n1 ok 200 ${two} 5 40001 0\n2 timeout 0 - 4000 40002 0\n3 ok 404 - 4 40003 0\ngarbage\n`,
      };
    },
    {
      capture: (_network, onFrame) => {
        frames.push(onFrame);
        return { ready: Promise.resolve(), stop: async () => void frames.pop() };
      },
    },
  );
  const outcome = await run({ kind: 'http', from: 'client', url: 'http://10.0.0.10/', requests: 4 }, asked);
  expect(outcome).toMatchObject({
    ok: true,
    result: {
      attempts: [
        { outcome: 'ok', server: 'rs1', status: 200 },
        { outcome: 'ok', server: 'rs2' },
        { outcome: 'timeout' },
        { outcome: 'http-error', status: 404 },
      ],
      path: { replySenders: {} },
    },
  });
  expect(asked.ran.filter((each) => each.includes('rm -f')).map((each) => each.split(':')[0])).toEqual([
    'director',
    'rs1',
    'rs2',
  ]);
  expect(frames).toHaveLength(0);
});

test('an unreachable client makes no result, and the secrets are removed all the same', async () => {
  const asked = context((node) => {
    if (node === 'client') throw new ShellError('unreachable', 'connection refused');
    return {};
  });
  const outcome = await run({ kind: 'http', from: 'client', url: 'http://10.0.0.10/', requests: 4 }, asked);
  expect(outcome).toMatchObject({ ok: false, reason: 'unreachable' });
  expect(asked.ran.filter((each) => each.includes('rm -f'))).toHaveLength(3);
});

test('the longest gap lies around the fault and needs answers on both sides', () => {
  const sample = (start: number, good: boolean): { start: number; end: number; good: boolean } => ({
    start,
    end: start + 0.01,
    good,
  });
  const samples = [
    sample(0, true),
    sample(0.2, true),
    sample(0.4, false),
    sample(0.9, false),
    sample(1.4, true),
    sample(1.6, true),
  ];
  expect(longestGap(samples, 2)).toBeCloseTo(1.2);
  expect(longestGap(samples.slice(0, 4), 2)).toBeUndefined();
  expect(longestGap(samples.slice(2), 0)).toBeUndefined();
});

/** Two balancers: the VIP is on lb1 while its keepalived runs, else on lb2. */
function balancers(probeFails: boolean): { asked: ReturnType<typeof context>; running: () => boolean } {
  let running = true;
  let end: () => void = () => undefined;
  const asked = context((node, command, options) => {
    if (command.startsWith('ip -4 -o addr'))
      return { stdout: (node === 'lb1') === running ? '2: eth0 inet 10.0.0.10/24' : '' };
    if (command === 'systemctl stop keepalived') running = false;
    if (command === 'systemctl start keepalived') running = true;
    if (command.startsWith('rm -f')) end();
    if (!command.includes('perl')) return {};
    if (probeFails) return { exit: 1 };
    let at = 0;
    const timer = setInterval(
      () => options.onStdout?.(`${((at += 0.2)).toFixed(3)} ${(at + 0.01).toFixed(3)} 1\n`),
      20,
    );
    return new Promise((resolve) => {
      end = () => {
        clearInterval(timer);
        resolve({});
      };
    });
  });
  return { asked, running: () => running };
}

const failover = {
  kind: 'failover',
  among: ['lb1', 'lb2'],
  vip: '10.0.0.10',
  from: 'client',
  fault: 'stop-keepalived',
  limit: 5,
  failback: true,
} as const;

test('a failover names who held the VIP before, meanwhile and afterwards', async () => {
  const { asked, running } = balancers(false);
  const outcome = await run(failover, asked);
  expect(outcome).toMatchObject({ ok: true, result: { before: 'lb1', after: 'lb2', back: 'lb1' } });
  expect(running()).toBe(true);
});

test('a failover that goes wrong changes nothing', async () => {
  const { asked, running } = balancers(true);
  expect(await run({ ...failover, limit: 1 }, asked)).toMatchObject({ ok: false });
  expect(running()).toBe(true);
}, 15_000);

test('a server that fails leaves the table and comes back', async () => {
  let running = true;
  const table = (): string =>
    `TCP  0A00000A:0050 rr\n${running ? '  -> 0A000008:0050      Route   1      0          0\n' : ''}`;
  const asked = context((_node, command) => {
    if (command.startsWith('for u in')) return { stdout: 'nginx\n' };
    if (command === 'systemctl stop nginx') running = false;
    if (command === 'systemctl start nginx') running = true;
    if (command.startsWith('perl')) return { stdout: '0 ok 200 - 1 1 0\n' };
    return { stdout: command.startsWith('cat') ? table() : '' };
  });
  const outcome = await run(
    {
      kind: 'server-failure',
      director: 'director',
      service: 'tcp 10.0.0.10:80',
      server: '10.0.0.8:80',
      node: 'rs1',
      from: 'client',
      url: 'http://10.0.0.10/',
      leave: 2,
      return: 2,
    },
    asked,
  );
  expect(outcome).toMatchObject({ ok: true, result: { present: true, afterLeave: { failed: 0, total: 1 } } });
  expect(running).toBe(true);
});

test('frames are kept while something is done, with the node on whose port each came in', async () => {
  let onFrame: (frame: Frame) => void = () => {};
  const asked = context(
    () => {
      const request = `ffffffffffff02000000006408060001080006040001020000000064\
0a0000400000000000000a000008`;
      const at = Date.now();
      onFrame({ at, network: 'lan', node: 'client', bytes: Buffer.from(request, 'hex') });
      onFrame({ at, network: 'lan', node: 'client', bytes: Buffer.from('3333', 'hex') });
      onFrame({
        at,
        network: 'lan',
        node: 'rs1',
        bytes: Buffer.from(
          '02000000006402000000000808004500002000010000400100000a0000080a0000400000000000000000',
          'hex',
        ),
      });
      return { exit: 1, stdout: 'no answer\n' };
    },
    {
      capture: (_network, told) => {
        onFrame = told;
        return { ready: Promise.resolve(), stop: async () => {} };
      },
    },
  );
  const request = { kind: 'frames', do: [{ on: 'client', run: 'ping -c 1 10.0.0.8' }], seconds: 0 } as const;
  expect(await run(request, asked)).toMatchObject({
    ok: true,
    result: {
      frames: [
        { network: 'lan', node: 'client', to: 'ff:ff:ff:ff:ff:ff', arp: { target: '10.0.0.8' } },
        { node: 'rs1', ip: { icmp: { type: 0 }, length: 32 } },
      ],
      dropped: 0,
      sent: { lan: { rs1: 46 } },
      done: [{ on: 'client', run: 'ping -c 1 10.0.0.8', exit: 1, output: 'no answer' }],
    },
  });
  expect(
    await run(
      request,
      context(() => ({})),
    ),
  ).toMatchObject({ ok: false, reason: 'tool-missing' });
});

test('a deed that ends with a command that is not there has shown nothing: that is not what the learner did', async () => {
  const request = { kind: 'frames', do: [{ on: 'rs1', run: 'arp-ignore 1' }], seconds: 0 } as const;
  const missing = context(() => ({ exit: 127, stderr: 'sh: 1: arp-ignore: not found\n' }), {
    capture: () => ({ ready: Promise.resolve(), stop: async () => {} }),
  });
  expect(await run(request, missing)).toMatchObject({
    ok: false,
    reason: 'tool-missing',
    detail: 'rs1: sh: 1: arp-ignore: not found',
  });
});

test('of a long download only its begin, its end and some of it are kept, and all of its bytes are counted', () => {
  const watch = new FrameWatch(0);
  const packet = '0200000000640200000000080800450005dc00010000400600000a0000080a000040';
  const segment = (flags: string) =>
    Buffer.from(`${packet}00509c41000000000000000050${flags}ffff00000000`, 'hex');
  for (const flags of ['12', ...Array.from({ length: 900 }, () => '10'), '11'])
    watch.add({ at: 1, network: 'lan', node: 'rs1', bytes: segment(flags) });
  const { frames, dropped, sent } = watch.seen;
  expect(frames.map(({ ip }) => ip?.tcp?.flags)).toEqual(['S.', ...Array(12).fill('.'), 'F.']);
  expect(dropped).toBe(0);
  expect(sent).toEqual({ lan: { rs1: 902 * 1514 } });
});

test('a server that its first health check has just let in is one of the table', async () => {
  let looks = 0;
  const asked = context((_node, command) =>
    command.startsWith('cat') && ++looks > 1
      ? { stdout: 'TCP  0A00000A:0050 rr\n  -> 0A000008:0050      Route   1      0          0\n' }
      : { stdout: command.startsWith('for u in') ? 'nginx\n' : '' },
  );
  const outcome = await run(
    {
      kind: 'server-failure',
      director: 'director',
      service: 'tcp 10.0.0.10:80',
      server: '10.0.0.8:80',
      node: 'rs1',
      from: 'client',
      url: 'http://10.0.0.10/',
      leave: 1,
      return: 1,
    },
    asked,
  );
  expect(outcome).toMatchObject({ ok: true, result: { present: true } });
});

const outage = {
  kind: 'outage',
  from: 'client',
  target: '10.0.0.10',
  do: [{ on: 'rs1', run: 'ip addr del 10.0.0.10/24 dev eth0' }],
  undo: [{ on: 'rs1', run: 'ip addr add 10.0.0.10/24 dev eth0' }],
  limit: 5,
} as const;

test('an outage is the time without an answer, and what was done for it is undone', async () => {
  let gone = false;
  let lost = 0;
  const asked = probed(
    () => !gone || lost++ >= 10,
    (_node, command) => {
      if (command.startsWith('ip addr del')) gone = true;
    },
  );
  const outcome = await run(outage, asked);
  expect(outcome).toMatchObject({ ok: true, result: { answered: true, done: [{ on: 'rs1', exit: 0 }] } });
  const seconds = outcome.ok && outcome.result.kind === 'outage' ? (outcome.result.outage ?? 0) : 0;
  // Ten tries of 0.2 s, as the probe's own clock has them.
  expect(seconds).toBeGreaterThan(1);
  expect(seconds).toBeLessThan(4);
  expect(asked.ran).toContain('rs1: ip addr add 10.0.0.10/24 dev eth0');
});

test('what is settling yet when it begins is waited for, and is no part of the outage', async () => {
  let tries = 0;
  const asked = probed(() => ++tries > 8);
  const outcome = await run({ ...outage, do: [] }, asked);
  expect(outcome).toMatchObject({ ok: true, result: { answered: true, lost: 0 } });
});

test('what does not come back has no length, and is undone all the same; what was dead before is left alone', async () => {
  let gone = false;
  const endless = probed(
    () => !gone,
    (_node, command) => {
      if (command.startsWith('ip addr del')) gone = true;
    },
  );
  const outcome = await run({ ...outage, limit: 3 }, endless);
  expect(outcome).toMatchObject({ ok: true, result: { answered: true } });
  expect(outcome.ok && 'outage' in outcome.result).toBe(false);
  expect(endless.ran).toContain('rs1: ip addr add 10.0.0.10/24 dev eth0');
  const dead = probed(() => false);
  expect(await run(outage, dead)).toMatchObject({ ok: true, result: { answered: false, done: [] } });
  expect(dead.ran.some((each) => each.includes('ip addr del'))).toBe(false);
}, 20_000);

test('two experiments that do different things are two, and the order of words makes none', () => {
  const key = (run: string) => experimentKey({ kind: 'frames', do: [{ on: 'client', run }], seconds: 1 });
  expect(key('ping -c 1 10.0.0.8')).not.toBe(key('ping -c 3 10.0.0.8'));
  expect(experimentKey({ address: '10.0.0.8', kind: 'arp', from: 'client' })).toBe(
    '{"address":"10.0.0.8","from":"client","kind":"arp"}',
  );
});
