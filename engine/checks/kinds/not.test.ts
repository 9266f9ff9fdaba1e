import { expect, test } from 'vitest';
import { drTopology, healthy, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, http, judged, silent, spoil } from '../testing/judged.js';
import { notJudge } from './not.js';

const web = { listening: { on: 'rs1', port: 80 } };
const url = `http://${vip}/`;
const answers = { http: { from: 'client', url, requests: 2 } };
const service = { 'ipvs-service': { on: 'director', tcp: `${vip}:80` } };

test('what does not hold is right, in the words of what was found', () => {
  expect(judged({ not: { listening: { on: 'rs1', port: 8080 } } })).toMatchObject({
    status: 'pass',
    message: { code: 'listening.none', params: { node: 'rs1', port: 8080 } },
  });
});

test('what holds is wrong, and has no other cause than that it holds', () => {
  const { status, message, diagnosis, also } = judged({ not: web });
  expect({ status, message, diagnosis, also }).toEqual({
    status: 'fail',
    message: { code: 'listening.ok', params: { nodes: ['rs1'], port: 80 } },
    diagnosis: { code: 'must-not-hold', params: {} },
    also: undefined,
  });
});

test('why something does not hold is of no interest: nobody looks for its cause', () => {
  const missing = { address: { on: 'director', address: '10.0.0.77', dev: 'eth0' } };
  const { status, diagnosis, also } = judged({ not: missing });
  expect([status, diagnosis, also]).toEqual(['pass', undefined, undefined]);
});

test('what could not be seen is not what does not hold, and is looked at again where that may help', () => {
  expect(judged({ not: web }, silent('rs1'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs1' } },
  });
  const facts = spoil('director', () => ({ ipvs: { ...table(), kernel: [] } }));
  expect(judged({ not: service }, facts)).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.contradicted' },
    retryAfter: 2200,
  });
});

test('requests that a slow host kept from being answered do not say that nobody answers', () => {
  const [request, result] = http(['timeout', 'timeout'], undefined, url, 2);
  const judge = (more: object) => judged({ not: answers }, healthy(), [[request, { ...result, ...more }]]);
  expect(judge({})).toMatchObject({ status: 'pass', message: { code: 'http.failed' } });
  expect(judge({ slowest: 2.2 })).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.slow-host', params: { seconds: '2.2' } },
  });
});

test('it asks for what its condition asks for', () => {
  const body = check({ not: web });
  expect(wantsOfOne(body, drTopology)).toEqual({ facts: { rs1: { listeners: true } }, experiments: [] });
  expect(notJudge.over?.(body.not!)).toEqual([{ path: [], condition: body.not }]);
});
