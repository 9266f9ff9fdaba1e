import { expect, test } from 'vitest';
import { badWords } from '../contract/testing/wording.js';
import { cliCatalogue } from './messages.js';

test('what the command says has no word twice, no code of ours, no word of the other language', () => {
  expect(badWords(cliCatalogue as never)).toEqual([]);
});

test('a node that ended is told in words, with what can be done', () => {
  const { 'node.state': told } = cliCatalogue;
  expect(told.en({ node: 'rs1', state: 'halted', detail: 'guest-shutdown' })).toBe(
    'node rs1 is off (it shut itself down). To start it: lvslab power rs1 boot',
  );
  expect(told['zh-CN']({ node: 'rs1', state: 'booting', detail: 'guest-reset' })).toBe(
    '节点 rs1 正在重启（系统自己重启）。',
  );
});
