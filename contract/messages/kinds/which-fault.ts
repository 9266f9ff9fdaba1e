import { entry, type Text } from '../../text.js';

export const whichFaultTexts = {
  /** What was drawn, in the lab's words. */
  'which-fault.right': entry<{ zh: string; en: string }>(
    (p) => `诊断正确：${p.zh}`,
    (p) => `the diagnosis is right: ${p.en}`,
  ),
  'which-fault.wrong': entry<{ zh: string; en: string }>(
    (p) => `不是它：${p.zh}`,
    (p) => `that is not it: ${p.en}`,
  ),
} as const;

/** The answer that stands beside the faults: there are draws of a system that is sound. */
export const nothingWrong: Text = { 'zh-CN': '什么也没有坏', en: 'nothing is wrong' };
