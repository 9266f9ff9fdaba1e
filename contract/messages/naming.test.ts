import { expect, test } from 'vitest';
import { commandTexts } from './kinds/command.js';
import { commandNamed } from './naming.js';

test('a command is quoted by its first line, a script by the name in its first comment, and neither whole if it is long', () => {
  expect(commandNamed('nginx -t')).toBe('nginx -t');
  expect(commandNamed('\n  test -e /a &&\n  test -e /b\n')).toBe('test -e /a && …');
  expect(commandNamed("# step1/verify.sh\nbash <<'END'\ntrue\nEND\n")).toBe('step1/verify.sh');
  expect(commandNamed('# all of it')).toBe('# all of it');
  expect(commandNamed('#\ntrue')).toBe('# …');
  expect(commandNamed(`echo ${'x'.repeat(500)}`)).toMatch(/^echo x{115} …$/);
  expect(commandNamed(`echo ${'x'.repeat(114)}😀`)).toMatch(/^echo x{114} …$/);
  expect(commandNamed('')).toBe('');
});

test('a verdict on a script of many lines is one sentence', () => {
  const run = '# verify.sh\nbash <<END\ntrue\nfalse\nEND\n';
  const { en, 'zh-CN': zh } = commandTexts['command.exit'];
  expect(en({ node: 'host', run, exit: 1, want: 0 })).toBe(
    'the command verify.sh on host exited with 1 instead of 0',
  );
  expect(zh({ node: 'host', run, exit: 1, want: 0 })).toBe('host 上的命令 verify.sh 退出码为 1，应为 0');
});
