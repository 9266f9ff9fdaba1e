import { expect, test } from 'vitest';
import { checkSchema } from '../../contract/checks.js';
import type { HttpResult, ServerFailureResult } from '../../contract/experiments.js';
import type { Ipvs, NodeFacts } from '../../contract/facts.js';
import { serverFailureJudge } from './kinds/server-failure.js';
import { judgeOne } from '../judging/evaluate.js';
import {
  address,
  attempts,
  drTopology,
  haTopology,
  healthy,
  table,
  vip,
  world,
} from '../judging/testing/world.js';
import { check, type Facts, type Results, spoil } from './testing/judged.js';

// Causes that no recording shows, each in a world that it is told of: the DR lab as it should be, spoilt in one place.

const spoilt = (node: string, change: Partial<NodeFacts>): Facts => spoil(node, () => change);

function told(body: object, facts: Facts, results: Results = [], topology = drTopology): string | undefined {
  const judged = judgeOne(check(body), world(topology, facts, results));
  expect(judged.status).toBe('fail');
  return judged.diagnosis?.code;
}

const tcp = `${vip}:80`;
const url = `http://${vip}/`;
const on = 'director';
const byNat = (each: Ipvs['services'][number]): Ipvs['services'][number] => ({
  ...each,
  servers: each.servers.map((server) => ({ ...server, method: 'nat' })),
});
const conf = (config: string) => ({ keepalived: { running: true, instances: [], config } });

test.each([
  [
    'stats-none',
    { 'ipvs-stats': { on, tcp, connections: 20 } },
    spoilt(on, { ipvs: table((each) => ({ ...each, connections: 0 })) }),
  ],
  [
    'replies-through-director',
    { 'ipvs-stats': { on, tcp, connections: 20, replies: 'none' } },
    spoilt(on, { ipvs: table((each) => ({ ...each, outPackets: 5 })) }),
  ],
  [
    'no-replies-through-director',
    { 'ipvs-stats': { on, tcp, connections: 20, replies: 'some' } },
    {
      ...spoilt(on, { ipvs: table(byNat), sysctls: { 'net.ipv4.ip_forward': 1 } }),
      rs1: { at: 0 },
      rs2: { at: 0 },
    },
  ],
  [
    'setting-missing',
    { 'keepalived-setting': { on, setting: 'router_id' } },
    spoilt(on, conf('global_defs {\n}\n')),
  ],
  [
    'keepalived-config-missing',
    { 'keepalived-config': { on } },
    spoilt(on, { keepalived: { running: true, instances: [] } }),
  ],
] as const)('%s', (code, body, facts) => {
  expect(told(body, facts)).toBe(code);
});

const requests = { kind: 'http', from: 'client', url, requests: 2 } as const;
function http(how: readonly string[], path?: HttpResult['path']): Results {
  const result: HttpResult = {
    kind: 'http',
    attempts: attempts(...how),
    command: 'curl',
    output: '',
    at: 0,
    ...(path === undefined ? {} : { path }),
  };
  return [[requests, result]];
}
const answers = { http: { from: 'client', url, requests: 2 } };
const past: HttpResult['path'] = {
  replySenders: { rs1: 2 },
  requestSenders: { client: 2 },
  requestReceivers: { rs1: 2 },
  resetSenders: {},
};
const old = (source: string): Ipvs => ({
  ...table(),
  connections: [
    { protocol: 'TCP', expires: 60, state: 'NONE', source, virtual: tcp, destination: '10.0.0.77:80' },
  ],
});

test.each([
  ['unexpected-answer', healthy(), http(['timeout', 'timeout'])],
  [
    'answered-by-director',
    spoilt(on, { ipvs: { ...table(), services: [] }, listeners: [{ address: '0.0.0.0', port: 80 }] }),
    http(['director', 'other']),
  ],
  ['leftover-connections', spoilt(on, { ipvs: old('10.0.0.100:0') }), http(['timeout', 'timeout'])],
  ['unexpected-answer', spoilt(on, { ipvs: old('10.0.0.100:4711') }), http(['timeout', 'timeout'])],
] as const)('%s, of requests', (code, facts, results) => {
  expect(told(answers, facts, results)).toBe(code);
});

test('requests-bypass-director, where nobody is seen to have taught the client that MAC', () => {
  const path = { 'packet-path': { from: 'client', url, through: on, replies: 'direct' } };
  const made: Results = [[{ ...requests, requests: 4 }, http(['rs1', 'rs1', 'rs1', 'rs1'], past)[0]![1]]];
  expect(told(path, healthy(), made)).toBe('requests-bypass-director');
});

test('unexpected-path, where replies go another way and nothing says why', () => {
  const path = { 'packet-path': { from: 'client', url, through: on, replies: 'direct' } };
  const through = {
    replySenders: { director: 4 },
    requestSenders: { client: 4, director: 4 },
    requestReceivers: { director: 4, rs1: 4 },
    resetSenders: {},
  };
  const made: Results = [[{ ...requests, requests: 4 }, http(['rs1', 'rs2', 'rs1', 'rs2'], through)[0]![1]]];
  expect(told(path, healthy(), made)).toBe('unexpected-path');
});

test('unexpected-arp-owner, of somebody who is not in the lab', () => {
  const stranger: Results = [
    [
      { kind: 'arp', from: 'client', address: vip },
      { kind: 'arp', macs: ['02:00:00:00:00:99'], nodes: [], command: 'arping', output: '', exit: 0, at: 0 },
    ],
  ];
  expect(told({ 'arp-owner': { from: 'client', address: vip, owner: on } }, healthy(), stranger)).toBe(
    'unexpected-arp-owner',
  );
});

const failure = {
  'server-failure': { on, tcp, server: '10.0.0.9:80', node: 'rs2', from: 'client', url, leave: 8, return: 8 },
};
const server: ServerFailureResult = {
  kind: 'server-failure',
  present: true,
  left: 2,
  returned: 3,
  afterLeave: { total: 10, failed: 0 },
  log: '',
  at: 0,
};
const failureOf = () => {
  const [request] = serverFailureJudge.wants(
    checkSchema.parse({ id: 'c', ...failure })['server-failure']!,
    drTopology,
    () => ({ facts: {}, experiments: [] }),
  ).experiments;
  return request!;
};

test.each([
  ['errors-after-removal', { afterLeave: { total: 10, failed: 2 } }],
  ['server-not-removed', { left: undefined }],
  ['server-not-returned', { returned: undefined }],
] as const)('%s', (code, change) => {
  const result = Object.fromEntries(
    Object.entries({ ...server, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as ServerFailureResult;
  expect(told(failure, healthy(), [[failureOf(), result]])).toBe(code);
});

const instance = (state: 'MASTER' | 'BACKUP' | 'FAULT', priority: number) => ({
  name: 'VI_1',
  interface: 'eth0',
  state,
  vrid: 51,
  basePriority: priority,
  priority,
  vips: [vip],
  vipSet: state === 'MASTER',
  advertInterval: 1,
  stats: {},
});

const text = (priority: number) =>
  `vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 51\n  priority ${priority}\n  virtual_ipaddress {\n    ${vip}/24\n  }\n}\n`;
const node = (state: 'MASTER' | 'BACKUP' | 'FAULT', priority: number): NodeFacts => ({
  at: 0,
  addresses: [address('eth0', '10.0.0.7', 24)],
  links: [{ dev: 'eth0', mac: '02:00:00:00:00:07', up: true, carrier: true }],
  log: [],
  counters: {},
  firewall: '',
  keepalived: {
    running: true,
    instances: [instance(state, priority)],
    files: [],
    config: text(priority),
  },
});
const state = (on: string) => ({ 'vrrp-state': { on, instance: 'VI_1', state: 'MASTER' } });

test('vrrp-fault', () => {
  const facts = { lb1: node('FAULT', 150), lb2: node('BACKUP', 100) };
  expect(told(state('lb1'), facts, [], haTopology)).toBe('vrrp-fault');
});

test('where nothing says why, as in the middle of an election, what is so is told', () => {
  const facts = { lb1: node('MASTER', 100), lb2: node('BACKUP', 150) };
  expect(told(state('lb2'), facts, [], haTopology)).toBe('unexpected-vrrp-state');
  const master = { 'one-master': { among: ['lb1', 'lb2'], instance: 'VI_1', vip, expect: 'lb2' } };
  const held = { ...facts, lb1: { ...facts.lb1, addresses: [address('eth0', vip, 24)] } };
  expect(told(master, held, [], haTopology)).toBe('wrong-master');
});

test('nopreempt-with-master, as a note', () => {
  const facts = node('BACKUP', 100);
  const test = {
    exit: 5,
    output: '(VI_1) Warning - nopreempt will not work with initial state MASTER - clearing',
  };
  const judged = judgeOne(
    checkSchema.parse({ id: 'c', 'keepalived-config': { on: 'lb1' } }),
    world(haTopology, { lb1: { ...facts, keepalived: { ...facts.keepalived!, test } } }),
  );
  expect([judged.status, judged.also?.map(({ diagnosis }) => diagnosis.code)]).toEqual([
    'pass',
    ['nopreempt-with-master'],
  ]);
});
