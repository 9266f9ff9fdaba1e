import { type Text, template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const packTexts = {
  packs: { 'zh-CN': '实验包', en: 'Packs' },
  hint: {
    'zh-CN': '把 .lvspack 文件拖进窗口、双击它，或在这里打开。安装之前会先说明它要做什么。',
    en: 'Drop a .lvspack file into this window, double-click it, or open it here. Before it is installed you see what it will do.',
  },
  openFile: { 'zh-CN': '打开文件…', en: 'Open a file…' },
  openPack: { 'zh-CN': '打开实验包…', en: 'Open a pack…' },
  address: { 'zh-CN': '文件路径、网址、索引或 git 仓库', en: 'Path, address, index or git repository' },
  look: { 'zh-CN': '查看', en: 'Look at it' },
  looking: template<{ name: string }>({
    'zh-CN': (p) => `正在查看 ${p.name}`,
    en: (p) => `Looking at ${p.name}`,
  }),
  bytes: template<{ size: string }>({ 'zh-CN': (p) => `已下载 ${p.size}`, en: (p) => `${p.size} so far` }),
  cannot: template<{ name: string }>({
    'zh-CN': (p) => `${p.name} 不能安装`,
    en: (p) => `${p.name} cannot be installed`,
  }),
  dropHere: { 'zh-CN': '松开鼠标，查看这个实验包', en: 'Drop it to see what is in it' },
  dropOther: {
    'zh-CN': '只能打开 .lvspack 文件。',
    en: 'Only .lvspack files can be opened.',
  },
  dropLarge: {
    'zh-CN': '这个文件在浏览器里太大。请在终端用 lvslab pack install 安装，或在上面填它的路径。',
    en: 'The file is too large for a browser. Install it in a terminal with lvslab pack install, or give its path above.',
  },
  which: template<{ packs: readonly string[] }>({
    'zh-CN': (p) => `里面有几个包：${p.packs.join('、')}`,
    en: (p) => `There are several packs in it: ${p.packs.join(', ')}`,
  }),
  sheet: template<{ title: string }>({
    'zh-CN': (p) => `安装“${p.title}”？`,
    en: (p) => `Install "${p.title}"?`,
  }),
  learner: { 'zh-CN': '学员版', en: "learner's" },
  teacher: { 'zh-CN': '教师版', en: "teacher's" },
  by: { 'zh-CN': '发布者', en: 'Publisher' },
  key: template<{ key: string }>({ 'zh-CN': (p) => `密钥 ${p.key}`, en: (p) => `key ${p.key}` }),
  unsigned: { 'zh-CN': '没有签名', en: 'not signed' },
  succeeded: template<{ from: string }>({
    'zh-CN': (p) => `原来的密钥 ${p.from} 声明由这个密钥接替`,
    en: (p) => `the key ${p.from} of before vouches for this one`,
  }),
  indexNew: template<{ url: string; key: string }>({
    'zh-CN': (p) => `索引 ${p.url} 由密钥 ${p.key} 签名，也是第一次在这里出现`,
    en: (p) => `the index ${p.url} is signed by the key ${p.key}, and is new here, too`,
  }),
  from: { 'zh-CN': '来源', en: 'From' },
  authors: { 'zh-CN': '作者', en: 'Authors' },
  license: { 'zh-CN': '许可', en: 'License' },
  languages: { 'zh-CN': '语言', en: 'Languages' },
  proof: { 'zh-CN': '证明', en: 'Proof' },
  proven: template<{ proven: number; labs: number; made: string }>({
    'zh-CN': (p) => `发布者在虚拟机上证明过 ${p.labs} 个实验中的 ${p.proven} 个（${p.made}）`,
    en: (p) => `its publisher has proven ${p.proven} of ${p.labs} labs on machines (${p.made})`,
  }),
  notProven: { 'zh-CN': '发布者没有在虚拟机上证明过', en: 'its publisher has not proven it on machines' },
  does: { 'zh-CN': '它会做什么', en: 'What it will do' },
  memory: template<{ memory: number; disk: number }>({
    'zh-CN': (p) => `虚拟机共用内存最多 ${p.memory} MiB，磁盘最多 ${p.disk} MiB`,
    en: (p) => `machines take up to ${p.memory} MiB of memory and ${p.disk} MiB of disk`,
  }),
  node: { 'zh-CN': '虚拟机', en: 'Machine' },
  role: { 'zh-CN': '角色', en: 'Role' },
  memoryHead: { 'zh-CN': '内存', en: 'Memory' },
  asRoot: { 'zh-CN': '开始前以 root 运行', en: 'Run as root before you begin' },
  nothing: { 'zh-CN': '无', en: 'nothing' },
  reach: {
    'zh-CN': '脚本只在虚拟机里运行；虚拟机连不到互联网，在这台机器上只占本机回环地址的端口。',
    en: 'Scripts run in the machines only; those reach no internet, and of this computer only ports on its loopback address are taken.',
  },
  lab: template<{ minutes: number; steps: number; checks: number }>({
    'zh-CN': (p) => `${p.minutes} 分钟，${p.steps} 步，${p.checks} 项检查`,
    en: (p) => `${p.minutes} min, ${p.steps} steps, ${p.checks} checks`,
  }),
  install: { 'zh-CN': '安装', en: 'Install' },
  installAnyway: { 'zh-CN': '没有签名也安装', en: 'Install it unsigned' },
  trustInstall: { 'zh-CN': '认可这个密钥并安装', en: 'Trust this key and install' },
  useIt: { 'zh-CN': '使用这个版本', en: 'Use this version' },
  already: { 'zh-CN': '已经安装，和这一份完全相同。', en: 'It is installed already, exactly as it is.' },
  other: template<{ versions: readonly string[] }>({
    'zh-CN': (p) => `已安装的版本：${p.versions.join('、')}。旧版本保留；已有的会话不变。`,
    en: (p) => `Installed: ${p.versions.join(', ')}. They stay, and so do sessions that there are.`,
  }),
  olderToo: { 'zh-CN': '仍然查看这个旧版本', en: 'Look at the old one all the same' },
  installed: template<{ title: string; version: string }>({
    'zh-CN': (p) => `已安装“${p.title}”${p.version}`,
    en: (p) => `"${p.title}" ${p.version} is installed`,
  }),
  builtIn: { 'zh-CN': '自带', en: 'built in' },
  labsCount: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 个实验`,
    en: (p) => `${p.count} ${p.count === 1 ? 'lab' : 'labs'}`,
  }),
  version: { 'zh-CN': '版本', en: 'Version' },
  current: { 'zh-CN': '使用中', en: 'in use' },
  use: { 'zh-CN': '改用', en: 'Use' },
  useNamed: template<{ version: string }>({
    'zh-CN': (p) => `改用 ${p.version}`,
    en: (p) => `Use ${p.version}`,
  }),
  update: { 'zh-CN': '检查更新', en: 'Look for an update' },
  updateNamed: template<{ id: string }>({
    'zh-CN': (p) => `检查 ${p.id} 的更新`,
    en: (p) => `Look for an update of ${p.id}`,
  }),
  newest: template<{ id: string }>({
    'zh-CN': (p) => `${p.id} 已是最新。`,
    en: (p) => `${p.id} is the newest there is.`,
  }),
  remove: { 'zh-CN': '删除', en: 'Remove' },
  removeNamed: template<{ name: string }>({
    'zh-CN': (p) => `删除 ${p.name}`,
    en: (p) => `Remove ${p.name}`,
  }),
  removeAsk: template<{ name: string }>({
    'zh-CN': (p) => `删除 ${p.name}？`,
    en: (p) => `Remove ${p.name}?`,
  }),
  removeBody: {
    'zh-CN': '它的会话都还在，可以接着做；它由谁签名仍然记着。',
    en: 'Its sessions stay and can be gone on with; whose key it had is remembered.',
  },
  removed: template<{ name: string }>({
    'zh-CN': (p) => `已删除 ${p.name}`,
    en: (p) => `${p.name} was removed`,
  }),
  revoked: template<{ reason: string }>({
    'zh-CN': (p) => `已被发布者撤回：${p.reason}`,
    en: (p) => `taken back by its publisher: ${p.reason}`,
  }),
  broken: { 'zh-CN': '这个包有问题', en: 'Something is wrong with this pack' },
} satisfies Texts;

export const kindTexts: Readonly<Record<'learner' | 'teacher', Text>> = {
  learner: packTexts.learner,
  teacher: packTexts.teacher,
};
