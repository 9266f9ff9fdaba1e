import { expect, test } from 'vitest';
import type { FramePath } from '../../../contract/experiments.js';
import type { Ipvs } from '../../../contract/facts.js';
import { address, drTopology, healthy, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, http, judged, spoil } from '../testing/judged.js';
import { httpJudge } from './http.js';

const url = `http://${vip}/`;
const asked = (more: object = {}) => ({ http: { from: 'client', url, requests: 2, ...more } });
const met = (how: readonly string[], path?: FramePath, at = url) => http(how, path, at, 2);
const seen = { requestReceivers: {}, resetSenders: {} };

test.each<[string, object, ReturnType<typeof http>, number]>([
  ['from whatever server', asked(), met(['rs1', 'rs1']), 200],
  ['of nobody that is known', asked(), met(['rs1', 'stranger']), 200],
  ['that is the error which is asked for', asked({ status: 404 }), met(['404', '404']), 404],
  [
    'whose frames passed the switch',
    asked(),
    met(['rs1', 'rs2'], { ...seen, requestSenders: { client: 8 }, replySenders: { rs1: 4 } }),
    200,
  ],
])('answers %s pass', (_what, body, made, status) => {
  expect(judged(body, healthy(), [made])).toMatchObject({
    status: 'pass',
    message: { code: 'http.ok', params: { url, total: 2, status } },
    evidence: [{ node: 'client', command: 'curl' }],
  });
});

test.each<[string, readonly string[], number, string]>([
  ['in time', ['rs1', 'timeout'], 1, 'ok 1, timeout 1'],
  ['but a refusal', ['refused', 'reset'], 0, 'refused 1, reset 1'],
  ['but an error', ['404', '503'], 0, 'HTTP 404 1, HTTP 503 1'],
])('no answer %s fails, and how each request ended is told', (_what, how, good, outcomes) => {
  expect(judged(asked(), healthy(), [met(how)])).toMatchObject({
    status: 'fail',
    message: { code: 'http.failed', params: { url, good, total: 2, outcomes } },
  });
});

const old = (source: string): Ipvs => ({
  ...table(),
  connections: [
    {
      protocol: 'TCP',
      expires: 60,
      state: 'NONE',
      source,
      virtual: `${vip}:80`,
      destination: '10.0.0.77:80',
    },
  ],
});

test.each<[string, Facts, readonly string[], string]>([
  ['nothing that is seen', healthy(), ['timeout', 'timeout'], 'unexpected-answer'],
  ['the page', healthy(), ['404', '404'], 'page-missing'],
  [
    'a VIP that nobody has',
    spoil('director', () => ({ addresses: [address('eth0', '10.0.0.7', 24)] })),
    ['unreachable', 'unreachable'],
    'vip-not-on-director',
  ],
  [
    "the director's own web server",
    spoil('director', () => ({
      ipvs: { ...table(), services: [] },
      listeners: [{ address: '0.0.0.0', port: 80 }],
    })),
    ['director', 'other'],
    'answered-by-director',
  ],
  [
    'connections that are pinned to a server of before',
    spoil('director', () => ({ ipvs: old('10.0.0.100:0') })),
    ['timeout', 'timeout'],
    'leftover-connections',
  ],
  // One connection pins nothing but itself.
  [
    'nothing that is seen',
    spoil('director', () => ({ ipvs: old('10.0.0.100:4711') })),
    ['timeout', 'timeout'],
    'unexpected-answer',
  ],
])('requests that fail for %s are explained', (_what, facts, how, code) => {
  expect(judged(asked(), facts, [met(how)])).toMatchObject({ status: 'fail', diagnosis: { code } });
});

test('a realserver that is asked by its own address answers for itself', () => {
  const own = 'http://10.0.0.8:8080/';
  const body = asked({ url: own });
  expect(judged(body, healthy(), [met(['refused', 'refused'], undefined, own)]).diagnosis).toMatchObject({
    code: 'web-other-port',
    params: { node: 'rs1', port: '8080', found: '80' },
  });
});

const none = { ...seen, requestSenders: {}, replySenders: {} };

test.each<[FramePath, string]>([
  [none, '0 / 0'],
  [{ ...none, requestSenders: { client: 8 } }, '8 / 0'],
])('answers without frames are not believed: %j', (path, frames) => {
  expect(judged(asked(), healthy(), [met(['rs1', 'rs2'], path)])).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.frames-differ', params: { node: 'client', tool: 'ok 2', frames } },
  });
});

test('who asks itself, and who asks by a name, is believed without frames', () => {
  const director = { ...asked({ from: 'director' }) };
  const [request, result] = met(['rs1', 'rs2'], none);
  expect(
    judged(director, healthy(), [[{ ...request, from: 'director' } as typeof request, result]]).status,
  ).toBe('pass');
  const named = 'http://www.etiantian.org/';
  expect(judged(asked({ url: named }), healthy(), [met(['rs1', 'rs2'], none, named)]).status).toBe('pass');
});

test('requests that could not be made are unknown', () => {
  expect(judged(asked())).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.experiment', params: { detail: 'no answer' } },
  });
  const [request] = met([]);
  const untried = { ok: false, reason: 'unreachable', detail: 'connection refused', at: 0 } as const;
  expect(judged(asked(), healthy(), [[request, untried]])).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'client' } },
  });
});

test('it asks for its requests, and for no facts before they fail', () => {
  const { from, requests } = { from: 'client', requests: 2 };
  expect(wantsOfOne(check(asked()), drTopology)).toEqual({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests }],
  });
  expect(httpJudge.vips?.({ from, url, requests, status: 200 })).toEqual([vip]);
});
