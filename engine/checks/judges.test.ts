import { expect, test } from 'vitest';
import { checkSchema } from '../../contract/checks.js';
import { word } from '../../contract/text.js';
import { diagnosisCatalogue, verdictCatalogue } from '../../contract/messages/verdicts.js';
import { evaluate, judgeOne } from '../judging/evaluate.js';
import { drTopology, healthy, vip, world } from '../judging/testing/world.js';
import { wantsOf, wavesOf } from './plan.js';
import { arpAnswer, check, http } from './testing/judged.js';

// What holds for kinds together; what one of them judges is tested beside it, in kinds/.

const spread = check({
  'http-spread': { from: 'client', url: `http://${vip}/`, requests: 4, over: { rs1: 2, rs2: 2 } },
});
const owner = check({ 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
const fine = ['rs1', 'rs2', 'rs1', 'rs2'];

test('a DR lab that works passes its checks', () => {
  const path = {
    replySenders: { rs1: 4, rs2: 4 },
    requestSenders: { client: 8, director: 8 },
    requestReceivers: { director: 8, rs1: 4, rs2: 4 },
    resetSenders: {},
  };
  const all = world(drTopology, healthy(), [http(fine, path), arpAnswer('director')]);
  for (const body of [
    spread,
    owner,
    check({ http: { from: 'client', url: `http://${vip}/` } }),
    check({
      'packet-path': { from: 'client', url: `http://${vip}/`, through: 'director', replies: 'direct' },
    }),
    check({ address: { on: ['rs1', 'rs2'], address: vip, dev: 'lo', prefix: 32 } }),
    check({ 'ipvs-service': { on: 'director', tcp: `${vip}:80`, scheduler: 'rr', persistent: false } }),
    check({
      'ipvs-server': {
        on: 'director',
        tcp: `${vip}:80`,
        server: ['10.0.0.8:80', '10.0.0.9:80'],
        method: 'dr',
        weight: '1',
      },
    }),
    check({ 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 4, replies: 'none' } }),
    check({ 'ipvs-timeouts': { on: 'director', tcp: 900 } }),
    check({ listening: { on: 'rs1', port: 80, address: vip } }),
    check({ module: { on: 'director', name: 'ip_vs' } }),
    check({ neighbour: { on: 'client', address: vip, owner: 'director' } }),
    check({ route: { on: 'rs1', to: '10.0.0.0/24', dev: 'eth0' } }),
    check({
      sysctl: {
        on: ['rs1', 'rs2'],
        keys: ['net.ipv4.conf.all.arp_ignore', 'net.ipv4.conf.eth0.arp_ignore'],
        'one-of': [1, 2],
      },
    }),
    check({ 'no-address': { on: 'rs1', address: vip, dev: 'eth0' } }),
  ]) {
    expect(judgeOne(body, all).message.code).toMatch(/\.ok$|\.loaded$/);
  }
});

test('what could not be observed is unknown, never a failure', () => {
  const facts = healthy();
  delete facts['rs1'];
  const nothing = world(drTopology, facts);
  expect(judgeOne(spread, nothing).status).toBe('unknown');
  expect(judgeOne(owner, nothing).status).toBe('unknown');
});

test.each([
  ['halted', 'unknown.halted'],
  ['timeout', 'unknown.timeout'],
  ['failed', 'unknown.facts'],
  ['unreachable', 'unknown.unreachable'],
] as const)('why nothing is known of a node is said: %s', (reason, code) => {
  const director = { ok: false, reason, detail: 'why', at: 0 } as const;
  expect(
    judgeOne(check({ module: { on: 'director', name: 'ip_vs' } }), world(drTopology, { director })),
  ).toMatchObject({ status: 'unknown', message: { code, params: { node: 'director' } } });
});

test.each([
  ['unreachable', 'unknown.unreachable'],
  ['tool-missing', 'unknown.tool-missing'],
  ['timeout', 'unknown.experiment'],
  ['failed', 'unknown.experiment'],
] as const)('why an experiment could not be made is said: %s', (reason, code) => {
  const untried = { ok: false, reason, detail: 'why', at: 0 } as const;
  const [request] = http(fine);
  expect(judgeOne(spread, world(drTopology, healthy(), [[request, untried]]))).toMatchObject({
    status: 'unknown',
    message: { code, params: { detail: 'why' } },
  });
});

test('a check whose need failed is skipped, and wants are merged', () => {
  const checks = [
    checkSchema.parse({
      id: 'balanced',
      needs: ['service'],
      'http-spread': { from: 'client', url: `http://${vip}/`, requests: 4, over: { rs1: 2, rs2: 2 } },
    }),
    checkSchema.parse({ id: 'service', 'ipvs-service': { on: 'director', tcp: `${vip}:81` } }),
    checkSchema.parse({ id: 'answers', http: { from: 'client', url: `http://${vip}/` } }),
  ];
  const judged = evaluate(checks, world(drTopology, healthy(), [http(fine)]));
  expect(judged.get('balanced')).toMatchObject({
    status: 'unknown',
    message: { code: 'skipped.needs', params: { check: 'service' } },
  });
  const wants = wantsOf(checks, drTopology);
  expect(wants.experiments).toHaveLength(1);
  expect(wants.facts['director']).toMatchObject({ ipvs: true, keepalived: true });
  expect(wavesOf(checks).map((wave) => wave.map((each) => each.id))).toEqual([
    ['service', 'answers'],
    ['balanced'],
  ]);
});

test('every message has words in both languages, whatever its parameters', () => {
  for (const catalogue of [verdictCatalogue, diagnosisCatalogue]) {
    for (const code of Object.keys(catalogue)) {
      const params = new Proxy(
        {},
        {
          get: (_target, name) =>
            [
              'nodes',
              'found',
              'want',
              'keys',
              'servers',
              'services',
              'receivers',
              'repliers',
              'holders',
              'zh',
              'en',
            ].includes(String(name))
              ? ['x']
              : 'x',
        },
      );
      for (const language of ['zh-CN', 'en'] as const) {
        expect(word(catalogue, { code, params } as never, language)).not.toContain('undefined');
      }
    }
  }
});
