import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScriptResult } from '../../contract/experiments.js';
import type { ExperimentContext } from './context.js';
import { scriptExperiment } from './script.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-script-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const looked: string[][] = [];
/** This host's own shell instead of a node's. */
const context = {
  shell: () => ({
    exec: (script: string) => {
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
      return Promise.resolve({ exit: status ?? -1, stdout, stderr });
    },
  }),
  look: (checks: readonly string[]) => {
    looked.push([...checks]);
    return Promise.resolve({ seen: { facts: {}, results: {} }, held: true });
  },
} as unknown as ExperimentContext;

type Run = { args: string[]; killAfter?: number; holds?: string[]; fails?: string[] };

async function ran(text: string | undefined, runs: readonly Run[], mode = 0o755): Promise<ScriptResult> {
  const file = join(folder, "learner's script");
  if (text !== undefined) {
    writeFileSync(file, text);
    chmodSync(file, mode);
  }
  const tried = await scriptExperiment.run(
    {
      kind: 'script',
      node: 'director',
      file,
      seconds: 1,
      runs: runs.map(({ holds = [], fails = [], ...run }) => ({ ...run, holds, fails })),
    },
    context,
  );
  if (!tried.ok) throw new Error(tried.detail);
  return tried.result as ScriptResult;
}

test('each run has its arguments, its exit status and what it printed on both streams', async () => {
  const { runs } = await ran('#!/bin/bash\necho "got $1"; echo bad >&2; [ "$1" = "it is" ] || exit 3\n', [
    { args: ['it is'] },
    { args: ['$(reboot)'] },
  ]);
  expect(runs).toMatchObject([
    { exit: 0, output: 'got it is\nbad\n' },
    { exit: 3, output: 'got $(reboot)\nbad\n' },
  ]);
});

test.each([
  ['is not there', undefined, 0o755, 'missing'],
  ['may not be executed', '#!/bin/sh\n', 0o644, 'not-executable'],
  ['has a mistake in its last line', '#!/bin/bash\ntouch ran\nif true; then\n', 0o755, 'syntax'],
])('a script that %s is not run', async (_, text, mode, problem) => {
  const { problem: found, said, runs } = await ran(text, [{ args: [] }], mode);
  expect({ found, runs }).toEqual({ found: problem, runs: [] });
  expect(said.includes('syntax error')).toBe(problem === 'syntax');
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test('another language is run without being read by a shell', async () => {
  const { runs } = await ran('#!/usr/bin/env perl\nprint "if (";\n', [{ args: [] }]);
  expect(runs).toMatchObject([{ exit: 0, output: 'if (' }]);
});

test('a run that does not end is ended, and no other is made; one that is to be killed is', async () => {
  const { runs } = await ran('#!/bin/sh\n[ "$1" = quick ] || sleep 30\n', [
    { args: ['quick'] },
    { args: ['slow'], killAfter: 0.2 },
    { args: ['slow'], holds: ['vip'] },
    { args: ['quick'] },
  ]);
  expect(runs.map(({ exit }) => exit)).toEqual([0, 137, undefined]);
  expect(runs[2]).not.toHaveProperty('seen');
});

test('one that does not listen to SIGTERM does not end in time either; one that kills itself has ended', async () => {
  const { runs } = await ran(
    '#!/bin/sh\n[ "$1" = itself ] && kill -9 $$\ntrap "" TERM\nwhile :; do sleep 0.1; done\n',
    [{ args: ['itself'] }, { args: ['deaf'] }],
  );
  expect(runs.map(({ exit }) => exit)).toEqual([137, undefined]);
});

test('what a script leaves running does not hold it up', async () => {
  const { runs } = await ran('#!/bin/sh\nsleep 5 &\necho started\n', [{ args: [] }]);
  expect(runs).toMatchObject([{ exit: 0, output: 'started\n' }]);
  expect(runs[0]!.seconds).toBeLessThan(3);
});

test('checks are looked at after the run that they are named for, each once', async () => {
  looked.splice(0);
  const { runs } = await ran('#!/bin/sh\n', [
    { args: ['a'], holds: ['vip', 'service'], fails: ['vip'] },
    { args: ['b'] },
  ]);
  expect(looked).toEqual([['vip', 'service']]);
  expect(runs.map(({ seen }) => seen !== undefined)).toEqual([true, false]);
});
