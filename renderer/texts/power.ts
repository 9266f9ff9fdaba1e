import type { PowerAction } from '../../contract/machines.js';
import { type Text, template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const powerActionTexts: Readonly<Record<PowerAction | 'reset', Text>> = {
  off: { 'zh-CN': '关机', en: 'Power off' },
  boot: { 'zh-CN': '开机', en: 'Boot' },
  reboot: { 'zh-CN': '重启', en: 'Reboot' },
  pause: { 'zh-CN': '暂停（冻结）', en: 'Pause (freeze)' },
  continue: { 'zh-CN': '继续运行', en: 'Continue' },
  reset: { 'zh-CN': '只恢复这个节点', en: 'Reset this node only' },
};

export const powerTexts = {
  menu: template<{ node: string }>({
    'zh-CN': (p) => `${p.node} 的电源`,
    en: (p) => `Power of ${p.node}`,
  }),
  on: template<{ node: string; action: string }>({
    'zh-CN': (p) => `${p.node}：${p.action}`,
    en: (p) => `${p.node}: ${p.action}`,
  }),
  resetTitle: template<{ node: string }>({
    'zh-CN': (p) => `把 ${p.node} 恢复到本步骤开始时？`,
    en: (p) => `Put ${p.node} back to the start of this step?`,
  }),
  resetBody: {
    'zh-CN': '这个节点上此后做的一切都会丢失；其他节点照常运行。从本步骤起通过的检查要重新判断。',
    en: 'What was done on this node since then is lost; the others live on. Checks passed from this step on are judged again.',
  },
} satisfies Texts;
