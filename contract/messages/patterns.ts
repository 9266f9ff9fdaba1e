import type { Text } from '../text.js';

/** Why a regular expression cannot be used. RE2 has no backreferences and no lookaround: with them no matcher is bound to end. */
export const patternFaults = {
  lookaround: {
    'zh-CN': 'RE2 没有前瞻和后顾 (?=…) (?!…) (?<=…) (?<!…)；请改写，或分成两项检查',
    en: 'RE2 has no lookahead and lookbehind (?=…) (?!…) (?<=…) (?<!…); write it in another way, or as two checks',
  },
  backreference: {
    'zh-CN': 'RE2 没有反向引用 \\1、\\k<名>；请把内容再写一遍',
    en: 'RE2 has no backreferences \\1, \\k<name>; write what they stand for once more',
  },
  'unicode-escape': {
    'zh-CN': 'RE2 没有 \\u 转义；请直接写这个字符，或写 \\x{4e2d}',
    en: 'RE2 has no \\u; write the character itself, or \\x{4e2d}',
  },
  escape: {
    'zh-CN': '反斜杠后面的字符不是 RE2 的转义；普通字符前不要写反斜杠',
    en: 'what follows a backslash is no escape of RE2; put none before an ordinary character',
  },
  class: { 'zh-CN': '方括号 [ ] 里的范围或类别无效', en: 'a range or class within [ ] that is none' },
  bracket: {
    'zh-CN': '方括号 [ 没有闭合；字面的 [ 写作 \\[',
    en: 'a bracket [ is not closed; write \\[ for the character',
  },
  parenthesis: {
    'zh-CN': '圆括号不成对；字面的括号写作 \\( \\)',
    en: 'parentheses that do not pair; write \\( and \\) for the characters',
  },
  repeat: {
    'zh-CN': '重复次数或重复的对象无效（* + ? {n,m}，最多 1000 次）',
    en: 'a repetition of nothing, of a repetition, or of more than 1,000 (* + ? {n,m})',
  },
  backslash: { 'zh-CN': '末尾多了一个反斜杠', en: 'a backslash at the end' },
  'too-large': {
    'zh-CN': '展开后太大；请减少重复次数 {n,m} 或分成两项检查',
    en: 'too large once it is spelled out; have fewer repetitions {n,m}, or make two checks of it',
  },
  other: { 'zh-CN': 'RE2 不支持这种写法', en: 'RE2 cannot read it' },
} as const satisfies Readonly<Record<string, Text>>;

export type PatternFault = keyof typeof patternFaults;
