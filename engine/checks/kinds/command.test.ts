import { expect, test } from 'vitest';
import { drTopology, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';

const run = 'nginx -t';
const command = (more: object = {}, words = run) => ({ command: { on: 'client', run: words, ...more } });
const did = (exit: number, stdout: string, stderr = '', words = run): Facts =>
  spoil('client', () => ({ commands: { [words]: { run: words, exit, stdout, stderr } } }));

test.each([
  ['ended well', {}, did(0, '')],
  ['ended as it should', { exit: 1 }, did(1, '')],
  ['printed what it should', { stdout: '^test is ok$' }, did(0, 'syntax is ok\ntest is ok\n')],
])('a command that %s passes', (_what, more, facts) => {
  expect(judged(command(more), facts)).toMatchObject({
    status: 'pass',
    message: { code: 'command.ok', params: { nodes: ['client'], run } },
  });
});

test.each([
  ['ended otherwise', {}, did(1, '', 'emerg: no such file\n'), 'emerg: no such file'],
  ['is not there', {}, did(127, '', 'sh: 1: nginx: not found\n'), 'sh: 1: nginx: not found'],
  ['did not end in time', {}, did(124, ''), ''],
  ['ended well where it should not', { exit: 1 }, did(0, 'on\n', 'a warning\n'), 'on'],
])('a command that %s fails with its exit status, and what it said', (_what, more, facts, said) => {
  const exit = facts['client']!.commands![run]!.exit;
  expect(judged(command(more), facts)).toMatchObject({
    status: 'fail',
    message: { code: 'command.exit', params: { node: 'client', run, exit, want: exit === 0 ? 1 : 0 } },
    diagnosis: { code: 'command-failed', params: { node: 'client', run, exit, said } },
  });
});

test('what is looked for is looked for in standard output alone', () => {
  expect(judged(command({ stdout: 'ok' }), did(0, '', 'test is ok'))).toMatchObject({
    status: 'fail',
    message: { code: 'command.output', params: { node: 'client', run, pattern: 'ok' } },
    diagnosis: { code: 'command-failed', params: { exit: 0, said: 'test is ok' } },
  });
});

const getent = 'getent ahostsv4 www.etiantian.org';
const name = 'www.etiantian.org';

test.each([
  ['nothing', did(2, '', '', getent), 'name-not-resolved', { found: '' }],
  [
    'an address of nobody',
    did(0, '10.0.0.92 STREAM\n', '', getent),
    'name-not-resolved',
    { found: '10.0.0.92' },
  ],
  [
    'a realserver',
    did(0, '10.0.0.8       STREAM www.etiantian.org\n', '', getent),
    'name-resolves-elsewhere',
    { found: '10.0.0.8', owner: 'rs1', want: vip },
  ],
])('a name that resolves to %s has that for its cause', (_what, facts, code, params) => {
  expect(judged(command({ stdout: `^${vip}\\s` }, getent), facts)).toMatchObject({
    status: 'fail',
    diagnosis: { code, params: { node: 'client', name, ...params } },
  });
});

test('a name of a realserver is nobody else’s where the lab has no VIP', () => {
  const { vips: _, ...noVip } = drTopology;
  const told = judged(command({ stdout: '^x' }, getent), did(0, '10.0.0.8 STREAM\n', '', getent), [], noVip);
  expect(told.diagnosis?.code).toBe('name-not-resolved');
});

test('both streams are kept as evidence, and not too much of them', () => {
  expect(judged(command(), did(0, 'out\n', 'err\n')).evidence).toEqual([
    { node: 'client', command: run, output: 'out\nerr\n', exit: 0, at: 0 },
  ]);
  const [long] = judged(command(), did(0, 'z'.repeat(9000))).evidence;
  expect(long?.output.length).toBeLessThanOrEqual(4000);
});

test.each([
  ['a node that does not answer', silent('client'), 'unknown.unreachable'],
  ['a node whose commands could not be run', unread('client'), 'unknown.facts'],
  ['a command that was not run', spoil('client', () => ({ commands: {} })), 'unknown.facts'],
])('%s is unknown', (_what, facts, code) => {
  expect(judged(command(), facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test("a pattern that is none is the lab's fault, not the learner's", () => {
  expect(judged(command({ stdout: '[a' }), did(0, 'a'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.pattern', params: { fault: 'bracket' } },
  });
});

test('only this command is run', () => {
  expect(wantsOfOne(check(command()), drTopology)).toEqual({
    facts: { client: { commands: [run] } },
    experiments: [],
  });
});
