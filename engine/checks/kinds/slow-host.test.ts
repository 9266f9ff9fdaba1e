import { expect, test } from 'vitest';
import type { FailoverResult, HttpResult } from '../../../contract/experiments.js';
import { attempts, drTopology, healthy, vip, world } from '../../judging/testing/world.js';
import { checkSchema } from '../../../contract/checks.js';
import { judgeOne } from '../../judging/evaluate.js';
import { failoverJudge } from './failover.js';

const url = `http://${vip}/`;
const http = (...how: string[]): HttpResult => ({
  kind: 'http',
  attempts: attempts(...how),
  command: 'curl',
  output: '',
  at: 0,
});
const request = { kind: 'http', from: 'client', url, requests: 2 } as const;

test('requests without an answer say nothing while the host is too slow, but a known cause is one', () => {
  const judge = (result: HttpResult, facts = healthy()) =>
    judgeOne(
      checkSchema.parse({ id: 'answers', http: { from: 'client', url, requests: 2 } }),
      world(drTopology, facts, [[request, result]]),
    );
  expect(judge(http('rs1', 'timeout'))).toMatchObject({ status: 'fail' });
  expect(judge({ ...http('rs1', 'timeout'), slowest: 2.24 })).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.slow-host', params: { seconds: '2.2' } },
  });
  // Refused is an answer, however late.
  expect(judge({ ...http('rs1', 'refused'), slowest: 2.24 })).toMatchObject({ status: 'fail' });
  const facts = healthy();
  facts['director'] = { ...facts['director']!, addresses: facts['director']!.addresses!.slice(0, 1) };
  expect(judge({ ...http('timeout', 'timeout'), slowest: 2.24 }, facts)).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'vip-not-on-director' },
  });
});

test('a spread that is uneven for want of answers is not known on a slow host', () => {
  const params = { from: 'client', url, requests: 2, over: { rs1: 1, rs2: 1 } };
  const judge = (result: HttpResult) =>
    judgeOne(
      checkSchema.parse({ id: 'balanced', 'http-spread': params }),
      world(drTopology, healthy(), [[request, result]]),
    );
  expect(judge({ ...http('rs1', 'timeout'), slowest: 1.5 })).toMatchObject({ status: 'unknown' });
  expect(judge({ ...http('rs1', 'rs1'), slowest: 1.5 })).toMatchObject({ status: 'fail' });
});

test('a failover that took too long is not known on a slow host', () => {
  const params = {
    among: ['rs1', 'rs2'],
    vip,
    from: 'client',
    fault: 'stop-keepalived' as const,
    within: 4,
    failback: false,
  };
  const { experiments } = failoverJudge.wants(params, drTopology, () => ({ facts: {}, experiments: [] }));
  const result: FailoverResult = {
    kind: 'failover',
    before: 'rs1',
    holders: ['rs1'],
    after: 'rs2',
    outage: 6.5,
    log: '',
    at: 0,
  };
  const judge = (more: Partial<FailoverResult>) =>
    judgeOne(
      checkSchema.parse({ id: 'failover', failover: params }),
      world(drTopology, healthy(), [[experiments[0]!, { ...result, ...more }]]),
    );
  expect(judge({})).toMatchObject({ status: 'fail', message: { code: 'failover.slow' } });
  expect(judge({ slowest: 3 })).toMatchObject({ status: 'unknown', message: { code: 'unknown.slow-host' } });
  expect(judge({ slowest: 3, outage: 2 })).toMatchObject({ status: 'pass' });
});
