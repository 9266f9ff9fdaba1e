import { expect, test } from 'vitest';
import { checkSchema, type CheckParams } from '../../../contract/checks.js';
import type { DrillResult } from '../../../contract/drills.js';
import { drTopology, world } from '../../judging/testing/world.js';
import { drillJudge, drillRequest, drawnFault } from './drill.js';

const text = (en: string) => ({ 'zh-CN': en, en });

/** A drill with so many faults and sound cards, as its author writes it. */
function drillOf(faults: number, healthy: number, more: object = {}): CheckParams<'drill'> {
  const all = Array.from({ length: faults }, (_, index) => ({
    id: `fault-${index}`,
    on: index % 2 === 0 ? 'rs1' : 'rs2',
    text: text(`broken ${index}`),
    make: `break ${index}`,
    mend: `mend ${index}`,
    effect: { listening: { on: 'rs1', port: 80 } },
  }));
  const params = { well: ['vip', 'spread'], from: 'client', url: 'http://10.0.0.29/', faults: all, healthy };
  return checkSchema.parse({ id: 'broken', drill: { ...params, ...more } }).drill!;
}

/** What seeds draw of a deck, by turn. */
function dealt(params: CheckParams<'drill'>, turns: number, order: readonly number[]) {
  const lots = { pick: () => 0, mix: () => order };
  return Array.from({ length: turns }, (_, turn) => drillJudge.drawn!({ ...params, turn }, lots).drawn);
}

test('every turn has another card of the deck, and the last cards are a sound system', () => {
  expect(dealt(drillOf(2, 2), 5, [3, 0, 2, 1])).toEqual([2, 0, 2, 1, 2]);
  expect(
    drillJudge.drawn!(drillOf(2, 2, { drawn: 1 }), { pick: () => 0, mix: () => [0, 1, 2, 3] }).drawn,
  ).toBe(1);
});

test('all ways to draw it are its faults and, where there is such a card, none', () => {
  const names = (healthy: number) => drillJudge.draws!(drillOf(2, healthy)).map(({ name }) => name);
  expect([names(1), names(0)]).toEqual([
    ['fault-0', 'fault-1', 'nothing'],
    ['fault-0', 'fault-1'],
  ]);
  const last = drillJudge.draws!(drillOf(2, 1)).at(-1)!.params;
  expect(drawnFault(last)).toBeUndefined();
  expect(drillRequest(last)).not.toHaveProperty('fault');
});

test('it has begun when the experiment says so, and is not tried where something was not well', () => {
  const params = drillOf(2, 1, { drawn: 1 });
  const judge = (result: Omit<DrillResult, 'kind' | 'log' | 'at'>) =>
    drillJudge.judge(
      params,
      world(drTopology, {}, [[drillRequest(params), { kind: 'drill', log: '', at: 0, ...result }]]),
      'broken',
    );
  expect(judge({ begun: { since: 1, before: {}, own: {} } })).toMatchObject({ status: 'pass' });
  expect(judge({ unmet: ['spread'] })).toMatchObject({
    status: 'unknown',
    message: { code: 'skipped.needs', params: { check: 'spread' } },
  });
});

test('two faults of one name are told', () => {
  const params = drillOf(2, 1);
  const twice = { ...params, faults: [params.faults[0]!, params.faults[0]!] };
  expect(drillJudge.lint!(twice, {} as never)).toMatchObject([{ path: ['faults', 1, 'id'] }]);
});
