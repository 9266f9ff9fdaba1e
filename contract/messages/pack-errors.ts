import { type Text, template, textFor } from '../text.js';
import { type ArchiveMessage, archiveText } from './archives.js';
import { type PackProblem, showProblem } from './packs.js';

const keyTroubles: Readonly<Record<string, Text>> = {
  malformed: { 'zh-CN': '它不是 minisign 密钥，或已损坏', en: 'it is no minisign key, or damaged' },
  'needs-password': { 'zh-CN': '它有口令', en: 'it has a password' },
  'wrong-password': { 'zh-CN': '口令不对', en: 'the password is wrong' },
  'too-costly': {
    'zh-CN': '解开它要用的内存或时间多得不合理，这台机器不做',
    en: 'to open it would take more memory or time than is reasonable here',
  },
  unreadable: { 'zh-CN': '读不出来', en: 'it cannot be read' },
};

const signatureTroubles: Readonly<Record<string, Text>> = {
  unsigned: { 'zh-CN': '没有签名', en: 'it is not signed' },
  malformed: { 'zh-CN': '签名或公钥的格式不对', en: 'its signature or public key is malformed' },
  legacy: {
    'zh-CN': '签名是旧式的（没有预先散列）',
    en: 'its signature is of the legacy kind (not prehashed)',
  },
  'other-key': { 'zh-CN': '是另一个密钥签的', en: 'another key has signed it' },
  'wrong-signature': { 'zh-CN': '签名与内容不符', en: 'the signature is not of this content' },
  'wrong-comment': {
    'zh-CN': '签名里的可信注释被改动过',
    en: 'the trusted comment of the signature was changed',
  },
};

/** Errors of packs as their authors and learners handle them. */
export const packErrors = {
  'pack.id': template<{ id: string }>({
    'zh-CN': (p) =>
      `${p.id} 不能作包或实验的名字：要用小写字母开头，只含小写字母、数字，用单个连字符隔开，例如 my-pack。`,
    en: (p) =>
      `${p.id} cannot be the name of a pack or a lab: it begins with a lower-case letter and has lower-case letters, digits and single hyphens, like my-pack.`,
  }),
  'pack.not-empty': template<{ folder: string }>({
    'zh-CN': (p) => `目录 ${p.folder} 已存在而且不是空的，里面的东西没有动。请换一个名字。`,
    en: (p) =>
      `The folder ${p.folder} is there and not empty; nothing in it was touched. Choose another name.`,
  }),
  'pack.none': template<{ folder: string }>({
    'zh-CN': (p) =>
      `${p.folder} 里没有 pack.yaml，它不是实验包。请在包的目录里运行，或给出它的路径；新建一个：lvslab pack init 目录。`,
    en: (p) =>
      `There is no pack.yaml in ${p.folder}: it is no pack. Run this in a pack's folder, or name it; to make one: lvslab pack init FOLDER.`,
  }),
  'pack.topology': template<{ topology: string; known: readonly string[] }>({
    'zh-CN': (p) =>
      `包里没有拓扑 ${p.topology}，或读不出它的节点（现有：${p.known.join('、') || '无'}）。拓扑是 topologies/ 里的文件。`,
    en: (p) =>
      `The pack has no topology ${p.topology}, or its nodes cannot be read (there are: ${p.known.join(', ') || 'none'}). A topology is a file in topologies/.`,
  }),
  'pack.archive': template<{ file: string; inArchive: ArchiveMessage }>({
    'zh-CN': (p) =>
      `${p.file} 不能用作实验包：${archiveText(p.inArchive, 'zh-CN')}。什么都没有安装或改动；请向发布者重新取一份。`,
    en: (p) =>
      `${p.file} cannot be used as a pack: ${archiveText(p.inArchive, 'en')}. Nothing was installed or changed; get it once more from its publisher.`,
  }),
  'pack.hand-in': template<{ file: string }>({
    'zh-CN': (p) => `${p.file} 是学员交的作业，不是实验包，不能安装；评分用 lvslab grade。`,
    en: (p) =>
      `${p.file} is what a learner handed in, and no pack: it is graded (lvslab grade), not installed.`,
  }),
  'pack.unsound': template<{ file: string; problems: readonly PackProblem[] }>({
    'zh-CN': (p) =>
      `${p.file} 里的包有错误，什么都没有安装；请告诉发布者：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}`,
    en: (p) =>
      `The pack in ${p.file} is not sound, and nothing was installed; tell its publisher:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}`,
  }),
  'pack.unpackable': template<{ inArchive: ArchiveMessage }>({
    'zh-CN': (p) => `这个包打不成文件：${archiveText(p.inArchive, 'zh-CN')}。`,
    en: (p) => `This pack cannot be made a file: ${archiveText(p.inArchive, 'en')}.`,
  }),
  'pack.texts': template<{ problems: readonly PackProblem[] }>({
    'zh-CN': (p) =>
      `包里有文件读不出来，译文的事先不做，什么都没有改动：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}`,
    en: (p) =>
      `Files of the pack cannot be read, so nothing was done about its translations, and nothing was changed:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}`,
  }),
  'pack.po': template<{ problems: readonly PackProblem[] }>({
    'zh-CN': (p) => `没有导入任何译文：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}`,
    en: (p) => `No translation was taken:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}`,
  }),
  'pack.po-language': template<{ language: string; target: string }>({
    'zh-CN': (p) => `这个包的原文就是 ${p.language}，要译成的是 ${p.target}（pack.yaml 的 source 决定）。`,
    en: (p) =>
      `This pack is written in ${p.language} and translated into ${p.target}: source in pack.yaml says so.`,
  }),
  'pack.no-text': template<{ name: string; suggestion: string }>({
    'zh-CN': (p) =>
      `包里没有叫 ${p.name} 的文本或文件${p.suggestion === '' ? '' : `，是不是想写 ${p.suggestion}`}。什么都没有记录；lvslab pack i18n status 会列出需要处理的文本。`,
    en: (p) =>
      `The pack has no text and no file ${p.name}${p.suggestion === '' ? '' : `; did you mean ${p.suggestion}?`}. Nothing was recorded. lvslab pack i18n status names the texts that need somebody.`,
  }),
  'pack.watch-none': template<{ folder: string; suspended: string }>({
    'zh-CN': (p) =>
      p.suspended === ''
        ? `${p.folder} 没有正在运行的会话。先开一个：lvslab up ${p.folder} -d`
        : `${p.folder} 的会话 ${p.suspended} 已挂起。先继续它：lvslab resume ${p.suspended} -d`,
    en: (p) =>
      p.suspended === ''
        ? `No session of ${p.folder} runs. Start one first: lvslab up ${p.folder} -d`
        : `Session ${p.suspended} of ${p.folder} is suspended. Go on with it first: lvslab resume ${p.suspended} -d`,
  }),
  'pack.watch-shipped': template<{ folder: string }>({
    'zh-CN': (p) =>
      `${p.folder} 里没有 lab.yaml：它不是源文件，而是发布出来的实验，不能边写边看。请用包的源目录。`,
    en: (p) =>
      `There is no lab.yaml in ${p.folder}: only the source of a lab can be watched, and not what was shipped of one. Name the folder of its source.`,
  }),
  'pack.watch-other': template<{ session: string; folder: string; of: string }>({
    'zh-CN': (p) => `会话 ${p.session} 是从 ${p.of} 开始的，不是 ${p.folder}。`,
    en: (p) => `Session ${p.session} was started from ${p.of}, not from ${p.folder}.`,
  }),
  'pack.key': template<{ file: string; trouble: string }>({
    'zh-CN': (p) => `密钥 ${p.file} 用不了：${textFor(keyTroubles, p.trouble, 'zh-CN')}。`,
    en: (p) => `The key ${p.file} cannot be used: ${textFor(keyTroubles, p.trouble, 'en')}.`,
  }),
  'pack.key-in-pack': template<{ folder: string }>({
    'zh-CN': (p) =>
      `没有在 ${p.folder} 里建立密钥：那是一个包的目录，私钥会跟着教师版发出去。请写到别处，例如 lvslab pack keygen ../me。`,
    en: (p) =>
      `No key was made in ${p.folder}: it is a pack's folder, and the secret key would go out with the teacher's file. Name another place, like lvslab pack keygen ../me.`,
  }),
  'pack.secret-inside': template<{ path: string }>({
    'zh-CN': (p) =>
      `没有打包：${p.path} 里有一把私钥，会跟着包发出去。请把它移到包的目录外面；发出去过的密钥要换掉。`,
    en: (p) =>
      `Nothing was built: ${p.path} has a secret key in it, which would go out with the pack. Move it out of the folder; a key that has gone out is to be replaced.`,
  }),
  'pack.key-exists': template<{ file: string }>({
    'zh-CN': (p) => `${p.file} 已经存在，没有动它：密钥丢了就再也签不了同一个名字的包。请换一个名字。`,
    en: (p) =>
      `${p.file} is there, and was not touched: with a key that is lost nobody can sign as before. Choose another name.`,
  }),
  'pack.password-missing': template<Record<string, never>>({
    'zh-CN': () =>
      '需要口令，但这里没有终端可以问。请在终端里运行，或用环境变量 LVSLAB_KEY_PASSWORD 给出；不要口令：--no-password。',
    en: () =>
      'A password is wanted, and there is no terminal to ask on. Run this in a terminal, or give it in the environment variable LVSLAB_KEY_PASSWORD; without one: --no-password.',
  }),
  'pack.password-differs': template<Record<string, never>>({
    'zh-CN': () => '两次输入的口令不一样，没有建立密钥。',
    en: () => 'The two passwords differ; no key was made.',
  }),
  'pack.password-bad': template<Record<string, never>>({
    'zh-CN': () => '口令不能是空的，不能有换行，也不能超过 1023 字节；没有建立密钥。',
    en: () => 'A password is not empty, has no line breaks and at most 1023 bytes; no key was made.',
  }),
  'pack.signature': template<{ file: string; trouble: string }>({
    'zh-CN': (p) =>
      `${p.file} 的签名不成立：${textFor(signatureTroubles, p.trouble, 'zh-CN')}。不要安装它；请向发布者核实。`,
    en: (p) =>
      `The signature of ${p.file} does not hold: ${textFor(signatureTroubles, p.trouble, 'en')}. Do not install it; ask its publisher.`,
  }),
} as const;
