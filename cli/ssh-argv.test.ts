import { expect, test } from 'vitest';
import { endOptionsOfSsh } from './ssh-argv.js';

test.each([
  ['ssh rs1 ls -l /etc', 'ssh rs1 -- ls -l /etc'],
  ['--lang en ssh rs1 -s dr-1 grep -s x --json', '--lang en ssh rs1 -s dr-1 -- grep -s x --json'],
  ['ssh --session=dr-1 rs1 uptime', 'ssh --session=dr-1 rs1 -- uptime'],
  ['ssh rs1 -- ls -l', 'ssh rs1 -- ls -l'],
  ['ssh rs1 --json', 'ssh rs1 --json'],
  ['ssh', 'ssh'],
  ['check --step ssh rs1 x', 'check --step ssh rs1 x'],
])('%s is read as %s', (typed, read) => {
  expect(endOptionsOfSsh(typed.split(' '))).toEqual(read.split(' '));
});
