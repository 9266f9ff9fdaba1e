import { type Language, type Text, template, textFor } from '../text.js';

const names: Readonly<Record<Language, Text>> = {
  'zh-CN': { 'zh-CN': '中文', en: 'Chinese' },
  en: { 'zh-CN': '英文', en: 'English' },
};

/** A language, named in a language. */
export const languageName = (which: Language, language: Language) => textFor(names, which, language);

const poFaults = {
  string: {
    'zh-CN': '字符串没有结束（换行要写成 \\n，引号要写成 \\"）',
    en: 'a string that does not end (a line break in it is \\n, a quote \\")',
  },
  keyword: {
    'zh-CN': '这里应是 msgctxt、msgid 或 msgstr；是不是前面有引号没写成 \\"？',
    en: 'msgctxt, msgid or msgstr belongs here; is there a quote before it that should be \\"?',
  },
  twice: { 'zh-CN': '同一条出现了两次', en: 'the same message twice' },
  form: { 'zh-CN': '一条 msgid 要有一条 msgstr', en: 'one msgstr belongs to one msgid' },
  size: { 'zh-CN': '条目太多，不像是一个包的译文', en: 'more messages than a pack can have' },
  language: {
    'zh-CN': '它的 Language 不是要译成的语言',
    en: 'its Language is not the one to translate into',
  },
} as const satisfies Readonly<Record<string, Text>>;
export type PoFault = keyof typeof poFaults;

/** Why a translation in a file was not taken. */
export const refusals: Readonly<Record<string, Text>> = {
  unknown: { 'zh-CN': '包里没有这一条', en: 'the pack has no such text' },
  empty: { 'zh-CN': '还没有译', en: 'not translated yet' },
  fuzzy: { 'zh-CN': '标着 fuzzy，还没有确认', en: 'fuzzy: its translator is not sure' },
  'source-changed': {
    'zh-CN': '原文已经改了；请重新导出',
    en: 'the source was changed meanwhile; export once more',
  },
  control: {
    'zh-CN': '含有控制字符',
    en: 'it has control characters',
  },
  variables: {
    'zh-CN': '${…} 与原文不一致',
    en: 'it does not have the same ${…} as its source',
  },
  commands: {
    'zh-CN': '代码块与原文不一致',
    en: 'its code blocks are not those of its source',
  },
  'too-long': { 'zh-CN': '太长', en: 'too long' },
  place: {
    'zh-CN': '写不进它的文件（那里用了 YAML 的别名）；请手工改',
    en: 'it cannot be put into its file (an alias of YAML stands there); change it by hand',
  },
};

/** What can be said of the translations of a pack's texts. */
export const translationProblems = {
  'translation-stale': template<{ key: string; language: Language }>({
    'zh-CN': (p) =>
      `${p.key}：这段${languageName(p.language, 'zh-CN')}确认之后，原文又改过；请对照着看一遍，再运行 lvslab pack i18n accept`,
    en: (p) =>
      `${p.key}: its source was changed since this ${languageName(p.language, 'en')} text was found right; compare the two, then run lvslab pack i18n accept`,
  }),
  'translation-missing': template<{ key: string; language: Language }>({
    'zh-CN': (p) => `${p.key}：没有${languageName(p.language, 'zh-CN')}文本`,
    en: (p) => `${p.key}: there is no ${languageName(p.language, 'en')} text`,
  }),
  'translations-unrecorded': template<{ key: string; others: number }>({
    'zh-CN': (p) =>
      `${p.key}${p.others === 0 ? '' : `（还有 ${p.others} 处）`}：译文还没有记录，原文以后改了也看不出来；译文确认无误后运行 lvslab pack i18n accept`,
    en: (p) =>
      `${p.key}${p.others === 0 ? ' is' : ` and ${p.others} more are`} not recorded as translated, so that nobody will be told when the source changes; once the translation is right, run lvslab pack i18n accept`,
  }),
  'po-form': template<{ fault: PoFault }>({
    'zh-CN': (p) => `不能用作译文文件（PO）：${textFor(poFaults, p.fault, 'zh-CN')}`,
    en: (p) => `it cannot be used as a file of translations (PO): ${textFor(poFaults, p.fault, 'en')}`,
  }),
  'ledger-form': template<Record<string, never>>({
    'zh-CN': () =>
      '这不是 lvslab 写的译文记录（是不是还有没合并完的冲突？）；请恢复它，或删掉它再运行 lvslab pack i18n accept',
    en: () =>
      'this is no record of translations as lvslab writes it (a merge that is not finished?); restore it, or delete it and run lvslab pack i18n accept',
  }),
} as const;
