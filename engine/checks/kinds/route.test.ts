import { expect, test } from 'vitest';
import type { Route } from '../../../contract/facts.js';
import { drTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';

const lan: Route = { to: '10.0.0.0/24', dev: 'eth0' };
const rs1 = (...routes: Route[]): Facts => spoil('rs1', () => ({ routes: [lan, ...routes] }));
const route = (more: object, on: string | string[] = 'rs1') => ({ route: { on, ...more } });

test.each<[object, Route]>([
  [
    { to: 'default', via: '10.0.0.7' },
    { to: 'default', via: '10.0.0.7', dev: 'eth0' },
  ],
  [
    { to: '0.0.0.0/0', via: '10.0.0.7' },
    { to: 'default', via: '10.0.0.7', dev: 'eth0' },
  ],
  [
    { to: 'default', dev: 'eth0' },
    { to: 'default', via: '10.0.0.7', dev: 'eth0' },
  ],
  [{ to: 'default' }, { to: 'default', via: '10.0.0.7', dev: 'eth0' }],
  [
    { to: '10.1.0.8/32', via: '10.0.0.1' },
    { to: '10.1.0.8', via: '10.0.0.1', dev: 'eth0' },
  ],
  [
    { to: '10.0.0.0/24', dev: 'eth0' },
    { to: '10.9.0.0/24', dev: 'eth1' },
  ],
])('%j is fulfilled by %j beside the LAN', (more, added) => {
  const { to } = more as { to: string };
  expect(judged(route(more), rs1(added))).toMatchObject({
    status: 'pass',
    message: { code: 'route.ok', params: { nodes: ['rs1'], to } },
  });
});

const gateway = { to: 'default', via: '10.0.0.7' };

test.each<[string, object, Route[], string, string]>([
  [
    'another gateway',
    gateway,
    [{ to: 'default', via: '10.0.0.1', dev: 'eth0' }],
    'default via 10.0.0.1',
    'via 10.0.0.7',
  ],
  ['no gateway', gateway, [{ to: 'default', dev: 'eth0' }], 'default dev eth0', 'via 10.0.0.7'],
  [
    'the gateway on another device',
    { ...gateway, dev: 'eth1' },
    [{ to: 'default', via: '10.0.0.7', dev: 'eth0' }],
    'default via 10.0.0.7',
    'via 10.0.0.7 dev eth1',
  ],
  // The kernel lists the one that it takes, of the lower metric, first.
  [
    'the gateway behind a better route',
    gateway,
    [
      { to: 'default', via: '10.0.0.1', dev: 'eth0' },
      { to: 'default', via: '10.0.0.7', dev: 'eth0' },
    ],
    'default via 10.0.0.1',
    'via 10.0.0.7',
  ],
  [
    'a way that leads nowhere',
    { to: '10.1.0.0/24' },
    [{ to: '10.1.0.0/24', type: 'blackhole' }],
    '10.1.0.0/24 blackhole',
    '10.1.0.0/24',
  ],
])('a route with %s differs', (_what, more, routes, found, want) => {
  expect(judged(route(more), rs1(...routes))).toMatchObject({
    status: 'fail',
    message: { code: 'route.differs', params: { node: 'rs1', found, want } },
    diagnosis: { code: 'wrong-gateway', params: { node: 'rs1', found, want } },
  });
});

test.each<[string, object, Route[], string]>([
  ['there is no default route', gateway, [], '-'],
  ['there is none at all to it', { to: '10.1.0.0/24', via: '10.0.0.1' }, [], '-'],
  [
    'a wider one takes its packets elsewhere',
    { to: '10.1.0.0/24', via: '10.0.0.1' },
    [{ to: 'default', via: '10.0.0.7', dev: 'eth0' }],
    'default via 10.0.0.7',
  ],
])('where %s the route is missing, and it is told what packets take', (_what, more, routes, found) => {
  expect(judged(route(more), rs1(...routes))).toMatchObject({
    status: 'fail',
    message: { code: 'route.missing', params: { node: 'rs1' } },
    diagnosis: { code: 'wrong-gateway', params: { found } },
  });
});

test('of two realservers the one without the gateway is named', () => {
  const facts = { ...rs1({ to: 'default', via: '10.0.0.7', dev: 'eth0' }), rs2: { at: 0, routes: [lan] } };
  expect(judged(route(gateway, ['rs1', 'rs2']), facts)).toMatchObject({
    status: 'fail',
    message: { code: 'route.missing', params: { node: 'rs2' } },
  });
});

test('routes that could not be read are unknown', () => {
  expect(judged(route(gateway), silent('rs1')).message.code).toBe('unknown.unreachable');
  expect(judged(route(gateway), unread('rs1', 'routes'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.facts', params: { detail: 'routes' } },
  });
  expect(wantsOfOne(check(route(gateway)), drTopology).facts).toEqual({ rs1: { network: true } });
});
