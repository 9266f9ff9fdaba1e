import { expect, test } from 'vitest';
import { judgeOne } from '../../judging/evaluate.js';
import { address, arp, drTopology, healthy, table, vip, world } from '../../judging/testing/world.js';
import { check, type Facts, http, spoil } from '../testing/judged.js';

const spread = check({
  'http-spread': { from: 'client', url: `http://${vip}/`, requests: 4, over: { rs1: 2, rs2: 2 } },
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
