import { template } from '../text.js';

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
} as const;
