import { expect, test } from 'vitest';
import type { Ipvs, IpvsServer, IpvsService, NodeFacts } from '../../../contract/facts.js';
import { drTopology, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import {
  check,
  type Facts,
  judged,
  keepalivedWith,
  silent,
  spoil,
  unread,
  virtualServer,
} from '../testing/judged.js';

const body = { 'ipvs-as-configured': { on: 'director' } };
const service = `tcp ${vip}:80`;
const own = table().services[0]!;
const [first, second] = own.servers;
/** keepalived runs with this file, and the table has these services. */
const running = (
  config: string,
  services: readonly IpvsService[] = [own],
  more: Partial<NodeFacts['keepalived']> = {},
): Facts =>
  spoil('director', () => ({ keepalived: keepalivedWith(config, more), ipvs: { ...table(), services } }));
const rs2As = (change: Partial<IpvsServer>) => [{ ...own, servers: [first!, { ...second!, ...change }] }];
const sorry = { ...first!, address: '127.0.0.1', method: 'local' as const };

test.each<[string, Facts]>([
  ['has all that the file says', running(virtualServer())],
  [
    'has persistence as the file says',
    running(virtualServer('persistence_timeout 300'), [{ ...own, persistent: 300 }]),
  ],
  [
    'has persistence of the file’s default',
    running(virtualServer('persistence_timeout'), [{ ...own, persistent: 360 }]),
  ],
  ['lacks a server that a health check took out', running(virtualServer(), [{ ...own, servers: [first!] }])],
  ['keeps one at weight 0, for inhibit_on_failure', running(virtualServer(), rs2As({ weight: 0 }))],
  [
    'has the sorry server while all others are down',
    running(virtualServer('sorry_server 127.0.0.1 80'), [{ ...own, servers: [sorry] }]),
  ],
  ['reaches the director itself', running(virtualServer(), rs2As({ method: 'local' }))],
  ['serves by UDP', running(virtualServer('protocol UDP'), [{ ...own, protocol: 'udp' }])],
  [
    'serves by a mark',
    running(virtualServer('', { at: 'fwmark 5' }), [{ ...own, protocol: 'fwmark', address: '', port: 5 }]),
  ],
  [
    'has each member of a group',
    running(
      `virtual_server_group WEB {\n ${vip} 80\n ${vip} 443\n}\n${virtualServer('', { at: 'group WEB' })}`,
      [own, { ...own, port: 443 }],
    ),
  ],
])('a table that %s is as configured', (_what, facts) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'pass',
    message: { code: 'ipvs-as-configured.ok', params: { nodes: ['director'] } },
  });
});

test.each<[string, Facts, string]>([
  ['the scheduler', running(virtualServer(), [{ ...own, scheduler: 'wlc' }]), 'wlc'],
  ['persistence that nobody wrote', running(virtualServer(), [{ ...own, persistent: 20 }]), 'persistent 20'],
  ['no persistence', running(virtualServer('persistence_timeout 300')), 'persistent 0'],
  ['a server of somebody else', running(virtualServer(), rs2As({ address: '10.0.0.66' })), '10.0.0.66:80'],
  ['a method', running(virtualServer(), rs2As({ method: 'nat' })), '10.0.0.9:80 nat'],
  ['a weight', running(virtualServer(), rs2As({ weight: 5 })), '10.0.0.9:80 weight 5'],
])('%s from before keepalived came is told', (_what, facts, detail) => {
  const params = { node: 'director', service, detail };
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-as-configured.differs', params },
    diagnosis: { code: 'preexisting-ipvs-rules', params },
  });
});

const badScheduler = {
  exit: 5,
  output: "(/etc/keepalived/keepalived.conf: Line 2) Invalid lvs_scheduler 'wlcc' - ignoring",
};

test.each<[string, Facts, string]>([
  [
    'keepalived does not run with the file',
    running(virtualServer(), [{ ...own, scheduler: 'wlc' }], { running: false }),
    'keepalived-not-running',
  ],
  [
    'keepalived does not know the scheduler',
    running(virtualServer('', { scheduler: 'wlcc' }), [{ ...own, scheduler: 'wlc' }], { test: badScheduler }),
    'scheduler-unknown',
  ],
  // DR cannot translate ports: keepalived takes the service's.
  [
    'keepalived reset a port',
    running(virtualServer('', { servers: ['10.0.0.8 8080', '10.0.0.9 80'] })),
    'dr-port-mismatch',
  ],
])('where %s it is not said that rules were there before', (_what, facts, code) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-as-configured.differs' },
    diagnosis: { code },
  });
});

test.each<[string, Facts, string]>([
  ['somebody took it out', running(virtualServer(), []), 'virtual-server-lost'],
  ['keepalived does not run', running(virtualServer(), [], { running: false }), 'keepalived-not-running'],
])('a service of the file is missing where %s, which may come yet', (_what, facts, code) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-service.missing', params: { node: 'director', service, found: [] } },
    diagnosis: { code },
    retryAfter: 4000,
  });
});

test('so is one of a mark, by its mark', () => {
  expect(judged(body, running(virtualServer('', { at: 'fwmark 5' }), []))).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-service.missing', params: { service: 'fwmark 5' } },
    diagnosis: { code: 'virtual-server-lost', params: { service: 'fwmark 5' } },
  });
});

const other: IpvsService = { ...own, port: 443 };

test.each<[string, Facts, string, string[]]>([
  [
    'beside those of the file',
    running(virtualServer(), [own, other]),
    `tcp ${vip}:443`,
    [service, `tcp ${vip}:443`],
  ],
  ['where the file has none', running('! VRRP alone\n', [own]), service, [service]],
  [
    'while keepalived does not run',
    running(virtualServer(), [own, other], { running: false }),
    `tcp ${vip}:443`,
    [service, `tcp ${vip}:443`],
  ],
])('services that were added by hand are not of the file: %s', (_what, facts, strange, services) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-empty.present', params: { node: 'director', services } },
    diagnosis: { code: 'rules-by-hand', params: { node: 'director', services: strange } },
  });
});

test('a tool that shows what the kernel has not is not believed', () => {
  const ipvs: Ipvs = { ...table(), kernel: [] };
  expect(
    judged(
      body,
      spoil('director', () => ({ ipvs, keepalived: keepalivedWith(virtualServer()) })),
    ),
  ).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.contradicted', params: { kernel: '-' } },
  });
});

test.each([
  ['a node that does not answer', silent('director'), 'unknown.unreachable'],
  ['a table that could not be read', unread('director', 'ipvs'), 'unknown.facts'],
  ['a file that could not be read', unread('director', 'keepalived'), 'unknown.facts'],
])('%s is unknown', (_what, facts, code) => {
  expect(judged(body, facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test('the table is asked for beside the file', () => {
  expect(wantsOfOne(check(body), drTopology).facts).toEqual({ director: { ipvs: true, keepalived: true } });
});
