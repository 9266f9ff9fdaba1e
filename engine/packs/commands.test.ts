import { expect, test } from 'vitest';
import { differingBlock } from './commands.js';

const block = (info: string, ...lines: readonly string[]) => ['```' + info, ...lines, '```', ''].join('\n');

test.each([
  ['the same', block('sh', 'ls'), block('sh', 'ls'), undefined],
  [
    'comments in each language',
    block('sh', '# all', 'ls # here'),
    block('sh', '# 全部', 'ls # 这里'),
    undefined,
  ],
  ['an interpreter, which is no comment', block('sh', '#!/bin/sh'), block('sh', '#!/bin/bash'), 1],
  ['another command', block('sh', 'ls'), block('sh', 'ls -l'), 1],
  ['another node', block('sh {node=lb1}', 'ls'), block('sh {node=lb2}', 'ls'), 1],
  ['a # within a word', block('sh', 'echo a#b'), block('sh', 'echo a#c'), 1],
  ['output that people read', block('text', 'good'), block('text', '好'), undefined],
  ['a block without a language', block('', 'good'), block('', '好'), undefined],
  ['a block that is missing', block('sh', 'a') + block('sh', 'b'), `x\n${block('sh', 'a')}end`, 5],
  ['a block too many', block('sh', 'a'), block('sh', 'a') + block('sh', 'b'), 4],
  ['a block in a quote', '> ```sh\n> ls\n> ```\n', '> ```sh\n> pwd\n> ```\n', 1],
  ['a longer fence around a shorter', '````md\n```sh\na\n```\n````\n', '````md\n```sh\nb\n```\n````\n', 1],
])('%s', (_what, first, second, line) => {
  expect(differingBlock(first, second)).toBe(line);
});
