import { template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const resultTexts = {
  result: { 'zh-CN': '成绩', en: 'Result' },
  of: template<{ title: string }>({ 'zh-CN': (p) => `成绩：${p.title}`, en: (p) => `Result: ${p.title}` }),
  notFinal: {
    'zh-CN': '还没有评分：这是学习过程中的判定，不是最终成绩。',
    en: 'Not graded yet: these are the verdicts so far, not a final grade.',
  },
  trouble: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 项检查因故障未能判断，不是学员的问题；这个成绩不能作数，请再评一次。`,
    en: (p) =>
      `${p.count} ${p.count === 1 ? 'check' : 'checks'} could not be judged because of trouble, not because of the learner: this grade cannot stand. Grade again.`,
  }),
  nextLab: template<{ title: string }>({
    'zh-CN': (p) => `下一个：${p.title}`,
    en: (p) => `Next: ${p.title}`,
  }),
  points: { 'zh-CN': '得分', en: 'Points' },
  passed: { 'zh-CN': '通过', en: 'Passed' },
  failed: { 'zh-CN': '未通过', en: 'Failed' },
  unknown: { 'zh-CN': '未能判断', en: 'Unknown' },
  started: { 'zh-CN': '开始', en: 'Started' },
  finished: { 'zh-CN': '结束', en: 'Finished' },
  duration: { 'zh-CN': '用时', en: 'Duration' },
  session: { 'zh-CN': '会话', en: 'Session' },
  provider: { 'zh-CN': '虚拟机环境', en: 'Provider' },
  seed: { 'zh-CN': '种子', en: 'Seed' },
  values: { 'zh-CN': '数值', en: 'Values' },
  step: { 'zh-CN': '步骤', en: 'Step' },
  check: { 'zh-CN': '检查', en: 'Check' },
  verdict: { 'zh-CN': '判定', en: 'Verdict' },
  found: { 'zh-CN': '结果', en: 'Found' },
  json: { 'zh-CN': '导出 JSON', en: 'Export JSON' },
  junit: { 'zh-CN': '导出 JUnit', en: 'Export JUnit' },
  html: { 'zh-CN': '导出网页', en: 'Export HTML' },
  learner: { 'zh-CN': '学员', en: 'Learner' },
  proof: {
    'zh-CN': '这次运行没有学员：检查结果说明实验和答案对不对，不计分。',
    en: 'Nobody learned in this run: its checks prove the lab and its solution, and earn no points.',
  },
  changed: {
    'zh-CN': '实验在这个会话中途被改写过：这是编写者的会话，不计分。',
    en: "The lab was changed while this session ran: it is a trainer's, and earns no points.",
  },
  print: { 'zh-CN': '打印', en: 'Print' },
  pdf: { 'zh-CN': '保存 PDF', en: 'Save PDF' },
  again: { 'zh-CN': '换一组数值再做', en: 'Again with other values' },
  back: { 'zh-CN': '返回实验', en: 'Back to the lab' },
  gradeAgain: { 'zh-CN': '重新评分', en: 'Grade again' },
} satisfies Texts;
