import { expect, test } from 'vitest';
import { judgeOne } from '../../judging/evaluate.js';
import { haTopology, vip, world } from '../../judging/testing/world.js';
import { balancer, check, good, second } from '../testing/judged.js';

test('the wanted priority and VIP of an instance are compared', () => {
  const facts = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
  const judge = (body: object): string | undefined =>
    judgeOne(
      check({ 'keepalived-config': { on: ['lb1', 'lb2'], instance: 'VI_1', ...body } }),
      world(haTopology, facts),
    ).diagnosis?.code;
  expect(judge({ vrid: 55, vip, priority: { lb1: 150, lb2: 100 } })).toBeUndefined();
  expect(judge({ vrid: 51 })).toBe('wrong-vrid');
  expect(judge({ vip: '10.0.0.5' })).toBe('wrong-vip');
  expect(judge({ priority: { lb2: 90 } })).toBe('wrong-priority');
  expect(judge({ instance: 'VI_2' })).toBe('instance-missing');
});
