import { expect, test } from 'vitest';
import type { NodeFacts } from '../../../contract/facts.js';
import { haTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged as judge } from '../testing/judged.js';

const path = '/etc/keepalived/keepalived.conf';
const run = 'md5sum /etc/keepalived/check.sh';
const key = 'net.ipv4.ip_forward';
const file = { same: { on: ['lb1', 'lb2'], file: path } };
const output = { same: { on: ['lb1', 'lb2'], run } };
const sysctl = { same: { on: ['lb1', 'lb2'], sysctl: key } };

const judged = (body: object, facts: Facts) => judge(body, facts, [], haTopology);
const having = (content: string): NodeFacts => ({
  at: 0,
  files: { [path]: { path, exists: true, content } },
});
const none: NodeFacts = { at: 0, files: { [path]: { path, exists: false } } };
const printing = (stdout: string, stderr = ''): NodeFacts => ({
  at: 0,
  commands: { [run]: { run, exit: 0, stdout, stderr } },
});
const set = (value?: number | string): NodeFacts => ({
  at: 0,
  sysctls: value === undefined ? {} : { [key]: value },
});

test.each([
  ['files', file, having('a\nb\n'), having('a\nb\n'), path],
  ['what a command prints, whatever it complains of', output, printing('x'), printing('x', 'warning'), run],
  ['kernel settings', sysctl, set(1), set(1), key],
])('two nodes with the same %s pass', (_what, body, lb1, lb2, what) => {
  expect(judged(body, { lb1, lb2 })).toMatchObject({
    status: 'pass',
    message: { code: 'same.ok', params: { what, nodes: ['lb1', 'lb2'] } },
  });
});

test.each([
  ['another line', file, having('a\nb\nc\n'), having('a\n  B  \nc\n'), '2: B'],
  ['one line more at the end', file, having('a\nb\n'), having('a\nb\nc\n'), '3: c'],
  ['one line more behind a last line without an end', file, having('a\nb'), having('a\nb\nc'), '3: c'],
  ['one line less', file, having('a\nb\nc\n'), having('a\nb\n'), '3: '],
  ['nothing but an end of line more', file, having('a'), having('a\n'), '2: '],
  ['no file', file, having('a\n'), none, '1: -'],
  ['a file where the first has none', file, none, having('global_defs {\n'), '1: global_defs {'],
  ['another output', output, printing('1 f\n'), printing('2 f\n'), '1: 2 f'],
  ['another value', sysctl, set(1), set(0), '0'],
  ['no such setting', sysctl, set(1), set(), '-'],
])('a second node with %s is told by the first line that differs', (_what, body, lb1, lb2, detail) => {
  const params = { nodes: 'lb1, lb2', detail };
  expect(judged(body, { lb1, lb2 })).toMatchObject({
    status: 'fail',
    message: { code: 'same.differs', params },
    diagnosis: { code: 'not-the-same', params },
  });
});

test('a file that no node has, or a command that none can run, is not the same on all', () => {
  expect(judged(file, { lb1: none, lb2: none })).toMatchObject({
    status: 'fail',
    message: { code: 'file.missing', params: { node: 'lb1', path } },
    diagnosis: { code: 'file-missing' },
  });
  const gone: NodeFacts = {
    at: 0,
    commands: { [run]: { run, exit: 127, stdout: '', stderr: 'sh: 1: md5sum: not found\n' } },
  };
  expect(judged(output, { lb1: gone, lb2: gone })).toMatchObject({
    status: 'fail',
    message: { code: 'command.exit', params: { node: 'lb1', run, exit: 127 } },
    diagnosis: { code: 'command-failed', params: { said: 'sh: 1: md5sum: not found' } },
  });
});

test('a long line is told by its beginning', () => {
  const { diagnosis } = judged(file, { lb1: having('a'), lb2: having('x'.repeat(500)) });
  expect(diagnosis?.params).toMatchObject({ detail: `1: ${'x'.repeat(80)}` });
});

test('of several nodes the first that differs from the first one is named', () => {
  const three = { same: { on: ['lb1', 'lb2', 'client'], sysctl: key } };
  expect(judged(three, { lb1: set(1), lb2: set(1), client: set(0) })).toMatchObject({
    status: 'fail',
    diagnosis: { params: { nodes: 'lb1, client' } },
  });
});

test.each([
  ['a node that does not answer', file, { lb1: having('a') }, 'unknown.unreachable'],
  ['a file that was not read', file, { lb1: having('a'), lb2: { at: 0, files: {} } }, 'unknown.facts'],
  ['a command that was not run', output, { lb1: printing('a'), lb2: { at: 0 } }, 'unknown.facts'],
  ['settings that were not read', sysctl, { lb1: { at: 0 }, lb2: set(1) }, 'unknown.facts'],
])('%s makes the whole unknown', (_what, body, facts, code) => {
  expect(judged(body, facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test.each([
  [file, { files: [path] }],
  [output, { commands: [run] }],
  [sysctl, { sysctls: [key] }],
])('%j asks each node for that alone', (body, request) => {
  expect(wantsOfOne(check(body), haTopology).facts).toEqual({ lb1: request, lb2: request });
});
