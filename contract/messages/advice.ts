import { template } from '../text.js';

/** What is no mistake in a lab, but may be one: its author decides. */
export const adviceProblems = {
  'no-mistakes': template<{ lab: string }>({
    'zh-CN': (p) => `实验 ${p.lab} 没有典型错误（mistakes）：没有东西证明它的检查会说出原因`,
    en: (p) => `lab ${p.lab} has no mistakes: nothing proves that its checks name causes`,
  }),
  'no-variants': template<{ lab: string }>({
    'zh-CN': (p) => `实验 ${p.lab} 没有变体（variants）：没有东西证明别的正确做法也能通过`,
    en: (p) => `lab ${p.lab} has no variants: nothing proves that another right way passes, too`,
  }),
  'no-nudge': template<{ check: string }>({
    'zh-CN': (p) => `检查 ${p.check} 没有提示（hint）：学员能要的第一级帮助就是命令`,
    en: (p) => `check ${p.check} has no hint: the first help that a learner can ask for is the commands`,
  }),
  'check-disturbs': template<{ check: string; kind: string }>({
    'zh-CN': (p) =>
      `检查 ${p.check}（${p.kind}）会动学员的机器，要几秒到一分多钟，评分时还会再做一次；不必再做就写 final: false`,
    en: (p) =>
      `check ${p.check} (${p.kind}) disturbs the learner's machines for seconds to more than a minute, and is made again for the grade; with final: false it is not`,
  }),
  'disturbs-unguarded': template<{ check: string; kind: string }>({
    'zh-CN': (p) =>
      `检查 ${p.check}（${p.kind}）会动学员的机器，却没有 needs：明知通不过也照样做完；把它依赖的检查写进 needs`,
    en: (p) =>
      `check ${p.check} (${p.kind}) disturbs the learner's machines and has no needs: it is made even where it cannot pass; name in needs what has to hold before`,
  }),
  'command-changes': template<{ check: string; command: string }>({
    'zh-CN': (p) =>
      `检查 ${p.check} 的命令会改动节点（${p.command}）：这种命令只用来看，节点每有变化就会再执行；要做事情，用会做实验的种类，例如 frames、outage`,
    en: (p) =>
      `the command of check ${p.check} changes its node (${p.command}): it is for looking, and is run again whenever a node has changed; to do something take a kind that makes experiments, such as frames or outage`,
  }),
  'many-requests': template<{ check: string; requests: number }>({
    'zh-CN': (p) =>
      `检查 ${p.check} 每查一次就要发 ${p.requests} 个请求；如果少一些也能说明问题，学员就不必等那么久`,
    en: (p) =>
      `check ${p.check} makes ${p.requests} requests each time it is judged; where fewer tell the same, learners wait less`,
  }),
  'cause-unproven': template<{ cause: string }>({
    'zh-CN': (p) => `没有典型错误（mistakes）以 ${p.cause} 为 hint：没有东西证明这个原因会被说出来`,
    en: (p) => `no mistake has ${p.cause} as its hint: nothing proves that this cause is ever named`,
  }),
  'cause-shadowed': template<{ cause: string; check: string; before: string }>({
    'zh-CN': (p) =>
      `检查 ${p.check} 永远不会说出原因 ${p.cause}：前面的 ${p.before} 条件完全相同，总是先说它`,
    en: (p) =>
      `cause ${p.cause} is never named for check ${p.check}: ${p.before} stands before it with the same condition`,
  }),
  'cause-contradicts': template<{ cause: string; check: string }>({
    'zh-CN': (p) =>
      `检查 ${p.check} 永远不会说出原因 ${p.cause}：它的条件就是这项检查本身，成立时检查已经通过；是不是少了 \`not\`？`,
    en: (p) =>
      `cause ${p.cause} is never named for check ${p.check}: its condition is that check itself, which passes where it holds; is a \`not\` missing?`,
  }),
  'mistake-elsewhere': template<{ mistake: string; cause: string; check: string }>({
    'zh-CN': (p) =>
      `错误 ${p.mistake} 要求检查 ${p.check} 说出原因 ${p.cause}，但 ${p.cause} 的 explains 里没有这项检查，证明时一定通不过`,
    en: (p) =>
      `mistake ${p.mistake} expects check ${p.check} to name cause ${p.cause}, whose explains does not have that check: its proof cannot succeed`,
  }),
  'unused-variable': template<{ name: string }>({
    'zh-CN': (p) => `没有任何地方用到变量 ${p.name}`,
    en: (p) => `nothing uses the variable ${p.name}`,
  }),
  'bold-in-text': template<{ text: string }>({
    'zh-CN': (p) => `这里的文字原样显示，不是 Markdown：${p.text} 中的星号读者看得到`,
    en: (p) =>
      `this text is shown as it is written and is no Markdown: readers see the asterisks of ${p.text}`,
  }),
  'unused-param': template<{ name: string }>({
    'zh-CN': (p) => `这个部件的内容没有用到参数 ${p.name}`,
    en: (p) => `this part does not use its parameter ${p.name}`,
  }),
} as const;
