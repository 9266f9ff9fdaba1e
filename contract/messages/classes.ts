import { entry, type Text, textFor } from '../text.js';

const csvFaults = {
  quote: {
    'zh-CN': '引号没有成对；字段里的引号要写两遍（""），并把整个字段放进引号里',
    en: 'a quote that does not belong here: within a field quotes are doubled (""), and the whole field is quoted',
  },
  'not-closed': { 'zh-CN': '引号没有结束', en: 'a quote that is not closed' },
  row: {
    'zh-CN': '这一行太长；前面是不是有引号没有结束？',
    en: 'this row is too long; is there a quote before it that was not closed?',
  },
  size: {
    'zh-CN': '行或列太多，不像是一个班的名单；请去掉空行和用不到的列',
    en: 'more rows or columns than a class can have; take out empty rows and columns that nobody needs',
  },
  other: { 'zh-CN': '看不懂这里', en: 'this cannot be read' },
} as const satisfies Readonly<Record<string, Text>>;
export type CsvFault = keyof typeof csvFaults;

const columns = {
  id: { 'zh-CN': '学号（id、学号 或 ID number）', en: 'the student id (id, 学号 or ID number)' },
  name: { 'zh-CN': '姓名（name、姓名 或 Full name）', en: 'the name (name, 姓名 or Full name)' },
} as const satisfies Readonly<Record<string, Text>>;
export type CsvColumn = keyof typeof columns;

/** What names a column stand for names in both languages: quoted, as they are typed. */
const shown = (names: readonly string[]) => names.map((name) => `\`${name}\``);

/** What can be wrong with a class's folder, beside what is wrong with any YAML. */
export const classProblems = {
  'class-key-missing': entry<Record<string, never>>(
    () => '缺少 class.key：没有它就算不出任何人的数值。请从备份里放回来；新的密钥会让全班换一套数值',
    () =>
      "there is no class.key, without which nobody's values can be drawn. Put it back from a copy: another key gives everybody other values",
  ),
  'class-key-form': entry<Record<string, never>>(
    () => '这不是 class.key 应有的一行 26 个字符；请从备份里放回来',
    () => 'this is not the one line of 26 characters that class.key has; put it back from a copy',
  ),
  'class-key-open': entry<{ mode: string }>(
    (p) => `别的用户能读 class.key（权限 ${p.mode}），有它就能算出全班的数值。请运行：chmod 600 class.key`,
    (p) =>
      `other users can read class.key (mode ${p.mode}), which gives everybody's values away. Run: chmod 600 class.key`,
  ),
  'class-file-outside': entry<{ path: string }>(
    (p) => `${p.path} 是指向班级目录之外的链接；请把文件本身放进来`,
    (p) => `${p.path} is a link that leads out of the class's folder; put the file itself there`,
  ),
  'class-too-much': entry<Record<string, never>>(
    () => '内容太多；请把学生名单放进旁边的 CSV 文件：students: students.csv',
    () => 'more than one file can hold; put the students into a CSV file beside it: students: students.csv',
  ),
  'class-lab-pack': entry<{ lab: string; packs: readonly string[] }>(
    (p) => `packs 里没有实验 ${p.lab} 的包（现有：${p.packs.join('、') || '无'}）`,
    (p) => `packs does not have the pack of lab ${p.lab} (there are: ${p.packs.join(', ') || 'none'})`,
  ),
  'class-student-twice': entry<{ id: string; before: string }>(
    (p) => `学号 ${p.id} 前面已经有了（${p.before}）；大小写不算不同`,
    (p) => `the student id ${p.id} was there before (${p.before}); upper and lower case are one`,
  ),
  'class-csv-encoding': entry<{ path: string }>(
    (p) => `${p.path} 不是 UTF-8 文本：在 Excel 里请另存为“CSV UTF-8（逗号分隔）”`,
    (p) => `${p.path} is no text in UTF-8: in Excel save it as “CSV UTF-8 (comma delimited)”`,
  ),
  'class-csv-syntax': entry<{ fault: CsvFault }>(
    (p) => `CSV 有错误：${textFor(csvFaults, p.fault, 'zh-CN')}`,
    (p) => `malformed CSV: ${textFor(csvFaults, p.fault, 'en')}`,
  ),
  'class-csv-column': entry<{ column: CsvColumn; found: readonly string[] }>(
    (p) =>
      `第一行要写明各列的名字，但没有${textFor(columns, p.column, 'zh-CN')}（现有：${shown(p.found).join('、') || '无'}）`,
    (p) =>
      `the first row names the columns, and none is ${textFor(columns, p.column, 'en')}; there are: ${shown(p.found).join(', ') || 'none'}`,
  ),
  'class-csv-column-twice': entry<{ column: CsvColumn; found: readonly string[] }>(
    (p) => `有几列都可能是${textFor(columns, p.column, 'zh-CN')}：${shown(p.found).join('、')}；请只留一列`,
    (p) =>
      `several columns could be ${textFor(columns, p.column, 'en')}: ${shown(p.found).join(', ')}; leave one of them`,
  ),
  'class-pack-gone': entry<{ pack: string; version: string }>(
    (p) => `这台机器上没有包 ${p.pack}；请安装 ${p.version}：lvslab pack install`,
    (p) => `the pack ${p.pack} is not here; install its version ${p.version}: lvslab pack install`,
  ),
  'class-pack-unsound': entry<{ pack: string }>(
    (p) => `这台机器上的包 ${p.pack} 里有错误，不知道它是不是这个状态；lvslab labs 会说明`,
    (p) =>
      `labs of the pack ${p.pack} that is here have errors, so nobody can say which state it is; lvslab labs tells them`,
  ),
  'class-pack-changed': entry<{ pack: string; version: string; found: string; digest: string }>(
    (p) =>
      `这台机器上的 ${p.pack} ${p.found} 不是这里写的那个（${p.version}）。换回原来的：lvslab pack use；若要改用现在的，把 digest 写成 ${p.digest}`,
    (p) =>
      `${p.pack} ${p.found} that is here is not the state that is named (${p.version}). To have that again: lvslab pack use; to take the one that is here, write its digest: ${p.digest}`,
  ),
  'class-lab-gone': entry<{ lab: string }>(
    (p) => `这台机器上的包里没有实验 ${p.lab}`,
    (p) => `the pack that is here has no sound lab ${p.lab}`,
  ),
  'class-lab-changed': entry<{ lab: string; digest: string }>(
    (p) => `这台机器上的实验 ${p.lab} 与这里写的不同；若要改用现在的，把 digest 写成 ${p.digest}`,
    (p) =>
      `lab ${p.lab} that is here is another state of it; to take this one, write its digest: ${p.digest}`,
  ),
} as const;
