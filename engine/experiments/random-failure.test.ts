import { expect, test } from 'vitest';
import type { RandomFailureResult } from '../../contract/experiments.js';
import type { RandomFailureRequest } from '../../contract/failures.js';
import { ShellError } from '../machines/shell.js';
import { probeScript } from './probe.js';
import { settledAfter, strictProbe } from './random-failure.js';
import { run } from './run.js';
import { probed } from './testing/context.js';

const request: RandomFailureRequest = {
  kind: 'random-failure',
  from: 'client',
  url: 'http://10.0.0.29/',
  well: ['spread'],
  on: 'rs1',
  fault: 'stop-keepalived',
  within: 2,
  back: 0,
  turn: 0,
};
const seen = { facts: {}, results: {} };

/** Machines where keepalived of rs1 is stopped and started. @param felt how many tries of the client are lost by it; @param heals whether all is well again */
function machines(felt: number, heals = true, wrong?: Error) {
  const done: string[] = [];
  let broken = false;
  let lost = 0;
  const context = probed(
    () => !broken || lost++ >= felt,
    (node, command) => {
      if (command.startsWith('systemctl')) done.push(`${node}: ${command}`);
      if (command === 'systemctl stop keepalived') {
        broken = true;
        if (wrong !== undefined) throw wrong;
      }
    },
  );
  const well = () => !broken || heals;
  return {
    done,
    context: {
      ...context,
      look: async () => ({ seen, unmet: well() ? [] : ['spread'], failed: !well() }),
    },
  };
}

const madeAndMended = ['rs1: systemctl stop keepalived', 'rs1: systemctl start keepalived'];

test('what was lost is counted on the client’s clock, and all is well again', async () => {
  const { done, context } = machines(5);
  const tried = await run(request, context);
  expect(tried).toMatchObject({ ok: true, result: { back: expect.any(Number), after: seen } });
  const { settled = 0, lost, tries } = (tried as { result: RandomFailureResult }).result;
  // Five tries of 0.2 s, and those between the look before and the failure.
  expect(settled).toBeGreaterThan(0.5);
  expect(settled).toBeLessThan(3);
  expect(lost).toBeGreaterThan(2);
  expect(tries).toBeGreaterThan(20);
  expect(done).toEqual(madeAndMended);
});

test('where requests go on being lost there is no end, and where something stays wrong it is not whole', async () => {
  const { done, context } = machines(Infinity, false);
  const tried = await run(request, context);
  expect(tried).toMatchObject({ ok: true, result: { after: seen } });
  const { result } = tried as { result: RandomFailureResult };
  expect(result).not.toHaveProperty('settled');
  expect(result).not.toHaveProperty('back');
  expect(done).toEqual(madeAndMended);
});

test('where not all is well before nothing is broken', async () => {
  const { done, context } = machines(0);
  const look = async () => ({ seen, unmet: ['spread'], failed: true });
  expect(await run(request, { ...context, look })).toMatchObject({ ok: true, result: { unmet: ['spread'] } });
  expect(done).toEqual([]);
});

test('a cancelled one is thrown, and what was broken is mended', async () => {
  const { done, context } = machines(0, true, new ShellError('cancelled', 'cancelled'));
  await expect(run(request, context)).rejects.toMatchObject({ reason: 'cancelled' });
  expect(done).toEqual(madeAndMended);
});

/** Tries of 0.2 s: `.` answered, `x` lost. */
const tries = (line: string) =>
  Array.from(line, (mark, index) => ({ start: index / 5, end: (index + 1) / 5, good: mark === '.' }));

test.each([
  ['....................', 0],
  ['.xxxxx..........', 1],
  ['.x...x..........', 1],
  ['.xxxxxxxxxx.....', undefined],
  ['....................x', undefined],
])('%s', (line, settled) => {
  expect(settledAfter(tries(line))).toBe(settled);
});

test('an answer with an error is none', () => {
  expect(probeScript.split('[1-4]/')).toHaveLength(2);
  expect(strictProbe).toBe(probeScript.split('[1-4]/').join('[1-3]/'));
});
