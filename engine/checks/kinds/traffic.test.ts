import { expect, test } from 'vitest';
import type { FramesResult } from '../../../contract/experiments.js';
import { judged } from '../testing/judged.js';
import { check } from '../testing/judged.js';
import { trafficJudge } from './traffic.js';

const deeds = [{ on: 'client', run: 'curl -s -o /dev/null http://10.0.0.29/large' }];
const body = (more: object) => ({ traffic: { do: deeds, node: 'director', ...more } });

function judgedOf(params: object, sent: FramesResult['sent']) {
  const result: FramesResult = {
    kind: 'frames',
    frames: [],
    dropped: 900,
    sent,
    done: [{ ...deeds[0]!, exit: 0, output: '' }],
    at: 0,
  };
  return judged(body(params), undefined, [[{ kind: 'frames', do: deeds, seconds: 0.3 }, result]]);
}

const nat = { wan: { director: 2_100_000, client: 60_000 }, lan: { director: 64_000, rs1: 2_100_000 } };

test('what a node sent is the sum of all networks, or of the one that is named', () => {
  expect(judgedOf({ 'at-least': 2_000_000 }, nat)).toMatchObject({
    status: 'pass',
    message: { code: 'traffic.ok', params: { node: 'director', bytes: 2_164_000 } },
  });
  expect(judgedOf({ network: 'lan' }, nat).message).toMatchObject({ params: { bytes: 64_000 } });
  expect(judgedOf({}, nat).evidence.at(-1)?.output).toContain('wan: director 2100000');
});

test('too much and too little; a node that sent nothing sent no byte', () => {
  expect(judgedOf({ 'at-most': 200_000 }, nat)).toMatchObject({
    status: 'fail',
    message: { code: 'traffic.much', params: { bytes: 2_164_000, want: 200_000 } },
  });
  expect(judgedOf({ 'at-least': 1000 }, { lan: { rs1: 5 } })).toMatchObject({
    status: 'fail',
    message: { code: 'traffic.little', params: { bytes: 0, want: 1000 } },
  });
});

test('it needs machines whose frames can be seen', () => {
  expect(trafficJudge.capability?.(check(body({})).traffic!)).toBe('capture');
});
