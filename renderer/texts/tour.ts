import { template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const tourTexts = {
  show: { 'zh-CN': '界面导览', en: 'Show me round' },
  of: template<{ number: number; count: number }>({
    'zh-CN': (p) => `${p.number} / ${p.count}`,
    en: (p) => `${p.number} of ${p.count}`,
  }),
  guideTitle: { 'zh-CN': '照着做，也要想一想', en: 'What to do, and why' },
  guideBody: {
    'zh-CN':
      '步骤写在这里。命令旁的按钮会把它输入到对应机器的终端。下面列着这一步的检查：做对了自己会打勾；想知道哪里不对，就按“检查这一步”。',
    en: 'The steps are here. The button beside commands types them into the right machine. Below are the step’s checks: each turns green by itself once it holds; to see what is wrong and why, press “Check this step”.',
  },
  terminalsTitle: { 'zh-CN': '真正的机器', en: 'Real machines' },
  terminalsBody: {
    'zh-CN':
      '每台机器都是真的虚拟机，你是 root，什么都可以试：弄坏了，可以重启、断电，或者回到这一步开始时的样子。按 F6 离开终端。',
    en: 'Each is a real virtual machine, and you are root. Try anything: what breaks can be rebooted, switched off, or put back to the start of the step. F6 leaves the terminal.',
  },
  topologyTitle: { 'zh-CN': '此刻的样子', en: 'How it is right now' },
  topologyBody: {
    'zh-CN':
      '拓扑显示机器实际的状态：VIP 在谁那里、谁应答 ARP、IPVS 表里有什么。还没读到的会写明“未知”。点开卡片看详情，网线也能拔。按 F1 看所有快捷键。',
    en: 'The topology shows what the machines really say: who has the VIP, who answers ARP, what the IPVS table holds. What was not read is called not known. Open a card for more; cables can be pulled. F1 lists all keys.',
  },
  next: { 'zh-CN': '下一条', en: 'Next' },
  skip: { 'zh-CN': '跳过', en: 'Skip' },
  done: { 'zh-CN': '开始吧', en: 'Begin' },
} satisfies Texts;
