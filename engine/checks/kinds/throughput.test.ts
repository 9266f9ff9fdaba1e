import { expect, test } from 'vitest';
import type { Rate, ThroughputResult } from '../../../contract/experiments.js';
import { judged } from '../testing/judged.js';

const urls = { url: 'http://10.0.0.29/slow', against: 'http://10.0.0.8/slow' };
const request = { kind: 'throughput', from: 'client', ...urls, requests: 40, concurrency: 8 } as const;
const rate = (good: number, seconds: number): Rate => ({ good, total: 40, seconds });

function judgedOf(bounds: object, measured: Rate, against: Rate, more: Partial<ThroughputResult> = {}) {
  const result: ThroughputResult = {
    kind: 'throughput',
    measured,
    against,
    command: 'ab',
    output: '',
    at: 0,
    ...more,
  };
  return judged({ throughput: { from: 'client', ...urls, ...bounds } }, undefined, [[request, result]]);
}

test('two servers give twice the answers of one', () => {
  expect(judgedOf({ 'at-least': 1.6 }, rate(40, 4), rate(40, 8))).toMatchObject({
    status: 'pass',
    message: { code: 'throughput.ok', params: { rate: '10.0', other: '5.0', ratio: '2.00' } },
  });
});

test.each([
  ['too little', { 'at-least': 1.6 }, rate(40, 7), 'throughput.low'],
  ['too much', { 'at-most': 1.5 }, rate(40, 4), 'throughput.high'],
  ['answers are missing', {}, rate(39, 4), 'throughput.failed'],
])('fails: %s', (_what, bounds, measured, code) => {
  expect(judgedOf(bounds, measured, rate(40, 8))).toMatchObject({ status: 'fail', message: { code } });
});

test('on a host that was too slow a wrong ratio says nothing', () => {
  expect(judgedOf({ 'at-least': 1.6 }, rate(40, 7), rate(40, 8), { slowest: 3 }).status).toBe('unknown');
});

test('rounds that contradict each other show no wrong ratio', () => {
  const unsteady = { unsteady: [0.47, 1.61] } as const;
  expect(judgedOf({ 'at-most': 1.4 }, rate(40, 7.1), rate(40, 11.4), unsteady)).toMatchObject({
    status: 'unknown',
    message: { code: 'throughput.unsteady', params: { least: '0.47', most: '1.61' } },
  });
  expect(judgedOf({ 'at-most': 1.4 }, rate(40, 8), rate(40, 8), unsteady).status).toBe('pass');
});
