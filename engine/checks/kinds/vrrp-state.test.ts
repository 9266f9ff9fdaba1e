import { expect, test } from 'vitest';
import type { NodeFacts, VrrpInstance } from '../../../contract/facts.js';
import { haTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { balancer, check, conf, type Facts, good, judged as judge, second } from '../testing/judged.js';
import { vrrpStateJudge } from './vrrp-state.js';

const asked = (on: string | string[], state: string) => ({ 'vrrp-state': { on, instance: 'VI_1', state } });
const judged = (body: object, facts: Facts) => judge(body, facts, [], haTopology);
const pair = { lb1: balancer(7, 'MASTER', good), lb2: balancer(8, 'BACKUP', second) };
/** A balancer whose instance is otherwise. */
const as = (facts: NodeFacts, change: Partial<VrrpInstance>): NodeFacts => ({
  ...facts,
  keepalived: {
    ...facts.keepalived!,
    instances: facts.keepalived!.instances.map((each) => ({ ...each, ...change })),
  },
});

test.each([
  ['lb1', 'MASTER', pair],
  ['lb2', 'BACKUP', pair],
  // By another name it is known by its VRID.
  ['lb2', 'BACKUP', { ...pair, lb2: as(pair.lb2, { name: 'VI_WEB' }) }],
  ['lb1', 'FAULT', { ...pair, lb1: as(pair.lb1, { state: 'FAULT' }) }],
] as const)('%s is %s', (node, state, facts) => {
  expect(judged(asked(node, state), facts)).toMatchObject({
    status: 'pass',
    message: { code: 'vrrp-state.ok', params: { nodes: [node], instance: 'VI_1', state } },
  });
});

const log = ['(VI_1) interface eth0 is down', '(VI_1) Entering FAULT STATE'].map((text) => ({
  at: 0,
  process: 'Keepalived_vrrp',
  text,
}));

test.each<[string, object, Facts, string, object]>([
  [
    'is in FAULT, and its log says why',
    asked('lb1', 'MASTER'),
    { ...pair, lb1: { ...as(pair.lb1, { state: 'FAULT' }), log } },
    'FAULT',
    { code: 'vrrp-fault', params: { node: 'lb1', reason: '(VI_1) interface eth0 is down' } },
  ],
  [
    'has the lower priority',
    asked('lb1', 'MASTER'),
    { lb1: balancer(7, 'BACKUP', conf('BACKUP', 90)), lb2: balancer(8, 'MASTER', second) },
    'BACKUP',
    { code: 'priority-decides', params: { master: 'lb1', other: 'lb2', higher: '100' } },
  ],
  [
    'is alone with its VRID',
    asked('lb2', 'BACKUP'),
    { ...pair, lb2: balancer(8, 'MASTER', second.replace('55', '56')) },
    'MASTER',
    { code: 'vrid-differs' },
  ],
  [
    'runs another file than it has',
    asked('lb2', 'BACKUP'),
    { ...pair, lb2: as(balancer(8, 'MASTER', second), { basePriority: 200, priority: 200 }) },
    'MASTER',
    { code: 'config-not-reloaded', params: { node: 'lb2', setting: 'priority' } },
  ],
  [
    'is in the middle of an election, and nothing says why',
    asked('lb2', 'MASTER'),
    { lb1: balancer(7, 'MASTER', conf('BACKUP', 90)), lb2: balancer(8, 'BACKUP', second) },
    'BACKUP',
    { code: 'unexpected-vrrp-state', params: { node: 'lb2', state: 'BACKUP' } },
  ],
])('an instance that %s is in the wrong state, for now', (_what, body, facts, found, diagnosis) => {
  const { on, state } = body['vrrp-state' as never];
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'vrrp-state.wrong', params: { node: on, instance: 'VI_1', found, want: state } },
    diagnosis,
    retryAfter: 4500,
  });
});

test.each<[string, NodeFacts, string[], string]>([
  [
    'keepalived does not run',
    balancer(8, 'BACKUP', second, { running: false, instances: [] }),
    [],
    'keepalived-not-running',
  ],
  [
    'its file has another one',
    as(balancer(8, 'BACKUP', second.replaceAll('VI_1', 'VI_2').replace('55', '60')), { name: 'VI_2' }),
    ['VI_2'],
    'instance-missing',
  ],
  // A keepalived that was started without VRRP in its file dumps nothing at all.
  [
    'it runs without what its file has now',
    { ...balancer(8, 'BACKUP', second, { instances: [] }) },
    [],
    'config-not-reloaded',
  ],
])('where %s there is no such instance', (_what, lb2, found, code) => {
  expect(judged(asked('lb2', 'BACKUP'), { ...pair, lb2 })).toMatchObject({
    status: 'fail',
    message: { code: 'vrrp-state.none', params: { node: 'lb2', instance: 'VI_1', found } },
    diagnosis: { code },
    retryAfter: 4500,
  });
});

test('of several the one that is not so is named', () => {
  expect(judged(asked(['lb2', 'lb1'], 'BACKUP'), pair).message.params).toMatchObject({ node: 'lb1' });
});

test('a node of which nothing is known is unknown, a peer of which nothing is known is missed by nobody', () => {
  expect(judged(asked('lb1', 'MASTER'), { lb2: pair.lb2 })).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'lb1' } },
  });
  expect(judged(asked('lb1', 'MASTER'), { ...pair, lb1: { at: 0 } }).message.code).toBe('unknown.facts');
  expect(judged(asked('lb1', 'MASTER'), { lb1: pair.lb1 }).status).toBe('pass');
});

test('peers are looked at as well, and all of one moment', () => {
  const request = { network: true, keepalived: true };
  expect(wantsOfOne(check(asked('lb2', 'BACKUP')), haTopology)).toEqual({
    facts: { lb2: request, lb1: request },
    experiments: [],
  });
  expect(vrrpStateJudge.settles).toBe(true);
});
