import { expect, test } from 'vitest';
import { languageOf, template, word } from './text.js';

test.each([
  ['zh_CN.UTF-8', 'zh-CN'],
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh.UTF-8', 'zh-CN'],
  ['zh-Hans-CN', 'zh-CN'],
  ['zh_TW.UTF-8', 'zh-CN'],
  ['ZH_cn', 'zh-CN'],
  ['en_US.UTF-8', 'en'],
  ['de_DE@euro', 'en'],
  ['C.UTF-8', 'en'],
  ['C', 'en'],
  ['POSIX', 'en'],
  ['zha', 'en'],
  ['', 'en'],
  [undefined, 'en'],
] as const)('the language of the locale %j is %s', (locale, wanted) => {
  expect(languageOf(locale)).toBe(wanted);
});

test('a message is worded with its parameters in either language', () => {
  const catalogue = {
    hello: template<{ name: string }>({ 'zh-CN': (p) => `你好，${p.name}`, en: (p) => `hello ${p.name}` }),
  };
  const message = { code: 'hello', params: { name: 'x' } } as const;
  expect(word(catalogue, message, 'zh-CN')).toBe('你好，x');
  expect(word(catalogue, message, 'en')).toBe('hello x');
});
