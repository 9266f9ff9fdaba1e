import { expect, test } from 'vitest';
import { checkSchema } from '../../contract/checks.js';
import type { Advert } from '../../contract/adverts.js';
import type { HttpAttempt } from '../../contract/experiments.js';
import type { NodeFacts } from '../../contract/facts.js';
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
import { cause, explain, type Finding } from './cause.js';
import { dropsReplies, dropsTcp, dropsVrrp, filtersArp } from './firewall.js';
import { explanationOf } from './index.js';
import type { RequestsSymptom } from '../world/symptom.js';

const finding = (node: string, strength: Finding['strength'], share = 1): Finding => ({
  diagnosis: { code: 'keepalived-not-running', params: { node } },
  strength,
  share,
});
const found = (...findings: readonly Finding[]) => cause({ explains: ['requests'], find: () => findings });
const symptom: RequestsSymptom = { kind: 'requests', vip, port: 80 };
const named = (node: string) => ({ code: 'keepalived-not-running', params: { node } });

test('the surest cause is the cause, then what explains most, then what is looked at first', () => {
  const here = world(drTopology, healthy());
  const told = (...all: readonly Finding[]) =>
    explain(
      all.map((each) => found(each)),
      symptom,
      here,
    );
  expect(told(finding('a', 'likely'), finding('b', 'proven')).diagnosis).toEqual(named('b'));
  expect(told(finding('a', 'likely', 0.5), finding('b', 'likely')).diagnosis).toEqual(named('b'));
  expect(told(finding('a', 'likely'), finding('b', 'likely')).diagnosis).toEqual(named('a'));
});

test('what is only there is never the cause, and is told as such', () => {
  const here = world(drTopology, healthy());
  expect(explain([found(finding('a', 'present'))], symptom, here)).toEqual({
    also: [{ how: 'other', diagnosis: named('a') }],
  });
  expect(
    explain([found(finding('a', 'present'), finding('b', 'likely'), finding('c', 'likely'))], symptom, here),
  ).toEqual({
    diagnosis: named('b'),
    also: [
      { how: 'too', diagnosis: named('c') },
      { how: 'other', diagnosis: named('a') },
    ],
  });
});

const requests = (
  tries: readonly HttpAttempt[],
  facts: Record<string, NodeFacts>,
  more: Partial<RequestsSymptom> = {},
) => explanationOf({ ...symptom, from: 'client', attempts: tries, ...more }, world(drTopology, facts));

const by = (method: 'nat' | 'tun') =>
  table((service) => ({ ...service, servers: service.servers.map((each) => ({ ...each, method })) }));

test('a NAT lab has its own order: forwarding, then the way back', () => {
  const facts = healthy();
  facts['director'] = { ...facts['director']!, ipvs: by('nat'), sysctls: { 'net.ipv4.ip_forward': 0 } };
  for (const node of ['rs1', 'rs2'])
    facts[node] = {
      ...facts[node]!,
      addresses: [address('eth0', node === 'rs1' ? '10.0.0.8' : '10.0.0.9', 24)],
    };
  expect(requests(attempts('timeout', 'timeout'), facts).diagnosis?.code).toBe('nat-forwarding-off');
  facts['director'] = { ...facts['director'], sysctls: { 'net.ipv4.ip_forward': 1 } };
  expect(requests(attempts('timeout', 'timeout'), facts).diagnosis?.code).toBe('nat-gateway-not-director');
});

test('a director is asked for its services by its own address as well: nobody there has to listen', () => {
  const own = drTopology.nodes.find(({ role }) => role === 'director')!.interfaces[0]!.address;
  const facts = healthy();
  const ipvs = {
    ...by('nat'),
    services: by('nat').services.map((service) => ({ ...service, address: own })),
  };
  facts['director'] = { ...facts['director']!, ipvs, listeners: [], sysctls: { 'net.ipv4.ip_forward': 1 } };
  // As the switch saw it: what the director hands on is to the servers' addresses by then.
  const path = {
    replySenders: {},
    requestSenders: { client: 12 },
    requestReceivers: { director: 12 },
    resetSenders: {},
  };
  const asked = requests(attempts('timeout', 'timeout'), facts, { vip: own, path });
  expect(asked.diagnosis?.code).toBe('nat-gateway-not-director');
  expect(asked.also.map(({ diagnosis }) => diagnosis.code)).not.toContain('web-not-running');
});

test('a TUN lab has its own: a device that is down refuses, a strict reverse path drops', () => {
  const facts = healthy();
  facts['director'] = { ...facts['director']!, ipvs: by('tun') };
  const path = { replySenders: {}, requestSenders: { director: 2 }, requestReceivers: {}, resetSenders: {} };
  expect(requests(attempts('refused', 'refused'), facts, { path }).diagnosis?.code).toBe('tunnel-down');
  for (const node of ['rs1', 'rs2']) {
    const links = [...facts[node]!.links!, { dev: 'tunl0', mac: '', up: true, carrier: true }];
    const sysctls = { ...facts[node]!.sysctls, 'net.ipv4.conf.all.rp_filter': 1 };
    facts[node] = { ...facts[node]!, links, sysctls, counters: { TcpExtIPReversePathFilter: 4 } };
  }
  expect(requests(attempts('timeout', 'timeout'), facts, { path }).diagnosis?.code).toBe('rp-filter-drops');
  const stats = checkSchema.parse({
    id: 'stats',
    'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 1, replies: 'none' },
  });
  // Nothing comes back through the director there either, which is no fault of TUN's.
  expect(judgeOne(stats, world(drTopology, facts)).status).toBe('pass');
});

test('a realserver that answers no ARP for want of the address answers none, whatever its settings', () => {
  const facts = healthy();
  facts['rs1'] = { ...facts['rs1']!, addresses: [address('eth0', '10.0.0.8', 24)], sysctls: {} };
  const { diagnosis, also } = explanationOf(
    { kind: 'arp', vip, from: 'client', answered: ['director', 'rs2'], wanted: ['director'] },
    world(drTopology, facts),
  );
  expect(
    [diagnosis, ...also.map((each) => each.diagnosis)].filter((each) => each?.code === 'rs-answers-arp'),
  ).toEqual([]);
});

const conf = (password: string): NodeFacts['keepalived'] => ({
  running: true,
  config: `vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n authentication {\n auth_type PASS\n auth_pass ${password}\n }\n virtual_ipaddress {\n ${vip}/24\n }\n}\n`,
  test: { exit: 0, output: '' },
  instances: [
    {
      name: 'VI_1',
      state: 'MASTER',
      vrid: 51,
      basePriority: 100,
      priority: 100,
      interface: 'eth0',
      vips: [`${vip}/24`],
      vipSet: true,
      advertInterval: 1,
      stats: {},
    },
  ],
});

test('a pair of web servers without a director gets causes, too', () => {
  const nodes = haTopology.nodes.map((node) =>
    node.role === 'director' ? { ...node, role: 'realserver' as const } : node,
  );
  const web = (last: number, password: string): NodeFacts => ({
    at: 0,
    addresses: [address('eth0', `10.0.0.${last}`, 24), address('eth0', vip, 24)],
    keepalived: conf(password)!,
  });
  const check = checkSchema.parse({
    id: 'state',
    'vrrp-state': { on: 'lb2', instance: 'VI_1', state: 'BACKUP' },
  });
  const judged = judgeOne(check, world({ ...haTopology, nodes }, { lb1: web(7, 'one'), lb2: web(8, 'two') }));
  expect(judged.diagnosis?.code).toBe('auth-differs');
});

/** Two whose files say the same, each MASTER, and what was heard of them. */
function split(adverts: readonly Partial<Advert>[]) {
  const lb = (last: number): NodeFacts => ({
    at: 0,
    addresses: [address('eth0', `10.0.0.${last}`, 24), address('eth0', vip, 24)],
    keepalived: conf('same')!,
  });
  const heard = adverts.map((each): Advert => {
    const usual = { source: '10.0.0.7', mac: '02:00:00:00:00:07', node: 'lb1', vrid: 51, priority: 100 };
    return { ...usual, version: 2, interval: 1, vips: [vip], auth: '1 73616d65', ...each };
  });
  const symptom = { kind: 'vrrp', what: 'several-masters', among: ['lb1', 'lb2'], instance: 'VI_1' } as const;
  const request = { kind: 'vrrp', from: 'lb1', seconds: 3 } as const;
  const facts = { lb1: lb(7), lb2: lb(8) };
  const result = { kind: 'vrrp', adverts: heard, at: 0 } as const;
  return explanationOf(symptom, world(haTopology, facts, [[request, result]]));
}
const lb2 = { source: '10.0.0.8', mac: '02:00:00:00:00:08', node: 'lb2' };

test.each<[string, readonly Partial<Advert>[], string]>([
  ['one sends nothing', [{}], 'adverts-not-sent'],
  ['versions', [{}, { ...lb2, version: 3 }], 'vrrp-version-differs'],
  ['passwords', [{}, { ...lb2, auth: '1 6f74686572' }], 'auth-differs'],
  ['intervals', [{}, { ...lb2, interval: 3 }], 'advert-int-differs'],
  ['VIPs', [{}, { ...lb2, vips: [vip, '10.0.0.30'] }], 'vip-list-differs'],
  ['nothing that adverts tell', [{}, lb2], 'both-masters'],
])('what only the wire shows between two masters: %s', (_what, adverts, code) => {
  expect(split(adverts).diagnosis?.code).toBe(code);
});

test.each([
  ['10.0.0.8', undefined],
  ['10.0.0.9', { instance: 'VI_1', node: 'lb1', found: '10.0.0.9', peer: 'lb2', address: '10.0.0.8' }],
])('lb1 sends unicast to %s', (peer, params) => {
  const lb = (last: number, to: string): NodeFacts => {
    const base = conf('same')!;
    const config = base.config!.replace('interface eth0', `interface eth0\n unicast_peer {\n ${to}\n }`);
    // The VIP stands first: it is no address of the machine's own.
    const addresses = [address('eth0', vip, 24), address('eth0', `10.0.0.${last}`, 24)];
    return { at: 0, addresses, keepalived: { ...base, config } };
  };
  const symptom = { kind: 'vrrp', what: 'several-masters', among: ['lb1', 'lb2'], instance: 'VI_1' } as const;
  const facts = { lb1: lb(7, peer), lb2: lb(8, '10.0.0.7') };
  const { diagnosis } = explanationOf(symptom, world(haTopology, facts));
  const elsewhere = diagnosis?.code === 'unicast-peer-elsewhere' ? diagnosis.params : undefined;
  expect(elsewhere).toEqual(params);
});

test('somebody else with the same VRID is told, and is not why two are master', () => {
  const { diagnosis, also } = split([
    {},
    lb2,
    { source: '10.0.0.66', mac: '02:00:00:00:00:66', node: 'client', priority: 200 },
  ]);
  expect(diagnosis?.code).toBe('both-masters');
  expect(also.map(({ how, diagnosis: { code } }) => [how, code])).toContainEqual(['other', 'vrid-of-others']);
});

test('with NAT replies pass FORWARD of the director, and with DR they do not', () => {
  const forward = `table ip filter {\n\tchain FORWARD {\n\t\ttype filter hook forward priority filter; policy drop;\n\t\t%\n\t}\n}\n`;
  const dropping = (method: 'nat' | 'tun', rule: string) => {
    const facts = healthy();
    const firewall = forward.replace('%', rule);
    facts['director'] = {
      ...facts['director']!,
      ipvs: by(method),
      firewall,
      sysctls: { 'net.ipv4.ip_forward': 1 },
    };
    const { diagnosis, also } = requests(attempts('timeout', 'timeout'), facts);
    return [diagnosis, ...also.map((each) => each.diagnosis)].map((each) => each?.code);
  };
  expect(dropping('nat', 'tcp dport 80 accept')).toContain('director-forward-drops');
  expect(dropping('nat', 'tcp sport 80 accept')).not.toContain('director-forward-drops');
  expect(dropping('nat', 'ct state established,related accept')).not.toContain('director-forward-drops');
  expect(dropping('tun', 'tcp dport 80 accept')).not.toContain('director-forward-drops');
});

const ruleset = (text: string): NodeFacts => ({ at: 0, firewall: text });
const chain = (hook: string, ...rules: readonly string[]) =>
  `table inet f {\n\tset v {\n\t\ttype ipv4_addr\n\t\telements = { ${vip} }\n\t}\n\tchain c {\n\t\ttype filter hook ${hook} priority filter; policy accept;\n\t\t${rules.join('\n\t\t')}\n\t}\n\tchain d {\n\t\ttcp dport 80 drop\n\t}\n}\n`;

test.each([
  ['a port', chain('input', 'tcp dport 80 drop'), true],
  ['a set', chain('input', 'ip daddr @v drop'), true],
  ['a jump', chain('input', 'jump d'), true],
  ['what was accepted before', chain('input', 'tcp dport { 22, 80 } accept', 'jump d'), false],
  ['another port', chain('input', 'tcp dport 443 drop'), false],
  ['ARP only', chain('input', `arp daddr ip ${vip} drop`).replace('inet', 'arp'), false],
])('rules of nft are read: %s', (_what, text, drops) => {
  expect(dropsTcp(ruleset(text), 80, vip)).toBe(drops);
});

test('replies, ARP and VRRP have rules of their own', () => {
  expect(dropsReplies(ruleset(chain('output', `ip saddr ${vip} tcp sport 80 drop`)), 80, vip)).toBe(true);
  expect(dropsReplies(ruleset(chain('output', 'tcp dport 25 drop')), 80, vip)).toBe(false);
  expect(filtersArp(ruleset(chain('input', `arp daddr ip ${vip} drop`).replace('inet', 'arp')), vip)).toBe(
    true,
  );
  expect(dropsVrrp(ruleset(chain('output', 'ip protocol vrrp drop')), ['10.0.0.7'])).toBe(true);
  // keepalived's own rules of strict mode concern its VIPs, not its adverts.
  expect(dropsVrrp(ruleset(chain('output', 'ip saddr @v drop')), ['10.0.0.7'])).toBe(false);
});

const lan = { to: '10.0.0.0/24', dev: 'eth0' };

test.each([
  ['unknown MACs prove it', [], 'timeout', 'vip-is-source'],
  [
    'MACs from before do not save it for long',
    [
      { address: '10.0.0.8', dev: 'eth0', mac: '02:00:00:00:00:08', state: 'STALE' },
      { address: '10.0.0.9', dev: 'eth0', mac: '02:00:00:00:00:09', state: 'STALE' },
    ],
    'timeout',
    'vip-is-source',
  ],
  ['requests that are refused are no sign of it', [], 'refused', undefined],
])('a director whose VIP is its primary address: %s', (_what, neighbours, outcome, code) => {
  const facts = healthy();
  const own = address('eth0', '10.0.0.7', 24);
  facts['director'] = {
    ...facts['director']!,
    addresses: [address('eth0', vip, 24), own],
    routes: [{ ...lan, source: vip }],
    neighbours,
  };
  expect(requests(attempts(outcome, outcome), facts).diagnosis?.code).toBe(code);
  // The card's own address first, the VIP after it.
  facts['director'] = { ...facts['director'], routes: [{ ...lan, source: '10.0.0.7' }] };
  expect(requests(attempts(outcome, outcome), facts).diagnosis?.code).not.toBe('vip-is-source');
});
