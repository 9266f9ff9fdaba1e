import { expect, test } from 'vitest';
import type { NodeFacts, VrrpInstance } from '../../contract/facts.js';
import { address, drTopology, haTopology, table, vip } from '../judging/testing/world.js';
import type { Topology } from '../machines/provider.js';
import { Happenings, type Happening, type Read } from './happenings.js';

const ha: Topology = { ...haTopology, vips: [vip] };

/** What is told of these readings, one after the other; each is read at its own second. */
function watching(topology: Topology) {
  const told: Happening[] = [];
  const happenings = new Happenings(topology, (happening) => told.push(happening));
  let second = 0;
  const read = (nodes: Readonly<Record<string, Partial<NodeFacts>>>): void => {
    second += 1;
    const at = second * 1000;
    const reads = Object.entries(nodes).map(([node, facts]): [string, Read] => [
      node,
      { facts: { at, ...facts }, since: at },
    ]);
    happenings.read(new Map(reads));
  };
  const messages = () => told.splice(0).map(({ message }) => message);
  return { happenings, read, messages, told };
}

const has = (last: number, ...more: string[]): Partial<NodeFacts> => ({
  addresses: [`10.0.0.${last}`, ...more].map((each) => address('eth0', each, 24)),
});

test('how the nodes are when they are first read is no happening', () => {
  const { read, messages } = watching(ha);
  read({ lb1: has(7, vip), lb2: has(8) });
  read({ lb1: has(7, vip), lb2: has(8) });
  expect(messages()).toEqual([]);
});

test('a VIP that another node holds at the next look has moved; evidence is where it was read', () => {
  const { read, told } = watching(ha);
  read({ lb1: has(7, vip), lb2: has(8) });
  const sources = { addresses: { command: 'ip -br -4 addr show', output: `eth0 ${vip}/24`, exit: 0 } };
  read({ lb1: has(7), lb2: { ...has(8, vip), sources } });
  expect(told).toEqual([
    {
      at: 2000,
      message: { code: 'vip.moved', params: { vip, from: ['lb1'], to: ['lb2'] } },
      evidence: [{ node: 'lb2', ...sources.addresses, at: 2000 }],
    },
  ]);
});

test('an announcement tells at its own time, and facts that are older do not take it back', () => {
  const { happenings, read, messages } = watching(ha);
  read({ lb1: has(7, vip), lb2: has(8) });
  happenings.announced(vip, 'lb2', 2500, 'Reply');
  read({ lb1: has(7, vip), lb2: has(8) }); // since 2000
  expect(messages()).toEqual([{ code: 'vip.moved', params: { vip, from: ['lb1'], to: ['lb2'] } }]);
  read({ lb1: has(7), lb2: has(8, vip) });
  happenings.announced(vip, 'lb2', 3500, 'Reply');
  expect(messages()).toEqual([]);
});

test('a VIP that is gone and comes up elsewhere has moved from where it was', () => {
  const { happenings, read, messages } = watching(ha);
  read({ lb1: has(7, vip), lb2: has(8) });
  read({ lb1: has(7), lb2: has(8) });
  expect(messages()).toEqual([{ code: 'vip.gone', params: { vip, from: ['lb1'] } }]);
  happenings.announced(vip, 'lb2', 5000, 'Reply');
  expect(messages()).toEqual([{ code: 'vip.moved', params: { vip, from: ['lb1'], to: ['lb2'] } }]);
});

test('a node that cannot be read has lost nothing', () => {
  const { read, messages } = watching(ha);
  read({ lb1: { ...has(7, vip), keepalived: keepalived('MASTER') }, lb2: has(8) });
  read({ lb2: has(8) });
  read({ lb1: {}, lb2: has(8) });
  expect(messages()).toEqual([]);
});

test('two holders are told when they are seen twice: between two reads it may have moved', () => {
  const { read, messages } = watching(ha);
  read({ lb1: has(7, vip), lb2: has(8) });
  read({ lb1: has(7, vip), lb2: has(8, vip) });
  expect(messages()).toEqual([]);
  read({ lb1: has(7, vip), lb2: has(8, vip) });
  expect(messages()).toEqual([{ code: 'vip.several', params: { vip, to: ['lb1', 'lb2'] } }]);
  read({ lb1: has(7, vip), lb2: has(8, vip) });
  expect(messages()).toEqual([]);
});

test("an address that is none of the lab's VIPs, or on lo, tells nothing", () => {
  const { read, messages } = watching(ha);
  read({ lb1: has(7), lb2: has(8) });
  read({ lb1: has(7, '10.0.0.92'), lb2: { addresses: [address('lo', vip, 32)] } });
  expect(messages()).toEqual([]);
});

function keepalived(...states: VrrpInstance['state'][]): NonNullable<NodeFacts['keepalived']> {
  return {
    running: states.length > 0,
    instances: states.map((state, index) => ({
      name: `VI_${index + 1}`,
      state,
      vrid: 51 + index,
      basePriority: 100,
      priority: 100,
      interface: 'eth0',
      vips: [],
      vipSet: state === 'MASTER',
      advertInterval: 1,
      stats: {},
    })),
  };
}

test('VRRP instances start, change and stop', () => {
  const { read, messages } = watching(ha);
  read({ lb1: { keepalived: keepalived() } });
  read({ lb1: { keepalived: keepalived('BACKUP') } });
  read({ lb1: { keepalived: keepalived('MASTER') } });
  read({ lb1: {} });
  read({ lb1: { keepalived: keepalived() } });
  const lb1 = { node: 'lb1', instance: 'VI_1' };
  expect(messages()).toEqual([
    { code: 'vrrp.started', params: { ...lb1, state: 'BACKUP' } },
    { code: 'vrrp.state', params: { ...lb1, from: 'BACKUP', to: 'MASTER' } },
    { code: 'vrrp.stopped', params: { ...lb1, state: 'MASTER' } },
  ]);
});

test('a realserver leaves the table, is back, and is drained by weight 0', () => {
  const { read, messages } = watching(drTopology);
  const ipvs = (...weights: (number | undefined)[]) => ({
    ipvs: table((service) => ({
      ...service,
      servers: service.servers.flatMap((server, index) => {
        const weight = weights[index];
        return weight === undefined ? [] : [{ ...server, weight }];
      }),
    })),
  });
  read({ director: ipvs(1) });
  read({ director: ipvs(1, 1) });
  read({ director: ipvs(1) });
  read({ director: ipvs(1, 1) });
  read({ director: ipvs(1, 0) });
  read({ director: ipvs(1, 2) });
  const rs2 = { node: 'director', service: `tcp ${vip}:80`, server: 'rs2' };
  expect(messages()).toEqual([
    { code: 'server.added', params: rs2 },
    { code: 'server.left', params: rs2 },
    { code: 'server.returned', params: rs2 },
    { code: 'server.drained', params: rs2 },
    { code: 'server.returned', params: rs2 },
  ]);
});

test('a conflict is told once while it lasts, and again when it comes back', () => {
  const { happenings, messages } = watching(drTopology);
  const question = (...nodes: string[]) =>
    nodes.forEach((node, index) => happenings.answered(vip, nodes.slice(0, index + 1), node, 1000, 'Reply'));
  question('director', 'rs1');
  question('rs1', 'director');
  expect(messages()).toEqual([{ code: 'arp.conflict', params: { vip, nodes: ['director', 'rs1'] } }]);
  question('director');
  question('director');
  question('director', 'rs1');
  expect(messages()).toHaveLength(1);
});

test('of a node that was put back the next reading is how it is', () => {
  const { happenings, read, messages } = watching(ha);
  read({ lb1: { ...has(7, vip), keepalived: keepalived('MASTER') }, lb2: has(8) });
  happenings.forget('lb1');
  read({ lb1: { ...has(7), keepalived: keepalived() }, lb2: has(8) });
  expect(messages()).toEqual([]);
  read({ lb1: has(7), lb2: has(8, vip) });
  expect(messages()).toEqual([{ code: 'vip.appeared', params: { vip, to: ['lb2'] } }]);
});

test('a lab that flaps is noted so far, and how much was left out', () => {
  const { happenings, messages } = watching(ha);
  for (let turn = 0; turn < 100; turn += 1)
    happenings.announced(vip, turn % 2 === 0 ? 'lb1' : 'lb2', 10_000 + turn, 'Reply');
  expect(messages()).toHaveLength(40);
  happenings.announced(vip, 'lb1', 20_000, 'Reply');
  expect(messages()).toEqual([
    { code: 'left-out', params: { count: 60 } },
    { code: 'vip.moved', params: { vip, from: ['lb2'], to: ['lb1'] } },
  ]);
});
