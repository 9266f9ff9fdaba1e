import { type Language, type MessageOf, type Text, template, textFor, word } from '../text.js';
import { type ImportLack, importedMachines, importLacks } from './import-machines.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) => template<None>({ 'zh-CN': () => zh, en: () => en });

/** What an import counts. */
export const importSorts = {
  lab: { 'zh-CN': '实验', en: 'labs' },
  step: { 'zh-CN': '步骤', en: 'steps' },
  action: { 'zh-CN': '点击动作', en: 'actions' },
  check: { 'zh-CN': '检查', en: 'checks' },
  script: { 'zh-CN': '脚本', en: 'scripts' },
  hint: { 'zh-CN': '提示', en: 'hints' },
  component: { 'zh-CN': '组件', en: 'components' },
  asset: { 'zh-CN': '文件和图片', en: 'files and pictures' },
  machine: { 'zh-CN': '虚拟机', en: 'machines' },
  network: { 'zh-CN': '网络', en: 'networks' },
  provisioner: { 'zh-CN': '配置脚本（provisioner）', en: 'provisioners' },
  setting: { 'zh-CN': '设置', en: 'settings' },
  text: { 'zh-CN': '文字', en: 'texts' },
} as const satisfies Readonly<Record<string, Text>>;
export type ImportSort = keyof typeof importSorts;

export const importOutcomes = {
  kept: { 'zh-CN': '保留', en: 'kept' },
  changed: { 'zh-CN': '有改动', en: 'changed' },
  lost: { 'zh-CN': '丢失', en: 'lost' },
} as const satisfies Readonly<Record<string, Text>>;
export type ImportOutcome = keyof typeof importOutcomes;

interface Lacking {
  lacks: ImportLack;
  detail: string;
  /** Further lines of it that need the same. */
  more: number;
}

function lacking({ lacks, detail, more }: Lacking, language: Language): string {
  const what = textFor(importLacks, lacks, language);
  return language === 'zh-CN'
    ? `${detail} 需要${what}，而节点没有${more === 0 ? '' : `（另有 ${more} 行也是）`}`
    : `${detail} needs ${what}, which the nodes do not have${more === 0 ? '' : ` (and so ${more === 1 ? 'does 1 line' : `do ${more} lines`} more)`}`;
}

/** What became of each thing that an import found. */
export const importCatalogue = {
  kept: template<{ what: string }>({
    'zh-CN': (p) => `${p.what}：原样保留`,
    en: (p) => `${p.what}: kept`,
  }),
  untranslated: template<{ text: string }>({
    'zh-CN': (p) => `${p.text}：原文只有一种语言，暂时放进了两种语言里，待翻译`,
    en: (p) => `${p.text}: it is in one language only, and stands in both until it is translated`,
  }),
  'lab-empty': template<{ lab: string }>({
    'zh-CN': (p) => `${p.lab} 没有任何步骤，用它的说明做了一步`,
    en: (p) => `${p.lab} has no steps; its description makes one`,
  }),
  'lab-unnamed': template<{ path: string; structure: string }>({
    'zh-CN': (p) => `${p.path} 没有导入：${p.structure} 没有列出它，原平台也不显示它`,
    en: (p) =>
      `${p.path} was left out: ${p.structure} does not name it, and its platform does not show it either`,
  }),
  'lab-twice': template<{ path: string }>({
    'zh-CN': (p) => `${p.path} 已经在别的课程里：一个实验只在一个模块里，留在先出现的那里`,
    en: (p) => `${p.path} is in another course already: a lab is in one module, and stays in the first`,
  }),
  'course-unread': template<{ why: Text }>({
    'zh-CN': (p) => `课程的次序没有读出来（${p.why['zh-CN']}），其中的场景按名字排列`,
    en: (p) =>
      `the order of the course was not read (${p.why.en}); its scenarios are in the order of their names`,
  }),
  'course-text': template<{ title: string }>({
    'zh-CN': (p) => `“${p.title}”的介绍和设置没有导入，只留下标题`,
    en: (p) => `of "${p.title}" the title stays; its description and settings were left out`,
  }),
  'module-merged': template<{ title: string; limit: number }>({
    'zh-CN': (p) => `一个包最多 ${p.limit} 个模块，“${p.title}”的实验并入了最后一个`,
    en: (p) => `a pack may have ${p.limit} modules; the labs of "${p.title}" are in the last one`,
  }),
  'files-unused': template<{ files: number; names: string }>({
    'zh-CN': (p) => `${p.files} 个文件没有用到，没有导入：${p.names}`,
    en: (p) =>
      `${p.files} ${p.files === 1 ? 'file that nothing uses was' : 'files that nothing uses were'} left out: ${p.names}`,
  }),
  'files-hidden': template<{ names: string }>({
    'zh-CN': (p) => `隐藏的文件和目录没有读：${p.names}`,
    en: (p) => `hidden, and not looked into: ${p.names}`,
  }),
  'files-links': template<{ names: string }>({
    'zh-CN': (p) => `符号链接和特殊文件没有读：${p.names}`,
    en: (p) => `links and special files, not followed: ${p.names}`,
  }),
  'files-deep': template<{ names: string; limit: number }>({
    'zh-CN': (p) => `目录超过 ${p.limit} 层，里面没有看：${p.names}`,
    en: (p) => `more than ${p.limit} folders within each other, and not looked into: ${p.names}`,
  }),
  'files-unseen': template<{ limit: number }>({
    'zh-CN': (p) => `文件和目录超过 ${p.limit} 个，其余没有查看有没有用到`,
    en: (p) =>
      `there are more than ${p.limit} files and folders; whether the others are used was not looked at`,
  }),
  'made-up': template<{ of: string; taken: Text }>({
    'zh-CN': (p) => `${p.of}：原文没有写，自拟了${p.taken['zh-CN']}`,
    en: (p) => `${p.of}: made up, as the source does not say it: ${p.taken.en}`,
  }),
  'lab-unreadable': template<{ path: string; why: Text }>({
    'zh-CN': (p) => `${p.path} 没有导入：${p.why['zh-CN']}`,
    en: (p) => `${p.path} was left out: ${p.why.en}`,
  }),
  renamed: template<{ from: string; to: string }>({
    'zh-CN': (p) => `${p.from} 改名为 ${p.to}：名字只能有小写字母、数字和单个连字符，并且不能重复`,
    en: (p) =>
      `${p.from} is called ${p.to}: a name has lower-case letters, digits and single hyphens, and is nobody else's`,
  }),
  'too-many': template<{ left: number; limit: number }>({
    'zh-CN': (p) => `最多 ${p.limit} 个，其余 ${p.left} 个没有导入`,
    en: (p) => `there may be ${p.limit}; ${p.left} more were left out`,
  }),
  'file-left-out': template<{ why: Text }>({
    'zh-CN': (p) => `没有导入：${p.why['zh-CN']}`,
    en: (p) => `left out: ${p.why.en}`,
  }),
  'step-untitled': template<{ title: string }>({
    'zh-CN': (p) => `这一步没有标题，暂时叫“${p.title}”`,
    en: (p) => `the step has no title; it is called "${p.title}" for now`,
  }),
  'text-cut': template<{ step: string; why: Text }>({
    'zh-CN': (p) => `步骤 ${p.step} 的正文从这一行起删掉了：${p.why['zh-CN']}`,
    en: (p) => `the text of step ${p.step} ends before this line: ${p.why.en}`,
  }),
  'line-cut': template<{ text: string; limit: number }>({
    'zh-CN': (p) => `${p.text}：太长，只留下前 ${p.limit} 个字符`,
    en: (p) => `${p.text}: too long, the first ${p.limit} characters stay`,
  }),
  'too-large': template<{ limit: number }>({
    'zh-CN': (p) => `没有导入：所有文字和脚本合起来不能超过 ${p.limit} 字节`,
    en: (p) => `left out: texts and scripts together may have ${p.limit} bytes`,
  }),
  'include-written': plain(
    '形如 ${include …} 的文字在这里是插入文件的写法，已在 $ 后加了空格',
    '${include …} would put a file here; it has a space after its $ now',
  ),

  // Actions in texts, pictures, markup.
  'action-inline': template<{ command: string }>({
    'zh-CN': (p) => `${p.command} 写在句子中间，不能点击运行，要自己输入`,
    en: (p) => `${p.command} stands within a sentence: it is to be typed, not clicked`,
  }),
  'action-interrupt': template<{ command: string }>({
    'zh-CN': (p) => `${p.command}：运行前不会先按 Ctrl+C`,
    en: (p) => `${p.command}: Ctrl+C is not pressed before it`,
  }),
  'action-terminal': template<{ command: string; terminal: string }>({
    'zh-CN': (p) => `${p.command}：不再指定终端 ${p.terminal}`,
    en: (p) => `${p.command}: no terminal is chosen for it any more (${p.terminal})`,
  }),
  'action-host': template<{ command: string; host: string }>({
    'zh-CN': (p) => `${p.command} 要在 ${p.host} 上运行，而这里只有一台机器`,
    en: (p) => `${p.command} was for ${p.host}; here is one machine only`,
  }),
  'action-no-copy': plain('“禁止复制”的标记去掉了', 'the mark that forbids to copy is gone'),
  'action-open': template<{ file: string }>({
    'zh-CN': (p) => `没有编辑器可以打开 ${p.file}`,
    en: (p) => `there is no editor that would open ${p.file}`,
  }),
  'action-unknown': template<{ action: string }>({
    'zh-CN': (p) => `不认识的动作 ${p.action}，去掉了`,
    en: (p) => `${p.action} is no action that is known here; it is gone`,
  }),
  'link-port': template<{ port: string; address: string }>({
    'zh-CN': (p) => `到 ${p.port} 端口的网页链接改成了地址 ${p.address}，要在机器上用 curl 访问`,
    en: (p) =>
      `the link to port ${p.port} is the address ${p.address} now, to be asked for with curl on the machine`,
  }),
  'link-platform': template<{ link: string }>({
    'zh-CN': (p) => `${p.link} 只在原平台上有，去掉了`,
    en: (p) => `${p.link} is there on its platform only; it is gone`,
  }),
  'picture-lost': template<{ picture: string }>({
    'zh-CN': (p) => `图片 ${p.picture} 没有导入：步骤正文里不显示图片，只留下了它的说明`,
    en: (p) => `the picture ${p.picture} was left out, as texts show none; what is said of it stays`,
  }),
  'markup-gone': template<{ tags: readonly string[] }>({
    'zh-CN': (p) => `去掉了 HTML 标签（${p.tags.join('、')}），文字还在`,
    en: (p) => `HTML tags are gone (${p.tags.join(', ')}), their text stays`,
  }),
  'component-plain': template<{ component: string }>({
    'zh-CN': (p) => `组件 ${p.component} 改成了普通文字`,
    en: (p) => `the component ${p.component} is plain text now`,
  }),
  'component-lost': template<{ component: string }>({
    'zh-CN': (p) => `组件 ${p.component} 没有导入`,
    en: (p) => `the component ${p.component} was left out`,
  }),
  'input-file': template<{ check: string; file: string }>({
    'zh-CN': (p) => `检查 ${p.check} 的输入框没有了，学员要自己把答案写进 ${p.file}`,
    en: (p) => `the check ${p.check} has no field to type into; the learner writes the answer to ${p.file}`,
  }),
  'hint-of-check': template<{ check: string }>({
    'zh-CN': (p) => `改成了检查 ${p.check} 的提示`,
    en: (p) => `it is the hint of check ${p.check} now`,
  }),
  'hint-open': template<{ title: string }>({
    'zh-CN': (p) => `折叠的“${p.title}”在正文里展开了：这一步没有检查可以带提示`,
    en: (p) =>
      `"${p.title}" was folded and stands open in the text: no check of its step can have it as hint`,
  }),
  'hint-static': template<{ check: string }>({
    'zh-CN': (p) => `检查 ${p.check} 的提示原来由脚本按情况给出，现在是脚本里各句话的合集，请改写`,
    en: (p) =>
      `the hint of check ${p.check} was chosen by a script; it is all that the script could say, and wants rewriting`,
  }),
  'hint-script-lost': template<{ check: string }>({
    'zh-CN': (p) => `给出检查 ${p.check} 提示的脚本里找不到现成的句子，没有导入`,
    en: (p) =>
      `the script that gives the hint of check ${p.check} has no sentence that could be taken; it was left out`,
  }),
  'solution-made': template<{ step: string }>({
    'zh-CN': (p) => `折叠的答案里的命令改成了步骤 ${p.step} 的 solve，请检查它能独立运行`,
    en: (p) =>
      `the commands of the folded solution are the \`solve\` of step ${p.step} now; see that they run by themselves`,
  }),

  'solution-text': plain(
    '答案里只留下了命令，解释没有导入',
    'of the solution its commands stay; what explains them was left out',
  ),

  // Scripts, checks, files.
  'check-lost': template<{ why: Text }>({
    'zh-CN': (p) => `验证脚本没有导入：${p.why['zh-CN']}`,
    en: (p) => `the verifying script was left out: ${p.why.en}`,
  }),
  'check-slow': template<{ check: string; seconds: number }>({
    'zh-CN': (p) => `检查 ${p.check} 原来可以用 ${p.seconds} 秒，这里最多 15 秒`,
    en: (p) => `the check ${p.check} could take ${p.seconds} s; here it has 15 s`,
  }),
  'check-every-machine': template<{ check: string }>({
    'zh-CN': (p) => `检查 ${p.check} 没有说明在哪台机器上运行，这里在第一台上运行`,
    en: (p) => `the check ${p.check} named no machine, and runs on the first`,
  }),
  'setup-made': template<{ script: string; node: string }>({
    'zh-CN': (p) => `改成了 ${p.node} 的准备脚本 ${p.script}.sh，在学员拿到机器之前以 root 运行`,
    en: (p) =>
      `it is the set-up script ${p.script}.sh of ${p.node} now: root runs it before the learner gets the machine`,
  }),
  'setup-unseen': template<{ script: string; node: string }>({
    'zh-CN': (p) => `原来在学员的终端里运行，现在是 ${p.node} 的准备脚本 ${p.script}.sh，学员看不到它的输出`,
    en: (p) =>
      `it ran in the learner's terminal; it is the set-up script ${p.script}.sh of ${p.node} now, and what it prints is not seen`,
  }),
  'script-too-late': template<{ step: string }>({
    'zh-CN': (p) =>
      `没有导入：它在步骤 ${p.step} 开始时运行，而这里的准备脚本都在实验开始之前运行。如果可以提前，请写成准备脚本`,
    en: (p) =>
      `left out: it runs when step ${p.step} begins, and set-up scripts here run before the lab does. If it may run early, make a set-up script of it`,
  }),
  'script-helper': plain(
    '一直循环运行的辅助任务没有导入：准备脚本只运行一次',
    'left out: a helper runs for ever, and a set-up script runs once',
  ),
  'script-lacks': template<Lacking & { script: string }>({
    'zh-CN': (p) => `${p.script} 在这里会失败：${lacking(p, 'zh-CN')}`,
    en: (p) => `${p.script} fails here: ${lacking(p, 'en')}`,
  }),
  'text-lacks': template<Lacking>({
    'zh-CN': (p) => `学员照着输入会失败：${lacking(p, 'zh-CN')}`,
    en: (p) => `a learner who types this fails: ${lacking(p, 'en')}`,
  }),
  'script-user': template<{ script: string; user: string }>({
    'zh-CN': (p) => `${p.script} 原来以用户 ${p.user} 运行，这里以 root 运行`,
    en: (p) => `${p.script} ran as the user ${p.user}; here root runs it`,
  }),
  'script-once': template<{ script: string }>({
    'zh-CN': (p) => `${p.script} 原来每次开机都运行，这里只在开始前运行一次`,
    en: (p) => `${p.script} ran at each boot; here it runs once, before the lab begins`,
  }),
  'script-interfaces': template<{ script: string; dev: string; now: string }>({
    'zh-CN': (p) =>
      `${p.script} 里的 ${p.dev} 在这里是 ${p.now}：Vagrant 的第一块网卡是它自己用的，这里第一个网络就是 eth0`,
    en: (p) =>
      `${p.dev} in ${p.script} is ${p.now} here: Vagrant has the first card for itself, and here the first network is eth0`,
  }),
  'script-variable': template<{ script: string; detail: string }>({
    'zh-CN': (p) => `${p.script} 里的 ${p.detail} 是原平台才有的值，请改写`,
    en: (p) => `${p.detail} in ${p.script} is a value that its platform puts in; rewrite it`,
  }),
  'asset-carried': template<{ path: string; target: string }>({
    'zh-CN': (p) => `${p.path} 由准备脚本写到 ${p.target}`,
    en: (p) => `${p.path} is put at ${p.target} by a set-up script`,
  }),
  'asset-lost': template<{ path: string; why: Text }>({
    'zh-CN': (p) => `${p.path} 没有导入：${p.why['zh-CN']}`,
    en: (p) => `${p.path} was left out: ${p.why.en}`,
  }),

  'quiz-made': template<{ check: string; exact: boolean }>({
    'zh-CN': (p) => `改成了测验 ${p.check}${p.exact ? '；这里不分大小写' : ''}`,
    en: (p) => `it is the quiz ${p.check} now${p.exact ? '; upper and lower case count alike here' : ''}`,
  }),
  'quiz-open': plain(
    '测验题的写法不清楚，留在正文里，没有做成检查',
    'how this question is to be answered is not clear: it stays in the text, and is no check',
  ),

  ...importedMachines,
} as const;

export type ImportMessage = MessageOf<typeof importCatalogue>;

/** What became of one thing, with its place in the source. */
export type ImportItem = ImportMessage & {
  readonly sort: ImportSort;
  readonly outcome: ImportOutcome;
  /** Path below what was imported. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
};

/** How many of a sort were kept, changed and lost. Each thing counts once, by the worst that became of it. */
export type ImportCounts = Readonly<Partial<Record<ImportSort, Readonly<Record<ImportOutcome, number>>>>>;

/** All that became of what was imported. */
export interface ImportReport {
  readonly counts: ImportCounts;
  /** In the order of their places. */
  readonly items: readonly ImportItem[];
  /** Items beyond those. */
  readonly more: number;
}

/** An item as a line: its place, what became of it. */
export function importLine(item: ImportItem, language: Language): string {
  const outcome = importOutcomes[item.outcome][language];
  const colon = language === 'zh-CN' ? '：' : ': ';
  return `${item.file}:${item.line}: ${outcome}${colon}${word(importCatalogue, item, language)}`;
}
