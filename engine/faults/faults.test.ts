import { expect, test } from 'vitest';
import { faultKinds } from '../../contract/kinds/failover.js';
import { drTopology } from '../judging/testing/world.js';
import type { ExecResult } from '../machines/shell.js';
import { type FaultContext, FaultFailed, ToolMissing } from './fault.js';
import { nodeFaults } from './index.js';
import { stopUnit } from './unit.js';

/** A context that writes down what was done. */
function bed(how: { readonly exit?: number; readonly bare?: true } = {}) {
  const done: string[] = [];
  const shell = (node: string) => ({
    exec: async (command: string): Promise<ExecResult> => {
      done.push(`${node}: ${command}`);
      return { exit: how.exit ?? 0, stdout: '', stderr: 'Unit not found' };
    },
  });
  const context = {
    topology: drTopology,
    shell,
    ...(how.bare === true
      ? {}
      : {
          link: (node: string, network: string) => ({
            set: async ({ up }: { readonly up: boolean }) =>
              void done.push(`${node} ${network} ${up ? 'up' : 'down'}`),
          }),
          power: async (node: string, action: string) => void done.push(`${node} ${action}`),
        }),
  } as unknown as FaultContext;
  return { done, context };
}

test.each([
  ['stop-keepalived', ['rs1: systemctl stop keepalived', 'rs1: systemctl start keepalived'], []],
  ['cut-link', ['rs1 lan down', 'rs1 lan up'], ['rs1']],
  ['freeze', ['rs1 pause', 'rs1 continue'], ['rs1']],
] as const)(
  '%s is made and mended, once, and hides what is cut off while it lasts',
  async (kind, deeds, hidden) => {
    const { done, context } = bed();
    const fault = nodeFaults[kind]('rs1', context);
    await fault.mend();
    expect([done, fault.hidden()]).toEqual([[], []]);
    await fault.make();
    expect(fault.hidden()).toEqual(hidden);
    await fault.mend();
    await fault.mend();
    expect([done, fault.hidden()]).toEqual([deeds, []]);
  },
);

test('each kind that a lab may name is there', () => {
  expect(Object.keys(nodeFaults).toSorted()).toEqual([...faultKinds].toSorted());
});

test('one that cannot be made says so, and what there is of it is mended', async () => {
  const { done, context } = bed({ exit: 5 });
  const fault = stopUnit('rs1', 'nginx', context);
  await expect(fault.make()).rejects.toThrow(FaultFailed);
  await fault.mend();
  expect(done).toEqual(['rs1: systemctl stop nginx', 'rs1: systemctl start nginx']);
});

test.each(['cut-link', 'freeze'] as const)('%s needs what not every provider has', (kind) => {
  expect(() => nodeFaults[kind]('rs1', bed({ bare: true }).context)).toThrow(ToolMissing);
});
