import { expect, test } from 'vitest';
import { type Check, checkSchema } from '../../contract/checks.js';
import type {
  ArpResult,
  ExperimentOutcome,
  ExperimentRequest,
  HttpResult,
} from '../../contract/experiments.js';
import type { NodeFacts } from '../../contract/facts.js';
import { word } from '../../contract/text.js';
import { diagnosisCatalogue, verdictCatalogue } from '../../contract/messages/verdicts.js';
import { quizJudge } from './kinds/quiz.js';
import { evaluate, judgeOne } from '../judging/evaluate.js';
import { wantsOf, wavesOf } from './plan.js';
import {
  address,
  arp,
  attempts,
  drTopology,
  haTopology,
  healthy,
  table,
  vip,
  world,
} from '../judging/testing/world.js';

type Facts = Record<string, NodeFacts>;
type Results = readonly (readonly [ExperimentRequest, ExperimentOutcome])[];

function check(body: object): Check {
  return checkSchema.parse({ id: 'c', ...body });
}

function http(
  servers: readonly string[],
  path?: HttpResult['path'],
  url = `http://${vip}/`,
  requests = 4,
): Results[number] {
  const result: HttpResult = {
    kind: 'http',
    attempts: attempts(...servers),
    ...(path === undefined ? {} : { path }),
    command: 'curl',
    output: '',
    at: 0,
  };
  return [{ kind: 'http', from: 'client', url, requests }, result];
}

function arpAnswer(...nodes: string[]): Results[number] {
  const macs = nodes.map(
    (name) =>
      drTopology.nodes.concat(haTopology.nodes).find((node) => node.name === name)?.interfaces[0]?.mac ?? '',
  );
  const result: ArpResult = { kind: 'arp', macs, nodes, command: 'arping', output: '', exit: 0, at: 0 };
  return [{ kind: 'arp', from: 'client', address: vip }, result];
}

const spread = check({
  'http-spread': { from: 'client', url: `http://${vip}/`, requests: 4, over: { rs1: 2, rs2: 2 } },
});
const owner = check({ 'arp-owner': { from: 'client', address: vip, owner: 'director' } });
const fine = ['rs1', 'rs2', 'rs1', 'rs2'];

function spoil(node: string, change: (facts: NodeFacts) => Partial<NodeFacts>): Facts {
  const facts = healthy();
  const before = facts[node] ?? { at: 0 };
  return { ...facts, [node]: { ...before, ...change(before) } };
}

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

test.each<[string, Facts, readonly string[], string]>([
  [
    'no VIP on the director',
    spoil('director', () => ({ addresses: [address('eth0', '10.0.0.7', 24)] })),
    ['unreachable'],
    'vip-not-on-director',
  ],
  [
    'no service',
    spoil('director', () => ({ ipvs: { ...table(), services: [] } })),
    ['refused'],
    'no-virtual-service',
  ],
  [
    'no module',
    spoil('director', () => ({ ipvs: { ...table(), services: [], loaded: false } })),
    ['refused'],
    'module-not-loaded',
  ],
  [
    'no tool',
    spoil('director', () => ({ ipvs: { ...table(), services: [], loaded: false, tool: false } })),
    ['refused'],
    'ipvsadm-not-installed',
  ],
  [
    'another port',
    spoil('director', () => ({ ipvs: table((each) => ({ ...each, port: 8080 })) })),
    ['refused'],
    'wrong-port',
  ],
  [
    'no servers',
    spoil('director', () => ({ ipvs: table((each) => ({ ...each, servers: [] })) })),
    ['refused'],
    'no-real-servers',
  ],
  [
    'one server missing',
    spoil('director', () => ({ ipvs: table((each) => ({ ...each, servers: each.servers.slice(0, 1) })) })),
    ['rs1'],
    'server-missing',
  ],
  [
    'NAT instead of DR',
    spoil('director', () => ({
      ipvs: table((each) => ({
        ...each,
        servers: each.servers.map((one) => ({ ...one, method: 'nat' as const })),
      })),
    })),
    ['timeout'],
    'wrong-method',
  ],
  [
    'a weight of 0',
    spoil('director', () => ({
      ipvs: table((each) => ({ ...each, servers: each.servers.map((one) => ({ ...one, weight: 0 })) })),
    })),
    ['refused'],
    'weight-zero',
  ],
  [
    'persistence',
    spoil('director', () => ({ ipvs: table((each) => ({ ...each, persistent: 20 })) })),
    ['rs1', 'rs1', 'rs1', 'rs1'],
    'persistent-hides-scheduler',
  ],
  [
    'a director firewall',
    spoil('director', () => ({
      firewall:
        'table inet f {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t\ttcp dport 80 drop\n\t}\n}\n',
    })),
    ['timeout'],
    'director-firewall',
  ],
  [
    'no VIP on rs2',
    spoil('rs2', () => ({ addresses: [address('eth0', '10.0.0.9', 24)] })),
    ['rs1', 'timeout'],
    'vip-not-on-realserver',
  ],
  [
    'a /24 on lo',
    spoil('rs2', () => ({ addresses: [address('eth0', '10.0.0.9', 24), address('lo', vip, 24)] })),
    ['rs1', 'timeout'],
    'lo-prefix-not-32',
  ],
  [
    'the VIP on eth0 of rs2',
    spoil('rs2', () => ({ addresses: [address('eth0', '10.0.0.9', 24), address('eth0', vip, 24)] })),
    ['rs2'],
    'vip-on-realserver-nic',
  ],
  ['arp_ignore 0', spoil('rs1', () => ({ sysctls: arp({}, { all: 2 }) })), ['rs1'], 'rs-answers-arp'],
  [
    'arp settings on lo only',
    spoil('rs1', () => ({ sysctls: arp({ lo: 1 }, { lo: 2 }) })),
    ['rs1'],
    'arp-only-on-lo',
  ],
  ['arp_announce 0', spoil('rs1', () => ({ sysctls: arp({ eth0: 1 }, {}) })), ['rs1'], 'rs-announces-vip'],
  [
    'arp_ignore 8',
    spoil('rs1', () => ({ sysctls: arp({ all: 8 }, { all: 2 }) })),
    ['unreachable'],
    'arp-ignored-altogether',
  ],
  ['no web server on rs1', spoil('rs1', () => ({ listeners: [] })), ['refused', 'rs2'], 'web-not-running'],
  [
    'a web server on the RIP only',
    spoil('rs1', () => ({ listeners: [{ address: '10.0.0.8', port: 80 }] })),
    ['refused', 'rs2'],
    'web-listens-elsewhere',
  ],
  [
    'a gateway that is the director',
    spoil('rs1', () => ({ routes: [{ to: 'default', via: '10.0.0.7' }] })),
    ['timeout', 'rs2'],
    'rs-gateway-is-director',
  ],
  ['no route back', spoil('rs1', () => ({ routes: [] })), ['timeout', 'rs2'], 'no-route-to-client'],
  [
    'another scheduler',
    spoil('director', () => ({ ipvs: table((each) => ({ ...each, scheduler: 'sh' })) })),
    ['rs1'],
    'wrong-scheduler',
  ],
  ['nothing to see', healthy(), ['timeout'], 'unexpected-spread'],
])('with %s the wrong spread is explained', (_what, facts, seen, code) => {
  const judged = judgeOne(spread, world(drTopology, facts, [http(seen)]));
  expect(judged).toMatchObject({
    status: 'fail',
    message: { code: 'http-spread.uneven' },
    diagnosis: { code },
  });
});

test('several ARP answers are explained by the realserver that gives one', () => {
  const facts = spoil('rs2', () => ({ sysctls: arp({ lo: 1 }, { lo: 2 }) }));
  const judged = judgeOne(owner, world(drTopology, facts, [arpAnswer('director', 'rs2')]));
  expect(judged).toMatchObject({
    status: 'fail',
    message: { code: 'arp-owner.several' },
    diagnosis: { code: 'arp-only-on-lo', params: { node: 'rs2' } },
  });
});

test('what could not be observed is unknown, never a failure', () => {
  const facts = healthy();
  delete facts['rs1'];
  const nothing = world(drTopology, facts);
  expect(judgeOne(spread, nothing).status).toBe('unknown');
  expect(judgeOne(owner, nothing).status).toBe('unknown');
  expect(
    judgeOne(check({ address: { on: ['rs1', 'rs2'], address: vip, dev: 'lo' } }), nothing),
  ).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs1' } },
  });
  const path = check({
    'packet-path': { from: 'client', url: `http://${vip}/`, through: 'director', replies: 'direct' },
  });
  expect(judgeOne(path, world(drTopology, healthy(), [http(fine)])).message.code).toBe('unknown.no-capture');
});

test('totals that lag ask to be read again', () => {
  const stats = check({ 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 50 } });
  expect(judgeOne(stats, world(drTopology, healthy()))).toMatchObject({ status: 'fail', retryAfter: 2200 });
});

test('a tool that tells more connections than the kernel counted is not believed', () => {
  const stats = check({ 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 2 } });
  const counted = table((service) => ({ ...service, connections: 30 }));
  const facts = spoil('director', () => ({ ipvs: { ...counted, total: 27 } }));
  expect(judgeOne(stats, world(drTopology, facts))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.contradicted' },
  });
});

const conf = (state: string, priority: number, extra = ''): string => `vrrp_instance VI_1 {
 state ${state}
 interface eth0
 virtual_router_id 55
 priority ${priority}
 ${extra}
 authentication {
  auth_type PASS
  auth_pass 1111
 }
 virtual_ipaddress {
  10.0.0.29/24
 }
}
`;

function balancer(
  last: number,
  state: 'MASTER' | 'BACKUP',
  config: string,
  more: Partial<NodeFacts['keepalived']> = {},
): NodeFacts {
  const master = state === 'MASTER';
  const priority = Number(/priority (\d+)/.exec(config)?.[1]);
  return {
    at: 0,
    addresses: [address('eth0', `10.0.0.${last}`, 24), ...(master ? [address('eth0', vip, 24)] : [])],
    links: [{ dev: 'eth0', mac: `02:00:00:00:00:0${last}`, up: true, carrier: true }],
    keepalived: {
      running: true,
      config,
      test: { exit: 0, output: '' },
      instances: [
        {
          name: 'VI_1',
          state,
          vrid: Number(/virtual_router_id (\d+)/.exec(config)?.[1]),
          basePriority: priority,
          priority,
          interface: 'eth0',
          vips: ['10.0.0.29/24'],
          vipSet: master,
          advertInterval: 1,
          stats: { advert_rcvd: 3 },
        },
      ],
      ...more,
    },
  };
}

const oneMaster = check({
  'one-master': { among: ['lb1', 'lb2'], instance: 'VI_1', vip, from: 'client', expect: 'lb1' },
});
const good = conf('MASTER', 150);
const second = conf('BACKUP', 100);

test('one master with the VIP and the ARP answer passes', () => {
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
  expect(judgeOne(oneMaster, world(haTopology, facts, [arpAnswer('lb1')])).message.code).toBe(
    'one-master.ok',
  );
});

test.each<[string, NodeFacts, NodeFacts, string]>([
  ['VRIDs', balancer(7, 'MASTER', good), balancer(8, 'MASTER', second.replace('55', '56')), 'vrid-differs'],
  [
    'passwords',
    balancer(7, 'MASTER', good),
    balancer(8, 'MASTER', second.replace('1111', '2222')),
    'auth-differs',
  ],
  [
    'intervals',
    balancer(7, 'MASTER', good),
    balancer(8, 'MASTER', conf('BACKUP', 100, 'advert_int 3')),
    'advert-int-differs',
  ],
  [
    'a filter',
    balancer(7, 'MASTER', good),
    {
      ...balancer(8, 'MASTER', second),
      firewall:
        'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t\tip protocol 112 drop\n\t}\n}\n',
    },
    'vrrp-filtered',
  ],
  [
    'a filter on the way out',
    {
      ...balancer(7, 'MASTER', good),
      firewall:
        'table inet filter {\n\tchain output {\n\t\ttype filter hook output priority filter; policy accept;\n\t\tip protocol 112 drop\n\t}\n}\n',
    },
    balancer(8, 'MASTER', second),
    'vrrp-filtered',
  ],
  [
    'silence that nothing explains',
    balancer(7, 'MASTER', good),
    balancer(8, 'MASTER', second, {
      instances:
        balancer(8, 'MASTER', second).keepalived?.instances.map((each) => ({ ...each, stats: {} })) ?? [],
    }),
    'both-masters',
  ],
  ['priorities', balancer(7, 'BACKUP', good), balancer(8, 'MASTER', conf('MASTER', 150)), 'equal-priority'],
  [
    'a VIP that kill -9 left',
    balancer(7, 'MASTER', good, { running: false, instances: [] }),
    balancer(8, 'MASTER', second),
    'vip-left-after-kill',
  ],
  [
    'a daemon that does not run',
    balancer(7, 'BACKUP', good, { running: false, instances: [] }),
    balancer(8, 'MASTER', second),
    'keepalived-not-running',
  ],
  [
    'a file that was not reloaded',
    balancer(7, 'MASTER', good),
    {
      ...balancer(8, 'MASTER', second),
      keepalived: {
        ...(balancer(8, 'MASTER', second).keepalived as NonNullable<NodeFacts['keepalived']>),
        config: conf('BACKUP', 90),
      },
    },
    'config-not-reloaded',
  ],
  [
    'an interface that is not there',
    balancer(7, 'BACKUP', good.replace('eth0', 'ens3'), { running: false, instances: [] }),
    balancer(8, 'MASTER', second),
    'interface-missing',
  ],
])('what is wrong between two balancers is told: %s', (_what, lb1, lb2, code) => {
  const judged = judgeOne(oneMaster, world(haTopology, { lb1, lb2 }, [arpAnswer('lb1', 'lb2')]));
  expect(judged).toMatchObject({ status: 'fail', diagnosis: { code } });
});

test('who has a VIP by right, as MASTER of another instance, is no stranger', () => {
  const both = (lb: NodeFacts): NodeFacts => {
    const [first] = lb.keepalived!.instances;
    const other = { ...first!, name: 'VI_2', vrid: 56, state: 'MASTER' as const, vipSet: true };
    return {
      ...lb,
      addresses: [...lb.addresses!, address('eth0', vip, 24)],
      keepalived: { ...lb.keepalived!, instances: [first!, other] },
    };
  };
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: both(balancer(8, 'BACKUP', second)) };
  const master = judgeOne(oneMaster, world(haTopology, facts, [arpAnswer('lb1', 'lb2')]));
  const told = [master.diagnosis, ...(master.also ?? []).map(({ diagnosis }) => diagnosis)];
  expect(told.map((each) => each?.code)).not.toContain('backup-has-vip');
});

test.each<[string, NodeFacts, string]>([
  [
    'added to a backup',
    { ...balancer(8, 'BACKUP', second), addresses: [address('eth0', vip, 24)] },
    'backup-has-vip',
  ],
  ['of a master', balancer(8, 'MASTER', conf('BACKUP', 200)), 'priority-decides'],
  [
    'of a daemon that was killed',
    balancer(8, 'MASTER', second, { running: false, instances: [] }),
    'vip-left-after-kill',
  ],
  [
    'beside one whose file has a longer address',
    balancer(8, 'MASTER', second.replace(`${vip}/24`, `${vip}1/24`), { running: false, instances: [] }),
    'address-left',
  ],
])('an address that should not be there: %s', (_what, lb2, code) => {
  const facts = { lb1: balancer(7, 'BACKUP', good), lb2 };
  const judged = judgeOne(check({ 'no-address': { on: 'lb2', address: vip } }), world(haTopology, facts));
  expect(judged).toMatchObject({ status: 'fail', diagnosis: { code } });
});

test('the wanted priority and VIP of an instance are compared', () => {
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
  const judge = (body: object): string | undefined =>
    judgeOne(
      check({ 'keepalived-config': { on: ['lb1', 'lb2'], instance: 'VI_1', ...body } }),
      world(haTopology, facts),
    ).diagnosis?.code;
  expect(judge({ vrid: 55, vip, priority: { lb1: 150, lb2: 100 } })).toBeUndefined();
  expect(judge({ vrid: 51 })).toBe('wrong-vrid');
  expect(judge({ vip: '10.0.0.5' })).toBe('wrong-vip');
  expect(judge({ priority: { lb2: 90 } })).toBe('wrong-priority');
  expect(judge({ instance: 'VI_2' })).toBe('instance-missing');
});

test.each([
  [{ before: 'lb1', after: 'lb2', back: 'lb1', outage: 0.9 }, 'failover.ok', undefined],
  [{ before: 'lb1', after: 'lb2', back: 'lb1', outage: 9 }, 'failover.slow', 'slow-failover'],
  [{ before: 'lb1' }, 'failover.none', 'no-failover'],
  [{ before: 'lb1', after: 'lb2', back: 'lb2', outage: 1 }, 'failover.no-failback', 'no-failback'],
])('a failover %j is judged as %s', (seen, message, diagnosis) => {
  const request = {
    kind: 'failover',
    among: ['lb1', 'lb2'],
    vip,
    from: 'client',
    fault: 'stop-keepalived',
    limit: 13,
    failback: true,
  } as const;
  const result = { kind: 'failover', holders: ['lb1'], log: '', at: 0, ...seen } as const;
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
  const body = check({ failover: { among: ['lb1', 'lb2'], vip, from: 'client', within: 5 } });
  const judged = judgeOne(body, world(haTopology, facts, [[request, result]]));
  expect(judged.message.code).toBe(message);
  expect(judged.diagnosis?.code).toBe(diagnosis);
});

test('units, packages, files, commands and answers are judged', () => {
  const facts: Facts = {
    rs1: {
      at: 0,
      units: {
        nginx: { name: 'nginx', load: 'not-found', active: 'inactive', sub: 'dead', enabled: '' },
        apache2: { name: 'apache2', load: 'loaded', active: 'active', sub: 'running', enabled: 'enabled' },
      },
      packages: { nginx: '1.22' },
      files: { '/a': { path: '/a', exists: true, content: 'one\ntwo\n' } },
      commands: { true: { run: 'true', exit: 0, stdout: 'x', stderr: '' } },
    },
  };
  const judge = (body: object): string =>
    judgeOne(check(body), world(drTopology, facts, [], { c: '1, 0' })).status;
  expect(judge({ unit: { on: 'rs1', name: ['nginx', 'apache2'], enabled: true } })).toBe('pass');
  expect(judge({ unit: { on: 'rs1', name: 'nginx' } })).toBe('fail');
  expect(judge({ package: { on: 'rs1', name: 'nginx' } })).toBe('pass');
  expect(judge({ package: { on: 'rs1', name: 'ipvsadm' } })).toBe('fail');
  expect(judge({ file: { on: 'rs1', path: '/a', matches: '^two$' } })).toBe('pass');
  expect(judge({ file: { on: 'rs1', path: '/a', matches: '(' } })).toBe('unknown');
  expect(judge({ command: { on: 'rs1', run: 'true', stdout: '^y' } })).toBe('fail');
  const text = { 'zh-CN': 'a', en: 'a' };
  expect(
    judge({ quiz: { type: 'choice', question: text, options: [text, text, text], answer: [0, 1] } }),
  ).toBe('pass');
  expect(judge({ quiz: { type: 'number', question: text, answer: 3 } })).toBe('fail');
});

test.each([
  {
    type: 'choice',
    options: [
      { 'zh-CN': 'a', en: 'a' },
      { 'zh-CN': 'b', en: 'b' },
    ],
    answer: [1, 0],
  },
  { type: 'number', answer: -2.5 },
  { type: 'text', answer: 'rs[12]', example: 'RS2' },
] as const)('the right answer of a $type quiz is right, another one is not', (body) => {
  const question = { 'zh-CN': 'q', en: 'q' };
  const { quiz } = checkSchema.parse({ id: 'q', quiz: { ...body, question } });
  const judge = (answer: string) =>
    judgeOne(checkSchema.parse({ id: 'q', quiz: { ...body, question } }), {
      ...world(drTopology, healthy(), []),
      answer: () => answer,
    }).status;
  expect(judge(quizJudge.asks!(quiz!).answer)).toBe('pass');
  expect(judge('rs3')).toBe('fail');
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
