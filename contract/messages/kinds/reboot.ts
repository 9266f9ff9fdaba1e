import { enList, titleOf, type Words, zhList } from '../naming.js';
import { entry, type Text } from '../../text.js';

export const rebootTexts = {
  'reboot.ok': entry<{ nodes: Words; count: number; seconds: string }>(
    (p) => `${zhList(p.nodes)} 重启后（最慢的 ${p.seconds} 秒），${p.count} 项检查仍然通过`,
    (p) => `${enList(p.nodes)} rebooted (the slowest took ${p.seconds} s), and ${p.count} checks still pass`,
  ),
  'reboot.lost': entry<{ of: number; zh: Words; en: Words }>(
    (p) => `重启前 ${p.of} 项都通过，重启后有 ${p.zh.length} 项不再通过：${p.zh.join('；')}`,
    (p) => `before the reboot all ${p.of} passed; after it ${p.en.length} no longer do: ${p.en.join('; ')}`,
  ),
  'reboot.unclear': entry<{ check: string; title?: Text; detail: string }>(
    (p) => `重启后没能检查“${titleOf(p, 'zh-CN')}”：${p.detail}`,
    (p) => `"${titleOf(p, 'en')}" could not be checked after the reboot: ${p.detail}`,
  ),
} as const;
