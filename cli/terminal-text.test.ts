import { expect, test } from 'vitest';
import { stepText } from './terminal-text.js';

const bold = (text: string) => `<${text}>`;

test('headings stand out, and code is indented below the node that it is for', () => {
  const text =
    '# Bind the VIP\n\nOn the **director**:\n\n```sh {node=director run}\nip addr add x\n```\n\nDone.\n';
  expect(stepText(text, 'Other', bold)).toBe(
    '<Bind the VIP>\n\nOn the director:\n\n<[director]>\n    ip addr add x\n\nDone.',
  );
});

test('code for no node has no name above it', () => {
  expect(stepText('```\n# no heading\n```', '', bold)).toBe('    # no heading');
});

test('a first heading that is the title is not said twice', () => {
  expect(stepText('# Title\n\ntext\n\n# Title', 'Title', bold)).toBe('text\n\n<Title>');
});

test('a section that the window folds is a section', () => {
  expect(stepText('## Look {fold}\n\nseen', '', bold)).toBe('<Look>\n\nseen');
});
