import { expect, test } from 'vitest';
import { checkKinds, checkSchema, kindOf } from './checks.js';

const text = { 'zh-CN': '文', en: 'text' };

/** One sound example of every kind. */
const examples: Readonly<Record<(typeof checkKinds)[number], object>> = {
  package: { on: 'rs1', name: 'nginx' },
  module: { on: 'rs1', name: 'ip_vs' },
  unit: { on: 'rs1', name: ['nginx', 'apache2'] },
  file: { on: 'rs1', path: '/etc/hosts' },
  command: { on: 'rs1', run: 'true' },
  address: { on: ['rs1', 'rs2'], address: '10.0.0.29', dev: 'lo', prefix: [32, '24'] },
  'no-address': { on: 'rs1', address: '10.0.0.29' },
  route: { on: 'rs1', to: 'default', via: '10.0.0.1' },
  sysctl: { on: 'rs1', keys: ['net.ipv4.ip_forward'], 'one-of': [1, 2] },
  listening: { on: 'rs1', port: '${port}' },
  'ipvs-service': { on: 'lb', tcp: '10.0.0.29:80', persistent: false },
  'ipvs-server': { on: 'lb', fwmark: 1, server: ['10.0.0.8:80'], method: 'dr' },
  'ipvs-timeouts': { on: 'lb', tcp: 900 },
  'ipvs-empty': { on: 'lb' },
  'ipvs-stats': { on: 'lb', tcp: '10.0.0.29:80', connections: 1, replies: 'none' },
  'arp-owner': { from: 'client', address: '10.0.0.29', owner: 'lb' },
  neighbour: { on: 'client', address: '10.0.0.29', owner: 'lb' },
  http: { from: 'client', url: 'http://10.0.0.29/' },
  'http-spread': { from: 'client', url: 'http://10.0.0.29/', requests: 4, over: { rs1: 2, rs2: 2 } },
  schedule: {
    from: 'client',
    on: 'lb',
    tcp: '10.0.0.29:80',
    connections: 3,
    hold: true,
    sequence: ['rs1', 'rs2', null],
    predicted: 'order',
  },
  'packet-path': { from: 'client', url: 'http://10.0.0.29/', through: 'lb', replies: 'direct' },
  frames: {
    do: [{ on: 'client', run: 'ping -c 1 10.0.0.8' }],
    expect: [{ arp: 'request', to: 'broadcast', target: '10.0.0.8' }],
  },
  throughput: { from: 'client', url: 'http://10.0.0.29/', against: 'http://10.0.0.8/', 'at-least': 1.5 },
  traffic: { do: [{ on: 'client', run: 'curl http://10.0.0.29/' }], node: 'lb', 'at-most': 1000 },
  outage: { from: 'client', target: '10.0.0.29', do: [{ on: 'lb', fault: 'freeze' }], 'at-most': 5 },
  'vrrp-state': { on: 'lb', instance: 'VI_1', state: 'MASTER' },
  'one-master': { among: ['lb1', 'lb2'], instance: 'VI_1', vip: '10.0.0.29' },
  'keepalived-config': { on: 'lb', priority: { lb: 100 } },
  failover: { among: ['lb1', 'lb2'], vip: '10.0.0.29', from: 'client', within: 10 },
  script: { on: 'director', file: '/usr/local/sbin/ipvs', runs: [{ args: ['start'], holds: ['vip'] }] },
  reboot: { nodes: ['director', 'rs1'], checks: ['vip', 'servers'] },
  'server-failure': {
    on: 'lb',
    tcp: '10.0.0.29:80',
    server: '10.0.0.8:80',
    node: 'rs1',
    from: 'client',
    url: 'http://10.0.0.29/',
    leave: 10,
    return: 10,
  },
  'random-failure': {
    from: 'client',
    url: 'http://10.0.0.29/',
    well: ['answers'],
    failures: [
      { on: 'rs1', fault: 'freeze', within: 8 },
      { on: 'lb', fault: 'kill-keepalived', within: 6 },
    ],
  },
  drill: {
    well: ['answers'],
    from: 'client',
    url: 'http://10.0.0.29/',
    faults: ['rs1', 'rs2'].map((on) => ({
      id: `stopped-on-${on}`,
      on,
      text,
      make: 'systemctl stop nginx',
      mend: 'systemctl start nginx',
      effect: { listening: { on, port: 80 } },
    })),
  },
  'which-fault': { of: 'broken', question: text },
  repair: { of: 'broken' },
  'keepalived-setting': { on: 'lb', instance: 'VI_1', setting: 'state', equals: 'BACKUP' },
  'ipvs-as-configured': { on: 'lb' },
  same: { on: ['lb1', 'lb2'], file: '/etc/hosts' },
  'any-of': [{ package: { on: 'lb', name: 'nginx' } }, { package: { on: 'lb', name: 'lighttpd' } }],
  not: { package: { on: 'lb', name: 'apache2' } },
  quiz: { type: 'choice', question: text, options: [text, text], answer: [0, 1] },
};

test.each(checkKinds)('a check of the kind %s is read, and its kind known', (kind) => {
  const check = checkSchema.parse({ id: 'c', [kind]: examples[kind] });
  expect(kindOf(check)).toEqual({ kind, params: check[kind] });
  expect(check[kind]).toMatchObject(examples[kind]);
  expect(check).toMatchObject({ needs: [], final: true, points: 1 });
});

test.each(checkKinds)('a key that the kind %s does not know is refused', (kind) => {
  const example = examples[kind];
  const spoilt = Array.isArray(example) ? [...example, { unknown: 1 }] : { ...example, unknown: 1 };
  expect(checkSchema.safeParse({ id: 'c', [kind]: spoilt }).success).toBe(false);
});

const issues = (check: object) => {
  const parsed = checkSchema.safeParse({ id: 'c', ...check });
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => (issue.code === 'custom' ? issue.params : issue.code));
};

test('a check without a kind is refused', () => {
  expect(issues({})).toEqual([{ code: 'check-kind', given: [] }]);
});

test('a check of several kinds is refused, and they are named', () => {
  const { module, unit } = examples;
  expect(issues({ unit, module })).toEqual([{ code: 'check-kind', given: ['module', 'unit'] }]);
});

test('an unknown kind is a key that nobody knows', () => {
  expect(issues({ telepathy: {}, unit: examples.unit })).toEqual(['unrecognized_keys']);
});

test.each([
  [{ id: 'Not-An-Id', module: examples.module }],
  [{ id: 'a--b', module: examples.module }],
  [{ id: '1a', module: examples.module }],
  [{ id: 'a'.repeat(41), module: examples.module }],
  [{ points: -1, module: examples.module }],
  [{ needs: ['Not An Id'], module: examples.module }],
  [{ hint: { en: 'only one language' }, module: examples.module }],
  [{ title: { 'zh-CN': '', en: 'an empty text' }, module: examples.module }],
  [{ module: { on: [], name: 'x' } }],
  [{ http: { ...examples.http, requests: 0 } }],
  [{ 'one-master': { ...examples['one-master'], among: ['lb1'] } }],
  [{ quiz: { type: 'riddle', question: text, answer: 1 } }],
  [{ failover: { ...examples.failover, within: 121 } }],
])('%j is refused', (check) => {
  expect(issues(check)).not.toEqual([]);
});

test('what has no kind although the schema let it pass is a bug', () => {
  expect(() => kindOf({ id: 'c', needs: [], final: true, points: 1 })).toThrow(TypeError);
});
