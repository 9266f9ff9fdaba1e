import { expect, test } from 'vitest';
import type { OutageResult } from '../../../contract/experiments.js';
import { vip } from '../../judging/testing/world.js';
import { check, judged } from '../testing/judged.js';
import { outageJudge } from './outage.js';

const deeds = [{ on: 'rs1', run: '/root/takeover.sh' }];
const request = { kind: 'outage', from: 'client', target: vip, do: deeds, undo: [], limit: 30 } as const;
const patient = { ...request, patient: true } as const;
const body = (more: object = {}) => ({ outage: { from: 'client', target: vip, do: deeds, ...more } });

function judgedOf(body: object, more: Partial<OutageResult> = {}) {
  const result: OutageResult = {
    kind: 'outage',
    answered: true,
    outage: 0.62,
    tries: 20,
    lost: 2,
    done: [{ ...deeds[0]!, exit: 0, output: '' }],
    log: 'log',
    at: 0,
    ...more,
  };
  const { outage: _, ...endless } = result;
  const shown = 'outage' in more && more.outage === undefined ? endless : result;
  return judged(body, undefined, [
    [request, shown],
    [patient, shown],
  ]);
}

test.each([
  ['as long as it took', body()],
  ['no longer than it may', body({ 'at-most': 1 })],
  ['no shorter than it should', body({ 'at-least': 0.5 })],
])('passes: %s', (_what, params) => {
  const judgement = judgedOf(params);
  expect(judgement).toMatchObject({
    status: 'pass',
    message: { code: 'outage.ok', params: { target: vip, outage: '0.6' } },
  });
  expect(judgement.evidence[0]?.output).toBe('log\n18/20 answered');
});

test.each<[string, object, Partial<OutageResult>, object]>([
  ['too long', { 'at-most': 0.5 }, {}, { code: 'outage.long', params: { outage: '0.6', want: 0.5 } }],
  ['too short', { 'at-least': 5 }, {}, { code: 'outage.short', params: { outage: '0.6', want: 5 } }],
  ['endless', {}, { outage: undefined as never }, { code: 'outage.endless', params: { limit: 30 } }],
  ['dead before', {}, { answered: false }, { code: 'outage.dead-before', params: { target: vip } }],
  [
    'a script that fails',
    { 'at-most': 0.5 },
    { done: [{ ...deeds[0]!, exit: 127, output: 'not found' }] },
    { code: 'outage.deed-failed', params: { node: 'rs1', run: '/root/takeover.sh', exit: 127 } },
  ],
])('fails: %s', (_what, params, result, message) => {
  expect(judgedOf(body(params), result)).toMatchObject({ status: 'fail', message });
});

test.each<[string, object, Partial<OutageResult>]>([
  ['too long', { 'at-most': 0.5 }, {}],
  ['endless', {}, { outage: undefined as never }],
  ['dead before', {}, { answered: false }],
])('on a host that was too slow it is not known: %s', (_what, params, result) => {
  expect(judgedOf(body(params), { ...result, slowest: 4 })).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.slow-host' },
  });
});

test('requests without an answer are counted instead, with more patience for each', () => {
  const most = (lost: number) => body({ lost });
  expect(judgedOf(most(2))).toMatchObject({
    status: 'pass',
    message: { code: 'outage.answered', params: { target: vip, tries: 20, lost: 2 } },
  });
  expect(judgedOf(most(1))).toMatchObject({
    status: 'fail',
    message: { code: 'outage.lost', params: { tries: 20, lost: 2, want: 1 } },
  });
  expect(judgedOf(most(1), { slowest: 4 })).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.slow-host' },
  });
});

test('where it must not recover, an end is the failure', () => {
  const dead = body({ recovers: false });
  expect(judgedOf(dead, { outage: undefined as never })).toMatchObject({
    status: 'pass',
    message: { code: 'outage.endless' },
  });
  expect(judgedOf(dead)).toMatchObject({
    status: 'fail',
    message: { code: 'outage.over', params: { outage: '0.6' } },
  });
});

test('a script that ends badly and does what it should is no mistake', () => {
  expect(judgedOf(body({ 'at-most': 1 }), { done: [{ ...deeds[0]!, exit: 1, output: '' }] }).status).toBe(
    'pass',
  );
});

test('cables need machines whose cables can be pulled', () => {
  const capability = (fault: string) =>
    outageJudge.capability?.(
      check({ outage: { from: 'client', target: vip, do: [{ on: 'rs1', fault }] } }).outage!,
    );
  expect(capability('cut-link')).toBe('links');
  expect(capability('freeze')).toBeUndefined();
});
