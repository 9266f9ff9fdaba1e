import { parse } from 'yaml';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { YamlSource } from '../packs/source.js';
import { shown, yamlTexts } from '../packs/texts.js';
import { withTexts } from './yaml-edit.js';

const fileOf = (raw: string) => ({ file: '/p/lab.yaml', path: 'lab.yaml', raw });

function put(raw: string, values: Readonly<Record<string, string>>) {
  const edits = Object.entries(values).map(([key, value]) => ({ key: `lab.yaml#${key}`, value }));
  return withTexts(fileOf(raw), edits, 'zh-CN', 'en');
}

/** One text in a file, changed: what the file is after it. */
const changed = (raw: string, value: string, key = 'title') => put(raw, { [key]: value }).text;

test.each<[string, string, string, string]>([
  ['plain in a flow map', 'title: { zh-CN: 甲, en: A } # why\n', 'B', 'title: { zh-CN: 甲, en: B } # why\n'],
  [
    'plain that needs quotes in a flow map',
    'title: { zh-CN: 甲, en: A }\n',
    'B, or C',
    'title: { zh-CN: 甲, en: "B, or C" }\n',
  ],
  [
    'plain that needs none in a block',
    'title:\n  zh-CN: 甲\n  en: A # old\nnext: 1\n',
    'B, or C',
    'title:\n  zh-CN: 甲\n  en: B, or C # old\nnext: 1\n',
  ],
  ['plain with a colon', 'title:\n  zh-CN: 甲\n  en: A\n', 'B: C', 'title:\n  zh-CN: 甲\n  en: "B: C"\n'],
  ['plain that would be a number', 'title: { zh-CN: 甲, en: A }\n', '10', 'title: { zh-CN: 甲, en: "10" }\n'],
  [
    'plain that would be nothing',
    'title: { zh-CN: 甲, en: A }\n',
    'null',
    'title: { zh-CN: 甲, en: "null" }\n',
  ],
  [
    'plain over several lines',
    'title:\n  zh-CN: 甲\n  en: A\n    goes on\nnext: 1\n',
    'B',
    'title:\n  zh-CN: 甲\n  en: B\nnext: 1\n',
  ],
  ['in double quotes', 'title: { zh-CN: 甲, en: "A: b" }\n', 'B', 'title: { zh-CN: 甲, en: "B" }\n'],
  ['in single quotes', "title: { zh-CN: 甲, en: 'A: b' }\n", "it's", "title: { zh-CN: 甲, en: 'it''s' }\n"],
  [
    'in quotes, with a line break',
    'title: { zh-CN: 甲, en: "A" }\n',
    'B\n\nC',
    'title: { zh-CN: 甲, en: "B\\n\\nC" }\n',
  ],
  [
    'literal',
    'title:\n  zh-CN: 甲\n  en: | # as it is\n      A\n\n      b\n\n# next\nnext: 1\n',
    'C\n  d\n\nE',
    'title:\n  zh-CN: 甲\n  en: | # as it is\n      C\n        d\n\n      E\n\n# next\nnext: 1\n',
  ],
  [
    'literal without its last line break',
    'title:\n  zh-CN: 甲\n  en: |-\n    A\nnext: 1\n',
    'B\nC',
    'title:\n  zh-CN: 甲\n  en: |-\n    B\n    C\nnext: 1\n',
  ],
  [
    'folded',
    'title:\n  zh-CN: 甲\n  en: >\n    A\n    b\n\n    c\n\nnext: 1\n',
    'D e\nF\n\nG',
    'title:\n  zh-CN: 甲\n  en: >\n    D e\n\n    F\n\n\n    G\n\nnext: 1\n',
  ],
  [
    'literal that would begin with a space',
    'title:\n  zh-CN: 甲\n  en: |\n    A\nnext: 1\n',
    '  B\nC',
    'title:\n  zh-CN: 甲\n  en: "  B\\nC"\nnext: 1\n',
  ],
  [
    'with an anchor',
    'title: { zh-CN: 甲, en: &a A }\nlevel: *a\n',
    'B',
    'title: { zh-CN: 甲, en: &a B }\nlevel: *a\n',
  ],
  ['empty in a flow map', 'title: { zh-CN: 甲, en: }\n', 'B', 'title: { zh-CN: 甲, en: B }\n'],
  [
    'empty in a block',
    'title:\n  zh-CN: 甲\n  en:\nnext: 1\n',
    'B',
    'title:\n  zh-CN: 甲\n  en: B\nnext: 1\n',
  ],
  ['an empty word', 'title: { zh-CN: 甲, en: "" }\n', 'B', 'title: { zh-CN: 甲, en: "B" }\n'],
  ['a key alone', 'title: { zh-CN: 甲, en }\n', 'B', 'title: { zh-CN: 甲, en: B }\n'],
  [
    'absent in a flow map',
    'title: { zh-CN: 甲 } # why\n',
    'B, c',
    'title: { zh-CN: 甲, en: "B, c" } # why\n',
  ],
  ['absent in a flow map with a comma', 'title: { zh-CN: "甲", }\n', 'B', 'title: { zh-CN: "甲", en: B, }\n'],
  [
    'absent in a block',
    'title:\n  zh-CN: 甲 # why\nnext: 1\n',
    'B',
    'title:\n  zh-CN: 甲 # why\n  en: B\nnext: 1\n',
  ],
  ['absent at the end of the file', 'title:\n  zh-CN: 甲', 'B', 'title:\n  zh-CN: 甲\n  en: B\n'],
  [
    'absent beside a literal',
    'title:\n  zh-CN: |\n    甲\n\n    乙\n\nnext: 1\n',
    'B\n\nC',
    'title:\n  zh-CN: |\n    甲\n\n    乙\n  en: |\n    B\n\n    C\n\nnext: 1\n',
  ],
  [
    'with other ends of lines',
    'title:\r\n  zh-CN: 甲\r\n  en: |\r\n    A\r\n\r\nnext: 1\r\n',
    'B\nC',
    'title:\r\n  zh-CN: 甲\r\n  en: |\r\n    B\r\n    C\r\n\r\nnext: 1\r\n',
  ],
  [
    'absent, with other ends of lines',
    'title:\r\n  zh-CN: 甲\r\nnext: 1\r\n',
    'B',
    'title:\r\n  zh-CN: 甲\r\n  en: B\r\nnext: 1\r\n',
  ],
])('a text %s is changed, and nothing else', (_what, raw, value, after) => {
  expect(changed(raw, value)).toBe(after);
  expect(parse(after)).toMatchObject({ title: { 'zh-CN': expect.stringContaining('甲') as string } });
});

test('an item of a list gets its translation in its own column', () => {
  const raw = 'options:\n  - zh-CN: 是\n  - zh-CN: 否 # no\n';
  expect(put(raw, { 'options[0]': 'Yes', 'options[1]': 'No' }).text).toBe(
    'options:\n  - zh-CN: 是\n    en: Yes\n  - zh-CN: 否 # no\n    en: No\n',
  );
});

test('an alias is not overwritten: it is somebody else’s text', () => {
  const raw = 'a: &a Both\ntitle: { zh-CN: 甲, en: *a }\nmore: { zh-CN: 乙, en: C }\n';
  expect(put(raw, { title: 'B', more: 'D' })).toEqual({
    text: raw.replace('en: C', 'en: D'),
    refused: ['lab.yaml#title'],
  });
});

test('whatever is put wherever comes out as it was put', () => {
  const styles = ['A', '"A"', "'A'"];
  const anywhere = fc.oneof(
    fc.constantFrom(...styles.map((style) => `title: { zh-CN: 甲, en: ${style} }\nnext: [1]\n`)),
    fc.constantFrom(...styles.map((style) => `title:\n  zh-CN: 甲\n  en: ${style}\nnext: [1]\n`)),
    fc.constantFrom(
      ...['|', '>', '|-', '>+'].map((head) => `title:\n  zh-CN: 甲\n  en: ${head}\n    A\nnext: [1]\n`),
    ),
    fc.constantFrom('title: { zh-CN: 甲 }\nnext: [1]\n', 'title:\n  zh-CN: |\n    甲\nnext: [1]\n'),
  );
  const odd = fc.array(
    fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\t',
      '#',
      ':',
      '-',
      '"',
      "'",
      '{',
      ',',
      '|',
      '&',
      '*',
      '%',
      '\\',
      '乙',
      '0',
      '😀',
      '---',
      '...',
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      anywhere,
      fc.oneof(
        odd.map((each) => each.join('')),
        fc.string({ unit: 'grapheme' }),
      ),
      (raw, text) => {
        const value = shown(text);
        const { text: after, refused } = put(raw, { title: value });
        const yaml = new YamlSource('lab.yaml', after);
        const [found] = yamlTexts({ ...fileOf(after), yaml }, '', 'zh-CN', 'en');
        const isThere = refused.length === 0;
        expect(isThere ? found?.translation?.text : after).toBe(isThere ? value : raw);
        // Only what no file can have is refused.
        expect(isThere || /[^\n -~乙😀]/u.test(value)).toBe(true);
        expect(found?.source?.text).toBe('甲');
      },
    ),
    { numRuns: 500 },
  );
});
