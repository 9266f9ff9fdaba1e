import { languageName } from '../contract/messages/translations.js';
import { type Language, template } from '../contract/text.js';

const texts = (count: number) => `${count} ${count === 1 ? 'text' : 'texts'}`;

/** What `pack i18n` says. */
export const translationCatalogue = {
  'i18n.head': template<{ pack: string; source: Language; target: Language; recorded: boolean }>({
    'zh-CN': (p) =>
      `${p.pack}：${languageName(p.source, 'zh-CN')} → ${languageName(p.target, 'zh-CN')}${p.recorded ? '' : '。还没有译文记录：译文确认无误后运行 lvslab pack i18n accept，以后原文一改就会提醒'}`,
    en: (p) =>
      `${p.pack}: ${languageName(p.source, 'en')} → ${languageName(p.target, 'en')}${p.recorded ? '' : '. Nothing is recorded yet: once the translations are right, run lvslab pack i18n accept, and later changes of the source will be told'}`,
  }),
  'i18n.shared': template<Record<string, never>>({ 'zh-CN': () => '（整个包）', en: () => '(the pack)' }),
  'i18n.texts': template<{ count: number }>({
    'zh-CN': (p) => `共 ${p.count} 处`,
    en: (p) => texts(p.count),
  }),
  'i18n.current': template<{ count: number }>({
    'zh-CN': (p) => `最新 ${p.count}`,
    en: (p) => `${p.count} current`,
  }),
  'i18n.stale': template<{ count: number }>({
    'zh-CN': (p) => `过时 ${p.count}`,
    en: (p) => `${p.count} stale`,
  }),
  'i18n.missing': template<{ count: number }>({
    'zh-CN': (p) => `缺失 ${p.count}`,
    en: (p) => `${p.count} missing`,
  }),
  'i18n.unrecorded': template<{ count: number }>({
    'zh-CN': (p) => `未记录 ${p.count}`,
    en: (p) => `${p.count} not recorded`,
  }),
  'i18n.exported': template<{ file: string; count: number; stale: number; missing: number }>({
    'zh-CN': (p) =>
      `已写入 ${p.file}：${p.count} 处文本，其中过时 ${p.stale}（标为 fuzzy），没有译文 ${p.missing}。译好以后：lvslab pack i18n import ${p.file}`,
    en: (p) =>
      `${p.file}: ${texts(p.count)}, ${p.stale} stale (marked as fuzzy), ${p.missing} without a translation. When they are done: lvslab pack i18n import ${p.file}`,
  }),
  'i18n.refused': template<{ key: string; problem: string }>({
    'zh-CN': (p) => `没有收 ${p.key}：${p.problem}`,
    en: (p) => `not taken: ${p.key}: ${p.problem}`,
  }),
  'i18n.taken': template<{ count: number; same: number; left: number; empty: number }>({
    'zh-CN': (p) =>
      `写入了 ${p.count} 处译文，${p.same} 处本来就是这样${p.left === 0 ? '' : `；没有收 ${p.left} 处`}${p.empty === 0 ? '' : `；还没有译 ${p.empty} 处`}。`,
    en: (p) =>
      `${texts(p.count)} written, ${p.same} as they were${p.left === 0 ? '' : `; ${p.left} not taken`}${p.empty === 0 ? '' : `; ${p.empty} not translated yet`}.`,
  }),
  'i18n.accepted': template<{ fresh: number; renewed: number; same: number; missing: number }>({
    'zh-CN': (p) =>
      `已记录 ${p.fresh + p.renewed} 处译文（新记录 ${p.fresh}，原文改过后重新确认 ${p.renewed}）；原来就有记录的 ${p.same} 处${p.missing === 0 ? '' : `；${p.missing} 处没有译文，没有记录`}。`,
    en: (p) =>
      `${texts(p.fresh + p.renewed)} recorded (${p.fresh} new, ${p.renewed} looked at again after a change); ${p.same} had been already${p.missing === 0 ? '' : `; ${p.missing} without a translation left out`}.`,
  }),
} as const;
