import { expect, test } from 'vitest';
import { checkSchema } from '../../../contract/checks.js';
import type { Inventory, NodeFacts } from '../../../contract/facts.js';
import { tallyCommand } from '../../facts/tally.js';
import { drTopology, world } from '../../judging/testing/world.js';
import { drillRequest } from './drill.js';
import { repairJudge } from './repair.js';

const text = { 'zh-CN': '文', en: 'text' };
const drillCheck = checkSchema.parse({
  id: 'broken',
  drill: {
    well: ['vip'],
    from: 'client',
    url: 'http://10.0.0.29/',
    faults: ['rs1', 'rs2'].map((on) => ({
      id: `off-${on}`,
      on,
      text,
      make: 'ip addr del',
      mend: 'ip addr add',
      effect: { 'no-address': { on, address: '10.0.0.29' } },
    })),
    drawn: 0,
  },
});
const params = repairJudge.completed!({ of: 'broken' }, () => drillCheck);
const sound: Inventory = { 'address 10.0.0.29/32 lo': '', 'file /etc/a': 'one' };

/** Judged with rs1 as it is now; what the fault changed is its address. */
function judge(rs1: Inventory, counted = '40 12\n') {
  const facts = Object.fromEntries(
    drTopology.nodes.map(({ name }): [string, NodeFacts] => [
      name,
      {
        at: 31_000,
        inventory: name === 'rs1' ? rs1 : sound,
        commands: { [tallyCommand(0)]: { run: '', exit: 0, stdout: counted, stderr: '' } },
      },
    ]),
  );
  const before = Object.fromEntries(drTopology.nodes.map(({ name }) => [name, sound]));
  const result = {
    kind: 'drill',
    begun: { since: 1000, before, own: { rs1: ['address 10.0.0.29/32 lo'] } },
    log: '',
    at: 0,
  } as const;
  return repairJudge.judge(
    params,
    world(drTopology, facts, [[drillRequest(drillCheck.drill!), result]]),
    'kept',
  );
}

test('as before: with the time since the drill began, and what was lost meanwhile', () => {
  expect(judge(sound)).toMatchObject({
    status: 'pass',
    message: { code: 'repair.ok', params: { seconds: '30', lost: 12, total: 40 } },
  });
  expect(judge(sound, '').message.code).toBe('repair.uncounted');
});

test('how what was broken is repaired is not its matter', () => {
  expect(judge({ 'address 10.0.0.29/24 lo': '', ...sound })).toMatchObject({ status: 'fail' });
  expect(judge({ 'file /etc/a': 'one' }).status).toBe('pass');
});

test.each([
  ['another value', { ...sound, 'file /etc/a': 'two' }, 'file /etc/a'],
  ['something new', { ...sound, 'file /etc/b': 'x' }, 'file /etc/b'],
  ['something gone', { 'address 10.0.0.29/32 lo': '' }, 'file /etc/a'],
])('%s elsewhere is told with its node', (_, rs1, thing) => {
  expect(judge(rs1)).toMatchObject({
    status: 'fail',
    message: { code: 'repair.changed', params: { node: 'rs1', things: [thing], more: 0 } },
    diagnosis: { code: 'changed-elsewhere', params: { node: 'rs1', thing } },
  });
});

test('the repair that was drawn solves it, and nothing where nothing is broken', () => {
  expect(repairJudge.solvedBy!(params)).toEqual({ on: 'rs1', run: 'ip addr add' });
  expect(repairJudge.solvedBy!({ ...params, drill: { ...params.drill!, drawn: 2 } })).toBeUndefined();
});
