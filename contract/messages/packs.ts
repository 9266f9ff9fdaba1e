import { type Language, type MessageOf, type Text, template, textFor, word } from '../text.js';
import type { MarkdownFault } from '../markdown.js';
import { adviceProblems } from './advice.js';
import { classProblems } from './classes.js';
import { quizProblems } from './quizzes.js';
import { translationProblems } from './translations.js';
import { type PatternFault, patternFaults } from './patterns.js';
import { type YamlFault, yamlFaults } from './yaml.js';

const textFaults = {
  characters: { 'zh-CN': '太长', en: 'too many characters' },
  lines: { 'zh-CN': '行数太多', en: 'too many lines' },
  nesting: { 'zh-CN': '的引用或列表嵌套太深', en: 'quotes or lists that stand too deep within each other' },
  marks: {
    'zh-CN': '的标记字符（* _ [ ` |）或表格太多',
    en: 'too many marks (* _ [ ` |) or too large a table',
  },
  links: { 'zh-CN': '的链接太多', en: 'too many links' },
} as const satisfies Readonly<Record<MarkdownFault['what'], Text>>;

const fileKinds = {
  directory: { 'zh-CN': '目录', en: 'a directory' },
  fifo: { 'zh-CN': '命名管道（FIFO）', en: 'a FIFO' },
  socket: { 'zh-CN': '套接字', en: 'a socket' },
  device: { 'zh-CN': '设备', en: 'a device' },
} as const satisfies Readonly<Record<string, Text>>;

/** What can be wrong in a pack. */
export const packCatalogue = {
  'file-missing': template<{ path: string }>({
    'zh-CN': (p) => `缺少文件 ${p.path}`,
    en: (p) => `there is no file ${p.path}`,
  }),
  'file-outside': template<{ path: string }>({
    'zh-CN': (p) => `${p.path} 在包的目录之外；请把文件放进包里，不要用指向外面的链接`,
    en: (p) => `${p.path} is outside its pack; put the file into the pack, and no link that leads out of it`,
  }),
  'file-kind': template<{ path: string; kind: keyof typeof fileKinds }>({
    'zh-CN': (p) => `${p.path} 是${textFor(fileKinds, p.kind, 'zh-CN')}，不是普通文件`,
    en: (p) => `${p.path} is ${textFor(fileKinds, p.kind, 'en')}, not a regular file`,
  }),
  'file-too-large': template<{ path: string; limit: number }>({
    'zh-CN': (p) => `${p.path} 太大（这里最多还能读 ${p.limit} 字节）`,
    en: (p) => `${p.path} is too large (${p.limit} bytes at most can be read here)`,
  }),
  'file-not-text': template<{ path: string }>({
    'zh-CN': (p) => `${p.path} 不是 UTF-8 文本`,
    en: (p) => `${p.path} is no text in UTF-8`,
  }),
  'file-unreadable': template<{ path: string; reason: string }>({
    'zh-CN': (p) => `无法读取 ${p.path}（${p.reason}）`,
    en: (p) => `${p.path} cannot be read (${p.reason})`,
  }),
  'text-too-much': template<{ what: MarkdownFault['what'] }>({
    'zh-CN': (p) => `这篇步骤正文${textFor(textFaults, p.what, 'zh-CN')}；请拆成几步`,
    en: (p) => `this step's text has ${textFor(textFaults, p.what, 'en')}; make several steps of it`,
  }),
  'too-deep': template<{ what: string; limit: number }>({
    'zh-CN': (p) => `${p.what}：一层套一层超过了 ${p.limit} 层；它是不是绕回了自己？`,
    en: (p) => `${p.what} stands more than ${p.limit} deep within others; does it lead back to itself?`,
  }),
  'included-too-much': template<{ limit: number }>({
    'zh-CN': (p) => `插入的文件合起来超过 ${p.limit} 个字符`,
    en: (p) => `what is included has more than ${p.limit} characters together`,
  }),
  'use-form': template<Record<string, never>>({
    'zh-CN': () => '`use` 后面写一个部件的名字；`with` 是“参数: 值”的映射',
    en: () => '`use` takes the name of a part, and `with` a mapping of its parameters',
  }),
  'part-form': template<Record<string, never>>({
    'zh-CN': () => '部件文件只有两个键：params（参数，值为空表示必须给出）和 part（内容）',
    en: () => 'a part has two keys: params (without a value: to be given) and part, what it stands for',
  }),
  'missing-param': template<{ part: string; name: string }>({
    'zh-CN': (p) => `部件 ${p.part} 需要参数 ${p.name}，请在 \`with\` 里给出`,
    en: (p) => `part ${p.part} needs the parameter ${p.name}; give it in \`with\``,
  }),
  'unknown-param': template<{ part: string; name: string; known: readonly string[] }>({
    'zh-CN': (p) => `部件 ${p.part} 没有参数 ${p.name}（现有：${p.known.join('、') || '无'}）`,
    en: (p) => `part ${p.part} has no parameter ${p.name} (there are: ${p.known.join(', ') || 'none'})`,
  }),
  'use-not-a-mapping': template<{ part: string }>({
    'zh-CN': (p) => `部件 ${p.part} 不是映射，旁边不能再写别的键`,
    en: (p) => `part ${p.part} is no mapping: no other keys can stand beside it`,
  }),
  'commands-differ': template<{ other: string }>({
    'zh-CN': (p) => `这个代码块与另一种语言（${p.other}）的不同：两种语言要给出同样的命令（注释除外）`,
    en: (p) =>
      `this block is not that of the other language (${p.other}): both must show the same commands, comments apart`,
  }),
  'secret-in-pack': template<{ path: string }>({
    'zh-CN': (p) => `${p.path} 像是私钥：不要放在包里，否则拿到教师版的人都会拿到它。请移到包的目录外面`,
    en: (p) =>
      `${p.path} looks like a secret key: keep it out of the pack, or whoever gets the teacher's file gets it. Move it out of the folder`,
  }),
  'file-unused': template<{ path: string }>({
    'zh-CN': (p) => `没有任何地方用到文件 ${p.path}`,
    en: (p) => `nothing uses the file ${p.path}`,
  }),
  shipped: template<Record<string, never>>({
    'zh-CN': () => '这不是一个打包好的实验（lab.json）；请重新取一份包',
    en: () => 'this is no lab as it is shipped (lab.json); get the pack once more',
  }),
  'pack-differs': template<{ stated: string; digest: string }>({
    'zh-CN': (p) => `里面不是清单所说的那个包（清单：${p.stated}，实际：${p.digest}）`,
    en: (p) => `it is not the pack that its manifest names (stated: ${p.stated}, found: ${p.digest})`,
  }),
  yaml: template<{ fault: YamlFault }>({
    'zh-CN': (p) => `YAML 语法错误：${textFor(yamlFaults, p.fault, 'zh-CN')}`,
    en: (p) => `malformed YAML: ${textFor(yamlFaults, p.fault, 'en')}`,
  }),
  schema: template<{ where: Text; detail: Text }>({
    'zh-CN': (p) => `${p.where['zh-CN']}：${p.detail['zh-CN']}`,
    en: (p) => `${p.where.en}: ${p.detail.en}`,
  }),
  'too-many-checks': template<{ checks: number; limit: number }>({
    'zh-CN': (p) => `共有 ${p.checks} 项检查，一个实验最多 ${p.limit} 项；请拆成几个实验`,
    en: (p) => `there are ${p.checks} checks, and a lab has ${p.limit} at most; make several labs of it`,
  }),
  'too-much-memory': template<{ memory: number; limit: number }>({
    'zh-CN': (p) => `所有节点的内存合计 ${p.memory} MiB，一个实验最多 ${p.limit} MiB；请减少节点或内存`,
    en: (p) =>
      `all nodes together have ${p.memory} MiB of memory, and a lab has ${p.limit} at most; have fewer nodes or less memory`,
  }),
  'unknown-key': template<{ where: Text; key: string; suggestion: string }>({
    'zh-CN': (p) =>
      `${p.where['zh-CN']}：不认识的键 ${p.key}${p.suggestion === '' ? '' : `，是否想写 ${p.suggestion}？`}`,
    en: (p) =>
      `${p.where.en}: unknown key ${p.key}${p.suggestion === '' ? '' : `; did you mean ${p.suggestion}?`}`,
  }),
  'unknown-check': template<{ check: string; kind: string; suggestion: string }>({
    'zh-CN': (p) =>
      `检查 ${p.check}：不认识的检查种类 ${p.kind}${p.suggestion === '' ? '' : `，是否想写 ${p.suggestion}？`}`,
    en: (p) =>
      `check ${p.check}: unknown kind of check ${p.kind}${p.suggestion === '' ? '' : `; did you mean ${p.suggestion}?`}`,
  }),
  'check-kind': template<{ check: string; given: readonly string[] }>({
    'zh-CN': (p) =>
      `检查 ${p.check} 必须恰好有一个种类，现在${p.given.length === 0 ? '没有' : `有 ${p.given.join('、')}`}`,
    en: (p) =>
      `check ${p.check} must have exactly one kind; it has ${p.given.length === 0 ? 'none' : p.given.join(', ')}`,
  }),
  'text-missing': template<{ where: Text; language: string }>({
    'zh-CN': (p) => `${p.where['zh-CN']} 缺少 ${p.language} 的文字`,
    en: (p) => `${p.where.en} has no text in ${p.language}`,
  }),
  'unknown-question': template<{ check: string; question: string }>({
    'zh-CN': (p) => `检查 ${p.check}：没有名为 ${p.question} 的问答，学员无处写下预测`,
    en: (p) => `check ${p.check}: there is no quiz ${p.question} in which learners could predict`,
  }),
  'schedule-service': template<Record<string, never>>({
    'zh-CN': () => '用 tcp 写明虚拟服务；或者用 fwmark，并用 targets 写明访问哪些地址',
    en: () => 'name the virtual service by tcp, or by fwmark with the addresses to ask at in targets',
  }),
  'schedule-length': template<{ given: number; connections: number }>({
    'zh-CN': (p) => `这里写了 ${p.given} 个连接的去向，而 connections 是 ${p.connections}`,
    en: (p) => `this says where ${p.given} connections go, and connections is ${p.connections}`,
  }),
  'unknown-node': template<{ node: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有节点 ${p.node}（拓扑中有：${p.known.join('、')}）`,
    en: (p) => `there is no node ${p.node} (the topology has: ${p.known.join(', ')})`,
  }),
  'unknown-network': template<{ node: string; network: string; known: readonly string[] }>({
    'zh-CN': (p) => `节点 ${p.node} 加入了不存在的网络 ${p.network}（现有：${p.known.join('、')}）`,
    en: (p) =>
      `node ${p.node} joins a network ${p.network} that does not exist (there are: ${p.known.join(', ')})`,
  }),
  'bad-address': template<{ address: string }>({
    'zh-CN': (p) => `${p.address} 不是 IPv4 地址`,
    en: (p) => `${p.address} is not an IPv4 address`,
  }),
  'bad-network': template<{ cidr: string }>({
    'zh-CN': (p) => `${p.cidr} 不是 IPv4 网络（应类似 10.0.0.0/24）`,
    en: (p) => `${p.cidr} is not an IPv4 network (like 10.0.0.0/24)`,
  }),
  'network-overlap': template<{ one: string; other: string }>({
    'zh-CN': (p) => `网络 ${p.one} 与 ${p.other} 的地址重叠`,
    en: (p) => `the networks ${p.one} and ${p.other} overlap`,
  }),
  'address-outside': template<{ address: string; network: string; cidr: string }>({
    'zh-CN': (p) => `${p.address} 不在网络 ${p.network}（${p.cidr}）之内`,
    en: (p) => `${p.address} is outside its network ${p.network} (${p.cidr})`,
  }),
  'address-twice': template<{ address: string; one: string; other: string }>({
    'zh-CN': (p) => `${p.one} 与 ${p.other} 的地址相同：${p.address}`,
    en: (p) => `${p.one} and ${p.other} have the same address ${p.address}`,
  }),
  'node-without-network': template<{ node: string }>({
    'zh-CN': (p) => `节点 ${p.node} 没有加入任何网络`,
    en: (p) => `node ${p.node} joins no network`,
  }),
  'duplicate-id': template<{ what: string; id: string }>({
    'zh-CN': (p) => `${p.what} 的 id 重复：${p.id}`,
    en: (p) => `duplicate ${p.what} id ${p.id}`,
  }),
  'id-not-folder': template<{ id: string; folder: string }>({
    'zh-CN': (p) => `包里的实验要与它的目录同名：id 是 ${p.id}，目录是 ${p.folder}`,
    en: (p) => `a lab of a pack has the name of its folder: the id is ${p.id}, the folder ${p.folder}`,
  }),
  'requires-itself': template<{ lab: string }>({
    'zh-CN': (p) => `实验 ${p.lab} 不能以自己为前提`,
    en: (p) => `lab ${p.lab} cannot require itself`,
  }),
  'unknown-required-lab': template<{ lab: string }>({
    'zh-CN': (p) => `包里没有实验 ${p.lab}`,
    en: (p) => `the pack has no lab ${p.lab}`,
  }),
  'unknown-lab': template<{ lab: string; known: readonly string[]; suggestion: string }>({
    'zh-CN': (p) =>
      `包里没有实验 ${p.lab}${p.suggestion === '' ? `（现有：${p.known.join('、') || '无'}）` : `，是否想写 ${p.suggestion}？`}`,
    en: (p) =>
      `the pack has no lab ${p.lab}${p.suggestion === '' ? ` (there are: ${p.known.join(', ') || 'none'})` : `; did you mean ${p.suggestion}?`}`,
  }),
  'lab-twice': template<{ lab: string }>({
    'zh-CN': (p) => `实验 ${p.lab} 列了两次`,
    en: (p) => `lab ${p.lab} is listed twice`,
  }),
  'lab-not-listed': template<{ lab: string }>({
    'zh-CN': (p) => `modules 和 labs 里都没有列出实验 ${p.lab}，它会排在最后`,
    en: (p) => `lab ${p.lab} is in no module and not in labs: it comes last`,
  }),
  'no-labs': template<Record<string, never>>({
    'zh-CN': () => '这个包里没有实验：实验是一个有 lab.yaml 的目录。用 lvslab pack new-lab 新建一个',
    en: () => 'this pack has no lab: a lab is a folder with a lab.yaml. Make one with lvslab pack new-lab',
  }),
  'requires-later': template<{ lab: string; other: string }>({
    'zh-CN': (p) => `实验 ${p.lab} 以 ${p.other} 为前提，却排在它前面`,
    en: (p) => `lab ${p.lab} requires ${p.other}, but stands before it`,
  }),
  'unknown-need': template<{ check: string; need: string }>({
    'zh-CN': (p) => `检查 ${p.check} 依赖的检查 ${p.need} 不存在`,
    en: (p) => `check ${p.check} needs ${p.need}, which does not exist`,
  }),
  'no-drill': template<{ of: string }>({
    'zh-CN': (p) => `${p.of} 不是一次演练，谈不上找出它坏了什么、修好了没有`,
    en: (p) => `${p.of} is not a drill: nothing of it can be found or repaired`,
  }),
  'needs-hidden': template<{ check: string; need: string }>({
    'zh-CN': (p) => `检查 ${p.check} 依赖 ${p.need}，后者是隐藏的（hidden），学员那里没有`,
    en: (p) => `check ${p.check} needs ${p.need}, which is hidden: learners do not have it`,
  }),
  'cannot-judge-anew': template<{ id: string; kind: string }>({
    'zh-CN': (p) => `检查 ${p.id} 的类型是 ${p.kind}，不能由别的检查重新判断`,
    en: (p) => `check ${p.id} is of the kind ${p.kind}, which another check cannot judge anew`,
  }),
  'needs-cycle': template<{ cycle: readonly string[] }>({
    'zh-CN': (p) => `needs 形成了环：${p.cycle.join(' → ')}`,
    en: (p) => `needs go in a circle: ${p.cycle.join(' → ')}`,
  }),
  'undefined-variable': template<{ name: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有定义变量 ${p.name}（现有：${p.known.join('、') || '无'}）`,
    en: (p) => `variable ${p.name} is not defined (there are: ${p.known.join(', ') || 'none'})`,
  }),
  'bad-pick': template<{ name: string; pick: string }>({
    'zh-CN': (p) => `变量 ${p.name} 的 pick 无效：${p.pick}（应类似 "10.0.0.{20..60}" 或 "{rr,wrr}"）`,
    en: (p) =>
      `variable ${p.name} has a pick that cannot be read: ${p.pick} (like "10.0.0.{20..60}" or "{rr,wrr}")`,
  }),
  'bad-follows': template<{ name: string; follows: string }>({
    'zh-CN': (p) =>
      `变量 ${p.name} 不能跟着 ${p.follows} 取值：${p.follows} 必须是另一个变量，自己不跟着别的变量，pick 的个数相同，两个 default 在 pick 里的位置也相同`,
    en: (p) =>
      `variable ${p.name} cannot follow ${p.follows}, which must be another variable that follows none, with as many values to pick, and both defaults at the same place among them`,
  }),
  'unknown-step': template<{ step: string; known: readonly string[] }>({
    'zh-CN': (p) => `没有步骤 ${p.step}（现有：${p.known.join('、')}）`,
    en: (p) => `there is no step ${p.step} (there are: ${p.known.join(', ')})`,
  }),
  'unknown-mistake-check': template<{ mistake: string; check: string }>({
    'zh-CN': (p) => `错误 ${p.mistake} 指向不存在的检查 ${p.check}`,
    en: (p) => `mistake ${p.mistake} names a check that does not exist: ${p.check}`,
  }),
  'unknown-cause-check': template<{ cause: string; check: string }>({
    'zh-CN': (p) => `原因 ${p.cause} 说明的检查 ${p.check} 不存在`,
    en: (p) => `cause ${p.cause} explains a check that does not exist: ${p.check}`,
  }),
  'when-disturbs': template<{ id: string; kind: string }>({
    'zh-CN': (p) => `${p.id} 的条件用了 ${p.kind}：它会动学员的机器或要学员回答；这里只能看`,
    en: (p) =>
      `${p.id} is told by ${p.kind}, which disturbs the learner's machines or asks the learner; here one can only look`,
  }),
  'instead-or-after': template<{ variant: string }>({
    'zh-CN': (p) => `变体 ${p.variant} 要写 \`instead\` 或 \`after\`，两者必居其一`,
    en: (p) => `variant ${p.variant} has either \`instead\` or \`after\`, one of the two`,
  }),
  'unknown-diagnosis': template<{ mistake: string; hint: string; suggestion: string }>({
    'zh-CN': (p) =>
      `错误 ${p.mistake} 指向不存在的诊断 ${p.hint}${p.suggestion === '' ? '' : `，是否想写 ${p.suggestion}？`}`,
    en: (p) =>
      `mistake ${p.mistake} names a diagnosis that does not exist: ${p.hint}${p.suggestion === '' ? '' : `; did you mean ${p.suggestion}?`}`,
  }),
  'bad-pattern': template<{ pattern: string; fault: PatternFault }>({
    'zh-CN': (p) => `正则表达式无效：${p.pattern}（${textFor(patternFaults, p.fault, 'zh-CN')}）`,
    en: (p) => `invalid regular expression ${p.pattern} (${textFor(patternFaults, p.fault, 'en')})`,
  }),
  ...quizProblems,
  ...adviceProblems,
  ...translationProblems,
  ...classProblems,
} as const;

export type PackProblemMessage = MessageOf<typeof packCatalogue>;

/** An error in a pack as data, with its place. */
export interface PackProblem {
  readonly message: PackProblemMessage;
  /** Path of the file, as the user can open it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The lines around it, with a mark; absent where there is nothing to show. */
  readonly frame?: string;
}

/** A problem as compilers show it: place, sentence, code frame. */
export function showProblem(problem: PackProblem, language: Language): string {
  const sentence = word(packCatalogue, problem.message, language);
  const head = `${problem.file}:${problem.line}:${problem.column}: ${sentence}`;
  return problem.frame === undefined ? head : `${head}\n${problem.frame}`;
}
