import { lstatSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { classLimits } from '../../contract/limits.js';
import { idSchema, plainLineSchema } from '../../contract/primitives.js';
import type { Language } from '../../contract/text.js';
import { diskError } from '../machines/files.js';
import { ProblemList } from '../packs/problem.js';
import { readStudents } from './csv.js';
import { classFile, keyFile, readList, studentsFile } from './load.js';
import { type PackSource, type Pins, pinned } from './pins.js';
import { keyText, makeKey } from './values.js';

export interface NewClass {
  /** The last part of its path is the class's id. */
  readonly folder: string;
  readonly title: string;
  readonly labs: readonly string[];
  readonly packs: readonly string[];
  /** A file with the list of students; undefined: an example is written. */
  readonly students?: string | undefined;
  /** Of the comments that teach. */
  readonly language: Language;
}

export interface MadeClass {
  /** Absolute. */
  readonly folder: string;
  readonly id: string;
  readonly labs: number;
  /** Of the given list; undefined: those of an example. */
  readonly students: number | undefined;
}

/**
 * Makes a class's folder: class.yaml, whose comments say how it is written, a new class.key, and the list of students. Nothing that is
 * there is written over, and nothing is left where it fails.
 * @throws LabError class.id, class.title, class.no-labs, class.too-many-labs, class.exists, class.students, those of `pinned` and `diskError`
 */
export async function initClass(wanted: NewClass, library: PackSource): Promise<MadeClass> {
  const folder = resolve(wanted.folder);
  const id = basename(folder);
  if (!idSchema.safeParse(id).success) throw new LabError({ code: 'class.id', params: { id } });
  if (!plainLineSchema.safeParse(wanted.title).success)
    throw new LabError({ code: 'class.title', params: {} });
  for (const name of [classFile, keyFile, studentsFile]) requireAbsent(join(folder, name));
  if (wanted.labs.length + wanted.packs.length === 0)
    throw new LabError({ code: 'class.no-labs', params: {} });
  const list = wanted.students === undefined ? undefined : givenList(wanted.students);
  const pins = await pinned(library, wanted);
  if (pins.labs.length > classLimits.labs)
    throw new LabError({
      code: 'class.too-many-labs',
      params: { labs: pins.labs.length, limit: classLimits.labs },
    });
  const files = [
    [keyFile, keyText(makeKey()), 0o600],
    [studentsFile, list?.content ?? byteOrderMark + exampleList[wanted.language], 0o600],
    // Last: with it the folder is a class's.
    [classFile, classYaml(id, wanted, pins), 0o644],
  ] as const;
  const written: string[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, content, mode] of files) {
      const file = join(folder, name);
      writeFileSync(file, content, { mode, flag: 'wx', flush: true });
      written.push(file);
    }
  } catch (error) {
    for (const file of written) rmSync(file, { force: true });
    throw diskError(error, folder);
  }
  return { folder, id, labs: pins.labs.length, students: list?.students };
}

function requireAbsent(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined)
    throw new LabError({ code: 'class.exists', params: { file } });
}

/** A list as it was given, once it is known to be one. @throws LabError class.students */
function givenList(path: string): { readonly content: string; readonly students: number } {
  const file = resolve(path);
  let real = file;
  try {
    real = realpathSync(file);
  } catch {
    // What is not there is told by who reads it.
  }
  const problems = new ProblemList();
  const read = readList(dirname(real), basename(real));
  if (!read.ok) problems.add({ message: read.message, file, line: 1, column: 1 });
  const students = read.ok ? readStudents(file, read.text, problems) : undefined;
  if (!read.ok || students === undefined)
    throw new LabError({ code: 'class.students', params: { problems: problems.sorted() } });
  return { content: byteOrderMark + read.text, students: students.length };
}

/** By it spreadsheets know UTF-8. */
const byteOrderMark = '\ufeff';

const exampleList: Readonly<Record<Language, string>> = {
  'zh-CN': '学号,姓名\n20260001,张三\n20260002,李四\n',
  en: 'id,name\n20260001,Ann Example\n20260002,Bo Example\n',
};

function classYaml(id: string, { title, language }: NewClass, { packs, labs }: Pins): string {
  const t = (zh: string, en: string) =>
    (language === 'zh-CN' ? zh : en)
      .split('\n')
      .map((line) => `# ${line}`)
      .join('\n');
  const due = '2026-12-31T23:59:00+08:00';
  return `${t(
    '一个班：有哪些学生，哪些实验计分，什么时候交。改完以后用 lvslab class check 检查。\n旁边的 class.key 决定每个学生的数值：不要给学生，也不要弄丢；请另存一份备份。',
    "A class: who learns, which labs count, and when they are due. After a change run lvslab class check.\nBeside it class.key decides everybody's values: keep it from students, and keep a copy of it elsewhere.",
  )}
format: 1
${t('班级码里有它的摘要：发出班级码以后不要再改。', 'Class codes have a digest of it: leave it as it is once you have given one out.')}
id: ${id}
${t('可以只写一种语言，也可以写 { zh-CN: …, en: … }。', 'One text, or one a language: { zh-CN: …, en: … }.')}
title: ${JSON.stringify(title)}

${t(
  '用哪些包、各是哪个状态：同一版本也可能有人改过，所以以 digest 为准。',
  'Which packs, and which state of each: one of the same version may have been changed, so the digest decides.',
)}
packs:
${packs.map((each) => `  - id: ${each.id}\n    version: ${each.version}\n    digest: ${each.digest}`).join('\n')}

${t(
  `计分的实验。每个还可以写：\n  weight: 2        权重，默认 1\n  due: ${due}   截止时间，要带时区\n  reboot: true     只留下文件、重启以后再判一次：做好的配置要经得起重启`,
  `The labs that count. Each may have as well:\n  weight: 2        how much it counts; 1 if nothing is said\n  due: ${due}   when it is due, with its offset\n  reboot: true     judged again from files only, after a boot: what is right has to survive one`,
)}
labs:
${labs.map(({ lab, digest }) => `  - lab: ${lab}\n    digest: ${digest}`).join('\n')}

${t(
  '学生能看到什么：hidden 什么都看不到，after-due 截止以后，after-published 公布以后，visible 随时。',
  'What students see of their results: hidden, after-due, after-published, or visible at any time.',
)}
see: after-due
${t('after-published 时，改成 true 就是公布。', 'With after-published: true once the results are out.')}
published: false

${t(
  '学生名单：旁边的 CSV 文件，第一行写明学号和姓名两列。也可以直接写在这里：',
  'The students: a CSV file beside this one, whose first row names the columns id and name. Or here:',
)}
${t('  students:\n    - { id: "20260001", name: 张三 }', '  students:\n    - { id: "20260001", name: Ann Example }')}
students: ${studentsFile}
`;
}
