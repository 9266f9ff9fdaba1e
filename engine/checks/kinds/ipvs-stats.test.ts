import { expect, test } from 'vitest';
import type { IpvsService } from '../../../contract/facts.js';
import { judgeOne } from '../../judging/evaluate.js';
import { drTopology, healthy, table, vip, world } from '../../judging/testing/world.js';
import { check, type Facts, judged, spoil } from '../testing/judged.js';

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

const counted = (change: (service: IpvsService) => Partial<IpvsService>): Facts =>
  spoil('director', () => ({
    ipvs: table((each) => ({ ...each, ...change(each) })),
    sysctls: { 'net.ipv4.ip_forward': 1 },
  }));
const byNat = counted(({ servers }) => ({ servers: servers.map((each) => ({ ...each, method: 'nat' })) }));

test.each<[string, object, Facts, string]>([
  ['no connections', {}, counted(() => ({ connections: 0 })), 'stats-none'],
  ['replies, by DR', { replies: 'none' }, counted(() => ({ outPackets: 5 })), 'replies-through-director'],
  [
    'no replies, by NAT, while nothing is known of the realservers',
    { replies: 'some' },
    { ...byNat, rs1: { at: 0 }, rs2: { at: 0 } },
    'no-replies-through-director',
  ],
])('counters that show %s are told as what they mean', (_what, more, facts, code) => {
  const body = { 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 20, ...more } };
  expect(judged(body, facts)).toMatchObject({ status: 'fail', diagnosis: { code } });
});

test('some connections are too few, and no cause is made up for it', () => {
  const body = { 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 20 } };
  const { status, message, diagnosis } = judged(
    body,
    counted(() => ({ connections: 3 })),
  );
  expect({ status, message }).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-stats.few', params: { connections: 3, want: 20 } },
  });
  expect(diagnosis).toBeUndefined();
});
