import { expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import type { RebootResult } from '../../contract/experiments.js';
import { ShellError } from '../machines/shell.js';
import type { ExperimentContext } from './context.js';
import { run, runsAlone } from './run.js';
import { experimentContext } from './testing/context.js';

const request = { kind: 'reboot', nodes: ['rs1', 'rs2'], checks: ['vip-on-lo'] } as const;
const seen = { facts: {}, results: {} };

/** Machines that write down what is done to them. @param held whether the checks pass at the first look */
function machines(
  held: boolean,
  power: (node: string) => Promise<void> = async () => {},
): ExperimentContext & { readonly done: string[] } {
  const done: string[] = [];
  const context = experimentContext((node, command) => {
    done.push(`${node}: ${command}`);
    return { exit: 1, stdout: 'degraded\n' };
  });
  return {
    ...context,
    done,
    look: async (checks) => {
      done.push(`look at ${checks.map(String).join()}`);
      return { seen, unmet: held ? [] : ['vip-on-lo'], failed: !held };
    },
    machines: {
      power: async (node, action) => {
        done.push(`${action} ${node}`);
        await power(node);
      },
      checkpoint: async () => void done.push('keep'),
      restore: async () => void done.push('put back'),
      forget: async () => void done.push('forget'),
    },
  };
}

test('it looks, reboots all at once, looks again and puts every machine back', async () => {
  const context = machines(true);
  const tried = await run(request, context);
  expect(tried).toMatchObject({ ok: true, result: { kind: 'reboot', before: seen, after: seen } });
  const { seconds } = (tried as { result: RebootResult }).result;
  expect(Object.keys(seconds).sort()).toEqual(['rs1', 'rs2']);
  expect(context.done).toEqual([
    'look at vip-on-lo',
    'keep',
    'reboot rs1',
    'reboot rs2',
    'rs1: systemctl is-system-running --wait',
    'rs2: systemctl is-system-running --wait',
    'look at vip-on-lo',
    'put back',
    'forget',
  ]);
  expect(runsAlone(request)).toBe(true);
});

test('what does not hold, however often it is looked at, is no reason to reboot', async () => {
  const context = machines(false);
  const tried = await run(request, context);
  expect(tried).toMatchObject({ ok: true, result: { before: seen } });
  expect(tried).not.toHaveProperty('result.after');
  expect(context.done).toEqual(['look at vip-on-lo', 'look at vip-on-lo', 'look at vip-on-lo']);
});

test('what holds a moment later, as services settle, was well', async () => {
  const context = machines(true);
  const look = context.look!;
  const slow = [false, true, false, true];
  const tried = await run(request, {
    ...context,
    look: async (checks) => ({
      ...(await look(checks)),
      ...(slow.shift() === true ? {} : { unmet: ['vip-on-lo'], failed: true }),
    }),
  });
  expect(tried).toMatchObject({ ok: true, result: { kind: 'reboot', before: seen, after: seen } });
  expect(context.done.filter((what) => what.startsWith('look'))).toHaveLength(4);
});

test('a machine that does not come back makes it unmade, and all are put back', async () => {
  const context = machines(true, async (node) => {
    if (node === 'rs2')
      throw new LabError({ code: 'node.boot-timeout', params: { node, seconds: 180, console: '' } });
  });
  expect(await run(request, context)).toMatchObject({ ok: false, reason: 'failed' });
  expect(context.done.slice(-2)).toEqual(['put back', 'forget']);
});

test('a cancelled one is thrown, and all are put back', async () => {
  const context = machines(true, async () => {
    throw new LabError({ code: 'cancelled', params: {} });
  });
  await expect(run(request, context)).rejects.toEqual(
    expect.objectContaining({ name: 'ShellError', reason: 'cancelled' } satisfies Partial<ShellError>),
  );
  expect(context.done.slice(-2)).toEqual(['put back', 'forget']);
});

test('where machines cannot be put back none is rebooted', async () => {
  const { machines: _, ...context } = machines(true);
  expect(await run(request, context)).toMatchObject({ ok: false, reason: 'tool-missing' });
  expect(context.done).toEqual([]);
});

test('a start that does not end is told where something is missing, and nothing where all holds', async () => {
  const starting = (holds: boolean) => {
    const context = machines(true);
    const answers = [true, ...Array.from({ length: 3 }, () => holds)];
    return {
      ...context,
      shell: () => ({
        exec: (command: string) =>
          command.includes('--wait')
            ? Promise.reject(new ShellError('timeout', 'no answer in 120 s'))
            : Promise.resolve({ exit: 0, stdout: '212 never.service start running\n', stderr: '' }),
      }),
      look: () => {
        const held = answers.shift() === true;
        return Promise.resolve({ seen, unmet: held ? [] : ['vip-on-lo'], failed: !held });
      },
    };
  };
  expect(await run(request, starting(true))).toMatchObject({ ok: true, result: { after: seen } });
  const tried = await run(request, starting(false));
  expect(tried).toMatchObject({ ok: false, reason: 'failed' });
  expect(tried).toHaveProperty('detail', expect.stringContaining('never.service start running'));
});
