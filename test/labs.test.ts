import { afterAll, expect, test } from 'vitest';
import type { Report } from '../contract/report.js';
import { Sandbox } from './support.js';

// Each built-in lab from both sides: nothing passes unearned, the solution passes whole, each recorded mistake fails
// the check that it names with the diagnosis that it names.

const sandbox = new Sandbox();
afterAll(() => sandbox.dispose());

interface TwoSided {
  readonly good: boolean;
  readonly early: readonly string[];
  readonly notPassed: readonly { check: string; message: unknown }[];
  readonly mistakes: readonly {
    mistake: string;
    good: boolean;
    wanted: unknown;
    got: { diagnosis?: string };
  }[];
}

test.each(['dr-by-hand', 'keepalived-single', 'keepalived-multi', 'keepalived-lvs'])(
  'lab %s holds from both sides',
  { timeout: 900_000 },
  async (name) => {
    const { exit, stdout, stderr } = await sandbox.lvslab('test', name, '--json');
    const result = JSON.parse(stdout) as TwoSided;
    const wrong = result.mistakes.filter((mistake) => !mistake.good);
    expect({ early: result.early, notPassed: result.notPassed, wrong }, stderr.slice(-3000)).toEqual({
      early: [],
      notPassed: [],
      wrong: [],
    });
    expect(result.mistakes.length).toBeGreaterThanOrEqual(6);
    expect(new Set(result.mistakes.map((mistake) => mistake.got.diagnosis)).size).toBe(
      result.mistakes.length,
    );
    expect(exit).toBe(0);
  },
);

test('`run --json` alone exits 1 with nothing passed, with --solve it exits 0 with everything passed', async () => {
  const unsolved = await sandbox.lvslab('run', 'dr-by-hand', '--json');
  expect(unsolved.exit).toBe(1);
  expect((JSON.parse(unsolved.stdout) as Report).summary.passed).toBe(0);
  const solved = await sandbox.lvslab(
    'run',
    'dr-by-hand',
    '--solve',
    '--json',
    '--seed',
    'random',
    '--lang',
    'zh-CN',
  );
  const { summary } = JSON.parse(solved.stdout) as Report;
  expect(summary.passed).toBe(summary.checks);
  expect(solved.exit).toBe(0);
  expect(sandbox.machines()).toEqual([]);
});
