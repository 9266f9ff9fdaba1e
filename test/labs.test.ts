import { afterAll, expect, test } from 'vitest';
import type { Report } from '../contract/report.js';
import { foreignTo } from './cases/foreign.js';
import { placedLabs } from '../engine/packs/library.js';
import { packsRoot } from '../engine/product.js';
import { readProof } from '../engine/proving/proof.js';
import { Sandbox, slowness } from './support.js';

// Each built-in lab from both sides: nothing passes unearned, the solution passes whole, each recorded mistake fails
// the check that it names with the diagnosis that it names, and nothing of its step points to a mistake of another lab.

const sandboxes: Sandbox[] = [];
afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.dispose())));

/** Milliseconds that a lab's proof may take here. */
function limitOf(seconds: number): number {
  return Math.max(900, 2 * seconds) * 1000 * slowness;
}

function newSandbox(limit?: number): Sandbox {
  const sandbox = new Sandbox({}, limit);
  sandboxes.push(sandbox);
  return sandbox;
}

interface TwoSided {
  readonly good: boolean;
  readonly early: readonly string[];
  readonly notPassed: readonly { check: string; status: string; message: { code: string } }[];
  readonly mistakes: readonly {
    mistake: string;
    good: boolean;
    wanted: unknown;
    said: string;
    cause?: string;
    told: readonly string[];
  }[];
  readonly variants: readonly { readonly variant: string; readonly good: boolean; readonly said: string }[];
}

/** Seconds that a lab's proof took where it was kept. */
const took = (folder: string): number => {
  const { sides, mistakes = {}, variants = {} } = readProof(folder) ?? {};
  const each = [...Object.values(mistakes), ...Object.values(variants)];
  return each.reduce((sum, { seconds }) => sum + seconds, sides?.seconds ?? 0);
};

// The longest first, as they run side by side.
const labs = placedLabs(packsRoot)
  .map(({ folder, id, pack }) => ({ name: `${pack}/${id}`, id, seconds: took(folder) }))
  .toSorted((one, other) => other.seconds - one.seconds);
const wanted = process.env['LVSLAB_TEST_LABS'];
/** Those whose turn it is. */
const chosen = labs.filter(({ name }) => wanted === undefined || wanted.split(',').includes(name));

// Two at a time, see maxConcurrency: a lab waits for its timers half of the time.
test.concurrent.each(chosen)(
  'lab $name holds from both sides',
  // Two side by side take up to twice as long as one alone.
  { timeout: limitOf(Math.max(...chosen.map(({ seconds }) => seconds), 0)) + 60_000 },
  async ({ name, id, seconds }) => {
    const sandbox = newSandbox(limitOf(seconds));
    const { exit, stdout, stderr } = await sandbox.lvslab('test', name, '--json');
    const result = JSON.parse(stdout) as TwoSided;
    const slow = tooSlowFor(result);
    const notPassed = result.notPassed.filter((one) => !slow.includes(one));
    const wrong = [...result.mistakes, ...result.variants].filter((one) => !one.good && !slow.includes(one));
    const foreign = foreignTo(
      id,
      labs.map((lab) => lab.id),
    );
    expect(foreign.size).toBeGreaterThan(5);
    const misled = result.mistakes.filter(({ told }) => told.some((code) => foreign.has(code)));
    expect({ early: result.early, notPassed, wrong, misled }, stderr.slice(-30_000)).toEqual({
      early: [],
      notPassed: [],
      wrong: [],
      misled: [],
    });
    // It counts as left out; most of the lab has to be shown all the same.
    expect(slow.length).toBeLessThan((result.mistakes.length + result.variants.length + 1) / 2);
    expect(exit === 0 || slow.length > 0).toBe(true);
    if (slow.length > 0)
      console.warn(
        `left out of lab ${name}, as this machine was too slow meanwhile: ${slow.map(nameOf).join(', ')}`,
      );
  },
);

type Part = TwoSided['notPassed' | 'mistakes' | 'variants'][number];

/** What could not be checked as the whole machine was seen to be too slow for it, and what had to be skipped for that: no failure. */
function tooSlowFor(result: TwoSided): readonly Part[] {
  const slow = (code: string): boolean => code === 'unknown.slow-host';
  const unchecked = result.notPassed.filter(({ message }) => slow(message.code));
  const skipped = result.notPassed.filter(
    ({ message }) => unchecked.length > 0 && message.code === 'skipped.needs',
  );
  const tried = [...result.mistakes, ...result.variants].filter(({ said }) =>
    said.includes('unknown.slow-host'),
  );
  return [...unchecked, ...skipped, ...tried];
}

function nameOf(part: Part): string {
  return 'mistake' in part ? part.mistake : 'variant' in part ? part.variant : part.check;
}

test('`run --json` alone exits 1 with nothing passed, with --solve it exits 0 with everything passed', async () => {
  const sandbox = newSandbox();
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
