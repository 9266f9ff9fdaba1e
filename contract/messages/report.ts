import { template, type Text } from '../text.js';
import type { Status } from '../verdict.js';

const plain = (zh: string, en: string) =>
  template<Record<string, never>>({ 'zh-CN': () => zh, en: () => en });

/** Words of a report for people, in the terminal and as a page. */
export const reportCatalogue = {
  title: template<{ title: string }>({
    'zh-CN': (p) => `实验报告：${p.title}`,
    en: (p) => `Report: ${p.title}`,
  }),
  learner: plain('学员', 'Learner'),
  nobody: plain('没有填写', 'not given'),
  lab: plain('实验', 'Lab'),
  session: plain('会话', 'Session'),
  provider: plain('虚拟机环境', 'Provider'),
  values: plain('数值', 'Values'),
  started: plain('开始', 'Started'),
  finished: plain('结束', 'Finished'),
  points: plain('得分', 'Points'),
  earned: template<{ earned: number; points: number }>({
    'zh-CN': (p) => `${p.earned}/${p.points} 分`,
    en: (p) => `${p.earned} of ${p.points}`,
  }),
  checks: template<{ checks: number; passed: number; failed: number; unknown: number }>({
    'zh-CN': (p) => `${p.checks} 项检查：通过 ${p.passed}，未通过 ${p.failed}，未能判断 ${p.unknown}`,
    en: (p) => `${p.checks} checks: ${p.passed} pass, ${p.failed} fail, ${p.unknown} unknown`,
  }),
  'not-final': plain(
    '还没有评分：这是学习过程中的判定，不是最终成绩。',
    'Not graded yet: these are the verdicts so far, not a final grade.',
  ),
  'no-learner': plain(
    '这次运行没有学员：检查结果说明实验和答案对不对，不计分。',
    'Nobody learned in this run: its checks prove the lab and its solution, and earn no points.',
  ),
  changed: plain(
    '实验在这个会话中途被改写过：这是编写者的会话，不计分。',
    "The lab was changed while this session ran: it is a trainer's, and earns no points.",
  ),
  trouble: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 项检查因故障未能判断，不是学员的问题；这个成绩不能作数，请再评一次。`,
    en: (p) =>
      `${p.count} ${p.count === 1 ? 'check' : 'checks'} could not be judged because of trouble, not because of the learner: this grade cannot stand. Grade again.`,
  }),
  optional: plain('选做', 'optional'),
  verdict: plain('判定', 'Verdict'),
  found: plain('结果', 'Found'),
  cause: plain('原因', 'Cause'),
  hints: plain('用过的提示', 'Help taken'),
  nudge: plain('提示', 'hint'),
  command: plain('参考命令', 'commands'),
  evidence: plain('依据', 'Evidence'),
  timeline: plain('经过', 'What happened'),
  read: plain('没有检查，阅读即可', 'no checks: to be read'),
} as const;

export const statusTexts: Readonly<Record<Status, Text>> = {
  pass: { 'zh-CN': '通过', en: 'pass' },
  fail: { 'zh-CN': '未通过', en: 'fail' },
  unknown: { 'zh-CN': '未能判断', en: 'unknown' },
};
