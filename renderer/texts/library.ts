import type { SessionSummary } from '../../contract/views.js';
import { type Text, template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const libraryTexts = {
  search: { 'zh-CN': '搜索实验', en: 'Search labs' },
  searchHint: { 'zh-CN': '标题、简介或章节，如 1.5.10', en: 'title, summary or section, like 1.5.10' },
  level: { 'zh-CN': '难度', en: 'Level' },
  anyLevel: { 'zh-CN': '全部难度', en: 'All levels' },
  progress: { 'zh-CN': '进度', en: 'Progress' },
  anyProgress: { 'zh-CN': '全部', en: 'All' },
  done: { 'zh-CN': '已完成', en: 'Done' },
  notDone: { 'zh-CN': '未完成', en: 'Not done' },
  found: template<{ count: number; all: number }>({
    'zh-CN': (p) => (p.count === p.all ? `${p.all} 个实验` : `${p.count} 个实验（共 ${p.all} 个）`),
    en: (p) => (p.count === p.all ? `${p.all} labs` : `${p.count} of ${p.all} labs`),
  }),
  none: { 'zh-CN': '没有符合条件的实验。', en: 'No lab matches.' },
  clear: { 'zh-CN': '清除条件', en: 'Clear the filter' },
  steps: template<{ count: number }>({ 'zh-CN': (p) => `${p.count} 步`, en: (p) => `${p.count} steps` }),
  nodes: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 个节点`,
    en: (p) => `${p.count} nodes`,
  }),
  course: template<{ sections: string }>({
    'zh-CN': (p) => `课程 ${p.sections}`,
    en: (p) => `Course ${p.sections}`,
  }),
  best: template<{ earned: number; points: number }>({
    'zh-CN': (p) => `最好成绩 ${p.earned}/${p.points}`,
    en: (p) => `Best grade ${p.earned}/${p.points}`,
  }),
  courseFound: template<{ sections: string }>({
    'zh-CN': (p) => `符合的课程章节：${p.sections}`,
    en: (p) => `Found in course ${p.sections}`,
  }),
  fully: template<{ earned: number; points: number }>({
    'zh-CN': (p) => `已完成，${p.earned}/${p.points} 分`,
    en: (p) => `done, ${p.earned}/${p.points} points`,
  }),
  notBegun: { 'zh-CN': '未开始', en: 'not begun' },
  begun: { 'zh-CN': '做过，还没有成绩', en: 'begun, no grade yet' },
  number: template<{ number: number }>({
    'zh-CN': (p) => `第 ${p.number} 个实验`,
    en: (p) => `Lab ${p.number}`,
  }),
  labsDone: template<{ done: number; all: number }>({
    'zh-CN': (p) => `完成 ${p.done}/${p.all}`,
    en: (p) => `${p.done} of ${p.all} done`,
  }),
  minutesLeft: template<{ minutes: number }>({
    'zh-CN': (p) => `还需约 ${p.minutes} 分钟`,
    en: (p) => `about ${p.minutes} min left`,
  }),
  hoursLeft: template<{ hours: number }>({
    'zh-CN': (p) => `还需约 ${p.hours} 小时`,
    en: (p) => `about ${p.hours} h left`,
  }),
  nextUp: { 'zh-CN': '接下来', en: 'What comes next' },
  nextFirst: { 'zh-CN': '课程从这里开始。', en: 'The course begins with it.' },
  nextReady: { 'zh-CN': '它需要的基础你都有了。', en: 'You have done all that it builds on.' },
  startNext: { 'zh-CN': '开始下一个实验', en: 'Start the next lab' },
  allDone: { 'zh-CN': '所有实验都做完了。', en: 'Every lab is done.' },
  goOn: { 'zh-CN': '接着做', en: 'Go on' },
  goOnNamed: template<{ title: string }>({
    'zh-CN': (p) => `接着做“${p.title}”`,
    en: (p) => `Go on with "${p.title}"`,
  }),
  startHere: { 'zh-CN': '从这里开始', en: 'Start here' },
  goOnHere: { 'zh-CN': '接着做这个', en: 'Next for you' },
  before: template<{ labs: readonly string[] }>({
    'zh-CN': (p) => `先做：${p.labs.join('、')}`,
    en: (p) => `Before it: ${p.labs.join(', ')}`,
  }),
  preview: { 'zh-CN': '先看看', en: 'Preview' },
  previewNamed: template<{ title: string }>({
    'zh-CN': (p) => `先看看“${p.title}”`,
    en: (p) => `Preview "${p.title}"`,
  }),
  firstStep: template<{ title: string }>({
    'zh-CN': (p) => `第一步：${p.title}`,
    en: (p) => `The first step: ${p.title}`,
  }),
  sketch: template<{ nodes: string }>({
    'zh-CN': (p) => `拓扑：${p.nodes}`,
    en: (p) => `Topology: ${p.nodes}`,
  }),
  start: { 'zh-CN': '开始', en: 'Start' },
  startNamed: template<{ title: string }>({
    'zh-CN': (p) => `开始“${p.title}”`,
    en: (p) => `Start "${p.title}"`,
  }),
  ofHandIn: template<{ student: string }>({
    'zh-CN': (p) => `${p.student} 的作业`,
    en: (p) => `handed in by ${p.student}`,
  }),
  sessions: { 'zh-CN': '进行中的会话', en: 'Sessions' },
  past: template<{ count: number }>({
    'zh-CN': (p) => `已结束的会话（${p.count}）`,
    en: (p) => `Ended sessions (${p.count})`,
  }),
  resume: { 'zh-CN': '继续', en: 'Resume' },
  enter: { 'zh-CN': '进入', en: 'Open' },
  takeOver: { 'zh-CN': '接到这里', en: 'Take over' },
  end: { 'zh-CN': '结束', en: 'End' },
  forget: { 'zh-CN': '删除记录', en: 'Forget' },
  result: { 'zh-CN': '成绩', en: 'Result' },
  takeOverAsk: { 'zh-CN': '把这个会话接到这里？', en: 'Take over this session?' },
  takeOverBody: {
    'zh-CN': '运行它的进程没有响应。那个进程会被结束，虚拟机先存盘，再在这里继续。',
    en: 'The process that runs it does not answer. That process is ended, its machines are saved, and the session goes on here.',
  },
  endAsk: { 'zh-CN': '结束这个会话？', en: 'End this session?' },
  endBody: {
    'zh-CN': '虚拟机会被关闭，里面的改动都会丢失；步骤、判定和成绩的记录保留。',
    en: 'Its machines are ended and what you changed in them is lost. The record of steps, verdicts and grade stays.',
  },
  forgetAsk: { 'zh-CN': '删除这个会话的记录？', en: 'Forget this session?' },
  forgetBody: {
    'zh-CN': '步骤、判定和成绩都会被删除，无法恢复。',
    en: 'Its steps, verdicts and grade are deleted for good.',
  },
  doneOf: template<{ done: number; steps: number }>({
    'zh-CN': (p) => `完成 ${p.done}/${p.steps} 步`,
    en: (p) => `${p.done} of ${p.steps} steps done`,
  }),
  troubles: { 'zh-CN': '无法使用的实验和会话', en: 'Labs and sessions that cannot be used' },
  created: template<{ at: string }>({ 'zh-CN': (p) => `开始于 ${p.at}`, en: (p) => `begun ${p.at}` }),
  doctor: { 'zh-CN': '本机检查', en: 'This host' },
  doctorProblem: { 'zh-CN': '问题', en: 'Problem' },
  doctorWarning: { 'zh-CN': '提醒', en: 'Warning' },
  doctorFix: { 'zh-CN': '运行这条命令：', en: 'Run this command:' },
  doctorLooking: { 'zh-CN': '正在检查…', en: 'being looked at…' },
  doctorFine: { 'zh-CN': '没有发现问题', en: 'nothing is wrong' },
  doctorMore: template<{ count: number }>({
    'zh-CN': (p) => `详情（${p.count}）`,
    en: (p) => `Details (${p.count})`,
  }),
  doctorAgain: { 'zh-CN': '重新检查', en: 'Look again' },
} satisfies Texts;

export const sessionStateTexts: Readonly<Record<SessionSummary['state'], Text>> = {
  starting: { 'zh-CN': '正在启动', en: 'starting' },
  running: { 'zh-CN': '运行中', en: 'running' },
  elsewhere: { 'zh-CN': '在别处运行', en: 'running elsewhere' },
  stuck: { 'zh-CN': '没有响应', en: 'does not answer' },
  suspended: { 'zh-CN': '已挂起', en: 'suspended' },
  ended: { 'zh-CN': '已结束', en: 'ended' },
  broken: { 'zh-CN': '状态不明', en: 'not known' },
};
