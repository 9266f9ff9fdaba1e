import type { MarkdownFault } from '../markdown.js';

/** Texts of packs that held a window for up to half a minute each. */
export const freezing: Readonly<
  Record<string, { readonly text: string; readonly what: MarkdownFault['what'] }>
> = {
  'two kilobytes of >': { text: `${'>'.repeat(2000)} a\n`, what: 'nesting' },
  'a list 500 deep, by its markers': { text: `${'- '.repeat(500)}a\n`, what: 'nesting' },
  'a list 150 deep, by its indentation': {
    text: Array.from({ length: 150 }, (_, depth) => `${' '.repeat(2 * depth)}- a\n`).join(''),
    what: 'nesting',
  },
  'numbered lists within each other': { text: `${'1. '.repeat(500)}a\n`, what: 'nesting' },
  'quotes as deep as may be, in every line': { text: `${'>'.repeat(30)} a\n`.repeat(900), what: 'nesting' },
  'a table of 3,000 rows': { text: `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(3000)}`, what: 'marks' },
  '5,000 stars': { text: '*'.repeat(5000), what: 'marks' },
  '5,000 stars between words': { text: '*a '.repeat(5000), what: 'marks' },
  '5,000 underscores': { text: '_a '.repeat(5000), what: 'marks' },
  '5,000 brackets': { text: '['.repeat(5000), what: 'marks' },
  '5,000 pairs of backticks': { text: '`a``'.repeat(5000), what: 'marks' },
  '3,000 links that nobody wrote': { text: 'www.a.b '.repeat(3000), what: 'links' },
  '30,000 lines': { text: 'a\n'.repeat(15_000), what: 'lines' },
  'half a megabyte': { text: 'words and words '.repeat(32_000), what: 'characters' },
};
