import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Verdict } from '../../contract/verdict.js';
import { verdict } from '../../engine/session/testing/lab.js';
import { CommandBed } from '../testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

test('`check --json` says how all stands when every step is done', async () => {
  const session = await bed.up();
  const checks = session.lab.steps.flatMap((step) => step.checks);
  for (const step of session.lab.steps) {
    if (step.checks.length === 0) session.journal.append({ type: 'read', step: step.id });
    const verdicts = step.checks.map(({ id }) => verdict(id, 'pass'));
    session.journal.append({ type: 'checked', final: false, verdicts, seconds: 1 });
  }
  const { exit, stdout } = await bed.lvslab('check', '--json');
  const verdicts = JSON.parse(stdout) as Verdict[];
  expect(exit).toBe(0);
  expect(verdicts.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
  expect(verdicts.every(({ status }) => status === 'pass')).toBe(true);
});

test('`hint` with a price is not given, and nothing judged, where nobody can be asked: exit 2', async () => {
  const session = await bed.up();
  const check = session.lab.steps.flatMap(({ checks }) => checks).find(({ hint }) => hint === undefined);
  const refused = await bed.lvslab('hint', check!.id);
  expect(refused.exit).toBe(2);
  expect(refused.stdout).toContain('--yes');
  expect((await bed.lvslab('hint', check!.id, '--yes')).exit).toBe(0);
});

test('simulated nodes have no SSH, and say so', async () => {
  await bed.up();
  for (const argv of [['ssh', 'director'], ['ssh', 'director', 'bash', '-s'], ['ssh']]) {
    const { exit, stderr } = await bed.lvslab(...argv);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/simulated.*no SSH/);
  }
  const { stdout } = await bed.lvslab('ps');
  expect(stdout).toMatch(/director +director +running +10\.0\.0\.7/);
  expect(stdout).not.toContain('ssh');
});
