import { expect, test } from 'vitest';
import type { Check } from '../../../contract/checks.js';
import type { NodeFacts } from '../../../contract/facts.js';
import { judgeOne } from '../../judging/evaluate.js';
import { wantsOfOne } from '../plan.js';
import { drTopology, haTopology, healthy, vip, world } from '../../judging/testing/world.js';
import { check } from '../testing/judged.js';

const onLo = { address: { on: 'rs1', address: vip, dev: 'lo', prefix: 32 } };
const web = { listening: { on: 'rs1', port: 80 } };
const other = { listening: { on: 'rs1', port: 8080 } };

test('one of several ways will do; what none of them is, is told of the first', () => {
  const facts = world(drTopology, healthy());
  expect(judgeOne(check({ 'any-of': [other, web] }), facts)).toMatchObject({
    status: 'pass',
    message: { code: 'listening.ok' },
  });
  const none = judgeOne(check({ 'any-of': [other, other] }), facts);
  expect(none).toMatchObject({ status: 'fail', message: { code: 'listening.none' } });
  const silent: Record<string, NodeFacts> = { ...healthy() };
  delete silent['rs1'];
  expect(judgeOne(check({ 'any-of': [other, web] }), world(drTopology, silent)).status).toBe('unknown');
});

test('what must not hold passes where it does not, and is unknown where nobody can say', () => {
  const facts = healthy();
  expect(judgeOne(check({ not: other }), world(drTopology, facts))).toMatchObject({ status: 'pass' });
  expect(judgeOne(check({ not: web }), world(drTopology, facts))).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'must-not-hold' },
  });
  delete facts['rs1'];
  expect(judgeOne(check({ not: other }), world(drTopology, facts)).status).toBe('unknown');
});

test('a check over others asks for what they ask for', () => {
  expect(wantsOfOne(check({ 'any-of': [onLo, web] }), drTopology).facts['rs1']).toMatchObject({
    network: true,
    listeners: true,
  });
});

const conf = (body: string): NodeFacts => ({
  at: 0,
  keepalived: { running: true, instances: [], config: body, test: { exit: 0, output: '' } },
});

test('a setting is read as keepalived reads it', () => {
  const state = check({
    'keepalived-setting': { on: 'lb2', instance: 'VI_1', setting: 'state', equals: 'BACKUP' },
  });
  const judge = (one: Check, body: string) => judgeOne(one, world(haTopology, { lb2: conf(body) }));
  expect(judge(state, 'vrrp_instance VI_1 {\n state BACKUP # here\n}').status).toBe('pass');
  expect(judge(state, '$S=BACKUP\nvrrp_instance OTHER {\n @lb1 state MASTER\n @lb2 state $S\n}').status).toBe(
    'pass',
  );
  expect(judge(state, 'vrrp_instance VI_1 {\n state MASTER\n}')).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'setting-differs', params: { found: 'MASTER', want: 'BACKUP' } },
  });
  const own = check({ 'keepalived-setting': { on: 'lb2', setting: 'router_id', not: 'LVS_7' } });
  expect(judge(own, 'global_defs {\n router_id "LVS_8"\n}').status).toBe('pass');
  expect(judge(own, 'global_defs {\n router_id LVS_7\n}')).toMatchObject({
    diagnosis: { code: 'setting-copied' },
  });
});
