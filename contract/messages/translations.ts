import { type Language, type Text, template, textFor } from '../text.js';

const names: Readonly<Record<Language, Text>> = {
  'zh-CN': { 'zh-CN': '中文', en: 'Chinese' },
  en: { 'zh-CN': '英文', en: 'English' },
};

/** A language, named in a language. */
export const languageName = (which: Language, language: Language) => textFor(names, which, language);

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
  'ledger-form': template<Record<string, never>>({
    'zh-CN': () =>
      '这不是 lvslab 写的译文记录（是不是还有没合并完的冲突？）；请恢复它，或删掉它再运行 lvslab pack i18n accept',
    en: () =>
      'this is no record of translations as lvslab writes it (a merge that is not finished?); restore it, or delete it and run lvslab pack i18n accept',
  }),
} as const;
