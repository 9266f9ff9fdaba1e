import { template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const glossaryTexts = {
  title: { 'zh-CN': '术语表', en: 'Glossary' },
  search: { 'zh-CN': '查找术语', en: 'Look for a term' },
  hint: { 'zh-CN': '如 VIP、免费 ARP、脑裂', en: 'like VIP, gratuitous ARP, split brain' },
  none: { 'zh-CN': '没有这个术语。', en: 'There is no such term.' },
  also: template<{ names: readonly string[] }>({
    'zh-CN': (p) => `也写作：${p.names.join('、')}`,
    en: (p) => `also: ${p.names.join(', ')}`,
  }),
  count: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 个术语`,
    en: (p) => `${p.count} ${p.count === 1 ? 'term' : 'terms'}`,
  }),
} satisfies Texts;
