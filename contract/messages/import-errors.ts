import { type Text, template } from '../text.js';
import { type PackProblem, showProblem } from './packs.js';

/** Errors of bringing over another platform's labs. */
export const importErrors = {
  'import.nothing': template<{ path: string; lacking: Text }>({
    'zh-CN': (p) => `${p.path} 里没有可以导入的东西：${p.lacking['zh-CN']}。什么都没有写。`,
    en: (p) => `There is nothing to import in ${p.path}: ${p.lacking.en}. Nothing was written.`,
  }),
  'import.unreadable': template<{ problems: readonly PackProblem[] }>({
    'zh-CN': (p) =>
      `读不了，什么都没有写：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}`,
    en: (p) =>
      `It cannot be read, and nothing was written:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}`,
  }),
  'import.json': template<{ file: string; line: number; column: number }>({
    'zh-CN': (p) => `${p.file}:${p.line}:${p.column}：JSON 语法错误。什么都没有写。`,
    en: (p) => `${p.file}:${p.line}:${p.column}: malformed JSON. Nothing was written.`,
  }),
  'import.unsound': template<{ problems: readonly PackProblem[] }>({
    'zh-CN': (p) =>
      `导入的结果不是一个正确的实验包，没有留下它。请把这段话告诉 LVS Lab 的作者：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}`,
    en: (p) =>
      `What came of the import is no sound pack, and was not kept. Tell the authors of LVS Lab:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}`,
  }),
} as const;
