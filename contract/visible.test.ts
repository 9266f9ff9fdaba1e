import { expect, test } from 'vitest';
import { visible, visibleJson } from './visible.js';

test.each([
  ['\u001b]0;title\u0007', '␛]0;title␇'],
  ['\u009b2J', '<U+009B>2J'],
  ['a\u007f\b\r', 'a␡␈␍'],
  ['\u202egnp.exe\u202c', '<U+202E>gnp.exe<U+202C>'],
  ['\u2066a\u2069', '<U+2066>a<U+2069>'],
  ['\u0000', '␀'],
  ['真实服务器\tb\nc é 👩‍💻', '真实服务器\tb\nc é 👩‍💻'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('JSON keeps its value', () => {
  const value = { a: '\u009b\u202e\u001b"\\', b: ['\u2028', '中'] };
  const json = visibleJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/[\u0080-\u009f\u2028-\u202e]/);
});
