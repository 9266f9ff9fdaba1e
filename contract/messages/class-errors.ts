import { entry, word } from '../text.js';
import { type CodeMessage, codeCatalogue } from './class-codes.js';
import { type PackProblem, showProblem } from './packs.js';

/** Errors of classes, as teachers and learners handle them. */
export const classErrors = {
  'class.none': entry<{ folder: string }>(
    (p) =>
      `${p.folder} 里没有 class.yaml，它不是班级目录。新建一个：lvslab class init 目录 --title 名称 --lab 实验`,
    (p) =>
      `There is no class.yaml in ${p.folder}: it is no class's folder. To make one: lvslab class init FOLDER --title TITLE --lab LAB`,
  ),
  'class.invalid': entry<{ folder: string; problems: readonly PackProblem[]; more: number }>(
    (p) =>
      `班级 ${p.folder} 有 ${p.problems.length + p.more} 处错误：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}${p.more > 0 ? `\n……还有 ${p.more} 个问题，先改好上面这些` : ''}`,
    (p) =>
      `The class in ${p.folder} has ${p.problems.length + p.more} ${p.problems.length + p.more === 1 ? 'mistake' : 'mistakes'}:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}${p.more > 0 ? `\n… and ${p.more} more; mend these first` : ''}`,
  ),
  'class.students': entry<{ problems: readonly PackProblem[] }>(
    (p) => `名单用不了，什么都没有写：\n${p.problems.map((each) => showProblem(each, 'zh-CN')).join('\n')}`,
    (p) =>
      `The list of students cannot be used, and nothing was written:\n${p.problems.map((each) => showProblem(each, 'en')).join('\n')}`,
  ),
  'class.id': entry<{ id: string }>(
    (p) =>
      `${p.id} 不能作班级的 id：要用小写字母开头，只含小写字母、数字，用单个连字符隔开，例如 lvs-2026。请换一个目录名。`,
    (p) =>
      `${p.id} cannot be the id of a class: it begins with a lower-case letter and has lower-case letters, digits and single hyphens, like lvs-2026. Give the folder another name.`,
  ),
  'class.title': entry<Record<string, never>>(
    () => '班级名称要有一行文字，最多 300 个字符，不能有控制字符。',
    () => 'The title of a class is one line of at most 300 characters, without control characters.',
  ),
  'class.no-labs': entry<Record<string, never>>(
    () =>
      '还要说明做哪些实验：--lab 包/实验（可以写多次），或 --pack 包（其中所有实验）。lvslab labs 列出它们。',
    () =>
      'Say which labs count: --lab PACK/LAB (may be given more than once), or --pack PACK for all of its labs. lvslab labs lists them.',
  ),
  'class.too-many-labs': entry<{ labs: number; limit: number }>(
    (p) => `有 ${p.labs} 个实验，一个班最多 ${p.limit} 个。`,
    (p) => `There are ${p.labs} labs, and a class has at most ${p.limit}.`,
  ),
  'class.exists': entry<{ file: string }>(
    (p) => `${p.file} 已经存在，没有动它：密钥和名单丢了就找不回来。请换一个目录。`,
    (p) =>
      `${p.file} is there, and was not touched: a key or a list that is lost cannot be had again. Choose another folder.`,
  ),
  'class.students-unknown': entry<{ ids: readonly string[]; suggestion: string }>(
    (p) => `名单里没有 ${p.ids.join('、')}${p.suggestion === '' ? '' : `。是不是 ${p.suggestion}？`}`,
    (p) =>
      `The class has no student ${p.ids.join(', ')}${p.suggestion === '' ? '' : `. Did you mean ${p.suggestion}?`}`,
  ),
  'class.students-none': entry<Record<string, never>>(
    () => '请写出学号，或用 --all 表示全班。',
    () => 'Name students by their ids, or use --all for the whole class.',
  ),
  'class.out-alone': entry<Record<string, never>>(
    () => '--out 写的是全班的凭证，要和 --all 一起用。',
    () => '--out writes the tickets of a whole class: use it with --all.',
  ),
  'class.code': entry<{ inCode: CodeMessage }>(
    (p) => `没有加入任何班级：${word(codeCatalogue, p.inCode, 'zh-CN')}`,
    (p) => `No class was joined: ${word(codeCatalogue, p.inCode, 'en')}`,
  ),
} as const;
