import { expect, test } from 'vitest';
import { checkSchema } from '../../../contract/checks.js';
import type { NodeFacts } from '../../../contract/facts.js';
import { drTopology, healthy, vip, world } from '../../judging/testing/world.js';
import { rebootJudge } from './reboot.js';

const check = (id: string, body: object) => checkSchema.parse({ id, ...body });
const checks = [
  check('ip-vs', { module: { on: 'director', name: 'ip_vs' } }),
  check('service', { 'ipvs-service': { on: 'director', tcp: `${vip}:80`, scheduler: 'rr' } }),
  check('timeouts', { 'ipvs-timeouts': { on: 'director', tcp: 30, tcpfin: 5, udp: 60 } }),
  check('vip', { address: { on: 'director', address: vip, dev: 'eth0' } }),
  check('arp-ignore', { sysctl: { on: ['rs1', 'rs2'], keys: ['net.ipv4.conf.all.arp_ignore'], equals: 1 } }),
  check('listening', { listening: { on: ['rs1', 'rs2'], port: 80 } }),
  check('page', { file: { on: 'rs1', path: '/page' } }),
];

type Facts = Record<string, NodeFacts>;

const page = (exists: boolean) => ({ '/page': { path: '/page', exists } });
const timeouts = { tcp: 30, tcpfin: 5, udp: 60 };
function before(): Facts {
  const facts = healthy();
  facts['director'] = { ...facts['director']!, ipvs: { ...facts['director']!.ipvs!, timeouts } };
  return { ...facts, rs1: { ...facts['rs1']!, files: page(true) } };
}

/** What was seen, of nodes with these facts. */
const seen = (facts: Facts) => ({
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, each]) => [name, { ok: true, facts: each } as const]),
  ),
  results: {},
});

/** Judges `ids` over a reboot after which a node has other facts. */
function judge(
  ids: readonly string[],
  node?: string,
  change: Partial<NodeFacts> | 'gone' = {},
  rebooted = true,
) {
  const params = { nodes: ['director', 'rs1'], checks: [...ids] };
  const after = before();
  if (node !== undefined && change === 'gone') delete after[node];
  else if (node !== undefined) after[node] = { ...after[node]!, ...(change as Partial<NodeFacts>) };
  const result = {
    kind: 'reboot' as const,
    before: seen(rebooted ? before() : after),
    seconds: { director: 14.6, rs1: 15.2 },
    ...(rebooted ? { after: seen(after) } : {}),
    log: 'log',
    at: 0,
  };
  const request = { kind: 'reboot', ...params } as const;
  return rebootJudge.judge(params, world(drTopology, {}, [[request, result]], {}, checks), 'survives');
}

const all = checks.map(({ id }) => id);

test('what holds again has survived', () => {
  expect(judge(all)).toMatchObject({
    status: 'pass',
    message: { code: 'reboot.ok', params: { nodes: ['director', 'rs1'], count: 7, seconds: '15' } },
  });
});

const { ipvs, addresses } = before()['director']!;

test.each<[string, string, Partial<NodeFacts>, string]>([
  ['ip-vs', 'director', { modules: [] }, 'module-not-kept'],
  ['service', 'director', { ipvs: { ...ipvs!, services: [] } }, 'rules-not-kept'],
  [
    'service',
    'director',
    { ipvs: { ...ipvs!, services: ipvs!.services.map((service) => ({ ...service, scheduler: 'wlc' })) } },
    'rules-differ-after-boot',
  ],
  [
    'timeouts',
    'director',
    { ipvs: { ...ipvs!, timeouts: { tcp: 900, tcpfin: 120, udp: 300 } } },
    'timeouts-not-kept',
  ],
  ['timeouts', 'director', { ipvs: { ...ipvs!, timeouts: { ...timeouts, udp: 61 } } }, 'timeouts-differ'],
  ['vip', 'director', { addresses: addresses!.slice(0, 1) }, 'address-not-kept'],
  ['arp-ignore', 'rs2', { sysctls: { 'net.ipv4.conf.all.arp_ignore': 0 } }, 'sysctl-not-kept'],
  // Set at boot, to something else: nothing was forgotten.
  ['arp-ignore', 'rs2', { sysctls: { 'net.ipv4.conf.all.arp_ignore': 8 } }, 'arp-ignored-altogether'],
  ['listening', 'rs1', { listeners: [] }, 'service-not-kept'],
  ['page', 'rs1', { files: page(false) }, 'file-missing'],
])('%s, lost on %s, has its cause', (id, node, change, code) => {
  const judgement = judge(all, node, change);
  expect(judgement).toMatchObject({ status: 'fail', message: { code: 'reboot.lost' }, diagnosis: { code } });
  expect(JSON.stringify(judgement.message.params)).toContain(`"${id}"`);
});

test('of two directors the one whose table was lost is named', () => {
  const two = check('service', {
    'ipvs-service': { on: ['director', 'rs1'], tcp: `${vip}:80`, scheduler: 'rr' },
  });
  const facts = (rs1: NodeFacts['ipvs']) => ({
    ...before(),
    rs1: { ...before()['rs1']!, ...(rs1 === undefined ? {} : { ipvs: rs1 }) },
  });
  const request = { kind: 'reboot', nodes: ['rs1'], checks: ['service'] } as const;
  const judged = (after: NodeFacts['ipvs']) =>
    rebootJudge.judge(
      { nodes: ['rs1'], checks: ['service'] },
      world(
        drTopology,
        {},
        [
          [
            request,
            {
              kind: 'reboot',
              before: seen(facts(ipvs)),
              seconds: { rs1: 15 },
              after: seen(facts(after)),
              log: '',
              at: 0,
            },
          ],
        ],
        {},
        [two],
      ),
      'survives',
    );
  expect(judged({ ...ipvs!, services: [] }).diagnosis).toEqual({
    code: 'rules-not-kept',
    params: { node: 'rs1' },
  });
  const wlc = ipvs!.services.map((service) => ({ ...service, scheduler: 'wlc' }));
  expect(judged({ ...ipvs!, services: wlc }).diagnosis).toMatchObject({
    code: 'wrong-scheduler',
    params: { node: 'rs1' },
  });
});

test('what cannot be seen after the reboot is unknown, and so is what did not hold before', () => {
  expect(judge(['arp-ignore'], 'rs2', 'gone')).toMatchObject({
    status: 'unknown',
    message: { code: 'reboot.unclear', params: { check: 'arp-ignore' } },
  });
  expect(judge(['vip', 'page'], 'rs1', { files: page(false) }, false)).toMatchObject({
    status: 'unknown',
    message: { code: 'skipped.needs', params: { check: 'page' } },
  });
});
