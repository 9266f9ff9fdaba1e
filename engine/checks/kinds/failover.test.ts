import { expect, test } from 'vitest';
import type { FailoverResult } from '../../../contract/experiments.js';
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

test.each([
  [good, 'preempts'],
  [good.replace('priority', 'nopreempt\n  priority'), 'nopreempt-with-master'],
  [good.replace('state MASTER', 'state BACKUP').replace('priority', 'nopreempt\n  priority'), 'takes-back'],
])('who must not take over again and does is told why: %#', (config, diagnosis) => {
  const never = { failover: { among: ['lb1', 'lb2'], vip, from: 'client', within: 5, failback: 'never' } };
  const result = {
    kind: 'failover',
    holders: ['lb1'],
    before: 'lb1',
    after: 'lb2',
    outage: 1,
    log: '',
    at: 0,
  };
  const facts = { lb1: balancer(7, 'MASTER', config), lb2: balancer(8, 'BACKUP', second) };
  const judged = (back: string) =>
    judgeOne(
      check(never),
      world(haTopology, facts, [[failoverRequest, { ...result, back } as FailoverResult]]),
    );
  expect(judged('lb1').message.code).toBe('failover.failback');
  expect(judged('lb1').diagnosis?.code).toBe(diagnosis);
  expect(judged('lb2')).toMatchObject({ status: 'pass', message: { code: 'failover.ok' } });
});
