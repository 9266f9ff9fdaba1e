import { template } from '../contract/text.js';
import { inLine } from '../contract/visible.js';
import { watchMessages } from './watch-messages.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) => template<None>({ 'zh-CN': () => zh, en: () => en });

/** What `lvslab pack` says. */
export const packMessages = {
  ...watchMessages,
  'pack.made': template<{ folder: string }>({
    'zh-CN': (p) =>
      `已新建实验包 ${p.folder}。接着：\n  cd ${p.folder}\n  lvslab pack lint\n  lvslab pack test\n从 first-lab/lab.yaml 看起：写法都注释在里面。`,
    en: (p) =>
      `The pack ${p.folder} is made. Go on with:\n  cd ${p.folder}\n  lvslab pack lint\n  lvslab pack test\nBegin to read at first-lab/lab.yaml: how things are written is said there.`,
  }),
  'pack.lab-made': template<{ folder: string; lab: string }>({
    'zh-CN': (p) => `已新建实验 ${p.folder}。把 ${p.lab} 写进 pack.yaml 的 modules 或 labs。`,
    en: (p) => `The lab ${p.folder} is made. Add ${p.lab} to modules or labs in pack.yaml.`,
  }),
  'pack.imported': template<{ folder: string; labs: number }>({
    'zh-CN': (p) =>
      `已导入 ${p.labs} 个实验，新包在 ${p.folder}，什么变了、什么丢了写在它的 IMPORT.md 里。接着：lvslab pack lint ${p.folder}`,
    en: (p) =>
      `${p.labs} ${p.labs === 1 ? 'lab' : 'labs'} imported to ${p.folder}; its IMPORT.md has what was changed and lost. Go on with: lvslab pack lint ${p.folder}`,
  }),
  'pack.untranslated': template<{ texts: number }>({
    'zh-CN': (p) => `${p.texts} 段文字待翻译，清单在 IMPORT.md`,
    en: (p) =>
      `${p.texts} ${p.texts === 1 ? 'text waits' : 'texts wait'} to be translated: IMPORT.md lists them`,
  }),
  'pack.import-more': template<{ more: number }>({
    'zh-CN': (p) => `另有 ${p.more} 条没有列出`,
    en: (p) => `${p.more} more are not listed`,
  }),
  'pack.sound': template<{ labs: number; notes: number }>({
    'zh-CN': (p) => `${p.labs} 个实验，没有错误${p.notes === 0 ? '。' : `，${p.notes} 条提醒。`}`,
    en: (p) =>
      `${p.labs} ${p.labs === 1 ? 'lab' : 'labs'}: nothing wrong${p.notes === 0 ? '.' : `, ${p.notes} ${p.notes === 1 ? 'note' : 'notes'}.`}`,
  }),
  'pack.unsound': template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 处错误。`,
    en: (p) => `${p.count} ${p.count === 1 ? 'mistake' : 'mistakes'}.`,
  }),
  'pack.note': template<{ note: string }>({
    'zh-CN': (p) => `提醒：${p.note}`,
    en: (p) => `note: ${p.note}`,
  }),
  'pack.built': template<{ file: string; labs: number; bytes: number; digest: string }>({
    'zh-CN': (p) => `${p.file}：${p.labs} 个实验，${p.bytes} 字节，${p.digest}`,
    en: (p) => `${p.file}: ${p.labs} ${p.labs === 1 ? 'lab' : 'labs'}, ${p.bytes} bytes, ${p.digest}`,
  }),
  'pack.unsigned-yet': template<{ file: string }>({
    'zh-CN': (p) => `还没有签名：lvslab pack sign ${p.file} --key 密钥文件`,
    en: (p) => `It is not signed yet: lvslab pack sign ${p.file} --key KEYFILE`,
  }),
  'pack.key-made': template<{ secret: string; open: string; id: string }>({
    'zh-CN': (p) =>
      `密钥 ${p.id}：\n  ${p.secret}  私钥：只有你能读，请另存一份备份\n  ${p.open}  公钥：给要安装你的包的人`,
    en: (p) =>
      `Key ${p.id}:\n  ${p.secret}  the secret key: only you can read it; keep a copy elsewhere\n  ${p.open}  the public key: for those who install your packs`,
  }),
  'pack.key-succeeds': template<{ file: string; older: string }>({
    'zh-CN': (p) =>
      `  ${p.file}  旧密钥 ${p.older} 的接替声明：放进包的 successions/ 目录，以后用新密钥签名，学员那里就接得上`,
    en: (p) =>
      `  ${p.file}  by which the old key ${p.older} vouches for it: put it into successions/ of the pack, and sign with the new key from now on`,
  }),
  'pack.signed': template<{ file: string; id: string }>({
    'zh-CN': (p) => `${p.file} 已由密钥 ${p.id} 签名。`,
    en: (p) => `${p.file} is signed by the key ${p.id}.`,
  }),
  'pack.verified': template<{
    pack: string;
    version: string;
    kind: string;
    digest: string;
    id: string;
    known: string;
  }>({
    'zh-CN': (p) =>
      `${p.pack} ${p.version}（${p.kind === 'teacher' ? '教师版' : '学员版'}），${p.digest}\n签名成立：密钥 ${p.id}${p.known === '' ? '。这是不是你认识的发布者，要拿公钥比对：--key 公钥' : '，正是所给的公钥'}`,
    en: (p) =>
      `${p.pack} ${p.version} (${p.kind === 'teacher' ? "teacher's" : "learner's"}), ${p.digest}\nThe signature holds: key ${p.id}${p.known === '' ? '. Whether that is the publisher you know, a public key tells: --key PUBLICKEY' : ', which is the one that was given'}`,
  }),
  'pack.head': template<{ pack: string; version: string; kind: string; digest: string }>({
    'zh-CN': (p) => `${p.pack} ${p.version}（${p.kind === 'teacher' ? '教师版' : '学员版'}）  ${p.digest}`,
    en: (p) => `${p.pack} ${p.version} (${p.kind === 'teacher' ? "teacher's" : "learner's"})  ${p.digest}`,
  }),
  'pack.by': template<{ id: string }>({
    'zh-CN': (p) => `由密钥 ${p.id} 签名，签名成立`,
    en: (p) => `signed by the key ${p.id}, which holds`,
  }),
  'pack.by-nobody': plain('没有签名：不知道是谁发布的', 'not signed: nobody knows who made it'),
  'pack.lab': template<{ minutes: number; steps: number; checks: number; memory: number; disk: number }>({
    'zh-CN': (p) =>
      `${p.minutes} 分钟，${p.steps} 步，${p.checks} 项检查；虚拟机共用内存最多 ${p.memory} MiB，磁盘最多 ${p.disk} MiB`,
    en: (p) =>
      `${p.minutes} min, ${p.steps} ${p.steps === 1 ? 'step' : 'steps'}, ${p.checks} ${p.checks === 1 ? 'check' : 'checks'}; machines take up to ${p.memory} MiB of memory and ${p.disk} MiB of disk`,
  }),
  'pack.node': template<{ node: string; role: string; memory: number; scripts: readonly string[] }>({
    'zh-CN': (p) =>
      `${p.node}（${p.role}）${p.memory} MiB${p.scripts.length === 0 ? '' : `，开始前以 root 运行：${p.scripts.join('、')}`}`,
    en: (p) =>
      `${p.node} (${p.role}) ${p.memory} MiB${p.scripts.length === 0 ? '' : `, before the learner as root: ${p.scripts.join(', ')}`}`,
  }),
  'pack.proven': template<{ proven: number; labs: number; made: string }>({
    'zh-CN': (p) =>
      p.proven === 0
        ? '发布者没有在虚拟机上证明过这些实验'
        : `发布者在虚拟机上证明过 ${p.labs} 个实验中的 ${p.proven} 个（${p.made}）`,
    en: (p) =>
      p.proven === 0
        ? 'its publisher has proven none of these labs on machines'
        : `its publisher has proven ${p.proven} of ${p.labs} ${p.labs === 1 ? 'lab' : 'labs'} on machines (${p.made})`,
  }),
  'pack.languages': template<{ languages: readonly string[] }>({
    'zh-CN': (p) => `语言：${p.languages.join('、')}`,
    en: (p) => `languages: ${p.languages.join(', ')}`,
  }),
  'pack.succeeds': template<{ from: string }>({
    'zh-CN': (p) => `原来的密钥 ${p.from} 声明由这个密钥接替`,
    en: (p) => `the key ${p.from} of before vouches for this one`,
  }),
  'pack.index-new': template<{ url: string; id: string }>({
    'zh-CN': (p) => `索引 ${p.url} 由密钥 ${p.id} 签名，它也是第一次在这里出现`,
    en: (p) => `the index ${p.url} is signed by the key ${p.id}, and is new here, too`,
  }),
  'pack.ask': template<{ id: string; version: string }>({
    'zh-CN': (p) => `安装 ${p.id} ${p.version} 吗？[y/N] `,
    en: (p) => `Install ${p.id} ${p.version}? [y/N] `,
  }),
  'pack.declined': template<{ id: string }>({
    'zh-CN': (p) => `没有安装 ${p.id}，什么都没有改动。`,
    en: (p) => `${p.id} was not installed, and nothing was changed.`,
  }),
  'pack.installed': template<{ id: string; version: string; labs: readonly string[]; already: boolean }>({
    'zh-CN': (p) =>
      `${p.id} ${p.version} ${p.already ? '已经安装过，现在用的就是它' : '已安装'}。开始一个实验：${p.labs.map((lab) => `\n  lvslab up ${lab}`).join('')}`,
    en: (p) =>
      `${p.id} ${p.version} ${p.already ? 'was installed already, and is the one in use now' : 'is installed'}. To begin a lab:${p.labs.map((lab) => `\n  lvslab up ${lab}`).join('')}`,
  }),
  'pack.fetching': template<{ bytes: number }>({
    'zh-CN': (p) => `正在下载：${p.bytes} 字节`,
    en: (p) => `fetching: ${p.bytes} bytes`,
  }),
  'pack.list-none': plain(
    '没有安装别的包；自带的实验用 lvslab labs 查看。',
    'No packs are installed; the labs that came with this program: lvslab labs.',
  ),
  'pack.list-version': template<{
    name: string;
    kind: string;
    key: string;
    source: string;
    current: boolean;
    revoked: string;
    damaged: boolean;
  }>({
    'zh-CN': (p) =>
      `${p.current ? '*' : ' '} ${p.name}${p.damaged ? '  损坏' : `  ${p.kind === 'teacher' ? '教师版' : '学员版'}  ${p.key === '' ? '没有签名' : `密钥 ${p.key}`}  来自 ${inLine(p.source)}`}${p.revoked === '' ? '' : `  已撤回：${inLine(p.revoked)}`}`,
    en: (p) =>
      `${p.current ? '*' : ' '} ${p.name}${p.damaged ? '  damaged' : `  ${p.kind === 'teacher' ? "teacher's" : "learner's"}  ${p.key === '' ? 'not signed' : `key ${p.key}`}  from ${inLine(p.source)}`}${p.revoked === '' ? '' : `  taken back: ${inLine(p.revoked)}`}`,
  }),
  'pack.used': template<{ id: string; name: string }>({
    'zh-CN': (p) => `${p.id}：以后的新会话用 ${p.name}。已有的会话不变。`,
    en: (p) =>
      `${p.id}: new sessions are of ${p.name} from now on. Sessions that there are stay as they are.`,
  }),
  'pack.removed': template<{ id: string; names: readonly string[] }>({
    'zh-CN': (p) => `已删除 ${p.id}：${p.names.join('、')}。它的会话还在；它是谁签名的仍然记着。`,
    en: (p) =>
      `Removed of ${p.id}: ${p.names.join(', ')}. Its sessions are still there, and whose key it had is remembered.`,
  }),
  'pack.newest': template<{ id: string; version: string }>({
    'zh-CN': (p) => `${p.id} ${p.version} 已是最新。`,
    en: (p) => `${p.id} ${p.version} is the newest there is.`,
  }),
  'pack.trusted': template<{ of: string; id: string }>({
    'zh-CN': (p) => `${p.of}：以后只认密钥 ${p.id}。`,
    en: (p) => `${p.of}: from now on the key is ${p.id}, and no other.`,
  }),
  'pack.indexed': template<{
    file: string;
    counter: number;
    packs: number;
    revoked: number;
    expires: string;
  }>({
    'zh-CN': (p) =>
      `${p.file}：第 ${p.counter} 版，${p.packs} 个包${p.revoked === 0 ? '' : `，撤回 ${p.revoked} 个`}，有效到 ${p.expires}。把这个目录放到任何网页服务器上。`,
    en: (p) =>
      `${p.file}: number ${p.counter}, ${p.packs} ${p.packs === 1 ? 'pack' : 'packs'}${p.revoked === 0 ? '' : `, ${p.revoked} taken back`}, good until ${p.expires}. Put this folder onto any web server.`,
  }),
  'pack.reach': plain(
    '脚本只在虚拟机里运行；虚拟机连不到互联网，在这台机器上只占本机回环地址的端口。',
    'Scripts run in the machines only; those reach no internet, and of this computer only ports on its loopback address are taken.',
  ),
  'pack.password': plain('私钥的口令：', 'Password of the secret key: '),
  'pack.password-again': plain('再输入一次：', 'Once more: '),
} as const;
