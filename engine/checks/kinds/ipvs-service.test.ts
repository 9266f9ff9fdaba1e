import { expect, test } from 'vitest';
import type { Ipvs, IpvsService, NodeFacts } from '../../../contract/facts.js';
import { drTopology, healthy, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import {
  check,
  type Facts,
  judged,
  keepalivedWith,
  marking,
  silent,
  spoil,
  unread,
  virtualServer,
} from '../testing/judged.js';
import { ipvsServiceJudge } from './ipvs-service.js';

const tcp = `${vip}:80`;
const service = `tcp ${tcp}`;
const asked = (more: object = {}) => ({ 'ipvs-service': { on: 'director', tcp, ...more } });
const of = (more: object) => ({ 'ipvs-service': { on: 'director', ...more } });
/** The lab's service, changed. */
const having = (change: Partial<IpvsService>, more: Partial<NodeFacts> = {}): Facts =>
  spoil('director', () => ({ ipvs: table((each) => ({ ...each, ...change })), ...more }));
const without = (change: Partial<Ipvs> = {}, more: Partial<NodeFacts> = {}): Facts =>
  spoil('director', () => ({ ipvs: { ...table(), services: [], ...change }, ...more }));

test.each<[string, object, Facts, string]>([
  ['by any scheduler', asked(), having({ scheduler: 'sh' }), service],
  ['by this scheduler', asked({ scheduler: 'wrr' }), having({ scheduler: 'wrr' }), service],
  ['without persistence', asked({ persistent: false }), having({}), service],
  ['with persistence of any length', asked(), having({ persistent: 20 }), service],
  ['with this persistence', asked({ persistent: 300 }), having({ persistent: 300 }), service],
  ['with the persistence of a variable', asked({ persistent: '300' }), having({ persistent: 300 }), service],
  ['by UDP', of({ udp: `${vip}:53` }), having({ protocol: 'udp', port: 53 }), `udp ${vip}:53`],
  ['by a mark', of({ fwmark: '5' }), having({ protocol: 'fwmark', address: '', port: 5 }), 'fwmark 5'],
])('a service %s passes', (_what, body, facts, name) => {
  const scheduler = facts['director']!.ipvs!.services[0]!.scheduler;
  expect(judged(body, facts)).toMatchObject({
    status: 'pass',
    message: { code: 'ipvs-service.ok', params: { nodes: ['director'], service: name, scheduler } },
  });
});

const byMark = { protocol: 'fwmark', address: '', port: 5 } as const;

test('a mark that requests to the address carry does as well, and that is noted', () => {
  expect(judged(asked(), having(byMark, { firewall: marking(5) }))).toMatchObject({
    status: 'pass',
    also: [{ how: 'note', diagnosis: { code: 'service-by-mark', params: { mark: '5', service } } }],
  });
});

test('what keepalived did not make is noted beside what it did', () => {
  const other = { ...table().services[0]!, port: 443 };
  const ipvs = { ...table(), services: [table().services[0]!, other] };
  const keepalived = keepalivedWith(virtualServer());
  expect(
    judged(
      asked(),
      spoil('director', () => ({ ipvs, keepalived })),
    ),
  ).toMatchObject({
    status: 'pass',
    also: [{ diagnosis: { code: 'rules-by-hand', params: { services: `tcp ${vip}:443` } } }],
  });
  expect(judged(asked(), having({}, { keepalived })).also).toBeUndefined();
});

test.each<[string, object, Facts, string]>([
  ['nothing is there', asked(), without(), 'no-virtual-service'],
  ['it is on another port', asked(), having({ port: 8080 }), 'wrong-port'],
  ['it is for UDP', asked(), having({ protocol: 'udp' }), 'service-other-protocol'],
  ['there is a mark that nothing carries', asked(), having(byMark), 'mark-not-set'],
  [
    'the mark is for another address',
    asked(),
    having(byMark, { firewall: marking(5, '10.0.0.30') }),
    'mark-not-set',
  ],
  ['there is another mark', of({ fwmark: 6 }), having(byMark), 'no-virtual-service'],
  [
    'keepalived’s file has none',
    asked(),
    without({}, { keepalived: keepalivedWith('! empty\n') }),
    'virtual-server-missing',
  ],
  [
    'keepalived’s file has it',
    asked(),
    without({}, { keepalived: keepalivedWith(virtualServer()) }),
    'virtual-server-lost',
  ],
  [
    'keepalived does not run',
    asked(),
    without({}, { keepalived: keepalivedWith(virtualServer(), { running: false }) }),
    'keepalived-not-running',
  ],
])('a service is missing where %s', (_what, body, facts, code) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-service.missing', params: { node: 'director' } },
    diagnosis: { code, params: { node: 'director' } },
  });
});

const noKeepalived = { keepalived: { running: false, instances: [] } };

test.each([
  ['module', { loaded: false }, {}, 'module-not-loaded'],
  ['tool', { loaded: false, tool: false }, {}, 'ipvsadm-not-installed'],
  // Which of the two the lab is about, the node does not know.
  ['tools', { loaded: false, tool: false }, noKeepalived, 'ipvs-tools-missing'],
])('without the %s there is no table', (_what, change, more, code) => {
  expect(judged(asked(), without(change, more))).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs.not-loaded', params: { node: 'director' } },
    diagnosis: { code },
  });
});

const running = keepalivedWith(virtualServer());

test.each<[string, object, Facts, object]>([
  [
    'another scheduler',
    { scheduler: 'rr' },
    having({ scheduler: 'wlc' }),
    { code: 'wrong-scheduler', params: { found: 'wlc', want: 'rr' } },
  ],
  [
    'another scheduler than keepalived’s file has, from before',
    { scheduler: 'rr' },
    having({ scheduler: 'wlc' }, { keepalived: running }),
    { code: 'preexisting-ipvs-rules', params: { service, detail: 'wlc' } },
  ],
  [
    'persistence, which hides the scheduler',
    { persistent: false },
    having({ persistent: 20 }),
    { code: 'persistent-hides-scheduler', params: { seconds: '20' } },
  ],
  [
    'no persistence',
    { persistent: 300 },
    having({}),
    { code: 'persistence-differs', params: { found: '0', want: '300' } },
  ],
  [
    'another persistence',
    { persistent: 300 },
    having({ persistent: 20 }),
    { code: 'persistence-differs', params: { found: '20' } },
  ],
])('a service with %s fails', (_what, more, facts, diagnosis) => {
  const code = 'scheduler' in more ? 'ipvs-service.scheduler' : 'ipvs-service.persistent';
  expect(judged(asked(more), facts)).toMatchObject({ status: 'fail', message: { code }, diagnosis });
});

test('of a pair of directors the one without the service is named, and what passes is told with both schedulers', () => {
  const pair = { 'ipvs-service': { on: ['director', 'rs1'], tcp } };
  const rs1 = (ipvs: Ipvs): Facts => ({ ...healthy(), rs1: { ...healthy()['rs1']!, ipvs } });
  expect(judged(pair, rs1({ ...table(), services: [] }))).toMatchObject({
    status: 'fail',
    message: { params: { node: 'rs1' } },
  });
  expect(judged(pair, rs1(table((each) => ({ ...each, scheduler: 'wlc' })))).message.params).toMatchObject({
    nodes: ['director', 'rs1'],
    scheduler: 'rr, wlc',
  });
});

test('a tool that says otherwise than the kernel is not believed, and asked once more', () => {
  const kernel = table((each) => ({ ...each, scheduler: 'wlc' })).services;
  expect(
    judged(
      asked(),
      spoil('director', () => ({ ipvs: { ...table(), kernel } })),
    ),
  ).toMatchObject({
    status: 'unknown',
    message: {
      code: 'unknown.contradicted',
      params: {
        node: 'director',
        tool: `${service} rr 10.0.0.8:80 dr 1 10.0.0.9:80 dr 1`,
        kernel: `${service} wlc 10.0.0.8:80 dr 1 10.0.0.9:80 dr 1`,
      },
    },
    retryAfter: 2200,
  });
});

test('the order of servers, and what they count, is no contradiction', () => {
  const kernel = table((each) => ({
    ...each,
    servers: each.servers.toReversed().map((one) => ({ ...one, active: 3 })),
  })).services;
  expect(
    judged(
      asked(),
      spoil('director', () => ({ ipvs: { ...table(), kernel } })),
    ).status,
  ).toBe('pass');
});

test('a table that could not be read is unknown', () => {
  expect(judged(asked(), silent('director')).message.code).toBe('unknown.unreachable');
  expect(judged(asked(), unread('director', 'ipvs'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.facts', params: { detail: 'ipvs' } },
  });
});

test('tables are asked for with what else makes them: marks, and keepalived', () => {
  expect(wantsOfOne(check(asked()), drTopology)).toEqual({
    facts: { director: { ipvs: true, keepalived: true, firewall: true } },
    experiments: [],
  });
  expect(ipvsServiceJudge.vips?.({ on: 'director', tcp })).toEqual([vip]);
  expect(ipvsServiceJudge.vips?.({ on: 'director', fwmark: 5 })).toEqual([]);
});
