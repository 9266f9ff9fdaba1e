import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
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

test('work that gives way was cancelled, however it noticed', async () => {
  const { id } = await bed.up();
  const live = bed.live(id);
  const work = live.work('check', ({ signal }) => {
    live.cancel();
    signal?.throwIfAborted();
    return Promise.resolve();
  });
  await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  expect(live.view().error).toBeUndefined();
});

test('recorded nodes have no SSH, and say so', async () => {
  await bed.up();
  for (const argv of [['ssh', 'director'], ['ssh', 'director', 'bash', '-s'], ['ssh']]) {
    const { exit, stderr } = await bed.lvslab(...argv);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/recorded.*no SSH/);
  }
  const { stdout } = await bed.lvslab('ps');
  expect(stdout).toMatch(/director +director +running +10\.0\.0\.7/);
  expect(stdout).not.toContain('ssh');
});

test('a damaged line of a journal is told by every command that counts with it, and no bit of it ends one', {
  timeout: 60_000,
}, async () => {
  const session = await bed.up();
  const verdicts = session.lab.steps[0]!.checks.map(({ id }) => verdict(id, 'fail'));
  session.journal.append({ type: 'checked', final: false, verdicts, seconds: 1 });
  const whole = readFileSync(session.journal.file);
  const told = async (...argv: string[]) => {
    const { exit, stdout, stderr } = await bed.lvslab(...argv);
    expect(stdout + stderr).not.toMatch(/internal error|\n {4}at /);
    return { exit, said: stderr };
  };
  appendFileSync(session.journal.file, 'garbage\n');
  const line = whole.toString().split('\n').length;
  for (const argv of [['ps'], ['report'], ['step'], ['check', '--step', session.lab.steps[0]!.id]])
    expect((await told(...argv)).said).toMatch(new RegExp(`journal .*line ${line} is damaged`));
  // A flipped bit anywhere: what is left counts, and nothing throws.
  const flips = fc.sample(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { numRuns: 20, seed: 7 });
  for (const [at, bit] of flips) {
    const flipped = Buffer.from(whole);
    flipped[at] = flipped[at]! ^ (1 << bit);
    writeFileSync(session.journal.file, flipped);
    await told('report');
    await told('report', '--format', 'html');
  }
});

test('a session.json that is bad is told, and the other session goes on', async () => {
  await bed.up();
  const bad = join(bed.folder, 'sessions', 'small-0bad');
  mkdirSync(bad);
  writeFileSync(join(bad, 'session.json'), '{}');
  for (const argv of [['ps'], ['report'], ['step'], ['down', '--all']]) {
    const { exit, stderr } = await bed.lvslab(...argv);
    expect(stderr).toContain(`${bad}/session.json cannot be used: format`);
    expect([0, 1]).toContain(exit);
  }
});

test('of two that resume a session at once one runs it, and the other is told so', async () => {
  const session = await bed.up();
  await session.suspend();
  bed.leave();
  const [one, other] = [bed.again(session.id), bed.again(session.id)];
  const tried = await Promise.allSettled([one, other].map((live) => live.begin('resume')));
  expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = tried.find((each) => each.status === 'rejected');
  expect(refused?.reason).toMatchObject({ detail: { code: 'session.running', params: { id: session.id } } });
  const said = await bed.lvslab('resume', session.id);
  expect([said.exit, said.stderr]).toEqual([2, expect.stringContaining('runs already')]);
  expect((await bed.lvslab('ps', '--json')).stdout).toContain('"state": "running"');
});

test('a host that was stopped is told at once by every command, and ended by `down`', async () => {
  const session = await bed.up();
  bed.leave();
  const host = await bed.stoppedHost(session.id);
  const ps = await bed.lvslab('ps');
  expect(ps.stdout).toMatch(new RegExp(`${session.id} +does not answer`));
  for (const argv of [
    ['check'],
    ['solve'],
    ['suspend'],
    ['step', '--done'],
    ['ssh', 'director'],
    ['reset'],
  ]) {
    const { exit, stderr } = await bed.lvslab(...argv);
    expect([argv[0], exit]).toEqual([argv[0], 3]);
    expect(stderr).toContain(`session ${session.id} (${host.pid}) does not answer`);
  }
  expect(host.signalCode).toBeNull();
  const gone = once(host, 'exit');
  const down = await bed.lvslab('down', session.id);
  expect([down.exit, down.stdout]).toEqual([
    0,
    expect.stringContaining(`(${host.pid}) did not answer and was killed`),
  ]);
  await gone;
  expect(host.signalCode).toBe('SIGKILL');
  expect((await bed.lvslab('ps', '-a')).stdout).toMatch(new RegExp(`${session.id} +ended`));
});
