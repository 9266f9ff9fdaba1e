import { expect, test } from 'vitest';
import type { IpvsServer, IpvsService, NodeFacts } from '../../../contract/facts.js';
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

const tcp = `${vip}:80`;
const service = `tcp ${tcp}`;
const rs2 = '10.0.0.9:80';
const asked = (more: object = {}) => ({ 'ipvs-server': { on: 'director', tcp, server: rs2, ...more } });
const gone = (more: object = {}) => asked({ present: false, ...more });
const having = (change: Partial<IpvsService>, more: Partial<NodeFacts> = {}): Facts =>
  spoil('director', () => ({ ipvs: table((each) => ({ ...each, ...change })), ...more }));
/** The service with rs2 changed; undefined: without it. */
const [first, second] = table().services[0]!.servers;
const rs2As = (change: Partial<IpvsServer> | undefined, more: Partial<NodeFacts> = {}): Facts =>
  having({ servers: change === undefined ? [first!] : [first!, { ...second!, ...change }] }, more);
const byMark = { protocol: 'fwmark', address: '', port: 5 } as const;
/** A server of a mark may have no port of its own. */
const portless = [first!, second!].map((each) => ({ ...each, port: 0 }));

test.each<[string, object, Facts]>([
  ['is in the service', asked(), healthy()],
  ['is there as all others are', asked({ server: ['10.0.0.8:80', rs2] }), healthy()],
  ['has this method', asked({ method: 'nat' }), rs2As({ method: 'nat' })],
  ['is the director itself, whatever the method', asked({ method: 'dr' }), rs2As({ method: 'local' })],
  ['has this weight', asked({ weight: '3' }), rs2As({ weight: 3 })],
  ['is kept at weight 0', asked({ weight: 0 }), rs2As({ weight: 0 })],
  ['has any weight', asked(), rs2As({ weight: 0 })],
  ['is reached by a mark', asked(), having({ ...byMark, servers: portless }, { firewall: marking(5) })],
])('a server that %s passes', (_what, body, facts) => {
  const servers = [body['ipvs-server' as never]['server']].flat();
  expect(judged(body, facts)).toMatchObject({
    status: 'pass',
    message: { code: 'ipvs-server.ok', params: { nodes: ['director'], service, servers } },
  });
});

const downAtRs2 = { ...healthy()['rs2']!, listeners: [] };

test.each<[string, Facts, string]>([
  ['nobody added it', rs2As(undefined), 'server-missing'],
  ['the service has none', having({ servers: [] }), 'no-real-servers'],
  ['it has another port', rs2As({ port: 8080 }), 'server-wrong-port'],
  ['somebody else is there for it', rs2As({ address: '10.0.0.99' }), 'server-unknown'],
  [
    'keepalived’s file has it not',
    rs2As(undefined, { keepalived: keepalivedWith(virtualServer('', { servers: ['10.0.0.8 80'] })) }),
    'server-missing',
  ],
  [
    'its web server is down for keepalived',
    { ...rs2As(undefined, { keepalived: keepalivedWith(virtualServer()) }), rs2: downAtRs2 },
    'web-not-running',
  ],
])('a server is missing where %s', (_what, facts, code) => {
  expect(judged(asked(), facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-server.missing', params: { node: 'director', service, server: rs2 } },
    diagnosis: { code },
  });
});

test.each<[string, object, Facts, string, object]>([
  [
    'another method',
    { method: 'dr' },
    rs2As({ method: 'nat' }),
    'ipvs-server.method',
    { code: 'wrong-method', params: { server: rs2, found: 'nat', want: 'dr' } },
  ],
  [
    'weight 0, which gets nothing new',
    { weight: 1 },
    rs2As({ weight: 0 }),
    'ipvs-server.weight',
    { code: 'weight-zero', params: { server: rs2 } },
  ],
  [
    'another weight',
    { weight: '2' },
    rs2As({ weight: 1 }),
    'ipvs-server.weight',
    { code: 'wrong-weight', params: { server: rs2, found: '1', want: '2' } },
  ],
])('a server with %s fails', (_what, more, facts, code, diagnosis) => {
  expect(judged(asked(more), facts)).toMatchObject({
    status: 'fail',
    message: { code, params: { node: 'director', server: rs2 } },
    diagnosis,
  });
});

test('of several servers the first that is not right is told', () => {
  const both = { server: ['10.0.0.8:80', rs2], weight: 1 };
  expect(judged(asked(both), rs2As({ weight: 2 })).message.params).toMatchObject({ server: rs2 });
});

test.each<[string, Facts]>([
  ['it was taken out', rs2As(undefined)],
  ['its service is gone', spoil('director', () => ({ ipvs: { ...table(), services: [] } }))],
  ['it has another port', rs2As({ port: 8080 })],
  ['a mark leads to another one', having({ ...byMark, servers: [portless[0]!] }, { firewall: marking(5) })],
])('a server is gone where %s', (_what, facts) => {
  expect(judged(gone(), facts)).toMatchObject({
    status: 'pass',
    message: { code: 'ipvs-server.gone', params: { nodes: ['director'], service, servers: [rs2] } },
  });
});

test.each<[string, object, Facts, string]>([
  ['in the service', gone(), healthy(), rs2],
  ['there at weight 0', gone(), rs2As({ weight: 0 }), rs2],
  ['there behind a mark', gone(), having({ ...byMark, servers: portless }, { firewall: marking(5) }), rs2],
  ['one of several', gone({ server: ['10.0.0.77:80', '10.0.0.8:80'] }), healthy(), '10.0.0.8:80'],
])('a server that is still %s is left', (_what, body, facts, server) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-server.present', params: { node: 'director', service, server } },
    diagnosis: { code: 'server-left', params: { node: 'director', service, server } },
  });
});

test('where there is no service there is no server of it', () => {
  const facts = spoil('director', () => ({ ipvs: { ...table(), services: [], loaded: false } }));
  expect(judged(asked(), facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs.not-loaded' },
    diagnosis: { code: 'module-not-loaded' },
  });
});

test('a tool that says otherwise than the kernel is not believed, whatever is asked', () => {
  const kernel = table((each) => ({ ...each, servers: [first!] })).services;
  const facts = spoil('director', () => ({ ipvs: { ...table(), kernel } }));
  for (const body of [asked(), gone()])
    expect(judged(body, facts)).toMatchObject({
      status: 'unknown',
      message: { code: 'unknown.contradicted' },
      retryAfter: 2200,
    });
});

test('a table that could not be read is unknown, whatever is asked', () => {
  for (const body of [asked(), gone()]) {
    expect(judged(body, silent('director')).message.code).toBe('unknown.unreachable');
    expect(judged(body, unread('director', 'ipvs')).message.code).toBe('unknown.facts');
  }
  expect(wantsOfOne(check(asked()), drTopology).facts).toEqual({
    director: { ipvs: true, keepalived: true, firewall: true },
  });
});
