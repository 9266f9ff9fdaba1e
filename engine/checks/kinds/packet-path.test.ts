import { expect, test } from 'vitest';
import type { FramePath } from '../../../contract/experiments.js';
import { arp, drTopology, haTopology, healthy, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, http, judged, spoil } from '../testing/judged.js';
import { packetPathJudge } from './packet-path.js';

const url = `http://${vip}/`;
const asked = (replies: 'direct' | 'through-director', through: string | string[] = 'director') => ({
  'packet-path': { from: 'client', url, through, replies },
});
const fine = ['rs1', 'rs2', 'rs1', 'rs2'];
/** Frames by node: who sent requests, who got them, who sent replies. */
const path = (
  requestSenders: FramePath['requestSenders'],
  requestReceivers: FramePath['requestReceivers'],
  replySenders: FramePath['replySenders'],
): FramePath => ({ requestSenders, requestReceivers, replySenders, resetSenders: {} });

const direct = path({ client: 8, director: 8 }, { director: 8, rs1: 4, rs2: 4 }, { rs1: 4, rs2: 4 });
/** Behind the director NAT's frames have other addresses. */
const byNat = path({ client: 8 }, { director: 8 }, { director: 8 });
const past = path({ client: 4 }, { rs1: 4 }, { rs1: 4 });

test.each<[string, object, FramePath, string[]]>([
  ['directly, by DR', asked('direct'), direct, ['rs1', 'rs2']],
  ['back through the director, by NAT', asked('through-director'), byNat, ['director']],
])('replies go %s', (_what, body, frames, repliers) => {
  expect(judged(body, healthy(), [http(fine, frames)])).toMatchObject({
    status: 'pass',
    message: { code: 'packet-path.ok', params: { through: 'director', repliers } },
  });
});

test('a router on the way is nobody that answers, nor one that is asked', () => {
  const [first] = drTopology.nodes;
  const router = { ...first!, name: 'router', role: 'router' as const, interfaces: [] };
  const routed = { ...drTopology, nodes: [...drTopology.nodes, router] };
  const frames = path(
    { client: 8, router: 8, director: 8 },
    { router: 8, director: 8, rs1: 8 },
    { rs1: 8, router: 8 },
  );
  expect(judged(asked('direct'), healthy(), [http(fine, frames)], routed)).toMatchObject({
    status: 'pass',
    message: { params: { repliers: ['rs1'] } },
  });
  const around = path({ client: 8, router: 8 }, { router: 8, rs1: 8 }, { rs1: 8, router: 8 });
  expect(judged(asked('direct'), healthy(), [http(fine, around)], routed).message).toMatchObject({
    code: 'packet-path.bypassed',
    params: { receivers: ['rs1'] },
  });
});

test('of a pair it goes through the one that has the VIP at the moment', () => {
  const frames = path({ client: 8, lb2: 8 }, { lb2: 8, rs1: 8 }, { rs1: 8 });
  const pair = asked('direct', ['lb1', 'lb2']);
  expect(judged(pair, {}, [http(fine, frames)], haTopology)).toMatchObject({
    status: 'pass',
    message: { params: { through: 'lb2' } },
  });
  // Where none of them is on the way the first is the one that should have been.
  expect(judged(pair, {}, [http(fine, past)], haTopology).message.params).toMatchObject({ through: 'lb1' });
});

const answering = spoil('rs1', () => ({ sysctls: arp({}, {}) }));
const ownWeb = spoil('director', () => ({
  ipvs: { ...table(), services: [] },
  listeners: [{ address: '0.0.0.0', port: 80 }],
}));

test.each<[string, Facts, FramePath, string[], string]>([
  ['to a realserver that answers ARP', answering, past, ['rs1'], 'rs-answers-arp'],
  ['to a realserver, and nobody says why', healthy(), past, ['rs1'], 'requests-bypass-director'],
  [
    'to a machine that is not in the lab',
    healthy(),
    path({ client: 4 }, { '02:00:00:00:00:99': 4 }, { client: 4 }),
    ['02:00:00:00:00:99'],
    'requests-bypass-director',
  ],
  ['to the director, which answers itself', ownWeb, byNat, ['director'], 'answered-by-director'],
])('requests that go %s go past the service', (_what, facts, frames, receivers, code) => {
  const servers = code === 'answered-by-director' ? ['director'] : ['rs1'];
  expect(judged(asked('direct'), facts, [http(servers, frames)])).toMatchObject({
    status: 'fail',
    message: { code: 'packet-path.bypassed', params: { through: 'director', receivers } },
    diagnosis: { code },
  });
});

test.each<[string, object, FramePath, string[]]>([
  [
    'back through the director',
    asked('direct'),
    path({ client: 8, director: 8 }, { director: 8, rs1: 8 }, { rs1: 8, director: 8 }),
    ['rs1', 'director'],
  ],
  ['directly', asked('through-director'), direct, ['rs1', 'rs2']],
  ['nowhere', asked('direct'), path({ client: 8, director: 8 }, { director: 8, rs1: 8 }, {}), []],
])('replies that go %s go the wrong way', (_what, body, frames, repliers) => {
  const want = body['packet-path' as never]['replies'];
  expect(judged(body, healthy(), [http(fine, frames)])).toMatchObject({
    status: 'fail',
    message: { code: 'packet-path.replies', params: { through: 'director', repliers, want } },
    diagnosis: { code: 'unexpected-path', params: { url } },
  });
});

test('where no request is answered there is no path to speak of', () => {
  const [request, result] = http(['timeout', 'timeout'], direct);
  expect(judged(asked('direct'), healthy(), [[request, result]])).toMatchObject({
    status: 'fail',
    message: { code: 'packet-path.no-answer', params: { url, outcomes: 'timeout 2' } },
  });
  expect(judged(asked('direct'), healthy(), [[request, { ...result, slowest: 2.2 }]])).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.slow-host' },
  });
});

test('an error is an answer, and has a path; of the requests one that is answered will do', () => {
  for (const how of [['404'], ['timeout', 'rs1']])
    expect(judged(asked('direct'), healthy(), [http(how, direct)]).message.code).toBe('packet-path.ok');
});

test('without frames, or without requests, the path is unknown', () => {
  expect(judged(asked('direct'), healthy(), [http(fine)])).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.no-capture' },
  });
  expect(judged(asked('direct'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.experiment' },
  });
});

test('it asks for four requests of its own, and for who can see frames', () => {
  expect(wantsOfOne(check(asked('direct')), drTopology)).toEqual({
    facts: {},
    experiments: [{ kind: 'http', from: 'client', url, requests: 4 }],
  });
  expect(packetPathJudge.capability?.({ from: 'client', url, through: 'director', replies: 'direct' })).toBe(
    'capture',
  );
});
