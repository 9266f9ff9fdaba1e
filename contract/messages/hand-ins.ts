import type { StateTrouble } from '../handin.js';
import { template, type Text } from '../text.js';
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
  'hand-in.not-one': template<{ file: string }>({
    'zh-CN': (p) => `${p.file} 已经存在，而且不像作业文件（.lvsub），没有覆盖它。换一个文件名：-o 名字.lvsub`,
    en: (p) =>
      `${p.file} is there already, and is no hand-in by its name (.lvsub): nothing was written over it. Name another one: -o NAME.lvsub`,
  }),
} as const;
