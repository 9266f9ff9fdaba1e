import { expect, test } from 'vitest';
import { type CheckParams, checkSchema } from '../../../contract/checks.js';
import type { RandomFailureResult } from '../../../contract/experiments.js';
import type { RandomFailureRequest } from '../../../contract/failures.js';
import { judgeOne } from '../../judging/evaluate.js';
import { address, drTopology, healthy, vip, world } from '../../judging/testing/world.js';
import { randomFailureJudge } from './random-failure.js';

const failures = [
  { on: 'rs1', fault: 'freeze', within: 8 },
  { on: 'director', fault: 'kill-keepalived', within: 6 },
  { on: 'rs2', fault: 'cut-link', within: 8 },
] as const;
const text = (en: string) => ({ 'zh-CN': en, en });
const written = { from: 'client', url: 'http://10.0.0.29/', well: ['spread'], failures };

function params(more: object = {}): CheckParams<'random-failure'> {
  return checkSchema.parse({ id: 'dies', 'random-failure': { ...written, ...more } })['random-failure']!;
}

const vips = checkSchema.parse({
  id: 'spread',
  title: text('The VIP is there'),
  address: { on: 'director', address: vip, dev: 'eth0' },
});

/** What is said of a result of the failure that was drawn. */
function said(drawn: number, result: Partial<RandomFailureResult>) {
  const request: RandomFailureRequest = {
    kind: 'random-failure',
    from: 'client',
    url: 'http://10.0.0.29/',
    well: ['spread'],
    ...failures[drawn]!,
    back: 60,
    turn: 0,
  };
  const whole = { kind: 'random-failure', tries: 40, lost: 10, log: 'the log', at: 0, ...result } as const;
  const check = checkSchema.parse({ id: 'dies', 'random-failure': params({ drawn }) });
  return judgeOne(check, world(drTopology, healthy(), [[request, whole]], {}, [vips]));
}

test('every turn draws another card of the deck', () => {
  const lots = { pick: () => 0, mix: () => [2, 0, 1] };
  const of = (more: object) => randomFailureJudge.drawn!(params(more), lots).drawn;
  expect([of({ turn: 0 }), of({ turn: 1 }), of({ turn: 2 }), of({ turn: 3 }), of({ drawn: 1 })]).toEqual([
    2, 0, 1, 2, 1,
  ]);
  expect(randomFailureJudge.draws!(params()).map(({ name }) => name)).toEqual([
    'rs1-freeze',
    'director-kill-keepalived',
    'rs2-cut-link',
  ]);
});

test('it passes where no request is lost after its time and all is well again', () => {
  expect(said(0, { settled: 7.9, back: 3 })).toMatchObject({
    status: 'pass',
    message: {
      code: 'random-failure.ok',
      params: { node: 'rs1', fault: 'freeze', settled: '7.9', back: '3.0' },
    },
  });
  expect(said(0, { settled: 8.1, back: 3 })).toMatchObject({
    status: 'fail',
    message: { code: 'random-failure.slow', params: { settled: '8.1', within: 8 } },
  });
});

test('of a realserver the health check is blamed, of a director the group', () => {
  expect(said(0, { back: 3 })).toMatchObject({
    status: 'fail',
    message: { code: 'random-failure.endless' },
    diagnosis: { params: { server: '10.0.0.8:80' } },
  });
  expect(said(1, { back: 3 })).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'no-failover', params: { before: 'director', vip: '10.0.0.29' } },
  });
});

test('a host that was too slow has shown nothing, nor has one where not all was well before', () => {
  expect(said(0, { back: 3, slowest: 9 }).status).toBe('unknown');
  expect(said(0, { unmet: ['spread'] })).toMatchObject({
    status: 'unknown',
    message: { code: 'skipped.needs', params: { check: 'spread' } },
  });
});

test('what is not as before is named with its own cause, where it could be looked at', () => {
  const after = (addresses: readonly ReturnType<typeof address>[]) => ({
    facts: { director: { ok: true, facts: { at: 0, addresses, links: [] } } as const },
    results: {},
  });
  const lost = said(0, { settled: 1, after: after([address('eth0', '10.0.0.7', 24)]) });
  expect(lost).toMatchObject({
    status: 'fail',
    message: {
      code: 'random-failure.not-whole',
      params: { node: 'rs1', back: 60, en: ['The VIP is there'] },
    },
    diagnosis: { code: 'vip-not-on-director' },
  });
  expect(said(0, { settled: 1, after: { facts: {}, results: {} } })).toMatchObject({
    status: 'unknown',
    message: { code: 'random-failure.not-whole' },
  });
});

test('a card that there is not is told', () => {
  expect(randomFailureJudge.lint!(params({ drawn: 3 }), {} as never)).toMatchObject([{ path: ['drawn'] }]);
  expect(randomFailureJudge.lint!(params({ drawn: 2 }), {} as never)).toEqual([]);
});
