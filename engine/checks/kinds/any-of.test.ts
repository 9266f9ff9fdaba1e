import { expect, test } from 'vitest';
import { drTopology, healthy, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, http, judged, silent } from '../testing/judged.js';
import { anyOfJudge } from './any-of.js';

const web = { listening: { on: 'rs1', port: 80 } };
const noWeb = { listening: { on: 'rs1', port: 8080 } };
const noModule = { module: { on: 'director', name: 'ipip' } };
const stats = { 'ipvs-stats': { on: 'director', tcp: `${vip}:80`, connections: 50 } };
const answers = { http: { from: 'client', url: `http://${vip}/`, requests: 2 } };
const ofBoth = [web, { listening: { on: 'rs2', port: 80 } }];
const anyOf = (...conditions: object[]) => ({ 'any-of': conditions });

test.each([
  ['the first', anyOf(web, noModule)],
  ['the last', anyOf(noModule, noWeb, web)],
])('%s of several ways will do, and is what is told', (_what, body) => {
  expect(judged(body)).toMatchObject({
    status: 'pass',
    message: { code: 'listening.ok', params: { nodes: ['rs1'] } },
  });
});

test('what none of them is, is told of the first, with its cause', () => {
  expect(judged(anyOf(noWeb, noModule))).toMatchObject({
    status: 'fail',
    message: { code: 'listening.none' },
    diagnosis: { code: 'web-other-port', params: { node: 'rs1', port: '8080', found: '80' } },
  });
  expect(judged(anyOf(noModule, noWeb)).diagnosis?.code).toBe('module-not-loaded');
});

test('the causes of a symptom are looked for as of the condition alone', () => {
  const missing = { address: { on: 'director', address: '10.0.0.77', dev: 'eth0' } };
  expect(judged(anyOf(missing, noModule)).diagnosis).toEqual(judged(missing).diagnosis);
});

test('one that could not be seen might have been the way, unless another one is', () => {
  expect(judged(anyOf(noModule, web), silent('rs1'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs1' } },
  });
  expect(judged(anyOf(...ofBoth), silent('rs1'))).toMatchObject({
    status: 'pass',
    message: { params: { nodes: ['rs2'] } },
  });
});

test('one that a slow host kept from being seen might have been the way', () => {
  const [request, result] = http(['timeout', 'timeout'], undefined, `http://${vip}/`, 2);
  for (const body of [anyOf(noModule, answers), anyOf(answers, noModule)])
    expect(judged(body, healthy(), [[request, { ...result, slowest: 2.2 }]])).toMatchObject({
      status: 'unknown',
      message: { code: 'unknown.slow-host' },
    });
});

test('any of them that may come yet is waited for', () => {
  expect(judged(stats).retryAfter).toBe(2200);
  expect(judged(anyOf(noModule, stats))).toMatchObject({
    status: 'fail',
    message: { code: 'module.missing' },
    retryAfter: 2200,
  });
  expect(judged(anyOf(noModule, noWeb)).retryAfter).toBeUndefined();
});

test('it asks for what all of them ask for, one request a node', () => {
  const onLo = { address: { on: 'rs1', address: vip, dev: 'lo' } };
  expect(wantsOfOne(check(anyOf(onLo, web, answers, answers)), drTopology)).toEqual({
    facts: { rs1: { network: true, firewall: true, listeners: true } },
    experiments: [{ kind: 'http', from: 'client', url: `http://${vip}/`, requests: 2 }],
  });
});

test('each of them has its place', () => {
  const conditions = check(anyOf(web, noModule))['any-of']!;
  expect(anyOfJudge.over?.(conditions)).toEqual([
    { path: [0], condition: conditions[0] },
    { path: [1], condition: conditions[1] },
  ]);
});
