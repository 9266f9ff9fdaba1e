import { type Text, template } from '../../contract/text.js';
import type { FixedPart } from '../../contract/writing.js';
import type { Texts } from '../base/i18n.js';

export const fixedPartTexts: Readonly<Record<FixedPart, Text>> = {
  id: { 'zh-CN': '实验的名字', en: "the lab's name" },
  topology: { 'zh-CN': '拓扑', en: 'the topology' },
  vars: { 'zh-CN': '变量的值', en: 'values of variables' },
  setup: { 'zh-CN': '准备脚本', en: 'the set-up' },
};

/** Of a lab that is written while its session runs (`lvslab pack watch`). */
export const writingTexts = {
  problems: template<{ count: number }>({
    'zh-CN': (p) =>
      `正在编写的实验有 ${p.count} 处错误，这里还是改动之前的内容；错在哪里，pack watch 的终端里有。`,
    en: (p) =>
      `The lab that is being written has ${p.count} ${p.count === 1 ? 'mistake' : 'mistakes'}: this is the state before. Where, is told in the terminal of pack watch.`,
  }),
  fixed: template<{ parts: string }>({
    'zh-CN': (p) => `${p.parts}变了，运行中的虚拟机不能跟着变：这里还是改动之前的内容。`,
    en: (p) => `Changed: ${p.parts}. Machines that run cannot follow: this is the state before.`,
  }),
  anew: { 'zh-CN': '重新开始会话', en: 'Start the session anew' },
  anewAsk: { 'zh-CN': '重新开始会话？', en: 'Start the session anew?' },
  anewBody: {
    'zh-CN': '结束这个会话，用改过的实验和同样的数值开一个新的。虚拟机上做过的都会丢失。',
    en: 'This session is ended, and a new one begins with the lab as it is now and the same values. What was done on the machines is lost.',
  },
  anewDo: { 'zh-CN': '重新开始', en: 'Start anew' },
} satisfies Texts;
