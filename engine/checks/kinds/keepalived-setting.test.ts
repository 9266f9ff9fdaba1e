import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../contract/facts.js';
import { haTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, judged as judge, keepalivedWith } from '../testing/judged.js';

const state = { on: 'lb2', instance: 'VI_1', setting: 'state', equals: 'BACKUP' };
const routerId = { on: 'lb2', setting: 'router_id', not: 'LVS_7' };
const judged = (params: object, facts: Record<string, NodeFacts>) =>
  judge({ 'keepalived-setting': params }, facts, [], haTopology);
const file = (config: string, more: Parameters<typeof keepalivedWith>[1] = {}): NodeFacts => ({
  at: 0,
  keepalived: keepalivedWith(config, more),
});
const included = { path: '/etc/keepalived/vi.conf', mode: 0o644, owner: 'root', size: 1 };

test.each<[string, object, NodeFacts, string]>([
  ['before a comment', state, file('vrrp_instance VI_1 {\n state BACKUP # here\n}'), 'BACKUP'],
  [
    'by a definition, and for this host',
    state,
    file('$S=BACKUP\nvrrp_instance VI_1 {\n @lb1 state MASTER\n @lb2 state $S\n}'),
    'BACKUP',
  ],
  [
    'in a file that it includes',
    state,
    file('include vi.conf\n', {
      files: [{ ...included, content: 'vrrp_instance VI_1 {\n state BACKUP\n}\n' }],
    }),
    'BACKUP',
  ],
  ['the last time', state, file('vrrp_instance VI_1 {\n state MASTER\n state BACKUP\n}'), 'BACKUP'],
  [
    'in the only instance, whatever its name',
    state,
    file('vrrp_instance OTHER {\n state BACKUP\n}'),
    'BACKUP',
  ],
  [
    'in the instance of this name',
    state,
    file('vrrp_instance VI_2 {\n state MASTER\n}\nvrrp_instance VI_1 {\n state BACKUP\n}'),
    'BACKUP',
  ],
  [
    'with several words',
    { ...state, setting: 'notify', equals: '/n.sh root' },
    file('vrrp_instance VI_1 {\n notify /n.sh root\n}'),
    '/n.sh root',
  ],
  ['as a value of its own', routerId, file('global_defs {\n router_id "LVS_8"\n}'), 'LVS_8'],
  // keepalived takes the host's name.
  ['by nobody, so that it is nobody else’s', routerId, file('global_defs {\n}'), '-'],
  ['at all', { on: 'lb2', setting: 'router_id' }, file('global_defs {\n router_id X\n}'), 'X'],
])('a setting that is said %s passes', (_what, params, lb2, value) => {
  const { instance = 'global_defs', setting } = params as { instance?: string; setting: string };
  expect(judged(params, { lb2 })).toMatchObject({
    status: 'pass',
    message: { code: 'keepalived-setting.ok', params: { nodes: ['lb2'], instance, setting, value } },
  });
});

test.each<[string, NodeFacts, string]>([
  ['another value', file('vrrp_instance VI_1 {\n state MASTER\n}'), 'MASTER'],
  ['a value in a comment', file('vrrp_instance VI_1 {\n ! state BACKUP\n}'), '-'],
  ['a value for another host', file('vrrp_instance VI_1 {\n @lb1 state BACKUP\n}'), '-'],
  ['a value in an inner block', file('vrrp_instance VI_1 {\n track_script {\n  state BACKUP\n }\n}'), '-'],
  [
    'two instances, of which none has the name',
    file('vrrp_instance A {\n state BACKUP\n}\nvrrp_instance B {\n state BACKUP\n}'),
    '-',
  ],
  ['nothing at all', file(''), '-'],
])('%s is not the one that is wanted', (_what, lb2, found) => {
  const params = { node: 'lb2', instance: 'VI_1', setting: 'state', found, want: 'BACKUP' };
  expect(judged(state, { lb2 })).toMatchObject({
    status: 'fail',
    message: { code: 'keepalived-config.differs', params },
    diagnosis: { code: 'setting-differs', params },
  });
});

test.each([
  [routerId, file('global_defs {\n router_id LVS_7\n}'), 'LVS_7', 'setting-copied'],
  [{ on: 'lb2', setting: 'router_id' }, file('global_defs {\n}\n'), '-', 'setting-missing'],
])('%j fails by its own cause', (params, lb2, found, code) => {
  const shown = { node: 'lb2', instance: 'global_defs', setting: 'router_id', found };
  expect(judged(params, { lb2 })).toMatchObject({
    status: 'fail',
    message: { code: 'keepalived-setting.taken', params: shown },
    diagnosis: { code, params: shown },
  });
});

test.each([
  [
    'there is no file',
    { running: true, instances: [], test: { exit: 0, output: '' } },
    'keepalived-config-missing',
  ],
  ['there is no keepalived', { running: false, instances: [] }, 'keepalived-not-installed'],
])('where %s nothing is set', (_what, keepalived, code) => {
  expect(judged(state, { lb2: { at: 0, keepalived } })).toMatchObject({
    status: 'fail',
    message: { code: 'keepalived-config.missing', params: { node: 'lb2' } },
    diagnosis: { code, params: { node: 'lb2' } },
  });
});

test('of several nodes the one that copied it is named, and the values of all are told', () => {
  const both = { ...routerId, on: ['lb1', 'lb2'] };
  const named = (id: string) => file(`global_defs {\n router_id ${id}\n}`);
  expect(judged(both, { lb1: named('LVS_8'), lb2: named('LVS_7') }).message.params).toMatchObject({
    node: 'lb2',
  });
  expect(judged(both, { lb1: named('LVS_8'), lb2: named('LVS_9') }).message.params).toMatchObject({
    nodes: ['lb1', 'lb2'],
    value: 'LVS_8, LVS_9',
  });
});

test('a file that could not be read is unknown', () => {
  expect(judged(state, {}).message.code).toBe('unknown.unreachable');
  expect(judged(state, { lb2: { at: 0 } })).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.facts', params: { detail: 'keepalived' } },
  });
  expect(wantsOfOne(check({ 'keepalived-setting': state }), haTopology).facts).toEqual({
    lb2: { keepalived: true, network: true },
  });
});
