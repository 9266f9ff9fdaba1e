import { template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const startTexts = {
  dialog: template<{ title: string }>({ 'zh-CN': (p) => `开始：${p.title}`, en: (p) => `Start: ${p.title}` }),
  provider: { 'zh-CN': '虚拟机环境', en: 'Provider' },
  values: { 'zh-CN': '实验数值', en: 'Values' },
  own: { 'zh-CN': '实验自带的数值', en: "The lab's own values" },
  ownHint: { 'zh-CN': '与课程讲义一致，适合第一次做', en: 'as in the course: good for the first time' },
  ofClass: { 'zh-CN': '我在班级里的数值', en: 'My values in the class' },
  ofClassHint: template<{ student: string }>({
    'zh-CN': (p) => `由学号 ${p.student} 算出，交作业用这一组`,
    en: (p) => `drawn for student ${p.student}: what you hand in is of these`,
  }),
  others: { 'zh-CN': '换一组数值', en: 'Other values' },
  othersHint: {
    'zh-CN': 'VIP 等随机抽取，适合再做一遍',
    en: 'VIP and the like are drawn: good for another go',
  },
  start: { 'zh-CN': '启动虚拟机', en: 'Start the machines' },
  starting: template<{ title: string }>({
    'zh-CN': (p) => `正在启动：${p.title}`,
    en: (p) => `Starting: ${p.title}`,
  }),
  resuming: template<{ title: string }>({
    'zh-CN': (p) => `正在恢复：${p.title}`,
    en: (p) => `Resuming: ${p.title}`,
  }),
  elapsed: template<{ time: string }>({ 'zh-CN': (p) => `已用 ${p.time}`, en: (p) => `${p.time} so far` }),
  cancel: { 'zh-CN': '取消启动', en: 'Cancel the start' },
  host: { 'zh-CN': '本机', en: 'host' },
  node: { 'zh-CN': '节点', en: 'Node' },
  phase: { 'zh-CN': '阶段', en: 'Phase' },
  state: { 'zh-CN': '状态', en: 'State' },
  progress: { 'zh-CN': '进度', en: 'Progress' },
  waiting: { 'zh-CN': '等待中', en: 'waiting' },
  ready: { 'zh-CN': '无需准备', en: 'nothing to prepare' },
  cancelled: { 'zh-CN': '启动已取消', en: 'The start was cancelled' },
  cancelledBody: {
    'zh-CN': '已经启动的虚拟机都已结束，没有留下什么。',
    en: 'The machines that had come up were ended; nothing is left of it.',
  },
  log: { 'zh-CN': '过程记录', en: 'Log' },
  failed: { 'zh-CN': '没有启动成功', en: 'It did not start' },
  failedWhere: template<{ parts: string }>({
    'zh-CN': (p) => `失败的部分：${p.parts}`,
    en: (p) => `What failed: ${p.parts}`,
  }),
  why: { 'zh-CN': '原因', en: 'Why' },
  next: { 'zh-CN': '接下来', en: 'What next' },
  nextBody: {
    'zh-CN': '按上面的提示处理后重试；重试会清理这次启动留下的虚拟机，从头开始。',
    en: 'Mend what is said above and try again: that cleans up what this start left and begins anew.',
  },
  noReason: { 'zh-CN': '引擎没有说明原因。', en: 'The engine gave no reason.' },
  suspended: { 'zh-CN': '这个会话已挂起', en: 'This session is suspended' },
  suspendedBody: {
    'zh-CN': '虚拟机保存在磁盘上，恢复后与挂起时一样。',
    en: 'Its machines are on the disk and come back as they were.',
  },
  wayBack: { 'zh-CN': '虚拟机起不来时', en: 'If the machines do not come' },
  wayBackBody: {
    'zh-CN': '每一步开始时的样子都存着。回到那里：之后在虚拟机上做的都不在了，得分从那一步起重新算。',
    en: 'How they were at the start of each step is kept. Going back there loses what was done on the machines since, and the checks from that step on are to be passed again.',
  },
  noWayBack: {
    'zh-CN': '没有保存过某一步开始时的样子，只能结束会话；日志和报告会留下。',
    en: 'No start of a step was saved: the session can only be ended. Its journal and report stay.',
  },
  toStart: template<{ step: string }>({
    'zh-CN': (p) => `回到“${p.step}”开始时`,
    en: (p) => `Back to the start of “${p.step}”`,
  }),
  endIt: { 'zh-CN': '结束会话', en: 'End the session' },
  ended: { 'zh-CN': '这个会话已结束', en: 'This session has ended' },
  endedBody: {
    'zh-CN': '虚拟机已关闭，记录还在。',
    en: 'Its machines are gone; its record is kept.',
  },
  again: { 'zh-CN': '重新开始', en: 'Start again' },
} satisfies Texts;
