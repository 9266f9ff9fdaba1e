import { expect, test } from 'vitest';
import { drTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, silent, spoil, unread } from '../testing/judged.js';

const path = '/var/www/html/index.html';
const file = (more: object = {}, on: string | string[] = 'rs2') => ({ file: { on, path, ...more } });
/** undefined: there is no such file. */
const page = (content?: string): Facts =>
  spoil('rs2', () => ({
    files: { [path]: { path, exists: content !== undefined, ...(content === undefined ? {} : { content }) } },
  }));

test.each([
  ['is there', {}, page('')],
  ['has the line that is asked for', { matches: '^rs2$' }, page('<h1>\nrs2\n</h1>\n')],
  ['is gone', { exists: false }, page()],
  ['is gone, whatever it should have held', { exists: false, matches: '(' }, page()],
])('a file that %s passes', (_what, more, facts) => {
  expect(judged(file(more), facts)).toMatchObject({
    status: 'pass',
    message: { code: 'file.ok', params: { nodes: ['rs2'], path } },
  });
});

test.each([
  ['is missing', {}, page(), 'file.missing', 'file-missing'],
  ['is missing, so has no line', { matches: 'rs2' }, page(), 'file.missing', 'file-missing'],
  ['is still there', { exists: false }, page('rs2\n'), 'file.present', 'file-present'],
  ['is empty', { matches: 'rs2' }, page(''), 'file.mismatch', 'file-content'],
  ['has another line', { matches: '^rs2$' }, page('rs1\nand rs2\n'), 'file.mismatch', 'file-content'],
])('a file that %s fails', (_what, more, facts, message, diagnosis) => {
  expect(judged(file(more), facts)).toMatchObject({
    status: 'fail',
    message: { code: message, params: { node: 'rs2', path } },
    diagnosis: { code: diagnosis, params: { node: 'rs2', path } },
  });
});

test.each([
  ['\n\n  <h1>rs1</h1>\n', '<h1>rs1</h1>'],
  ['x'.repeat(200), 'x'.repeat(80)],
  ['', ''],
])('of %j that lacks what is asked for its beginning is told', (content, begins) => {
  expect(judged(file({ matches: 'rs2' }), page(content)).diagnosis?.params).toMatchObject({ begins });
});

test('what was looked at is kept as somebody would type it, however long it is', () => {
  const [there] = judged(file(), page('y'.repeat(5000))).evidence;
  const output: unknown = expect.stringMatching(/^y{80}/);
  expect(there).toMatchObject({ node: 'rs2', command: `cat ${path}`, output, exit: 0 });
  expect(there?.output.length).toBeLessThanOrEqual(4000);
  expect(judged(file(), page()).evidence).toMatchObject([{ exit: 1, output: 'No such file or directory' }]);
});

test('of two nodes the one whose file is not there is named', () => {
  const facts = { ...page(), rs1: page('rs1')['rs2']! };
  expect(judged(file({}, ['rs1', 'rs2']), facts)).toMatchObject({ message: { params: { node: 'rs2' } } });
});

test.each([
  ['a node that does not answer', silent('rs2'), 'unknown.unreachable'],
  ['a node whose files could not be read', unread('rs2'), 'unknown.facts'],
  ['a file that was not read', spoil('rs2', () => ({ files: {} })), 'unknown.facts'],
])('%s is unknown', (_what, facts, code) => {
  expect(judged(file(), facts)).toMatchObject({ status: 'unknown', message: { code } });
});

test("a pattern that is none is the lab's fault, not the learner's", () => {
  expect(judged(file({ matches: '(' }), page('rs2'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.pattern', params: { pattern: '(', fault: 'parenthesis' } },
  });
});

test('only this file is asked for', () => {
  expect(wantsOfOne(check(file()), drTopology)).toEqual({
    facts: { rs2: { files: [path] } },
    experiments: [],
  });
});
