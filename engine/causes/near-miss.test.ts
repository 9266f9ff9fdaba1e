import { expect, test } from 'vitest';
import { type CheckKind, type CheckParams, checkSchema } from '../../contract/checks.js';
import type { ArpResult } from '../../contract/experiments.js';
import type { NodeFacts } from '../../contract/facts.js';
import { diagnosisCatalogue } from '../../contract/messages/verdicts.js';
import { word } from '../../contract/text.js';
import { judgeOne } from '../judging/evaluate.js';
import { address, attempts, drTopology, healthy, table, vip, world } from '../judging/testing/world.js';

function judged<K extends CheckKind>(
  kind: K,
  params: CheckParams<K> | object,
  facts: Record<string, NodeFacts>,
  topology = drTopology,
  results: Parameters<typeof world>[2] = [],
) {
  return judgeOne(checkSchema.parse({ id: 'one', [kind]: params }), world(topology, facts, results));
}

function spoilt(node: string, change: Partial<NodeFacts>): Record<string, NodeFacts> {
  const facts = healthy();
  return { ...facts, [node]: { ...facts[node], at: 0, ...change } };
}

const onDirector = { on: 'director', address: vip, dev: 'eth0' };
const own = address('eth0', '10.0.0.7', 24);

test.each(['10.0.0.92', '10.0.0.28', '10.0.1.29', '10.0.0.129'])('%s was bound for the VIP', (found) => {
  const facts = spoilt('director', { addresses: [own, address('eth0', found, 24)] });
  expect(judged('address', onDirector, facts)).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'vip-mistyped', params: { node: 'director', found, vip } },
  });
});

test('the cause is said in both languages with both addresses', () => {
  const facts = spoilt('director', { addresses: [own, address('eth0', '10.0.0.92', 24)] });
  const { diagnosis } = judged('address', onDirector, facts);
  expect(word(diagnosisCatalogue, diagnosis!, 'en')).toContain(
    "director has 10.0.0.92 bound, but the lab's VIP is 10.0.0.29",
  );
  expect(word(diagnosisCatalogue, diagnosis!, 'zh-CN')).toContain(
    '绑定的是 10.0.0.92，而本实验的 VIP 是 10.0.0.29',
  );
});

test.each<[string, readonly ReturnType<typeof address>[]]>([
  ['nothing else is bound', []],
  ['the other address is far from it', [address('eth0', '192.168.7.44', 24)]],
  ['the other address is a machine’s', [address('eth0', '10.0.0.9', 24)]],
  ['the other address is on the management network', [address('mgmt0', '10.0.2.29', 24)]],
  ['only localhost is there', [address('lo', '127.0.0.1', 8)]],
])('no mistyped VIP is claimed where %s', (_what, more) => {
  const facts = spoilt('director', { addresses: [own, ...more] });
  expect(judged('address', onDirector, facts).diagnosis?.code).toBe('vip-not-on-director');
});

test('another VIP of the lab is no mistyped one', () => {
  const facts = spoilt('director', { addresses: [own, address('eth0', '10.0.0.28', 24)] });
  const two = { ...drTopology, vips: [vip, '10.0.0.28'] };
  expect(judged('address', onDirector, facts, two).diagnosis?.code).toBe('vip-not-on-director');
});

test('no mistyped VIP is claimed beside the right one', () => {
  const facts = spoilt('director', {
    addresses: [own, address('eth0', vip, 24), address('eth0', '10.0.0.92', 24)],
  });
  expect(judged('address', onDirector, facts).status).toBe('pass');
});

test('a mistyped VIP on lo of a realserver explains requests that get no answer', () => {
  const facts = spoilt('rs2', {
    addresses: [address('eth0', '10.0.0.9', 24), address('lo', '10.0.0.92', 32)],
  });
  const params = { from: 'client', url: `http://${vip}/`, requests: 2 };
  const request = { kind: 'http', ...params } as const;
  const result = {
    kind: 'http',
    attempts: attempts('rs1', 'timeout'),
    command: 'curl',
    output: '',
    at: 1,
  } as const;
  expect(judged('http', params, facts, drTopology, [[request, result]]).diagnosis).toEqual({
    code: 'vip-mistyped',
    params: { node: 'rs2', found: '10.0.0.92', vip },
  });
});

test('the VIP on lo of the director works as well, but a prefix there makes the LAN its own', () => {
  const works = judged(
    'address',
    onDirector,
    spoilt('director', { addresses: [own, address('lo', vip, 32)] }),
  );
  expect(works).toMatchObject({
    status: 'pass',
    also: [
      {
        how: 'note',
        diagnosis: {
          code: 'vip-on-other-device',
          params: { node: 'director', vip, found: 'lo', want: 'eth0' },
        },
      },
    ],
  });
  const local = judged(
    'address',
    onDirector,
    spoilt('director', { addresses: [own, address('lo', vip, 24)] }),
  );
  expect(local).toMatchObject({
    status: 'fail',
    diagnosis: {
      code: 'subnet-local',
      params: { node: 'director', address: `${vip}/24`, dev: 'lo', network: '10.0.0.0/24' },
    },
  });
});

const service = { on: 'director', tcp: `${vip}:80` };

test.each([
  ['10.0.0.92', 80, 'service-on-other-address', 'tcp 10.0.0.92:80'],
  ['10.0.0.7', 80, 'service-on-other-address', 'tcp 10.0.0.7:80'],
  [vip, 8080, 'wrong-port', `tcp ${vip}:8080`],
  ['10.0.0.92', 443, 'no-virtual-service', undefined],
])('a service on %s:%i is told as %s', (at, port, code, found) => {
  const facts = spoilt('director', { ipvs: table((each) => ({ ...each, address: at, port })) });
  expect(judged('ipvs-service', service, facts).diagnosis).toMatchObject({
    code,
    params: found === undefined ? {} : { found },
  });
});

test("the service of the lab's other VIP is not on the wrong address", () => {
  const facts = spoilt('director', { ipvs: table((each) => ({ ...each, address: '10.0.0.30' })) });
  const two = { ...drTopology, vips: [vip, '10.0.0.30'] };
  expect(judged('ipvs-service', service, facts, two).diagnosis?.code).toBe('no-virtual-service');
});

test('-m for -g is said with both options', () => {
  const facts = spoilt('director', {
    ipvs: table((each) => ({ ...each, servers: each.servers.map((one) => ({ ...one, method: 'nat' })) })),
  });
  const { diagnosis } = judged('ipvs-server', { ...service, server: '10.0.0.8:80', method: 'dr' }, facts);
  expect(word(diagnosisCatalogue, diagnosis!, 'en')).toContain('by NAT (-m), but DR (-g) is wanted');
});

test('a realserver with :8080 for :80 is told', () => {
  const facts = spoilt('director', {
    ipvs: table((each) => ({ ...each, servers: each.servers.map((one) => ({ ...one, port: 8080 })) })),
  });
  expect(judged('ipvs-server', { ...service, server: '10.0.0.8:80' }, facts).diagnosis).toEqual({
    code: 'server-wrong-port',
    params: { node: 'director', service: `tcp ${vip}:80`, found: '10.0.0.8:8080', want: '10.0.0.8:80' },
  });
});

test.each([
  [[{ address: '0.0.0.0', port: 8080 }], 'web-other-port'],
  [[{ address: '0.0.0.0', port: 22 }], 'web-not-running'],
  [[], 'web-not-running'],
])('of a web server that listens on %j is said %s', (listeners, code) => {
  const facts = spoilt('rs1', { listeners });
  expect(judged('listening', { on: 'rs1', port: 80 }, facts).diagnosis?.code).toBe(code);
});

const arp: ArpResult = {
  kind: 'arp',
  macs: ['02:00:00:00:00:07'],
  nodes: ['director'],
  command: 'arping',
  output: '',
  exit: 0,
  at: 1,
};

/** "The director alone answers", with these facts. */
function alone(facts: Record<string, NodeFacts>, owner: string | readonly string[] = 'director') {
  const request = { kind: 'arp', from: 'client', address: vip } as const;
  return judged('arp-owner', { from: 'client', address: vip, owner }, facts, drTopology, [[request, arp]]);
}

test('the director alone answers when those that could do not', () => {
  expect(alone(healthy()).status).toBe('pass');
});

test('nobody is alone beside a machine that cannot be asked', () => {
  const facts = healthy();
  delete facts['rs2'];
  expect(alone(facts)).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs2' } },
  });
});

test('nobody is alone beside a machine whose cable is pulled', () => {
  const links = [{ dev: 'eth0', mac: '02:00:00:00:00:08', up: true, carrier: false }];
  expect(alone(spoilt('rs1', { links }))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.cut-off', params: { node: 'rs1', dev: 'eth0' } },
  });
});

test('of two that may answer one may be off', () => {
  const facts = healthy();
  delete facts['rs2'];
  expect(alone(facts, ['director', 'rs2']).status).toBe('pass');
});
