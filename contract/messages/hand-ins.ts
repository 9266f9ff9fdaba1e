import type { StateTrouble } from '../handin.js';
import { type Language, template, type Text } from '../text.js';
import { type ArchiveMessage, archiveText } from './archives.js';

/** Why a node's state is not in a hand-in. */
export const stateTroubleTexts: Readonly<Record<StateTrouble, Text>> = {
  'no-layer': {
    'zh-CN': '不是本产品镜像的虚拟机，改动无法单独取出',
    en: 'it is no machine of our image, so what was changed on it cannot be told apart',
  },
  'cut-short': { 'zh-CN': '没有把状态说完', en: 'it did not say all of its state' },
  silent: { 'zh-CN': '没有应答', en: 'it did not answer' },
  off: { 'zh-CN': '没有开机', en: 'it is off' },
};

/** What of a hand-in is not on the machine that judges it. */
export interface PutNote {
  readonly node: string;
  readonly what: keyof typeof putNoteTexts;
  /** Path, package, unit, or line. */
  readonly detail: string;
}

export const putNoteTexts = {
  'file-kept': {
    'zh-CN': '虚拟机自己的文件没有换成交来的',
    en: "the machine's own file stays, not the one handed in",
  },
  'file-failed': { 'zh-CN': '文件放不上去', en: 'a file that could not be put there' },
  'package-failed': {
    'zh-CN': '软件包装不上或卸不掉',
    en: 'a package that could not be installed or removed',
  },
  'unit-failed': { 'zh-CN': '服务没有启动成功', en: 'a service that did not start' },
  'database-differs': {
    'zh-CN': '数据库里的内容没有全部恢复',
    en: 'the database did not come to all that was handed in',
  },
  'kernel-differs': {
    'zh-CN': '内核里的状态没能恢复成交来的样子',
    en: 'the kernel did not come to what was handed in',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** What makes a file no hand-in that can be looked at. */
export type HandInProblem =
  | { readonly kind: 'archive'; readonly problem: ArchiveMessage }
  /** An archive of another sort: a pack. */
  | { readonly kind: 'a-pack' }
  | { readonly kind: 'missing'; readonly path: string }
  /** `at`: where in the file, as `kernel.routes.3`. */
  | { readonly kind: 'shape'; readonly path: string; readonly at: string };

/** Without a full stop. */
export function problemText(problem: HandInProblem, language: Language): string {
  const zh = language === 'zh-CN';
  switch (problem.kind) {
    case 'archive':
      return archiveText(problem.problem, language);
    case 'a-pack':
      return zh ? '这是一个实验包' : 'it is a pack';
    case 'missing':
      return zh ? `里面没有 ${problem.path}` : `there is no ${problem.path} in it`;
    case 'shape': {
      const place = problem.at === '' ? problem.path : `${problem.path}: ${problem.at}`;
      return zh ? `${place} 不是作业文件里会有的内容` : `${place} is nothing that a hand-in has`;
    }
  }
}

/** What can go wrong with handing in. */
export const handInErrors = {
  'hand-in.journal-large': template<{ file: string; bytes: number; limit: number }>({
    'zh-CN': (p) =>
      `会话日志 ${p.file} 有 ${p.bytes} 字节，超过作业文件能装下的 ${p.limit} 字节。请重新开始一个会话再做一遍，这个会话不受影响。`,
    en: (p) =>
      `The session's journal ${p.file} has ${p.bytes} bytes, and a hand-in takes ${p.limit}. Start another session and do the lab there; this one stays as it is.`,
  }),
  'hand-in.archive': template<{ inArchive: ArchiveMessage }>({
    'zh-CN': (p) =>
      `作业文件写不成：${archiveText(p.inArchive, 'zh-CN')}。看看哪台虚拟机上有不属于实验的大文件，删掉以后再交。`,
    en: (p) =>
      `The hand-in cannot be written: ${archiveText(p.inArchive, 'en')}. Look for large files on the nodes that are not the lab's, delete them, and hand in again.`,
  }),
  'hand-in.unreadable': template<{ file: string; inHandIn: HandInProblem }>({
    'zh-CN': (p) => `${p.file} 不能当作作业来评：${problemText(p.inHandIn, 'zh-CN')}。请让学员重新交一份。`,
    en: (p) =>
      `${p.file} cannot be graded as a hand-in: ${problemText(p.inHandIn, 'en')}. Have the learner hand in once more.`,
  }),
  'hand-in.other-lab': template<{ file: string; lab: string; stated: string; digest: string }>({
    'zh-CN': (p) =>
      `${p.file} 做的是 ${p.lab} 的另一个版本（${p.stated.slice(0, 19)}），这里装的是 ${p.digest.slice(0, 19)}。请装上那个版本的实验包再评。`,
    en: (p) =>
      `${p.file} is of another state of ${p.lab} (${p.stated.slice(0, 19)}) than the one that is installed here (${p.digest.slice(0, 19)}). Install the pack that has it.`,
  }),
  'hand-in.none': template<{ id: string }>({
    'zh-CN': (p) => `会话 ${p.id} 还没有打包过作业`,
    en: (p) => `Nothing was packed of session ${p.id} yet`,
  }),
  'hand-in.not-one': template<{ file: string }>({
    'zh-CN': (p) => `${p.file} 已经存在，而且不像作业文件（.lvsub），没有覆盖它。换一个文件名：-o 名字.lvsub`,
    en: (p) =>
      `${p.file} is there already, and is no hand-in by its name (.lvsub): nothing was written over it. Name another one: -o NAME.lvsub`,
  }),
} as const;
