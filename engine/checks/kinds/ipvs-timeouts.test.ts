import { expect, test } from 'vitest';
import type { Ipvs } from '../../../contract/facts.js';
import { drTopology, table } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';
import { ipvsTimeoutsJudge } from './ipvs-timeouts.js';

const wanted = (more: object) => ({ 'ipvs-timeouts': { on: 'director', ...more } });
const all = wanted({ tcp: 30, tcpfin: 5, udp: 60 });
const { timeouts: _, ...untimed } = table();
const having = (change: Partial<Ipvs>): Facts =>
  spoil('director', () => ({ ipvs: { ...untimed, ...change } }));
const set = (tcp: number, tcpfin: number, udp: number): Facts => having({ timeouts: { tcp, tcpfin, udp } });

test.each([
  ['all three', all, set(30, 5, 60), '30 5 60'],
  ['the one that is asked for', wanted({ tcpfin: 5 }), set(900, 5, 300), '900 5 300'],
  ['whatever they are', wanted({}), set(900, 120, 300), '900 120 300'],
])('%s as they should be pass', (_what, body, facts, timeouts) => {
  expect(judged(body, facts)).toMatchObject({
    status: 'pass',
    message: { code: 'ipvs-timeouts.ok', params: { nodes: ['director'], timeouts } },
  });
});

test.each([
  [all, set(900, 120, 300), '900 120 300', '30 5 60'],
  [all, set(30, 5, 300), '30 5 300', '30 5 60'],
  // Of what is not asked for nothing is wanted.
  [wanted({ udp: 60 }), set(900, 120, 300), '900 120 300', '900 120 60'],
])('%j differ, and are told beside what is wanted', (body, facts, found, want) => {
  const params = { node: 'director', found, want };
  expect(judged(body, facts)).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs-timeouts.wrong', params },
    diagnosis: { code: 'timeouts-differ', params },
  });
});

test.each([
  ['module', { loaded: false }, 'module-not-loaded'],
  ['tool', { loaded: false, tool: false }, 'ipvsadm-not-installed'],
])('without the %s there are none', (_what, change, code) => {
  expect(judged(all, having({ services: [], ...change }))).toMatchObject({
    status: 'fail',
    message: { code: 'ipvs.not-loaded', params: { node: 'director' } },
    diagnosis: { code, params: { node: 'director' } },
  });
});

test.each([
  ['the module is there, and nothing to ask it with', having({ tool: false }), 'unknown.tool-missing'],
  ['ipvsadm does not say', having({}), 'unknown.facts'],
  ['the node does not answer', silent('director'), 'unknown.unreachable'],
  ['the table could not be read', unread('director', 'ipvs'), 'unknown.facts'],
])('where %s they are unknown', (_what, facts, code) => {
  expect(judged(all, facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test('the table is asked for', () => {
  expect(wantsOfOne(check(all), drTopology).facts).toEqual({ director: { ipvs: true } });
});

test('a reboot lost them where they are as the module starts with', () => {
  const lost = (facts: Facts) =>
    ipvsTimeoutsJudge.notKept?.({ on: ['director'], tcp: 30 }, (node) => facts[node])?.code;
  expect(lost(set(900, 120, 300))).toBe('timeouts-not-kept');
  expect(lost(set(900, 120, 60))).toBeUndefined();
  expect(lost(having({ loaded: false }))).toBeUndefined();
});
