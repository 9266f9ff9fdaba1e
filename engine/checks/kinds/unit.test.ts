import { expect, test } from 'vitest';
import type { NodeFacts, Unit } from '../../../contract/facts.js';
import { haTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { balancer, check, type Facts, good, judged, silent, spoil, unread } from '../testing/judged.js';

/** `active/enabled`, as systemctl says them. */
function unit(name: string, state: string, more: Partial<Unit> = {}): Unit {
  const [active = '', enabled = ''] = state.split('/');
  return { name, load: 'loaded', active, sub: 'running', enabled, ...more };
}
const absent = (name: string) => unit(name, 'inactive/', { load: 'not-found' });
const units = (...all: Unit[]): NonNullable<NodeFacts['units']> =>
  Object.fromEntries(all.map((each) => [each.name, each]));
const having = (...all: Unit[]): Facts => spoil('rs1', () => ({ units: units(...all) }));
const asked = (more: object = {}, name: string | string[] = 'nginx') => ({
  unit: { on: 'rs1', name, ...more },
});

test.each([
  ['runs', {}, 'active/disabled'],
  ['runs and comes up at boot', { enabled: true }, 'active/enabled'],
  ['is started by something else at boot', { enabled: true }, 'active/static'],
  ['is reloaded at the moment', {}, 'reloading/enabled'],
  ['runs and does not come up at boot', { enabled: false }, 'active/disabled'],
  ['is stopped', { active: false }, 'inactive/enabled'],
  ['is stopped for good', { active: false, enabled: false }, 'inactive/masked'],
  ['failed where it should not run', { active: false }, 'failed/enabled'],
])('a unit that %s passes', (_what, more, state) => {
  expect(judged(asked(more), having(unit('nginx', state)))).toMatchObject({
    status: 'pass',
    message: { code: 'unit.ok', params: { nodes: ['rs1'], name: 'nginx', state: state.replace('/', ', ') } },
  });
});

test.each([
  ['is stopped', {}, unit('nginx', 'inactive/enabled'), 'active', 'unit-not-running'],
  ['failed', {}, unit('nginx', 'failed/enabled'), 'active', 'unit-not-running'],
  ['is not installed', {}, absent('nginx'), 'active', 'unit-not-running'],
  [
    'falls over and is started again and again',
    {},
    unit('nginx', 'activating/enabled', { sub: 'auto-restart' }),
    'active',
    'unit-not-running',
  ],
  [
    'runs till the next boot',
    { enabled: true },
    unit('nginx', 'active/disabled'),
    'active, enabled',
    'unit-not-enabled',
  ],
  [
    'is not to be started',
    { enabled: true },
    unit('nginx', 'active/masked'),
    'active, enabled',
    'unit-not-enabled',
  ],
  [
    'comes up at boot and should not',
    { enabled: false },
    unit('nginx', 'active/enabled'),
    'active, disabled',
    'unit-enabled',
  ],
  ['runs and should not', { active: false }, unit('nginx', 'active/disabled'), 'inactive', 'unit-running'],
  [
    'should not run, falls over and is started again',
    { active: false },
    unit('nginx', 'activating/disabled', { sub: 'auto-restart' }),
    'inactive',
    'unit-running',
  ],
  [
    'was stopped, but comes up at boot',
    { active: false, enabled: false },
    unit('nginx', 'inactive/enabled'),
    'inactive, disabled',
    'unit-enabled',
  ],
])('a unit that %s fails', (_what, more, found, want, code) => {
  expect(judged(asked(more), having(found))).toMatchObject({
    status: 'fail',
    message: { code: 'unit.wrong', params: { node: 'rs1', name: 'nginx', want } },
    diagnosis: { code, params: { node: 'rs1', name: 'nginx' } },
  });
});

const either = ['nginx', 'apache2'];

test('of several units one that runs will do', () => {
  expect(
    judged(asked({ enabled: true }, either), having(absent('nginx'), unit('apache2', 'active/enabled'))),
  ).toMatchObject({
    status: 'pass',
    message: { params: { name: 'apache2', state: 'active, enabled' } },
  });
});

test.each<[string, object, Unit[], string, string]>([
  [
    'the installed one',
    {},
    [absent('nginx'), unit('apache2', 'inactive/enabled')],
    'apache2',
    'unit-not-running',
  ],
  [
    'the one that runs',
    { enabled: true },
    [unit('nginx', 'inactive/enabled'), unit('apache2', 'active/disabled')],
    'apache2',
    'unit-not-enabled',
  ],
  [
    'the one that runs and should not',
    { active: false },
    [unit('nginx', 'inactive/enabled'), unit('apache2', 'active/disabled')],
    'apache2',
    'unit-running',
  ],
])('of several units %s is told', (_what, more, all, name, code) => {
  expect(judged(asked(more, either), having(...all))).toMatchObject({
    status: 'fail',
    message: { params: { name } },
    diagnosis: { code, params: { name } },
  });
});

test('who serves with one and who with another is told with both', () => {
  const facts = {
    ...having(unit('nginx', 'active/enabled'), absent('apache2')),
    rs2: { at: 0, units: units(absent('nginx'), unit('apache2', 'active/disabled')) },
  };
  expect(judged({ unit: { on: ['rs1', 'rs2'], name: either } }, facts).message.params).toEqual({
    nodes: ['rs1', 'rs2'],
    name: 'nginx, apache2',
    state: 'active, enabled / active, disabled',
  });
});

test.each([
  ['nothing says why', { at: 0 }, 'keepalived-not-running'],
  [
    'it was killed and left its VIP',
    balancer(7, 'MASTER', good, { running: false, instances: [] }),
    'vip-left-after-kill',
  ],
  [
    'its file names an interface that is not there',
    balancer(7, 'BACKUP', good.replace('eth0', 'ens3'), { running: false, instances: [] }),
    'interface-missing',
  ],
])('of a keepalived that does not run where %s is told', (_what, facts, code) => {
  const lb1 = { ...facts, units: units(unit('keepalived', 'failed/enabled')) };
  expect(judged({ unit: { on: 'lb1', name: 'keepalived' } }, { lb1 }, [], haTopology)).toMatchObject({
    status: 'fail',
    message: { code: 'unit.wrong', params: { node: 'lb1', name: 'keepalived', found: 'failed, enabled' } },
    diagnosis: { code, params: { node: 'lb1' } },
  });
});

test.each([
  ['a node that does not answer', silent('rs1'), 'unknown.unreachable'],
  ['a node whose units could not be listed', unread('rs1'), 'unknown.facts'],
  ['a unit that systemctl did not tell', having(), 'unknown.facts'],
])('%s is unknown', (_what, facts, code) => {
  expect(judged(asked(), facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test('all names are asked for', () => {
  expect(wantsOfOne(check({ unit: { on: ['lb1', 'lb2'], name: either } }), haTopology).facts).toEqual({
    lb1: { units: either },
    lb2: { units: either },
  });
});
