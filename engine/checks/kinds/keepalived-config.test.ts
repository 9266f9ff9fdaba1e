import { expect, test } from 'vitest';
import { judgeOne } from '../../judging/evaluate.js';
import { haTopology, vip, world } from '../../judging/testing/world.js';
import { balancer, check, good, judged, second } from '../testing/judged.js';

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

test('without a file nothing is configured', () => {
  const lb1 = balancer(7, 'MASTER', good);
  const { config: _, ...keepalived } = lb1.keepalived!;
  expect(
    judged({ 'keepalived-config': { on: 'lb1' } }, { lb1: { ...lb1, keepalived } }, [], haTopology),
  ).toMatchObject({ status: 'fail', diagnosis: { code: 'keepalived-config-missing' } });
});

test('what keepalived puts right by itself is noted', () => {
  const output = '(VI_1) Warning - nopreempt will not work with initial state MASTER - clearing';
  const lb1 = balancer(7, 'MASTER', good, { test: { exit: 5, output } });
  expect(judged({ 'keepalived-config': { on: 'lb1' } }, { lb1 }, [], haTopology)).toMatchObject({
    status: 'pass',
    also: [{ diagnosis: { code: 'nopreempt-with-master' } }],
  });
});
