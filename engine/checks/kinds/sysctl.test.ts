import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../contract/facts.js';
import { address, arp, drTopology, haTopology, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { arpFilter, check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';
import { sysctlJudge } from './sysctl.js';

const forward = 'net.ipv4.ip_forward';
const onDirector = (more: object) => ({ sysctl: { on: 'director', keys: [forward], ...more } });
const set = (value?: number | string): Facts =>
  spoil('director', () => ({ sysctls: value === undefined ? {} : { [forward]: value } }));

test.each([
  [{ equals: 1 }, 1],
  [{ min: 1 }, 1],
  [{ min: 1 }, 2],
  [{ 'one-of': [0, 2] }, 2],
  [{}, 0],
])('%j takes %i', (more, value) => {
  expect(judged(onDirector(more), set(value))).toMatchObject({
    status: 'pass',
    message: { code: 'sysctl.ok', params: { nodes: ['director'], keys: [forward], value: String(value) } },
  });
});

test.each([
  [{ equals: 1 }, 0, { equals: 1 }],
  [{ min: 1 }, 0, { min: 1 }],
  [{ 'one-of': [0, 2] }, 1, { oneOf: [0, 2] }],
])('%j does not take %i, and that is said with what is wanted', (more, value, want) => {
  expect(judged(onDirector(more), set(value))).toMatchObject({
    status: 'fail',
    message: { code: 'sysctl.wrong', params: { node: 'director', value: String(value), want } },
    diagnosis: { code: 'sysctl-differs', params: { keys: forward, value: String(value), want } },
  });
});

test.each([
  ['is not there, as net.ipv4.vs.* without ip_vs', undefined],
  ['is no number', 'bbr'],
])('a setting that %s fails without a value', (_what, value) => {
  expect(judged(onDirector({ equals: 1 }), set(value))).toMatchObject({
    status: 'fail',
    message: { code: 'sysctl.missing', params: { node: 'director', keys: [forward] } },
    diagnosis: { code: 'sysctl-differs', params: { value: '-' } },
  });
});

const keysOf = (name: string) => [`net.ipv4.conf.all.${name}`, `net.ipv4.conf.eth0.${name}`];
const ignore = { sysctl: { on: ['rs1', 'rs2'], keys: keysOf('arp_ignore'), 'one-of': [1, 2] } };
const announce = { sysctl: { on: ['rs1', 'rs2'], keys: keysOf('arp_announce'), equals: 2 } };
const bound = (change: Partial<ReturnType<typeof address>> = {}): NodeFacts['addresses'] => [
  address('eth0', '10.0.0.9', 24),
  { ...address('lo', vip, 32), ...change },
];
const onRs2 = (sysctls: NodeFacts['sysctls'], more: Partial<NodeFacts> = {}): Facts =>
  spoil('rs2', () => ({ sysctls: sysctls!, ...more }));

test.each([
  ['on all', ignore, arp({ all: 1 }, {})],
  ['on the NIC alone', ignore, arp({ eth0: 2 }, {})],
  ['the larger of two', ignore, arp({ all: 1, eth0: 2 }, {})],
  ['on all', announce, arp({}, { all: 2 })],
  ['where only one of the keys is known', announce, { 'net.ipv4.conf.all.arp_announce': 2 }],
])('the larger one counts, as the kernel takes it: %s', (_what, body, sysctls) => {
  expect(judged(body, onRs2(sysctls)).status).toBe('pass');
});

test('nodes that have it in two ways are told with both', () => {
  const { message } = judged(ignore, onRs2(arp({ all: 2 }, {})));
  expect(message.params).toMatchObject({ nodes: ['rs1', 'rs2'], value: '1, 2' });
});

test('arp_ignore 3 keeps quiet about a VIP in the scope of the host, and about no other', () => {
  const three = arp({ all: 3 }, {});
  expect(judged(ignore, onRs2(three, { addresses: bound({ scope: 'host' })! })).status).toBe('pass');
  const two = [...bound({ scope: 'host' })!, { ...address('lo', vip, 24) }];
  for (const addresses of [bound()!, two, [address('eth0', '10.0.0.9', 24)]])
    expect(judged(ignore, onRs2(three, { addresses }))).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'rs-answers-arp', params: { node: 'rs2', value: '3' } },
    });
});

test('no other setting has such a 3', () => {
  const body = { sysctl: { on: 'rs2', keys: keysOf('rp_filter'), 'one-of': [1, 2] } };
  const facts = onRs2({ 'net.ipv4.conf.all.rp_filter': 3 }, { addresses: bound({ scope: 'host' })! });
  expect(judged(body, facts).status).toBe('fail');
});

test.each<[string, object, Facts, string, object]>([
  ['0', ignore, onRs2(arp({}, {})), 'rs-answers-arp', { vip, value: '0', dev: 'eth0' }],
  ['set on lo alone', ignore, onRs2(arp({ lo: 1 }, {})), 'arp-only-on-lo', { vip, dev: 'eth0' }],
  ['8', ignore, onRs2(arp({ all: 8 }, {})), 'arp-ignored-altogether', {}],
  [
    '0 behind a filter',
    ignore,
    onRs2(arp({}, {}), { firewall: arpFilter }),
    'arp-filtered',
    { vip, value: '0', keys: keysOf('arp_ignore').join(', ') },
  ],
  ['0', announce, onRs2(arp({}, {})), 'rs-announces-vip', { vip, value: '0', dev: 'eth0' }],
  ['1', announce, onRs2(arp({}, { all: 1 })), 'rs-announces-vip', { value: '1' }],
  ['set on lo alone', announce, onRs2(arp({}, { lo: 2 })), 'arp-only-on-lo', {}],
])('ARP kept %s at a realserver has its own cause', (_what, body, facts, code, params) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'sysctl.wrong', params: { node: 'rs2' } },
    diagnosis: { code, params: { node: 'rs2', ...params } },
  });
});

test.each([
  ['arp_ignore 2 where 1 is asked for', 'arp_ignore', 1, arp({ all: 2 }, {})],
  ['arp_ignore 1 that is to be taken back', 'arp_ignore', 0, arp({ all: 1 }, {})],
  ['arp_announce 2 that is to be taken back', 'arp_announce', 0, arp({}, { all: 2 })],
])('%s makes nobody answer for the VIP', (_what, name, equals, sysctls) => {
  const body = { sysctl: { on: 'rs2', keys: keysOf(name), equals } };
  expect(judged(body, onRs2(sysctls))).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'sysctl-differs', params: { node: 'rs2', want: { equals } } },
  });
});

test('who is no realserver has no VIP to hide', () => {
  const body = { sysctl: { on: 'director', keys: keysOf('arp_ignore'), equals: 1 } };
  expect(judged(body).diagnosis?.code).toBe('sysctl-differs');
});

test('settings that could not be read are unknown', () => {
  expect(judged(ignore, silent('rs2'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs2' } },
  });
  expect(judged(ignore, unread('rs2', 'sysctls')).message.code).toBe('unknown.facts');
});

test('who asks for ARP settings is also told what they are about', () => {
  const { facts } = wantsOfOne(check(ignore), drTopology);
  expect(facts['rs1']).toMatchObject({ network: true, firewall: true });
  expect(facts['rs1']?.sysctls).toEqual(
    expect.arrayContaining([...keysOf('arp_ignore'), 'net.ipv4.conf.lo.arp_ignore']),
  );
  expect(wantsOfOne(check({ sysctl: { on: 'lb1', keys: [forward] } }), haTopology).facts).toEqual({
    lb1: { sysctls: [forward] },
  });
});

test('a reboot lost what is 0 again, of which nothing is known it did not', () => {
  const keys = keysOf('arp_ignore');
  const lost = (sysctls?: NonNullable<NodeFacts['sysctls']>) =>
    sysctlJudge.notKept?.({ on: ['rs1'], keys }, () =>
      sysctls === undefined ? undefined : { at: 0, sysctls },
    );
  expect(lost(arp({ lo: 1 }, {}))).toEqual({
    code: 'sysctl-not-kept',
    params: { node: 'rs1', keys: keys.join(', ') },
  });
  for (const known of [arp({ eth0: 1 }, {}), {}, undefined]) expect(lost(known)).toBeUndefined();
});
