import { expect, test } from 'vitest';
import { splitSsh } from './ssh-argv.js';

test.each([
  ['ssh rs1 ls -l /etc', 'ssh rs1', 'ls -l /etc'],
  ['ssh rs1 bash -s', 'ssh rs1', 'bash -s'],
  ['--json ssh rs1 bash -s dr-1', '--json ssh rs1', 'bash -s dr-1'],
  ['--lang en ssh rs1 -s dr-1 grep -s x --json', '--lang en ssh rs1 -s dr-1', 'grep -s x --json'],
  ['ssh --session=dr-1 rs1 uptime', 'ssh --session=dr-1 rs1', 'uptime'],
  ['ssh rs1 -- ls -l', 'ssh rs1', 'ls -l'],
  ['ssh rs1 -- -x', 'ssh rs1', '-x'],
  ['ssh rs1 sh -- -x', 'ssh rs1', 'sh -- -x'],
  ['ssh rs1 --json', 'ssh rs1 --json', ''],
  ['ssh', 'ssh', ''],
  ['check --step ssh rs1 x', 'check --step ssh rs1 x', ''],
])('of %s ours is %s and the command of the node %s', (typed, own, command) => {
  const words = splitSsh(typed.split(' '));
  expect([words.own.join(' '), words.command.join(' ')]).toEqual([own, command]);
});
