import { expect, test } from 'vitest';
import type { FramesResult } from '../../../contract/experiments.js';
import type { SeenFrame } from '../../../contract/frames.js';
import { drTopology } from '../../judging/testing/world.js';
import type { Untried } from '../../judging/testing/world.js';
import { check, judged } from '../testing/judged.js';
import { framesJudge } from './frames.js';

const macs = {
  director: '02:00:00:00:00:07',
  rs1: '02:00:00:00:00:08',
  client: '02:00:00:00:00:64',
  all: 'ff:ff:ff:ff:ff:ff',
};
type Name = keyof typeof macs;

const seen = (node: Name, to: Name, more: Partial<SeenFrame>): SeenFrame => ({
  at: 1,
  network: 'lan',
  node,
  from: macs[node],
  to: macs[to],
  type: more.arp === undefined ? 0x0800 : 0x0806,
  ...more,
});
const asks = seen('client', 'all', {
  arp: {
    operation: 1,
    senderMac: macs.client,
    sender: '10.0.0.100',
    targetMac: '00:00:00:00:00:00',
    target: '10.0.0.8',
  },
});
const answers = seen('rs1', 'client', {
  arp: {
    operation: 2,
    senderMac: macs.rs1,
    sender: '10.0.0.8',
    targetMac: macs.client,
    target: '10.0.0.100',
  },
});
const announces = seen('rs1', 'all', {
  arp: {
    operation: 1,
    senderMac: macs.rs1,
    sender: '10.0.0.9',
    targetMac: '00:00:00:00:00:00',
    target: '10.0.0.9',
  },
});
const syn = (node: Name, to: Name): SeenFrame =>
  seen(node, to, {
    ip: {
      source: '10.0.0.100',
      destination: '10.0.0.29',
      protocol: 6,
      ttl: 64,
      length: 60,
      df: true,
      tcp: { sourcePort: 40_001, destinationPort: 80, flags: 'S', length: 0 },
    },
  });
const tunnelled = seen('director', 'rs1', {
  ip: {
    source: '10.0.0.7',
    destination: '10.0.0.8',
    protocol: 4,
    ttl: 64,
    length: 80,
    inner: syn('director', 'rs1').ip!,
  },
});

const deeds = [{ on: 'client', run: 'ping -c 1 10.0.0.8' }];
const body = (...expected: object[]) => ({ frames: { do: deeds, expect: expected } });

function judgedOf(body: object, frames: readonly SeenFrame[], more: Partial<FramesResult> = {}) {
  const result: FramesResult = {
    kind: 'frames',
    frames,
    dropped: 0,
    sent: {},
    done: [{ ...deeds[0]!, exit: 0, output: '1 received' }],
    at: 0,
    ...more,
  };
  return judged(body, undefined, [[{ kind: 'frames', do: deeds, seconds: 0.3 }, result]]);
}

const request = { arp: 'request', 'sent-by': 'client', to: 'broadcast', target: '10.0.0.8' };
const reply = { arp: 'reply', 'sent-by': 'rs1', to: 'client', sender: '10.0.0.8', 'sender-mac': 'rs1' };

test('a question to all and an answer to one, in this order', () => {
  const judgement = judgedOf(body(request, reply), [asks, answers]);
  expect(judgement).toMatchObject({ status: 'pass', message: { code: 'frames.ok', params: { count: 2 } } });
  expect(judgement.evidence.map(({ command }) => command)).toEqual(['ping -c 1 10.0.0.8', 'tcpdump -e -n']);
  expect(judgement.evidence[1]?.output).toBe(
    '  0.001 s  lan: client > broadcast, ARP, Request who-has 10.0.0.8 tell 10.0.0.100\n' +
      '  0.001 s  lan: rs1 > client, ARP, Reply 10.0.0.8 is-at 02:00:00:00:00:08',
  );
});

test('the other way round they are there, but not in this order', () => {
  expect(judgedOf(body(request, reply), [answers, asks])).toMatchObject({
    status: 'fail',
    message: {
      code: 'frames.order',
      params: {
        frame: 'rs1 > client, ARP, Reply 10.0.0.8 is-at rs1',
        before: 'client > broadcast, ARP, Request who-has 10.0.0.8',
      },
    },
  });
  expect(
    judgedOf({ frames: { do: deeds, expect: [request, reply], ordered: false } }, [answers, asks]).status,
  ).toBe('pass');
});

test('of a frame that is missing the closest one is told', () => {
  expect(judgedOf(body({ ...request, target: '10.0.0.9' }), [asks, syn('client', 'director')])).toMatchObject(
    {
      status: 'fail',
      message: {
        code: 'frames.missing',
        params: {
          frame: 'client > broadcast, ARP, Request who-has 10.0.0.9',
          closest: 'lan: client > broadcast, ARP, Request who-has 10.0.0.8 tell 10.0.0.100',
        },
      },
    },
  );
  expect(judgedOf(body(request), [])).toMatchObject({
    message: { code: 'frames.missing', params: { closest: '' } },
  });
});

test.each<[string, object, SeenFrame]>([
  [
    'an announcement',
    { arp: 'announcement', sender: '10.0.0.9', 'sender-mac': 'rs1', to: 'broadcast' },
    announces,
  ],
  [
    'the same packet with another MAC',
    {
      'sent-by': 'director',
      from: 'director',
      to: 'rs1',
      source: '10.0.0.100',
      destination: '10.0.0.29',
      port: 80,
      flags: 'S',
      ttl: 64,
      df: true,
    },
    syn('director', 'rs1'),
  ],
  [
    'a packet in a packet',
    {
      protocol: 'ipip',
      source: '10.0.0.7',
      destination: '10.0.0.8',
      'min-length': 80,
      'max-length': 80,
      inner: { source: '10.0.0.100', 'source-port': '40001', protocol: 'tcp' },
    },
    tunnelled,
  ],
])('is told: %s', (_what, pattern, frame) => {
  expect(judgedOf(body(pattern), [frame]).status).toBe('pass');
});

test.each<[string, object, SeenFrame]>([
  ['an announcement is no request', { arp: 'request' }, announces],
  ['sent by another', { 'sent-by': 'rs1', flags: 'S' }, syn('director', 'rs1')],
  ['to another', { to: 'director', flags: 'S' }, syn('director', 'rs1')],
  ['with other flags', { flags: 'S.' }, syn('director', 'rs1')],
  ['with another TTL', { flags: 'S', ttl: 63 }, syn('director', 'rs1')],
  ['in no tunnel', { destination: '10.0.0.29', inner: { protocol: 'tcp' } }, syn('director', 'rs1')],
  ['with another packet in it', { protocol: 'ipip', inner: { source: '10.0.0.7' } }, tunnelled],
  ['on another network', { network: 'wan', arp: 'request' }, asks],
])('is not: %s', (_what, pattern, frame) => {
  expect(judgedOf(body(pattern), [frame])).toMatchObject({
    status: 'fail',
    message: { code: 'frames.missing' },
  });
});

test('how many there must be', () => {
  const two = [syn('client', 'director'), syn('client', 'director')];
  expect(judgedOf(body({ flags: 'S', times: 2 }), two).status).toBe('pass');
  expect(judgedOf(body({ flags: 'S', times: { min: 3 } }), two).message).toMatchObject({
    code: 'frames.few',
    params: { count: 2, want: 3 },
  });
  expect(judgedOf(body({ flags: 'S', times: 1 }), two).message).toMatchObject({
    code: 'frames.many',
    params: { count: 2, want: 1 },
  });
  expect(judgedOf(body({ flags: 'S', times: 0 }), two).message).toMatchObject({
    code: 'frames.many',
    params: {
      want: 0,
      first: 'lan: client > director, 10.0.0.100.40001 > 10.0.0.29.80: tcp S, ttl 64, length 60, DF',
    },
  });
  expect(judgedOf(body({ flags: 'R', times: 0 }), two).status).toBe('pass');
});

test('where frames were left out, what is missing is not known, and what is too many is', () => {
  expect(judgedOf(body(request), [], { dropped: 3 }).status).toBe('unknown');
  expect(judgedOf(body({ flags: 'S', times: 0 }), [syn('client', 'director')], { dropped: 3 }).status).toBe(
    'fail',
  );
});

test('what could not be watched is not known', () => {
  const untried: Untried = { ok: false, reason: 'tool-missing', detail: 'no capture', at: 0 };
  expect(
    judged(body(request), undefined, [[{ kind: 'frames', do: deeds, seconds: 0.3 }, untried]]),
  ).toMatchObject({ status: 'unknown', message: { code: 'unknown.tool-missing' } });
  const params = check(body(request)).frames!;
  expect(framesJudge.capability?.(params)).toBe('capture');
  expect(framesJudge.wants(params, drTopology, () => ({ facts: {}, experiments: [] })).experiments).toEqual([
    { kind: 'frames', do: deeds, seconds: 0.3 },
  ]);
});
