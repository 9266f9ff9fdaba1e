import { expect, test } from 'vitest';
import type { DrillRequest } from '../../contract/drills.js';
import { type ExecOptions, ShellError } from '../machines/shell.js';
import type { ExperimentContext } from './context.js';
import { patientProbe, probeScript } from './probe.js';
import { quietCommand } from './quietly.js';
import { run, stands } from './run.js';
import { experimentContext } from './testing/context.js';

const fault = {
  id: 'off',
  on: 'rs1',
  make: 'break it',
  mend: 'mend it',
  effect: { 'no-address': { on: 'rs1', address: '10.0.0.29' } },
} as const;
const request: DrillRequest = {
  kind: 'drill',
  well: ['spread'],
  from: 'client',
  url: 'http://10.0.0.29/',
  within: 0.6,
  turn: 0,
  fault,
};

/**
 * Machines on which a fault is made and mended.
 * @param felt whether the client feels it
 * @param wrong what goes wrong while it is made
 */
function machines(felt: boolean, wrong?: Error): ExperimentContext & { readonly done: string[] } {
  const done: string[] = [];
  let broken = false;
  const machine = (node: string, command: string, { input }: ExecOptions) => {
    if (command === quietCommand) done.push(`${node}: ${String(input)}`);
    if (input === fault.make) {
      broken = true;
      if (wrong !== undefined) throw wrong;
    }
    if (input === fault.mend) broken = false;
    return { stdout: `file /etc/a\t${broken && node === 'rs1' ? 2 : 1}\n` };
  };
  const look: ExperimentContext['look'] = async (checks) => {
    const ofEffect = typeof checks[0] !== 'string';
    const held = ofEffect ? broken : !(broken && felt);
    return { seen: { facts: {}, results: {} }, unmet: held ? [] : ['spread'], failed: !held };
  };
  return { ...experimentContext(machine, { look }), done };
}

test('it begins when the fault has taken effect and a client feels it, with what it changed', async () => {
  const context = machines(true);
  const tried = await run(request, context);
  expect(tried).toMatchObject({
    ok: true,
    result: { begun: { before: { rs1: { 'file /etc/a': '1' } }, own: { rs1: ['file /etc/a'], rs2: [] } } },
  });
  expect(context.done).toEqual(['rs1: break it']);
  // Neither what is broken nor where is said.
  expect(JSON.stringify((tried as { result: { log: string } }).result.log)).not.toContain('rs1');
  expect(tried.ok && stands(request, tried.result)).toBe(true);
});

test('a fault that nobody feels is mended, and there was no drill', async () => {
  const context = machines(false);
  expect(await run(request, context)).toMatchObject({ ok: false, reason: 'failed' });
  expect(context.done).toEqual(['rs1: break it', 'rs1: mend it']);
});

test('a cancelled one is thrown, and what was broken is mended', async () => {
  const context = machines(true, new ShellError('cancelled', 'cancelled'));
  await expect(run(request, context)).rejects.toMatchObject({ reason: 'cancelled' });
  expect(context.done).toEqual(['rs1: break it', 'rs1: mend it']);
});

test('where not all is well before nothing is broken, and it may be made again', async () => {
  const context = {
    ...machines(true),
    look: async () => ({ seen: { facts: {}, results: {} }, unmet: ['spread'], failed: true }),
  };
  const tried = await run(request, context);
  expect(tried).toMatchObject({ ok: true, result: { unmet: ['spread'] } });
  expect(context.done).toEqual([]);
  expect(tried.ok && stands(request, tried.result)).toBe(false);
});

test('the probe that counts can be slowed down', () => {
  expect([probeScript.split('0.2 - ('), probeScript.split('$t + 0.5')].map(({ length }) => length)).toEqual([
    2, 3,
  ]);
  expect(patientProbe.split('$t + 2')).toHaveLength(3);
});
