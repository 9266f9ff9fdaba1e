import { expect, test } from 'vitest';
import { checkSchema } from '../../../contract/checks.js';
import type { ScriptResult, ScriptRun } from '../../../contract/experiments.js';
import type { NodeFacts } from '../../../contract/facts.js';
import { scriptParams } from '../../../contract/kinds/script.js';
import { drTopology, healthy, vip, world } from '../../judging/testing/world.js';
import { scriptJudge } from './script.js';

const checks = [
  checkSchema.parse({ id: 'vip', address: { on: 'director', address: vip, dev: 'eth0' } }),
  checkSchema.parse({
    id: 'service',
    'ipvs-service': { on: 'director', tcp: `${vip}:80`, scheduler: 'rr' },
  }),
];
const file = '/usr/local/sbin/ipvs';
const params = scriptParams.parse({
  on: 'director',
  file,
  runs: [
    { args: ['start'], holds: ['vip', 'service'] },
    { args: ['start'], holds: ['vip'], output: '^already' },
    { args: ['stop'], fails: ['vip'] },
    { args: ['nonsense'], exit: 'not-zero' },
    { args: ['start'], 'kill-after': 1 },
  ],
});

/** What nodes say: with the VIP and the service, or without; undefined: the director said nothing. */
function seen(up: boolean | undefined) {
  const facts = healthy();
  const director: NodeFacts = up === true ? facts['director']! : { ...facts['director']!, addresses: [] };
  const all: Record<string, NodeFacts> = up === undefined ? {} : { ...facts, director };
  return {
    facts: Object.fromEntries(
      Object.entries(all).map(([name, each]) => [name, { ok: true, facts: each } as const]),
    ),
    results: {},
  };
}

const run = (args: string, exit: number | undefined, up?: boolean | 'unknown', output = ''): ScriptRun => ({
  args: [args],
  ...(exit === undefined ? {} : { exit }),
  output,
  seconds: 0.2,
  ...(up === undefined ? {} : { seen: seen(up === 'unknown' ? undefined : up) }),
});
const good = [
  run('start', 0, true),
  run('start', 0, true, 'already there\n'),
  run('stop', 0, false),
  run('nonsense', 3),
  run('start', 137),
];

function judge(runs: readonly ScriptRun[], more: Partial<ScriptResult> = {}) {
  const { experiments } = scriptJudge.wants(params, drTopology, () => ({ facts: {}, experiments: [] }));
  const result: ScriptResult = { kind: 'script', said: '', runs, at: 0, ...more };
  return scriptJudge.judge(params, world(drTopology, {}, [[experiments[0]!, result]], {}, checks), 'script');
}

test('a script that does what it should each time passes, and shows what it printed', () => {
  const { status, message, evidence } = judge(good);
  expect({ status, message }).toEqual({
    status: 'pass',
    message: { code: 'script.ok', params: { file, count: 5 } },
  });
  expect(evidence.map(({ command, exit }) => [command, exit])).toContainEqual([`${file} nonsense`, 3]);
});

test.each<[string, Partial<ScriptResult>, string]>([
  ['is not there', { problem: 'missing' }, 'script.missing'],
  ['cannot be executed', { problem: 'not-executable' }, 'script.not-executable'],
  ['is no shell', { problem: 'syntax', said: 'x: line 3: syntax error near `}`' }, 'script.syntax'],
])('a script that %s is told before it is run', (_, problem, code) => {
  expect(judge([], problem)).toMatchObject({ status: 'fail', message: { code } });
});

test.each<[string, number, ScriptRun, string]>([
  ['ends with another status', 0, run('start', 1, true), 'script.exit'],
  ['takes a word that it does not know', 3, run('nonsense', 0), 'script.exit'],
  ['never ends', 2, run('stop', undefined), 'script.hung'],
  ['leaves out what it should have done', 0, run('start', 0, false), 'script.not-held'],
  ['leaves behind what it should have taken away', 2, run('stop', 0, true), 'script.left'],
  ['prints something else', 1, run('start', 0, true, 'start'), 'script.output'],
])('a run that %s fails', (_, index, wrong, code) => {
  const runs = good.with(index, wrong);
  const { status, message } = judge(runs);
  expect({ status, code: message.code }).toEqual({ status: 'fail', code });
  expect(message.params).toMatchObject(code === 'script.hung' ? { seconds: 20 } : { nth: index + 1 });
});

test('what could not be seen after a run is not known', () => {
  expect(judge(good.with(2, run('stop', 0, 'unknown')))).toMatchObject({
    status: 'unknown',
    message: { code: 'script.unclear', params: { nth: 3 } },
  });
});

test('the checks that it judges anew are those of all runs, each at its place', () => {
  expect(scriptJudge.anew?.(params)).toEqual([
    { id: 'vip', path: ['runs', 0, 'holds', 0] },
    { id: 'service', path: ['runs', 0, 'holds', 1] },
    { id: 'vip', path: ['runs', 1, 'holds', 0] },
    { id: 'vip', path: ['runs', 2, 'fails', 0] },
  ]);
});
