import { expect, test } from 'vitest';
import type { Ipvs } from '../../../contract/facts.js';
import { drTopology, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';

const body = { 'ipvs-empty': { on: 'director' } };
const having = (change: Partial<Ipvs>): Facts =>
  spoil('director', () => ({ ipvs: { ...table(), ...change } }));
const udp = { ...table().services[0]!, protocol: 'udp' as const, port: 53 };

test.each<[string, Partial<Ipvs>]>([
  ['nothing is in it', { services: [], kernel: [] }],
  ['its module is not loaded', { services: [], loaded: false }],
  // ipvsadm -C leaves connections to run out.
  [
    'only connections are left',
    {
      services: [],
      connections: [
        {
          protocol: 'TCP',
          state: 'FIN_WAIT',
          source: '10.0.0.100:4711',
          virtual: `${vip}:80`,
          destination: '10.0.0.8:80',
          expires: 60,
        },
      ],
    },
  ],
])('a table is empty where %s', (_what, change) => {
  expect(judged(body, having(change))).toMatchObject({
    status: 'pass',
    message: { code: 'ipvs-empty.ok', params: { nodes: ['director'] } },
  });
});

test('all that is left in it is told, a service without servers as well', () => {
  const services = [{ ...table().services[0]!, servers: [] }, udp];
  const left = [`tcp ${vip}:80`, `udp ${vip}:53`];
  expect(judged(body, having({ services }))).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-empty.present', params: { node: 'director', services: left } },
    diagnosis: { code: 'ipvs-rules-left', params: { node: 'director', services: left.join(', ') } },
  });
});

test('a tool that shows nothing of what the kernel has is not believed', () => {
  expect(judged(body, having({ services: [], kernel: table().services }))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.contradicted', params: { node: 'director', tool: '-' } },
    retryAfter: 2200,
  });
});

test('a table that could not be read is unknown', () => {
  expect(judged(body, silent('director')).message.code).toBe('unknown.unreachable');
  expect(judged(body, unread('director', 'ipvs'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.facts', params: { detail: 'ipvs' } },
  });
  expect(wantsOfOne(check(body), drTopology).facts).toEqual({ director: { ipvs: true } });
});
