import type { HintLevel } from '../contract/hints.js';
import { nodeStateTexts, whyNode } from '../contract/messages/machines.js';
import type { NodeState } from '../contract/machines.js';
import type { Status } from '../contract/verdict.js';
import type { StateTrouble } from '../contract/handin.js';
import { type PutNote, putNoteTexts, stateTroubleTexts } from '../contract/messages/hand-ins.js';
import { type Language, template, textFor } from '../contract/text.js';
import { classMessages } from './class-messages.js';
import { gradeMessages } from './grade-messages.js';
import { packMessages } from './pack-messages.js';
import { translationCatalogue } from './translation-messages.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) => template<None>({ 'zh-CN': () => zh, en: () => en });

/** Why a node is as it is, in brackets; nothing where nobody said. */
function why(detail: string, language: Language): string {
  const said = whyNode(detail, language);
  if (said === '') return '';
  return language === 'zh-CN' ? `（${said}）` : ` (${said})`;
}

const points = (count: number) => `${count} ${count === 1 ? 'point' : 'points'}`;

/** What can be done with a node in this state. */
function nodeAdvice(state: NodeState, node: string, language: Language): string {
  const t = (zh: string, en: string) => (language === 'zh-CN' ? zh : en);
  switch (state) {
    case 'halted':
    case 'crashed':
      return t(`开机：lvslab power ${node} boot`, `To start it: lvslab power ${node} boot`);
    case 'paused':
      return t(`继续运行：lvslab power ${node} continue`, `To let it go on: lvslab power ${node} continue`);
    case 'missing':
      return t(`恢复它：lvslab reset --node ${node}`, `To have it back: lvslab reset --node ${node}`);
    case 'booting':
    case 'running':
      return '';
  }
}

/** What the command itself says. */
export const cliCatalogue = {
  ...translationCatalogue,
  'run.title': template<{ title: string; session: string }>({
    'zh-CN': (p) => `实验：${p.title}（会话 ${p.session}）`,
    en: (p) => `Lab: ${p.title} (session ${p.session})`,
  }),
  'run.ready': template<{ nodes: string; seconds: string }>({
    'zh-CN': (p) => `虚拟机就绪：${p.nodes}（${p.seconds} 秒）`,
    en: (p) => `Machines ready: ${p.nodes} (${p.seconds} s)`,
  }),
  'run.setup': template<{ node: string; script: string }>({
    'zh-CN': (p) => `准备 ${p.node}：${p.script}`,
    en: (p) => `preparing ${p.node}: ${p.script}`,
  }),
  'run.step': template<{ number: number; total: number; title: string }>({
    'zh-CN': (p) => `步骤 ${p.number}/${p.total}  ${p.title}`,
    en: (p) => `Step ${p.number}/${p.total}  ${p.title}`,
  }),
  'run.solving': template<{ nodes: string }>({
    'zh-CN': (p) => `在 ${p.nodes} 上执行参考答案`,
    en: (p) => `typing the solution on ${p.nodes}`,
  }),
  'run.checking': template<{ what: string }>({
    'zh-CN': (p) => `检查中：${p.what}`,
    en: (p) => `checking: ${p.what}`,
  }),
  'run.grading': plain('最终评分：重新检查全部结果', 'Grading: everything is judged again'),
  'run.result': template<{
    passed: number;
    checks: number;
    failed: number;
    unknown: number;
    seconds: string;
  }>({
    'zh-CN': (p) =>
      `结果：${p.checks} 项检查，通过 ${p.passed}，未通过 ${p.failed}，未能检查 ${p.unknown}（用时 ${p.seconds} 秒）`,
    en: (p) =>
      `Result: ${p.passed} of ${p.checks} checks pass, ${p.failed} fail, ${p.unknown} not checked (${p.seconds} s)`,
  }),
  'run.no-learner': plain(
    '这次运行没有学员：检查结果说明实验和答案对不对，不计分。',
    'Nobody learned in this run: its checks prove the lab and its solution, and earn no points.',
  ),
  'hand-in.node': template<{ node: string }>({
    'zh-CN': (p) => `取 ${p.node} 的状态`,
    en: (p) => `taking the state of ${p.node}`,
  }),
  'hand-in.done': template<{ file: string; kilobytes: number }>({
    'zh-CN': (p) =>
      `作业已写入 ${p.file}（${p.kilobytes} kB）。会话照常继续，改了以后可以再交，以最后一次为准。`,
    en: (p) =>
      `Written: ${p.file} (${p.kilobytes} kB). The session goes on; you may change things and hand in again: the last one counts.`,
  }),
  'hand-in.inside': template<{
    node: string;
    changes: number;
    packages: readonly string[];
    database: boolean;
  }>({
    'zh-CN': (p) =>
      `  ${p.node}：${p.changes} 处文件改动，内核里的地址、路由、规则和 IPVS 表，正在运行的服务${p.database ? '，数据库的内容' : ''}${p.packages.length === 0 ? '' : `；另装了 ${p.packages.join('、')}`}`,
    en: (p) =>
      `  ${p.node}: ${p.changes} changes to files, addresses, routes, rules and the IPVS table of its kernel, services that run${p.database ? ', what its database holds' : ''}${p.packages.length === 0 ? '' : `; packages: ${p.packages.join(', ')}`}`,
  }),
  'hand-in.missing': template<{ node: string; state: StateTrouble }>({
    'zh-CN': (p) => `  ${p.node}：不在里面，${textFor(stateTroubleTexts, p.state, 'zh-CN')}`,
    en: (p) => `  ${p.node}: not in it: ${textFor(stateTroubleTexts, p.state, 'en')}`,
  }),
  'hand-in.incomplete': template<{ nodes: readonly string[] }>({
    'zh-CN': (p) => `缺了 ${p.nodes.join('、')}，这份作业不能评：让所有虚拟机都开着，再交一次。`,
    en: (p) =>
      `Without ${p.nodes.join(', ')} this file cannot be graded: have all machines on, and hand in again.`,
  }),
  'hand-in.left': template<{ node: string; path: string; bytes: number }>({
    'zh-CN': (p) => `  ${p.node}：没有装进 ${p.path}（${p.bytes} 字节）`,
    en: (p) => `  ${p.node}: left out: ${p.path} (${p.bytes} bytes)`,
  }),
  'replay.note': template<{ node: string; what: PutNote['what']; detail: string }>({
    'zh-CN': (p) => `${p.node}：${textFor(putNoteTexts, p.what, 'zh-CN')}：${p.detail}`,
    en: (p) => `${p.node}: ${textFor(putNoteTexts, p.what, 'en')}: ${p.detail}`,
  }),
  'replay.differs': template<{ check: string; live: Status; replayed: Status }>({
    'zh-CN': (p) => `${p.check}：学员那里是 ${p.live}，重放是 ${p.replayed}`,
    en: (p) => `${p.check}: ${p.live} in the learner's session, ${p.replayed} in the replay`,
  }),
  'replay.done': template<{ passed: number; checks: number; differ: number; seconds: string }>({
    'zh-CN': (p) =>
      `重放：${p.checks} 项检查，通过 ${p.passed}，与学员那里不同 ${p.differ}（用时 ${p.seconds} 秒）`,
    en: (p) =>
      `Replayed: ${p.passed} of ${p.checks} checks pass, ${p.differ} other than in the learner's session (${p.seconds} s)`,
  }),
  'run.suspending': plain('正在挂起会话…', 'Suspending the session…'),
  'run.suspended': template<{ session: string }>({
    'zh-CN': (p) => `会话已挂起。继续：lvslab resume ${p.session}　结束：lvslab down ${p.session}`,
    en: (p) =>
      `The session is suspended. Go on: lvslab resume ${p.session}   End it: lvslab down ${p.session}`,
  }),
  'run.report': template<{ file: string }>({
    'zh-CN': (p) => `报告已写入 ${p.file}`,
    en: (p) => `Report written to ${p.file}`,
  }),
  'report.who': plain('学员姓名（直接回车则不填）：', "The learner's name (Enter: none): "),
  /** After a check's title. */
  'verdict.hidden': plain('（学员看不到）', ' (hidden from learners)'),
  'verdict.why': plain('原因', 'why'),
  'verdict.hint': plain('提示', 'hint'),
  'verdict.evidence': plain('依据', 'evidence'),
  'up.started': template<{ session: string }>({
    'zh-CN': (p) =>
      `会话 ${p.session} 正在运行。在另一个终端里：\n  lvslab step          这一步的说明\n  lvslab ssh 节点名    登录节点\n  lvslab check         检查当前步骤\n  lvslab hint 检查名   这项检查的提示\n  lvslab solve         替我完成当前步骤\n  lvslab suspend       挂起`,
    en: (p) =>
      `Session ${p.session} is running. From another terminal:\n  lvslab step          what to do\n  lvslab ssh NODE      log in\n  lvslab check         check the current step\n  lvslab hint CHECK    help with one check\n  lvslab solve         do the current step for me\n  lvslab suspend       suspend`,
  }),
  ...classMessages,
  ...gradeMessages,
  'up.cancelled-start': plain(
    '启动已取消，已经启动的虚拟机都已结束。',
    'The start was cancelled; the machines that had come up were ended.',
  ),
  'up.cancelled-resume': plain(
    '恢复已取消，会话仍是挂起状态。',
    'The resume was cancelled; the session stays suspended.',
  ),
  'up.foreground': plain('按 Ctrl-C 挂起会话。', 'Press Ctrl-C to suspend the session.'),
  'ps.lab-gone': plain('实验文件夹已不存在或有错误', "the lab's folder has gone, or cannot be read"),
  'ps.none': plain('没有会话。', 'There are no sessions.'),
  'node.state': template<{ node: string; state: NodeState; detail: string }>({
    'zh-CN': (p) =>
      `节点 ${p.node} ${nodeStateTexts[p.state]['zh-CN']}${why(p.detail, 'zh-CN')}。${nodeAdvice(p.state, p.node, 'zh-CN')}`.trimEnd(),
    en: (p) =>
      `node ${p.node} is ${nodeStateTexts[p.state].en}${why(p.detail, 'en')}. ${nodeAdvice(p.state, p.node, 'en')}`.trimEnd(),
  }),
  'check.done': plain(
    '全部步骤已完成。用 lvslab check --grade 评分。',
    'All steps are done. Grade with lvslab check --grade.',
  ),
  'check.next': template<{ title: string; step: string }>({
    'zh-CN': (p) => `下一步：${p.title}（${p.step}）。说明：lvslab step`,
    en: (p) => `Next step: ${p.title} (${p.step}). Its text: lvslab step`,
  }),
  'check.read': template<{ title: string }>({
    'zh-CN': (p) => `步骤“${p.title}”没有检查：用 lvslab step 读完，再用 lvslab step --done 标记。`,
    en: (p) => `Step "${p.title}" has no checks: read it with lvslab step, then lvslab step --done.`,
  }),
  'step.done': template<{ step: string }>({
    'zh-CN': (p) => `步骤 ${p.step} 已读完。`,
    en: (p) => `Step ${p.step} is read.`,
  }),
  'answer.rights': plain('右边可选：', 'The right sides:'),
  'step.checks': plain('检查', 'Checks'),
  'step.none': plain('全部步骤已完成。', 'All steps are done.'),
  'hint.last': template<{ check: string }>({
    'zh-CN': (p) => `检查 ${p.check} 没有更多提示。`,
    en: (p) => `Check ${p.check} has no more help.`,
  }),
  'hint.price': template<{ price: number }>({
    'zh-CN': (p) => `下一级是这一步的参考命令：看过之后，这一步尚未通过的检查不再得分，少得 ${p.price} 分。`,
    en: (p) =>
      `Next are the commands of this step. Once shown, its checks that have not passed earn no points: that costs ${points(p.price)}.`,
  }),
  'hint.yes': template<{ check: string }>({
    'zh-CN': (p) => `要看就加上 --yes：lvslab hint ${p.check} --yes`,
    en: (p) => `To see them: lvslab hint ${p.check} --yes`,
  }),
  'hint.ask': plain('现在显示吗？[y/N] ', 'Show them now? [y/N] '),
  'hint.next': template<{ level: HintLevel; price: number }>({
    'zh-CN': (p) =>
      `还有：${p.level === 'command' ? '参考命令' : '提示'}（${p.price === 0 ? '不扣分' : `少得 ${p.price} 分`}），再执行一次 lvslab hint 即可。`,
    en: (p) =>
      `Next: ${p.level === 'command' ? 'the commands' : 'a hint'} (${p.price === 0 ? 'free' : `costs ${points(p.price)}`}), by lvslab hint once more.`,
  }),
  'check.watching': plain('持续检查中，按 Ctrl-C 结束。', 'Watching; Ctrl-C ends it.'),
  'solve.done': template<{ step: string }>({
    'zh-CN': (p) => `步骤 ${p.step} 已替你完成：由此做成的检查不得分。`,
    en: (p) => `Step ${p.step} was done for you: what that made true earns no points.`,
  }),
  'reset.done': template<{ step: string; node?: string }>({
    'zh-CN': (p) =>
      p.node === undefined
        ? `已回到步骤 ${p.step} 开始时的状态。`
        : `节点 ${p.node} 已回到步骤 ${p.step} 开始时的状态，其他节点没有变。`,
    en: (p) =>
      p.node === undefined
        ? `Back at the start of step ${p.step}.`
        : `${p.node} is back at the start of step ${p.step}; the others are as they were.`,
  }),
  'ssh.restarting': template<{ node: string }>({
    'zh-CN': (p) => `${p.node} 正在重启，启动后自动重新连接。`,
    en: (p) => `${p.node} restarts; this terminal comes back when it answers.`,
  }),
  'ssh.gone': template<{ node: string; state: NodeState }>({
    'zh-CN': (p) =>
      `${p.node} 已不在运行（${nodeStateTexts[p.state]['zh-CN']}）。${nodeAdvice(p.state, p.node, 'zh-CN')}`.trimEnd(),
    en: (p) =>
      `${p.node} does not run any more (${nodeStateTexts[p.state].en}). ${nodeAdvice(p.state, p.node, 'en')}`.trimEnd(),
  }),
  'power.done': template<{ node: string; state: NodeState }>({
    'zh-CN': (p) => `节点 ${p.node}：${nodeStateTexts[p.state]['zh-CN']}。`,
    en: (p) => `${p.node}: ${nodeStateTexts[p.state].en}.`,
  }),
  'down.stuck': template<{ session: string; pid: number }>({
    'zh-CN': (p) => `运行会话 ${p.session} 的进程（${p.pid}）没有响应，已强制结束。`,
    en: (p) => `The process that ran session ${p.session} (${p.pid}) did not answer and was killed.`,
  }),
  'down.done': template<{ session: string }>({
    'zh-CN': (p) => `会话 ${p.session} 已结束，虚拟机已删除。`,
    en: (p) => `Session ${p.session} has ended; its machines are gone.`,
  }),
  'ui.open': template<{ url: string }>({
    'zh-CN': (p) => `在浏览器里打开（只有本机能访问）：${p.url}`,
    en: (p) => `Open in a browser (reachable from this machine only): ${p.url}`,
  }),
  'ui.end': plain('按 Ctrl-C 结束，正在运行的会话会挂起。', 'Ctrl-C ends it and suspends what runs.'),
  'recovered.suspended': template<{ session: string }>({
    'zh-CN': (p) => `会话 ${p.session} 的主程序意外退出，其虚拟机已保存。继续：lvslab resume ${p.session}`,
    en: (p) =>
      `The process of session ${p.session} had died; its machines were saved. Go on: lvslab resume ${p.session}`,
  }),
  'recovered.gone': template<{ session: string }>({
    'zh-CN': (p) => `会话 ${p.session} 的主程序意外退出，其未完成的虚拟机已清理。`,
    en: (p) => `The process of session ${p.session} had died; its unfinished machines were removed.`,
  }),
  'recovered.orphans': template<{ count: number }>({
    'zh-CN': (p) => `已结束 ${p.count} 台会话文件夹已不存在的虚拟机。`,
    en: (p) => `Ended ${p.count} machine${p.count === 1 ? '' : 's'} whose session folder had gone.`,
  }),
  'image.built': template<{ hash: string; seconds: string }>({
    'zh-CN': (p) => `镜像 ${p.hash} 就绪（${p.seconds} 秒）`,
    en: (p) => `Image ${p.hash} is ready (${p.seconds} s)`,
  }),
  'export.done': template<{ file: string; folder: string; box: string }>({
    'zh-CN': (p) => `已写入 ${p.file}（box：${p.box}）。使用：cd ${p.folder} && vagrant up`,
    en: (p) => `Written: ${p.file} (box: ${p.box}). Use it: cd ${p.folder} && vagrant up`,
  }),
  'box.removed': template<{ boxes: readonly string[] }>({
    'zh-CN': (p) => `已从 Vagrant 删除 box：${p.boxes.join('、')}`,
    en: (p) => `Removed from Vagrant: ${p.boxes.join(', ')}`,
  }),
  'box.made': template<{ file: string; name: string; seconds: string }>({
    'zh-CN': (p) =>
      `Vagrant box 已写入 ${p.file}（${p.seconds} 秒）。交给 Vagrant：vagrant box add --name ${p.name} ${p.file}`,
    en: (p) =>
      `Vagrant box written to ${p.file} (${p.seconds} s). Give it to Vagrant: vagrant box add --name ${p.name} ${p.file}`,
  }),
  'image.removed': template<{ count: number; megabytes: number }>({
    'zh-CN': (p) => `已删除 ${p.count} 个镜像及快照（${p.megabytes} MB）`,
    en: (p) => `Removed ${p.count} image${p.count === 1 ? '' : 's'} with snapshots (${p.megabytes} MB)`,
  }),
  'image.none': plain(
    '没有镜像。用 lvslab image build 制作。',
    'There is no image. Make it with lvslab image build.',
  ),
  'problem.written': template<{ file: string }>({
    'zh-CN': (p) => `已写入 ${p.file}。里面没有密钥；会话记录里有学员的姓名和答案。发给别人之前请先看一遍。`,
    en: (p) =>
      `Written to ${p.file}. No keys are in it; the journal has the learner's name and answers. Look through it before you send it.`,
  }),
  'doctor.fix': plain('解决办法', 'fix'),
  'doctor.good': plain('这台机器可以运行 LVS Lab。', 'This machine can run LVS Lab.'),
  'doctor.bad': plain('这台机器还不能运行 LVS Lab。', 'This machine cannot run LVS Lab yet.'),
  'test.replayed': template<{ lab: string; state: string; checks: number; differ: readonly string[] }>({
    'zh-CN': (p) =>
      `${p.lab}：${p.state} 重放 ${p.checks} 项检查：${p.differ.length === 0 ? '全都一样' : `不一样：${p.differ.join('；')}`}`,
    en: (p) =>
      `${p.lab}: ${p.state} replayed, ${p.checks} checks: ${p.differ.length === 0 ? 'all the same' : `not the same: ${p.differ.join('; ')}`}`,
  }),
  'test.not-handed-in': plain('错在不上交的机器上', 'the mistake is on a machine that is not handed in'),
  'test.unsolved': template<{ lab: string; passed: string }>({
    'zh-CN': (p) => `${p.lab}：未做任何操作就通过的检查：${p.passed}`,
    en: (p) => `${p.lab}: checks that pass with nothing done: ${p.passed}`,
  }),
  'test.solved': template<{ lab: string; failed: string }>({
    'zh-CN': (p) => `${p.lab}：做完参考答案仍未通过的检查：${p.failed}`,
    en: (p) => `${p.lab}: checks that do not pass with the solution: ${p.failed}`,
  }),
  'test.mistake': template<{ lab: string; mistake: string; wanted: string; got: string }>({
    'zh-CN': (p) => `${p.lab}：错误 ${p.mistake}：应得到 ${p.wanted}，实际 ${p.got}`,
    en: (p) => `${p.lab}: mistake ${p.mistake}: wanted ${p.wanted}, got ${p.got}`,
  }),
  'test.variant': template<{ lab: string; variant: string; got: string }>({
    'zh-CN': (p) => `${p.lab}：变体 ${p.variant}：应全部通过，实际 ${p.got}`,
    en: (p) => `${p.lab}: variant ${p.variant}: everything should pass; it says ${p.got}`,
  }),
  'test.draw': template<{ lab: string; draw: string; got: string }>({
    'zh-CN': (p) => `${p.lab}：演练抽到 ${p.draw}：应坏得出来、修得好，实际 ${p.got}`,
    en: (p) => `${p.lab}: the drill draws ${p.draw}: it should be felt, and repaired; it says ${p.got}`,
  }),
  'test.proven': template<{ lab: string }>({
    'zh-CN': (p) => `${p.lab}：已有证明，实验、镜像和观察脚本都没有变`,
    en: (p) => `${p.lab}: proven already; the lab, the guest image and what observes it are the same`,
  }),
  'test.good': template<{ lab: string; seconds: number }>({
    'zh-CN': (p) => `${p.lab}：通过双向测试（${p.seconds} 秒）`,
    en: (p) => `${p.lab}: proven from both sides (${p.seconds} s)`,
  }),
  'test.bad': template<{ lab: string }>({
    'zh-CN': (p) => `${p.lab}：没有通过双向测试`,
    en: (p) => `${p.lab}: not proven`,
  }),
  ...packMessages,
  'ssh.config-written': template<{ file: string }>({
    'zh-CN': (p) => `已写入 ${p.file}。用法：ssh -F ${p.file} 节点名`,
    en: (p) => `Written to ${p.file}. Use it: ssh -F ${p.file} NODE`,
  }),
  internal: template<{ detail: string }>({
    'zh-CN': (p) => `内部错误：${p.detail}`,
    en: (p) => `internal error: ${p.detail}`,
  }),
} as const;
