import type { Doing } from '../../contract/views.js';
import type { CheckHints, HintLevel } from '../../contract/hints.js';
import { entry, type Language, type Text, template } from '../../contract/text.js';
import type { StepState } from '../logic/steps.js';
import type { Texts } from '../base/i18n.js';

export const labTexts = {
  guide: { 'zh-CN': '指导', en: 'Guide' },
  checks: { 'zh-CN': '检查', en: 'Checks' },
  steps: { 'zh-CN': '步骤', en: 'Steps' },
  stepOf: template<{ number: number; count: number }>({
    'zh-CN': (p) => `第 ${p.number} 步，共 ${p.count} 步`,
    en: (p) => `Step ${p.number} of ${p.count}`,
  }),
  stepNamed: template<{ number: number; title: string; state: string }>({
    'zh-CN': (p) => `第 ${p.number} 步：${p.title}（${p.state}）`,
    en: (p) => `Step ${p.number}: ${p.title} (${p.state})`,
  }),
  previous: { 'zh-CN': '上一步', en: 'Previous' },
  optionalStep: { 'zh-CN': '（选做）', en: '(optional)' },
  next: { 'zh-CN': '下一步', en: 'Next' },
  nextStep: { 'zh-CN': '进入下一步', en: 'Next step' },
  showSteps: { 'zh-CN': '步骤列表', en: 'All steps' },
  check: { 'zh-CN': '检查这一步', en: 'Check this step' },
  hiddenCheck: { 'zh-CN': '学员看不到', en: 'hidden from learners' },
  checkAll: { 'zh-CN': '检查全部步骤', en: 'Check all steps' },
  grade: { 'zh-CN': '评分', en: 'Grade' },
  handIn: { 'zh-CN': '交作业…', en: 'Hand in…' },
  handInTitle: { 'zh-CN': '作业文件', en: 'What you hand in' },
  handInBody: entry<{ file: string; kilobytes: number }>(
    (p) =>
      `文件是 ${p.file}（${p.kilobytes} kB）。存好以后，上传到老师指定的地方；会话照常继续，改了以后可以再交，以最后一份为准。`,
    (p) =>
      `The file is ${p.file} (${p.kilobytes} kB). Save it, and upload it where your teacher says. The session goes on: hand in again after a change, and the last one counts.`,
  ),
  handInNode: entry<{ changes: number; packages: number; database: boolean }>(
    (p) =>
      `改动的文件 ${p.changes} 个，加装的软件包 ${p.packages} 个${p.database ? '，还有数据库的内容' : ''}`,
    (p) =>
      `changed files: ${p.changes}, packages added: ${p.packages}${p.database ? ', and what its database holds' : ''}`,
  ),
  handInMissing: entry<{ reason: string }>(
    (p) => `${p.reason}。缺了它，作业不能评：让所有虚拟机都开着，再交一次。`,
    (p) => `${p.reason}. Without it the file cannot be graded: have all machines on, and hand in again.`,
  ),
  handInLeft: entry<{ paths: string }>(
    (p) => `没有交上的文件：${p.paths}`,
    (p) => `Files that were left out: ${p.paths}`,
  ),
  saveAgain: { 'zh-CN': '再存一次', en: 'Save once more' },
  showResult: { 'zh-CN': '查看成绩', en: 'Show the result' },
  more: { 'zh-CN': '更多', en: 'More' },
  reset: { 'zh-CN': '回到这一步的起点', en: "Reset to this step's start" },
  resetAsk: { 'zh-CN': '回到这一步的起点？', en: "Go back to this step's start?" },
  resetBody: {
    'zh-CN': '所有节点恢复到这一步开始时的样子，之后的改动都会丢失。',
    en: 'All nodes go back to how they were when this step began; what was done since is lost.',
  },
  resetDo: { 'zh-CN': '恢复', en: 'Reset' },
  solution: { 'zh-CN': '显示参考答案', en: 'Show the solution' },
  solutionAsk: { 'zh-CN': '显示这一步的参考答案？', en: 'Show the solution of this step?' },
  solutionBody: {
    'zh-CN': '看过答案后，这一步尚未通过的检查不再得分。',
    en: 'Once shown, the checks of this step that have not passed earn no points.',
  },
  solutionDo: { 'zh-CN': '显示', en: 'Show' },
  solutionOf: template<{ title: string }>({
    'zh-CN': (p) => `参考答案：${p.title}`,
    en: (p) => `Solution: ${p.title}`,
  }),
  solve: { 'zh-CN': '替我完成这一步', en: 'Do this step for me' },
  solveAsk: { 'zh-CN': '替你完成这一步？', en: 'Do this step for you?' },
  solveBody: {
    'zh-CN': '在各节点上替你执行参考答案。由此做成的检查不得分，包括其他步骤里一并做成的。',
    en: 'The engine runs the solution on the nodes. What it makes true earns no points, in other steps as well.',
  },
  solveDo: { 'zh-CN': '执行', en: 'Do it' },
  suspend: { 'zh-CN': '挂起会话', en: 'Suspend the session' },
  end: { 'zh-CN': '结束会话', en: 'End the session' },
  run: template<{ node: string }>({ 'zh-CN': (p) => `在 ${p.node} 执行`, en: (p) => `Run in ${p.node}` }),
  plainText: {
    'zh-CN': '这段文字的格式太复杂，按原样显示。',
    en: 'This text is too involved to be laid out; it is shown as it was written.',
  },
  foldedHint: { 'zh-CN': '自己看过再打开', en: 'look for yourself first' },
  copyCode: { 'zh-CN': '复制命令', en: 'Copy the commands' },
  notChecked: { 'zh-CN': '还没有检查', en: 'not checked yet' },
  pending: { 'zh-CN': '待检查', en: 'not checked' },
  cause: { 'zh-CN': '原因', en: 'Cause' },
  commandAsk: { 'zh-CN': '显示这一步的参考命令？', en: 'Show the commands of this step?' },
  commandBody: template<{ price: number }>({
    'zh-CN': (p) => `看过之后，这一步尚未通过的检查不再得分：少得 ${p.price} 分。`,
    en: (p) =>
      `Once shown, the checks of this step that have not passed earn no points: it costs ${points(p.price)}.`,
  }),
  evidence: { 'zh-CN': '证据', en: 'Evidence' },
  evidenceFor: template<{ title: string }>({
    'zh-CN': (p) => `证据：${p.title}`,
    en: (p) => `Evidence: ${p.title}`,
  }),
  exit: template<{ code: number }>({ 'zh-CN': (p) => `退出码 ${p.code}`, en: (p) => `exit ${p.code}` }),
  noOutput: { 'zh-CN': '（没有输出）', en: '(no output)' },
  answer: { 'zh-CN': '回答', en: 'Answer' },
  predict: { 'zh-CN': '记下预测', en: 'Note my prediction' },
  pickNode: { 'zh-CN': '在图中点选', en: 'Choose in the picture' },
  picking: { 'zh-CN': '点图中的节点', en: 'Click a node in the picture' },
  chooseRight: { 'zh-CN': '选择对应的一项', en: 'Choose what belongs to it' },
  chooseNode: { 'zh-CN': '选择节点', en: 'Choose a node' },
  dragItem: template<{ text: string }>({ 'zh-CN': (p) => `拖动：${p.text}`, en: (p) => `Drag: ${p.text}` }),
  moveUp: template<{ text: string }>({ 'zh-CN': (p) => `上移：${p.text}`, en: (p) => `Move up: ${p.text}` }),
  moveDown: template<{ text: string }>({
    'zh-CN': (p) => `下移：${p.text}`,
    en: (p) => `Move down: ${p.text}`,
  }),
  yourAnswer: { 'zh-CN': '你的回答', en: 'Your answer' },
  answered: template<{ answer: string }>({
    'zh-CN': (p) => `已回答：${p.answer}`,
    en: (p) => `Answered: ${p.answer}`,
  }),
  tallied: template<{ passed: number; all: number }>({
    'zh-CN': (p) => `${p.passed}/${p.all} 项通过`,
    en: (p) => `${p.passed} of ${p.all} pass`,
  }),
  unknowns: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 项未能判断`,
    en: (p) => `${p.count} unknown`,
  }),
  ready: { 'zh-CN': '就绪', en: 'Ready' },
  read: { 'zh-CN': '读完了', en: 'Done' },
  readFirst: { 'zh-CN': '读到末尾，或按“读完了”，这一步就完成了', en: 'Read it to the end, or press Done' },
  readDone: { 'zh-CN': '已读完', en: 'Read' },
  requiredDone: {
    'zh-CN': '必做的都已完成，可以评分了。',
    en: 'All that counts is done: grade it.',
  },
  allDone: { 'zh-CN': '所有步骤都已完成，可以评分了。', en: 'All steps are done: grade it.' },
  noChecks: { 'zh-CN': '这一步没有检查。', en: 'This step has no checks.' },
  trouble: { 'zh-CN': '出了问题', en: 'Something went wrong' },
  nodeDown: template<{ nodes: string }>({
    'zh-CN': (p) => `没有运行的节点：${p.nodes}`,
    en: (p) => `Nodes that do not run: ${p.nodes}`,
  }),
  enlarge: template<{ area: string }>({ 'zh-CN': (p) => `放大${p.area}`, en: (p) => `Enlarge ${p.area}` }),
  restore: { 'zh-CN': '恢复布局', en: 'Restore the layout' },
  resizeGuide: { 'zh-CN': '调整指导区宽度', en: 'Width of the guide' },
  resizeChecks: { 'zh-CN': '调整检查区高度', en: 'Height of the checks' },
  resizeTerminals: { 'zh-CN': '调整终端区高度', en: 'Height of the terminals' },
} satisfies Texts;

export const stepStateTexts: Readonly<Record<StepState, Text>> = {
  done: { 'zh-CN': '已完成', en: 'done' },
  solved: { 'zh-CN': '已完成，不得分', en: 'done, no points' },
  current: { 'zh-CN': '当前', en: 'current' },
  open: { 'zh-CN': '未完成', en: 'open' },
};

export const doingTexts: Readonly<Record<Doing['what'], Text>> = {
  start: { 'zh-CN': '正在启动', en: 'Starting' },
  resume: { 'zh-CN': '正在恢复', en: 'Resuming' },
  check: { 'zh-CN': '正在检查', en: 'Checking' },
  grade: { 'zh-CN': '正在评分', en: 'Grading' },
  put: { 'zh-CN': '正在把作业里的状态放到虚拟机上', en: 'Putting what was handed in onto the machines' },
  'hand-in': { 'zh-CN': '正在打包作业', en: 'Packing what is handed in' },
  solve: { 'zh-CN': '正在执行答案', en: 'Solving' },
  reset: { 'zh-CN': '正在恢复起点', en: 'Resetting' },
  power: { 'zh-CN': '正在操作电源', en: 'Switching' },
  suspend: { 'zh-CN': '正在挂起', en: 'Suspending' },
  end: { 'zh-CN': '正在结束', en: 'Ending' },
};

export const hintLevelTexts: Readonly<Record<HintLevel, Text>> = {
  nudge: { 'zh-CN': '提示', en: 'Hint' },
  command: { 'zh-CN': '参考命令', en: 'Commands' },
};

const points = (count: number) => `${count} ${count === 1 ? 'point' : 'points'}`;

/** The next level of help, with what it costs. */
export function nextHint({ level, price }: NonNullable<CheckHints['next']>, language: Language): string {
  const cost =
    price === 0
      ? { 'zh-CN': '不扣分', en: 'free' }
      : { 'zh-CN': `少得 ${price} 分`, en: `costs ${points(price)}` };
  const name = hintLevelTexts[level][language];
  return language === 'zh-CN' ? `${name}（${cost[language]}）` : `${name} (${cost[language]})`;
}
