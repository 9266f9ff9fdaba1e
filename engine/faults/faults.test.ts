import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultKinds } from '../../contract/kinds/failover.js';
import { failureKinds } from '../../contract/kinds/random-failure.js';
import { drTopology } from '../judging/testing/world.js';
import type { ExecResult } from '../machines/shell.js';
import { type FaultContext, FaultFailed, ToolMissing } from './fault.js';
import { failures, nodeFaults } from './index.js';
import { stopUnit } from './unit.js';
import { documentRoots, losePage, stopWeb } from './web.js';

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
  expect(Object.keys(failures).toSorted()).toEqual([...failureKinds].toSorted());
});

test('one that cannot be made says so, and what there is of it is mended', async () => {
  const { done, context } = bed({ exit: 5 });
  const fault = stopUnit('rs1', 'nginx', context);
  await expect(fault.make()).rejects.toThrow(FaultFailed);
  await fault.mend();
  expect(done).toEqual(['rs1: systemctl stop nginx', 'rs1: systemctl start nginx']);
});

test('a keepalived that was killed runs again, and where there is none nothing is killed', async () => {
  const { done, context } = bed();
  const fault = await failures['kill-keepalived']('lb1', context);
  await fault.make();
  await fault.mend();
  await fault.mend();
  expect(done).toEqual([
    'lb1: systemctl kill -s KILL keepalived',
    'lb1: systemctl reset-failed keepalived; systemctl start keepalived',
  ]);
  const none = await failures['kill-keepalived']('lb1', bed({ exit: 1 }).context);
  await expect(none.make()).rejects.toThrow(FaultFailed);
});

test.each(['cut-link', 'freeze'] as const)('%s needs what not every provider has', (kind) => {
  expect(() => nodeFaults[kind]('rs1', bed({ bare: true }).context)).toThrow(ToolMissing);
});

test('a page that is gone comes back, and where there is none it cannot go', async () => {
  const { done, context } = bed();
  const fault = losePage('rs1', context);
  await fault.make();
  await fault.mend();
  await fault.mend();
  expect(done).toHaveLength(2);
  expect(done[0]).toMatch(/rs1: .*\/var\/www\/html.*mv "\$f" "\$f\.lvslab-away"/);
  expect(done[1]).toMatch(/mv "\$f" "\$\{f%\.lvslab-away\}"/);
  await expect(losePage('rs1', bed({ exit: 1 }).context).make()).rejects.toThrow(FaultFailed);
});

test('no page is left that a server would give instead, and all come back as they were', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-page-'));
  const names = ['index.html', 'index.nginx-debian.html'];
  for (const name of names) writeFileSync(join(root, name), name);
  const shell = () => ({
    exec: async (command: string): Promise<ExecResult> => {
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', command.replace(documentRoots.join(' '), root)],
        {
          encoding: 'utf8',
        },
      );
      return { exit: status ?? 1, stdout, stderr };
    },
  });
  const fault = losePage('rs1', { ...bed().context, shell });
  await fault.make();
  expect(readdirSync(root).toSorted()).toEqual(names.map((name) => `${name}.lvslab-away`));
  await fault.mend();
  expect(readdirSync(root).toSorted()).toEqual(names);
  rmSync(root, { recursive: true });
});

test('of a realserver without a known web service nothing is stopped', async () => {
  const { done, context } = bed();
  await expect(stopWeb('rs1', context)).rejects.toThrow(FaultFailed);
  expect(done.filter((deed) => deed.includes('systemctl stop'))).toEqual([]);
});
