import { type Language, type MessageOf, type Text, template, textFor, word } from '../text.js';

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

/** What a script of another platform asks for and our nodes do not have. */
export const importLacks = {
  docker: { 'zh-CN': '容器运行时', en: 'a container runtime' },
  kubernetes: { 'zh-CN': 'Kubernetes', en: 'Kubernetes' },
  internet: { 'zh-CN': '互联网', en: 'the internet' },
  packages: { 'zh-CN': '别处的软件包', en: 'packages from elsewhere' },
  'other-system': { 'zh-CN': '另一种发行版的工具', en: 'tools of another distribution' },
  'platform-helpers': { 'zh-CN': '原平台才有的东西', en: 'what only its platform has' },
} as const satisfies Readonly<Record<string, Text>>;
export type ImportLack = keyof typeof importLacks;

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
  'text-cut': template<{ step: string; why: Text }>({
    'zh-CN': (p) => `步骤 ${p.step} 的正文从这一行起删掉了：${p.why['zh-CN']}`,
    en: (p) => `the text of step ${p.step} ends before this line: ${p.why.en}`,
  }),
  'line-cut': template<{ limit: number }>({
    'zh-CN': (p) => `太长，只留下前 ${p.limit} 个字符`,
    en: (p) => `too long: the first ${p.limit} characters stay`,
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
  'script-lacks': template<{ script: string; lacks: ImportLack; detail: string }>({
    'zh-CN': (p) =>
      `${p.script} 在这里会失败：${p.detail} 需要${textFor(importLacks, p.lacks, 'zh-CN')}，而节点没有`,
    en: (p) =>
      `${p.script} fails here: ${p.detail} needs ${textFor(importLacks, p.lacks, 'en')}, which the nodes do not have`,
  }),
  'text-lacks': template<{ lacks: ImportLack; detail: string }>({
    'zh-CN': (p) =>
      `学员照着输入会失败：${p.detail} 需要${textFor(importLacks, p.lacks, 'zh-CN')}，而节点没有`,
    en: (p) =>
      `a learner who types this fails: ${p.detail} needs ${textFor(importLacks, p.lacks, 'en')}, which the nodes do not have`,
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

  // Environments and machines.
  'environment-other': template<{ image: string }>({
    'zh-CN': (p) => `环境 ${p.image} 换成了一台 Debian 机器 host`,
    en: (p) => `the environment ${p.image} is one machine with Debian now, called host`,
  }),
  'environment-lost': template<{ image: string; lacks: ImportLack }>({
    'zh-CN': (p) =>
      `环境 ${p.image} 有${textFor(importLacks, p.lacks, 'zh-CN')}，这里没有；换成了一台 Debian 机器 host`,
    en: (p) =>
      `the environment ${p.image} has ${textFor(importLacks, p.lacks, 'en')}, and there is none here: it is one machine with Debian, called host`,
  }),
  'second-node-lost': template<{ image: string }>({
    'zh-CN': (p) => `环境 ${p.image} 的其他机器没有导入`,
    en: (p) => `the other machines of the environment ${p.image} were left out`,
  }),
  'setting-lost': template<{ setting: string }>({
    'zh-CN': (p) => `这里没有 ${p.setting} 这项设置`,
    en: (p) => `there is no setting like ${p.setting} here`,
  }),
  'setting-invented': template<{ setting: string; from: string; to: string }>({
    'zh-CN': (p) => `${p.setting}：${p.from} 改成了 ${p.to}`,
    en: (p) => `${p.setting}: ${p.to} instead of ${p.from}`,
  }),
  'role-guessed': template<{ node: string; taken: Text }>({
    'zh-CN': (p) => `${p.node} 的角色（${p.taken['zh-CN']}）是按名字猜的`,
    en: (p) => `the role of ${p.node} (${p.taken.en}) is guessed from its name`,
  }),
  'memory-changed': template<{ node: string; from: number; to: number }>({
    'zh-CN': (p) => `${p.node} 的内存由 ${p.from} MiB 改为 ${p.to} MiB`,
    en: (p) => `${p.node} has ${p.to} MiB of memory instead of ${p.from}`,
  }),
  'network-made': template<{ network: string; cidr: string }>({
    'zh-CN': (p) => `补上了网络 ${p.network}（${p.cidr}）：每台机器至少要在一个网络里`,
    en: (p) => `the network ${p.network} (${p.cidr}) is new: each machine has to be in one`,
  }),
  'network-renumbered': template<{ network: string; from: string; to: string }>({
    'zh-CN': (p) =>
      `网络 ${p.network} 由 ${p.from} 换成 ${p.to}，因为一个实验里的网段不能重叠；脚本里写的旧地址请一并改掉`,
    en: (p) =>
      `the network ${p.network} is ${p.to} instead of ${p.from}, as networks of a lab do not overlap; scripts that have the old addresses want the new ones`,
  }),
  'address-changed': template<{ node: string; from: string; to: string }>({
    'zh-CN': (p) => `${p.node} 的地址由 ${p.from} 改为 ${p.to}`,
    en: (p) => `${p.node} has the address ${p.to} instead of ${p.from}`,
  }),
  'box-other': template<{ box: string }>({
    'zh-CN': (p) => `镜像 ${p.box} 换成了这里的 Debian`,
    en: (p) => `the box ${p.box} is Debian as it is here now`,
  }),
  'hostname-other': template<{ node: string; hostname: string }>({
    'zh-CN': (p) => `主机名 ${p.hostname} 没有导入：机器名就是 ${p.node}`,
    en: (p) => `the host name ${p.hostname} was left out: a machine is called as its node, ${p.node}`,
  }),
  'provisioner-lost': template<{ provisioner: string }>({
    'zh-CN': (p) => `配置方式 ${p.provisioner} 没有导入：这里只有 shell 脚本`,
    en: (p) => `the provisioner ${p.provisioner} was left out: here are shell scripts only`,
  }),
  'ruby-not-read': template<{ text: string }>({
    'zh-CN': (p) => `没有读懂，跳过：${p.text}`,
    en: (p) => `passed over, as it was not understood: ${p.text}`,
  }),
  'ruby-condition': template<{ text: string }>({
    'zh-CN': (p) => `条件 ${p.text} 没有求值，两边都没有导入`,
    en: (p) => `the condition ${p.text} was not decided; nothing under it was taken`,
  }),
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
