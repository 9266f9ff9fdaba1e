import { expect, test } from 'vitest';
import { judgeOne } from '../../judging/evaluate.js';
import { failoverRequest, haTopology, vip, world } from '../../judging/testing/world.js';
import { balancer, check, good, second } from '../testing/judged.js';

test.each([
  [{ before: 'lb1', after: 'lb2', back: 'lb1', outage: 0.9 }, 'failover.ok', undefined],
  [{ before: 'lb1', after: 'lb2', back: 'lb1', outage: 9 }, 'failover.slow', 'slow-failover'],
  [{ before: 'lb1' }, 'failover.none', 'no-failover'],
  [{ before: 'lb1', after: 'lb2', back: 'lb2', outage: 1 }, 'failover.no-failback', 'no-failback'],
])('a failover %j is judged as %s', (seen, message, diagnosis) => {
  const result = { kind: 'failover', holders: ['lb1'], log: '', at: 0, ...seen } as const;
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
  const body = check({ failover: { among: ['lb1', 'lb2'], vip, from: 'client', within: 5 } });
  const judged = judgeOne(body, world(haTopology, facts, [[failoverRequest, result]]));
  expect(judged.message.code).toBe(message);
  expect(judged.diagnosis?.code).toBe(diagnosis);
});
