import { expect, test } from 'vitest';
import { address, haTopology } from '../judging/testing/world.js';
import { knownUntil, type NodeReading, topologyView } from './topology-view.js';

// Frames tell of a VIP before facts do, and facts correct what frames told.

const vip = '10.0.0.10';
const topology = { ...haTopology, vips: [vip] };
const read = 100_000;

function reading(last: number, ...vips: string[]): NodeReading {
  const addresses = [`10.0.0.${last}`, ...vips].map((each) => address('eth0', each, 24));
  const facts = { at: read, addresses };
  return { now: { ok: true, facts }, facts };
}

const readings = new Map([
  ['lb1', reading(7, vip)],
  ['lb2', reading(8)],
]);
const seen = (node: string, at: number) =>
  topologyView(topology, readings, new Map([[vip, { node, at }]]), at).vips[0];

test('a node that announces a VIP after its facts were read has it at once', () => {
  expect(seen('lb2', read + 1)).toMatchObject({ holders: ['lb1'], claimed: 'lb2', arp: { node: 'lb2' } });
});

test('a node that has the VIP claims nothing', () => {
  expect(seen('lb1', read + 1)?.claimed).toBeUndefined();
  expect(seen('lb1', read - 60_000)).toMatchObject({ holders: ['lb1'], arp: { node: 'lb1' } });
});

test('who answered for an address that its facts do not have is told for a while, then forgotten', () => {
  expect(seen('lb2', read - 9000)).toEqual({
    address: vip,
    ofLab: true,
    holders: ['lb1'],
    onLoopback: [],
    answerers: [],
    arp: { node: 'lb2', at: read - 9000 },
  });
  expect(seen('lb2', read - 11_000)?.arp).toBeUndefined();
});

test('what a node has not said is absent, and empty only what it said to be', () => {
  const never: NodeReading = { now: { ok: false, reason: 'timeout', detail: '', at: read } };
  const silent = topologyView(topology, new Map([['lb1', never]]), new Map(), read).nodes['lb1']!;
  const sections = ['addresses', 'links', 'listening', 'vrrp', 'ipvs'];
  const unknown = Object.fromEntries(sections.map((section) => [section, read]));
  expect(silent).toEqual({ status: 'timeout', at: read, unknown });
  const facts = { at: read, addresses: [], ipvs: { services: [] } } as unknown as NonNullable<
    NodeReading['facts']
  >;
  const said = topologyView(
    topology,
    new Map([['lb1', { now: { ok: true, facts }, facts }]]),
    new Map(),
    read,
  );
  expect(said.nodes['lb1']).toMatchObject({ addresses: [], ipvs: [] });
  expect(said.nodes['lb1']).not.toHaveProperty('ipvsLoaded');
  const bare = { ...facts, ipvs: { services: [], connections: [], loaded: false, tool: true } };
  const without = topologyView(
    topology,
    new Map([['lb1', { now: { ok: true, facts: bare }, facts: bare }]]),
    new Map(),
    read,
  );
  expect(without.nodes['lb1']).toMatchObject({ ipvs: [], ipvsLoaded: false });
  expect(said.nodes['lb1']).not.toHaveProperty('listening');
  expect(said.nodes['lb1']?.unknown).toEqual({ links: read, listening: read });
});

test('a node that is off has no VIP and answers no ARP, whatever it had before', () => {
  const off: NodeReading = {
    ...reading(7, vip),
    now: { ok: false, reason: 'halted', detail: '', at: read + 5000 },
  };
  const owners = new Map([[vip, { node: 'lb1', at: read + 1 }]]);
  const view = topologyView(topology, new Map([['lb1', off]]), owners, read + 6000);
  expect(view.nodes['lb1']).not.toHaveProperty('addresses');
  expect(view.vips).toEqual([]);
  const other = new Map([
    ['lb1', off],
    ['lb2', reading(8, vip)],
  ]);
  expect(topologyView(topology, other, owners, read + 6000).vips).toEqual([
    { address: vip, ofLab: true, holders: ['lb2'], onLoopback: [], answerers: [] },
  ]);
});

test('all who answer ARP for a VIP are named, but not one that is off', () => {
  const rivals = () => [
    { node: 'lb1', at: read },
    { node: 'lb2', at: read },
  ];
  const answerers = (lb1: NodeReading) =>
    topologyView(topology, new Map([...readings, ['lb1', lb1]]), new Map(), read, rivals).vips[0]?.answerers;
  expect(answerers(reading(7, vip))?.map(({ node }) => node)).toEqual(['lb1', 'lb2']);
  const off: NodeReading = { now: { ok: false, reason: 'halted', detail: '', at: read } };
  expect(answerers(off)).toBeUndefined();
});

test('an address that is bound but is none of the lab’s VIPs is not called one', () => {
  const view = topologyView(topology, new Map([['lb1', reading(7, '10.0.0.92')]]), new Map(), read);
  expect(view.nodes['lb1']?.addresses?.map(({ address: one, kind }) => [one, kind])).toEqual([
    ['10.0.0.7', 'own'],
    ['10.0.0.92', 'other'],
  ]);
  expect(view.vips.map(({ address: one, ofLab }) => [one, ofLab])).toEqual([['10.0.0.92', false]]);
});

test('what a node that does not answer said before is not shown, but until when it was known', () => {
  const before = reading(7, vip);
  const now = { ok: false, reason: 'timeout', detail: '', at: read + 60_000 } as const;
  const known = knownUntil(knownUntil(undefined, before.now), now);
  const view = topologyView(
    topology,
    new Map([['lb1', { ...before, now, known }]]),
    new Map(),
    read + 60_000,
  );
  expect(view.nodes['lb1']).toMatchObject({ status: 'timeout', at: read, unknown: { addresses: read } });
  expect(view.nodes['lb1']).not.toHaveProperty('addresses');
  expect(view.vips).toEqual([]);
});

test('a picture is as old as the oldest reading in it, however often it is drawn anew', () => {
  const facts = { at: read - 5000, addresses: [] } as unknown as NonNullable<NodeReading['facts']>;
  const older: NodeReading = { now: { ok: true, facts }, facts };
  const gone: NodeReading = { now: { ok: false, reason: 'timeout', detail: '', at: read - 60_000 } };
  const nodes = new Map([
    ['lb1', reading(7, vip)],
    ['lb2', older],
    ['client', gone],
  ]);
  expect(topologyView(topology, nodes, new Map(), read + 1000).at).toBe(read - 5000);
  expect(topologyView(topology, new Map(), new Map(), read).at).toBe(read);
});

test('a section is known until it was read last, and one that a node is off without until it was off', () => {
  const facts = (at: number, more: object) => ({ ok: true, facts: { at, ...more } }) as const;
  const first = knownUntil(undefined, facts(1, { addresses: [], ipvs: {} }));
  const second = knownUntil(first, facts(2, { addresses: [] }));
  expect(second).toEqual({ addresses: 2, links: 1, listening: 1, vrrp: 2, ipvs: 1 });
  const lost = knownUntil(second, { ok: false, reason: 'unreachable', detail: '', at: 3 });
  expect(lost).toEqual(second);
  const off = knownUntil(lost, { ok: false, reason: 'halted', detail: '', at: 4 });
  expect(new Set(Object.values(off))).toEqual(new Set([4]));
});

test('the same address on two NICs of the lab is marked on both, but not one on lo or on its way', () => {
  const twice = new Map([
    ['lb1', reading(7, vip)],
    ['lb2', reading(8, vip, '10.0.0.7')],
  ]);
  const also = (owners: Parameters<typeof topologyView>[2], node: string) =>
    topologyView(topology, twice, owners, read).nodes[node]?.addresses?.map((one) => one.also);
  const at = (node: string) => [{ node, dev: 'eth0' }];
  expect(also(new Map(), 'lb1')).toEqual([at('lb2'), at('lb2')]);
  expect(also(new Map(), 'lb2')).toEqual([undefined, at('lb1'), at('lb1')]);
  expect(also(new Map([[vip, { node: 'client', at: read + 1 }]]), 'lb1')).toEqual([at('lb2'), undefined]);
  const facts = { at: read, addresses: [address('lo', vip, 32)] };
  const onLo = new Map([...readings, ['lb2', { now: { ok: true, facts }, facts } as const]]);
  const view = topologyView(topology, onLo, new Map(), read);
  expect(
    Object.values(view.nodes).flatMap((node) => node.addresses?.flatMap((one) => one.also ?? [])),
  ).toEqual([]);
});

test('a node that does not answer is said to answer ARP only if a frame of it came since', () => {
  const now = { ok: false, reason: 'timeout', detail: '', at: read + 60_000 } as const;
  const before = reading(7, vip);
  const silent = { ...before, now, known: knownUntil(knownUntil(undefined, before.now), now) };
  const nodes = new Map([...readings, ['lb1', silent], ['lb2', reading(8, vip)]]);
  const answered = (at: number) => {
    const both = () => ['lb1', 'lb2'].map((node) => ({ node, at }));
    const view = topologyView(topology, nodes, new Map([[vip, { node: 'lb1', at }]]), read, both).vips[0]!;
    return [view.answerers.map(({ node }) => node), view.arp?.node];
  };
  expect(answered(read - 1)).toEqual([['lb2'], undefined]);
  expect(answered(read + 30_000)).toEqual([['lb1', 'lb2'], 'lb1']);
});

test("a server's place in the kernel's list is told, whatever the tool sorts by; where nobody read that list there is none", () => {
  const server = (last: number) => ({
    address: `10.0.0.${last}`,
    port: 80,
    method: 'dr',
    weight: 1,
    active: 0,
    inactive: 0,
    connections: 0,
  });
  const service = (protocol: string, ...servers: number[]) => ({
    protocol,
    address: vip,
    port: 80,
    scheduler: 'rr',
    flags: [],
    servers: servers.map(server),
  });
  const placed = (ipvs: object) => {
    const facts = { at: read, ipvs } as unknown as NonNullable<NodeReading['facts']>;
    const view = topologyView(
      topology,
      new Map([['lb1', { now: { ok: true, facts }, facts }]]),
      new Map(),
      read,
    );
    return view.nodes['lb1']?.ipvs?.[0]?.servers.map(({ address: one, place }) => [one, place]);
  };
  const services = [service('tcp', 21, 22)];
  // The same address and port by another protocol is another service.
  expect(placed({ services, kernel: [service('udp', 21, 22), service('tcp', 22, 21)] })).toEqual([
    ['10.0.0.21', 1],
    ['10.0.0.22', 0],
  ]);
  expect(placed({ services })).toEqual([
    ['10.0.0.21', undefined],
    ['10.0.0.22', undefined],
  ]);
});
