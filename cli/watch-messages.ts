import type { FixedPart, SwappedPart } from '../contract/writing.js';
import { type Language, type Text, template } from '../contract/text.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) => template<None>({ 'zh-CN': () => zh, en: () => en });

const partTexts: Readonly<Record<SwappedPart | FixedPart, Text>> = {
  texts: { 'zh-CN': '文字', en: 'texts' },
  steps: { 'zh-CN': '步骤', en: 'steps' },
  checks: { 'zh-CN': '检查', en: 'checks' },
  hints: { 'zh-CN': '提示', en: 'hints' },
  causes: { 'zh-CN': '原因', en: 'causes' },
  solutions: { 'zh-CN': '参考答案', en: 'solutions' },
  mistakes: { 'zh-CN': '错误和变体', en: 'mistakes and variants' },
  id: { 'zh-CN': '实验的名字', en: "the lab's name" },
  topology: { 'zh-CN': '拓扑', en: 'the topology' },
  vars: { 'zh-CN': '变量的值', en: 'values of variables' },
  setup: { 'zh-CN': '准备脚本', en: 'the set-up' },
};

const named = (parts: readonly (SwappedPart | FixedPart)[], language: Language) =>
  parts.map((part) => partTexts[part][language]).join(language === 'zh-CN' ? '、' : ', ');

/** What `lvslab pack watch` says. */
export const watchMessages = {
  'watch.begins': template<{ folder: string; session: string }>({
    'zh-CN': (p) =>
      `正在看着 ${p.folder}，保存后会话 ${p.session} 立即更新。从第一次更新起，这个会话不再计分。按 Ctrl-C 停止；会话继续运行。`,
    en: (p) =>
      `Watching ${p.folder}: what you save is taken by session ${p.session} at once. From the first change on it earns no points. Ctrl-C ends this; the session runs on.`,
  }),
  'watch.changed': template<{ parts: readonly SwappedPart[]; seconds: string }>({
    'zh-CN': (p) =>
      `已更新${p.parts.length === 0 ? '，这个会话里看不出不同' : `：${named(p.parts, 'zh-CN')}`}（${p.seconds} 秒）`,
    en: (p) =>
      `Taken${p.parts.length === 0 ? ': nothing that this session shows' : `: ${named(p.parts, 'en')}`} (${p.seconds} s)`,
  }),
  'watch.same': plain('会话里没有判定因此改变。', 'No verdict of the session is another by it.'),
  'watch.unjudged': template<{ checks: readonly string[] }>({
    'zh-CN': (p) => `会打断虚拟机的检查没有自动重做：${p.checks.join('、')}。要判断它们：lvslab check`,
    en: (p) =>
      `Not judged by itself, as it disturbs the machines: ${p.checks.join(', ')}. To judge it: lvslab check`,
  }),
  'watch.unsound': template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 处错误，没有更新；会话里还是改动之前的内容。`,
    en: (p) =>
      `${p.count} ${p.count === 1 ? 'mistake' : 'mistakes'}: not taken; the session has the state before.`,
  }),
  'watch.lint': template<{ count: number }>({
    'zh-CN': (p) => `以上 ${p.count} 处不影响这个会话，但 lvslab pack lint 不会通过。`,
    en: (p) =>
      `${p.count === 1 ? 'That one keeps' : `Those ${p.count} keep`} nothing from this session, but lvslab pack lint refuses ${p.count === 1 ? 'it' : 'them'}.`,
  }),
  'watch.sound': plain('现在的内容和会话里的一样。', 'As it is now it is what the session has already.'),
  'watch.fixed': template<{ parts: readonly FixedPart[]; session: string; folder: string; seed: string }>({
    'zh-CN': (p) =>
      `${named(p.parts, 'zh-CN')}变了，运行中的虚拟机不能跟着变；会话里还是改动之前的内容。要用新的，会话得重新开始：\n  lvslab down ${p.session} && lvslab up ${p.folder} -d${p.seed === '' ? '' : ` --seed ${p.seed}`}`,
    en: (p) =>
      `Changed: ${named(p.parts, 'en')}. Machines that run cannot follow; the session has the state before. To have it, start the session anew:\n  lvslab down ${p.session} && lvslab up ${p.folder} -d${p.seed === '' ? '' : ` --seed ${p.seed}`}`,
  }),
  'watch.ask': plain(
    '现在就重新开始吗？虚拟机上做过的都会丢失。[y/N] ',
    'Start it anew now? What was done on the machines is lost. [y/N] ',
  ),
  'watch.follows': template<{ session: string }>({
    'zh-CN': (p) => `接着看着会话 ${p.session}。`,
    en: (p) => `Going on with session ${p.session}.`,
  }),
  'watch.over': template<{ session: string }>({
    'zh-CN': (p) => `会话 ${p.session} 已不在运行，不再看着它。`,
    en: (p) => `Session ${p.session} does not run any more: nothing is watched now.`,
  }),
  'watch.stopped': template<{ session: string }>({
    'zh-CN': (p) => `不再看着；会话 ${p.session} 继续运行。`,
    en: (p) => `Not watching any more; session ${p.session} runs on.`,
  }),
} as const;
