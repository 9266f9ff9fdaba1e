import { expect, test } from 'vitest';
import type { InterfaceAddress, NodeFacts } from '../../../contract/facts.js';
import { address, drTopology, haTopology, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import {
  arpFilter,
  balancer,
  check,
  conf,
  type Facts,
  judged,
  silent,
  spoil,
  unread,
} from '../testing/judged.js';
import { addressJudge } from './address.js';

const onDirector = (more: object = {}) => ({
  address: { on: 'director', address: vip, dev: 'eth0', ...more },
});
const onLo = (more: object = {}) => ({ address: { on: ['rs1', 'rs2'], address: vip, dev: 'lo', ...more } });
const rip = address('eth0', '10.0.0.9', 24);
const director = (...more: InterfaceAddress[]): Facts =>
  spoil('director', () => ({ addresses: [address('eth0', '10.0.0.7', 24), ...more] }));
const rs2 = (...addresses: InterfaceAddress[]): Facts =>
  spoil('rs2', () => ({ addresses: [rip, ...addresses] }));

test.each([
  ['whatever its prefix', {}, 24],
  ['with the prefix that is asked for', { prefix: 32 }, 32],
  ['with the prefix of a variable', { prefix: '32' }, 32],
  ['with one of several prefixes', { prefix: [24, '32'] }, 32],
])('a VIP on its device passes, %s', (_what, more, prefix) => {
  expect(judged(onDirector(more), director(address('eth0', vip, prefix)))).toMatchObject({
    status: 'pass',
    message: { code: 'address.ok', params: { nodes: ['director'], address: vip, dev: 'eth0' } },
  });
});

test('bound twice, one of its prefixes will do', () => {
  const both = director(address('eth0', vip, 24), address('eth0', vip, 32));
  expect(judged(onDirector({ prefix: 32 }), both).status).toBe('pass');
});

test.each([
  [24, 32, 'eth0', 'vip-wrong-prefix', { found: '24', want: '32' }],
  [16, [24, 32], 'eth0', 'vip-wrong-prefix', { found: '16', want: '24/32' }],
  [24, 32, 'lo', 'lo-prefix-not-32', { prefix: '24' }],
  // What ifconfig of net-tools makes of 10.0.0.29/32.
  [0, 32, 'lo', 'lo-prefix-zero', {}],
])('/%i where %j is asked for, on %s', (found, prefix, dev, code, params) => {
  const [body, facts] =
    dev === 'lo'
      ? [onLo({ prefix }), rs2(address('lo', vip, found))]
      : [onDirector({ prefix }), director(address('eth0', vip, found))];
  const node = dev === 'lo' ? 'rs2' : 'director';
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'address.prefix', params: { node, dev, found, want: [prefix].flat().map(String) } },
    diagnosis: { code, params: { node, vip, ...params } },
  });
});

test.each<[string, object, Facts, string]>([
  ['the VIP on no director', onDirector(), director(), 'vip-not-on-director'],
  ['the VIP on no realserver', onLo(), rs2(), 'vip-not-on-realserver'],
  [
    'an address of IPv6 alone',
    onLo(),
    rs2({ ...address('lo', vip, 32), family: 'inet6' }),
    'vip-not-on-realserver',
  ],
  [
    'a client’s address',
    { address: { on: 'client', address: '10.0.0.77', dev: 'eth0' } },
    { client: { at: 0, addresses: [] } },
    'address-missing',
  ],
  [
    'a machine’s own address',
    { address: { on: 'rs2', address: '10.0.0.8', dev: 'eth0' } },
    rs2(),
    'address-missing',
  ],
])('%s is missing, with its cause', (_what, body, facts, code) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'address.missing' },
    diagnosis: { code },
  });
});

test('where keepalived should have set it, keepalived has the cause', () => {
  const lb1 = balancer(7, 'BACKUP', conf('MASTER', 150), { running: false, instances: [] });
  const body = { address: { on: 'lb1', address: vip, dev: 'eth0' } };
  expect(judged(body, { lb1 }, [], haTopology)).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'keepalived-not-running', params: { node: 'lb1' } },
  });
});

test.each<[string, object, Facts, string]>([
  ['lo of the director', onDirector(), director(address('lo', vip, 32)), 'lo'],
  ['a tunnel of a realserver', onLo({ on: 'rs2' }), rs2(address('tunl0', vip, 32)), 'tunl0'],
  ['a dummy of a realserver', onLo({ on: 'rs2' }), rs2(address('dummy0', vip, 32)), 'dummy0'],
  [
    'the NIC of a realserver that filters ARP',
    onLo({ on: 'rs2' }),
    spoil('rs2', () => ({ addresses: [rip, address('eth0', vip, 32)], firewall: arpFilter })),
    'eth0',
  ],
])('on %s it works as well, and it is said where it is', (_what, body, facts, dev) => {
  const { status, message, also } = judged(body, facts);
  expect([status, message.code]).toEqual(['pass', 'address.ok']);
  expect(message.params).toMatchObject({ address: vip, dev });
  expect(also).toMatchObject([
    { how: 'note', diagnosis: { code: 'vip-on-other-device', params: { vip, found: dev } } },
  ]);
});

test('nodes that have it on two devices are told with both, and with the note of the one', () => {
  const { message, also } = judged(onLo(), rs2(address('tunl0', vip, 32)));
  expect(message.params).toEqual({ nodes: ['rs1', 'rs2'], address: vip, dev: 'lo, tunl0' });
  expect(also).toMatchObject([{ diagnosis: { params: { node: 'rs2' } } }]);
});

test.each<[string, object, Facts, string]>([
  ['a realserver’s NIC', onLo(), rs2(address('eth0', vip, 32)), 'vip-on-realserver-nic'],
  ['a bridge of a realserver', onLo(), rs2(address('br0', vip, 32)), 'vip-wrong-interface'],
  [
    'a device of a client',
    { address: { on: 'client', address: vip, dev: 'eth0' } },
    spoil('client', () => ({ addresses: [address('lo', vip, 32)] })),
    'vip-wrong-interface',
  ],
  // A machine's own address is no VIP, which may be anywhere.
  [
    'another device, of a director’s own address',
    { address: { on: 'director', address: '10.0.0.7', dev: 'eth0' } },
    spoil('director', () => ({ addresses: [address('lo', '10.0.0.7', 32)] })),
    'vip-wrong-interface',
  ],
  ['lo, which makes the LAN its own', onDirector(), director(address('lo', vip, 24)), 'subnet-local'],
])('on %s it does not work', (_what, body, facts, code) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'address.elsewhere' },
    diagnosis: { code },
  });
});

const kernel = (kernelAddresses: string[], up = true, ...bound: InterfaceAddress[]): Facts =>
  spoil('rs2', () => ({
    addresses: [rip, ...bound],
    links: [{ dev: 'lo', mac: '', up, carrier: up }],
    kernelAddresses,
  }));

test.each([
  [
    'the tool shows it and the kernel has it not',
    kernel(['10.0.0.9'], true, address('lo', vip, 32)),
    vip,
    '-',
  ],
  ['the kernel has it and the tool hides it', kernel(['10.0.0.9', vip]), '-', vip],
])('where %s nothing is known, and it is looked at again', (_what, facts, tool, own) => {
  expect(judged(onLo(), facts)).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.contradicted', params: { node: 'rs2', tool, kernel: own } },
    retryAfter: 2200,
  });
});

test('an address of a device that is down is no contradiction: the kernel does not take it for its own', () => {
  expect(judged(onLo(), kernel(['10.0.0.9'], false, address('lo', vip, 32))).status).toBe('pass');
});

test.each([
  ['a node that does not answer', silent('rs2'), 'unknown.unreachable'],
  ['addresses that could not be read', unread('rs2', 'addresses'), 'unknown.facts'],
])('%s is unknown', (_what, facts, code) => {
  expect(judged(onLo(), facts)).toMatchObject({
    status: 'unknown',
    message: { code, params: { node: 'rs2' } },
  });
});

test('each node is asked for its network, and for what filters ARP', () => {
  const request = { network: true, firewall: true };
  expect(wantsOfOne(check(onLo()), drTopology)).toEqual({
    facts: { rs1: request, rs2: request },
    experiments: [],
  });
  expect(addressJudge.vips?.({ on: 'director', address: vip, dev: 'eth0' })).toEqual([vip]);
});

test('a reboot lost it where no device has it, not where it is on another one', () => {
  const lost = (addresses?: NonNullable<NodeFacts['addresses']>) =>
    addressJudge.notKept?.({ on: ['director'], address: vip, dev: 'eth0' }, () =>
      addresses === undefined ? undefined : { at: 0, addresses },
    );
  expect(lost([rip])).toEqual({ code: 'address-not-kept', params: { node: 'director', address: vip } });
  expect(lost([rip, address('lo', vip, 32)])).toBeUndefined();
  expect(lost()).toBeUndefined();
});
