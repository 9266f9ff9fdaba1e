import { expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { compilePattern } from './pattern.js';

function matches(source: string, text: string, how: 'lines' | 'whole' = 'lines'): boolean {
  const compiled = compilePattern(source, how);
  if (!compiled.ok) throw new Error(compiled.fault);
  return compiled.pattern.matches(text);
}

test.each([
  ['(a+)+$', `${'a'.repeat(60_000)}b`],
  ['^(a|a)*$', `${'a'.repeat(60_000)}b`],
  ['(.*)*x(.*)*y(.*)*$', 'x'.repeat(65_536)],
  ['([a-z]+)*\\d$', 'z'.repeat(65_536)],
  ['(x{0,9}){0,9}y{0,9}!', `y${'x'.repeat(65_000)}`],
])('%s ends, which V8 does not do', { timeout: 10_000 }, (source, text) => {
  expect(matches(source, text)).toBe(false);
});

test('lines have beginnings and ends, a whole answer has neither case nor anything beside it', () => {
  expect(matches('^\\s*state\\s+BACKUP\\s*$', 'vrrp_instance VI_1 {\n  state BACKUP\n}\n')).toBe(true);
  expect(matches('^state$', 'state BACKUP')).toBe(false);
  expect(matches('rs[12]|a', 'RS1', 'whole')).toBe(true);
  expect(matches('a|b', 'ab', 'whole')).toBe(false);
});

test.each([
  ['router_id (?!LVS_7)', 'lookaround'],
  ['(?=a)', 'lookaround'],
  ['(?<=a)b', 'lookaround'],
  ['(?<!a)b', 'lookaround'],
  ['(a)\\1', 'backreference'],
  ['(?<n>a)\\k<n>', 'backreference'],
  ['\\u4e2d', 'unicode-escape'],
  ['\\e', 'escape'],
  ['[z-a]', 'class'],
  ['[a', 'bracket'],
  ['(a', 'parenthesis'],
  ['a)', 'parenthesis'],
  ['a)|(b', 'parenthesis'],
  ['*a', 'repeat'],
  ['a**', 'repeat'],
  ['a{1001}', 'repeat'],
  ['a\\', 'backslash'],
  ['(x{0,30}){0,33}', 'too-large'],
  ['x'.repeat(packLimits.pattern + 1), 'too-large'],
  ['('.repeat(250) + ')'.repeat(250), 'too-large'],
])('%s is refused as %s', (source, fault) => {
  const compiled = compilePattern(source, 'whole');
  expect(compiled.ok ? undefined : compiled.fault).toBe(fault);
});
