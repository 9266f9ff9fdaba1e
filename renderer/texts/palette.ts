import { template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const paletteTexts = {
  title: { 'zh-CN': '命令面板', en: 'Commands' },
  placeholder: { 'zh-CN': '输入要做的事', en: 'Type what to do' },
  none: { 'zh-CN': '没有这样的命令', en: 'No such command' },
  goGuide: { 'zh-CN': '转到指导区', en: 'Go to the guide' },
  goTerminals: { 'zh-CN': '转到终端区', en: 'Go to the terminals' },
  goTopology: { 'zh-CN': '转到拓扑区', en: 'Go to the topology' },
  nextArea: { 'zh-CN': '下一个区域', en: 'Next area' },
  goStep: template<{ number: number; title: string }>({
    'zh-CN': (p) => `转到第 ${p.number} 步：${p.title}`,
    en: (p) => `Go to step ${p.number}: ${p.title}`,
  }),
  theme: template<{ name: string }>({ 'zh-CN': (p) => `主题：${p.name}`, en: (p) => `Theme: ${p.name}` }),
  languageZh: { 'zh-CN': '语言：简体中文', en: 'Language: 简体中文' },
  languageEn: { 'zh-CN': '语言：English', en: 'Language: English' },
  toggleTable: { 'zh-CN': '拓扑：图 / 表格', en: 'Topology: graph / table' },
} satisfies Texts;
