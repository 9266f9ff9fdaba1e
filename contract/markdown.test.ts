import { expect, test } from 'vitest';
import { markdownFault } from './markdown.js';
import { freezing } from './testing/freezing-texts.js';

test.each(Object.entries(freezing))('%s is too much', (_, { text, what }) => {
  expect(markdownFault(text)?.what).toBe(what);
});

test('the place is the line that was too much', () => {
  expect(markdownFault(`# Fine\n\n${'>'.repeat(200)} deep\n`)).toEqual({ what: 'nesting', line: 3 });
});

test('a text may be long, have code, tables and lists within lists', () => {
  const code = `\`\`\`sh {node=director run}\n${'    real_server 10.0.0.8 80 { weight 1 }\n'.repeat(100)}\`\`\`\n`;
  const table = `| a | b |\n|---|---|\n${'| 1 | *2* |\n'.repeat(100)}`;
  const lists = '- one\n  - two\n    1. three\n       > said\n'.repeat(50);
  expect(
    markdownFault([code, table, lists, 'Words and **words**.\n\n'.repeat(200)].join('\n')),
  ).toBeUndefined();
});
