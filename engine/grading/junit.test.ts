import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../../contract/text.js';
import type { Verdict } from '../../contract/verdict.js';
import { toJunit } from './junit.js';
import { makeReport } from './report.js';
import { graded, gradedLab, gradedRecord, journal, skipped, verdict } from './testing/graded.js';

const schema = fileURLToPath(new URL('../../test/fixtures/junit.xsd', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-junit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** xmllint(1), of Debian's package libxml2-utils. @throws with what it found wrong */
function xmllint(xml: string, ...args: readonly string[]): string {
  const file = join(folder, 'report.xml');
  writeFileSync(file, xml);
  return execFileSync('xmllint', ['--nonet', ...args, file], { encoding: 'utf8', stdio: 'pipe' });
}

const xpath = (xml: string, query: string) => xmllint(xml, '--xpath', query).replace(/\n$/, '');

function junit(...verdicts: Verdict[]): string {
  return toJunit(makeReport(gradedRecord, gradedLab, journal(graded(...verdicts))), 'en');
}

const mixed = junit(
  verdict('a', 'pass'),
  verdict('b', 'fail', { diagnosis: { code: 'ipvsadm-not-installed', params: { node: 'director' } } }),
  skipped('c', 'b'),
  verdict('d', 'unknown'),
);

test.each(languages)('a report in %s is well-formed and follows the schema of JUnit', (language) => {
  const report = makeReport(
    gradedRecord,
    gradedLab,
    journal(graded(verdict('a', 'fail'), skipped('b', 'a'))),
  );
  const xml = toJunit(report, language);
  expect(() => xmllint(xml, '--noout')).not.toThrow();
  expect(() => xmllint(xml, '--noout', '--schema', schema)).not.toThrow();
});

test('the schema that the reports are held against refuses what is no report', () => {
  expect(() => xmllint(mixed, '--noout', '--schema', schema)).not.toThrow();
  for (const [from, to] of [
    ['tests="2"', 'tests="two"'],
    ['<skipped', '<skiped'],
    ['classname=', 'class='],
    ['</testsuites>', ''],
  ] as const) {
    expect(mixed).toContain(from);
    expect(() => xmllint(mixed.replace(from, to), '--noout', '--schema', schema)).toThrow(
      'Command failed: xmllint',
    );
  }
});

test('a failure, trouble and what was not tried are a failure, an error and a skipped case', () => {
  expect(xpath(mixed, 'count(//testcase)')).toBe('4');
  expect(xpath(mixed, 'count(//testcase[@name="a"]/*)')).toBe('0');
  expect(xpath(mixed, 'string(//testcase[@name="b"]/failure/@type)')).toBe('ipvsadm-not-installed');
  expect(xpath(mixed, 'count(//testcase[@name="c"]/skipped)')).toBe('1');
  expect(xpath(mixed, 'string(//testcase[@name="d"]/error/@type)')).toBe('unknown.timeout');
});

test('what was never judged is skipped', () => {
  const xml = junit();
  expect(xpath(xml, 'count(//skipped)')).toBe('4');
  expect(xpath(xml, 'string(/testsuites/@errors)')).toBe('0');
});

test('the counts of each suite and of all agree with the cases', () => {
  const attributes = (path: string) =>
    ['tests', 'failures', 'errors'].map((name) => xpath(mixed, `string(${path}/@${name})`));
  expect(attributes('/testsuites')).toEqual(['4', '1', '1']);
  expect(attributes('//testsuite[@name="graded.one"]')).toEqual(['2', '1', '0']);
  expect(attributes('//testsuite[@name="graded.two"]')).toEqual(['2', '0', '1']);
  expect(xpath(mixed, 'string(//testsuite[@name="graded.two"]/@skipped)')).toBe('1');
  expect(xpath(mixed, 'string(//testsuite[@name="graded.read"]/@tests)')).toBe('0');
});

test('the session and whether a step was solved stand in the properties', () => {
  const property = (name: string) =>
    xpath(mixed, `string(//testsuite[@name="graded.one"]/properties/property[@name="${name}"]/@value)`);
  expect(['session', 'provider', 'seed', 'solved'].map(property)).toEqual([
    'graded-1234',
    'none',
    'seed',
    'false',
  ]);
});

function withOutput(output: string): string {
  return junit(
    verdict('a', 'fail', {
      message: { code: 'quiz.wrong', params: { answer: output } },
      evidence: [{ node: 'rs1', command: `echo ${output}`, output, exit: 0, at: 0 }],
    }),
  );
}

test('quotes, brackets and lines of a guest arrive as they were', () => {
  const nasty = `"q" 'a' <b> & ]]> &amp; 中文 😀\nnext\tline`;
  const xml = withOutput(nasty);
  expect(() => xmllint(xml, '--noout', '--schema', schema)).not.toThrow();
  const body = xpath(xml, 'string(//failure)');
  expect(body).toContain(`[rs1] $ echo ${nasty}\n${nasty}`);
  expect(xpath(xml, 'string(//failure/@message)')).toContain(`"q" 'a' <b> & ]]> &amp; 中文 😀\nnext`);
});

test.each([
  ['NUL', '\u0000', '␀'],
  ['escape sequences', '\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
  ['a vertical tab', '\u000b', '␋'],
  ['half a surrogate pair', '\ud83d', '\ufffd'],
  ['the other half', 'x\udc00x', 'x\ufffdx'],
  ['non-characters', '\ufffe\uffff', '\ufffd\ufffd'],
])('%s, which XML cannot hold, become visible', (_what, output, shown) => {
  const xml = withOutput(`before ${output} after`);
  expect(() => xmllint(xml, '--noout', '--schema', schema)).not.toThrow();
  expect(xpath(xml, 'string(//failure)')).toContain(`before ${shown} after`);
});

test('no output of a guest breaks the report', () => {
  // One run of xmllint for many outputs: each is a case of its own in one document.
  const outputs = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 200);
  const cases = outputs.map((output) => withOutput(output).replace(/^<\?xml.*\n/, ''));
  expect(() => xmllint(`<all>${cases.join('')}</all>`, '--noout')).not.toThrow();
});
