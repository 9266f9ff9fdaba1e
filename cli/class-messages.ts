import { template } from '../contract/text.js';

type None = Record<string, never>;
const plain = (zh: string, en: string) => template<None>({ 'zh-CN': () => zh, en: () => en });
const of = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** What `lvslab class` says, and `lvslab up` of a class. */
export const classMessages = {
  'up.class': template<{ student: string }>({
    'zh-CN': (p) => `数值是班级里学号 ${p.student} 的。`,
    en: (p) => `The values are those of student ${p.student} in the class.`,
  }),
  'class.made': template<{ folder: string; labs: number; students: number }>({
    'zh-CN': (p) =>
      `已新建班级 ${p.folder}：${p.labs} 个实验，${p.students} 个学生。\n  class.key   密钥，决定每个学生的数值：不要给学生，请另存一份备份\n接着在 class.yaml 里写上截止时间，再运行：\n  lvslab class check ${p.folder}\n  lvslab class code ${p.folder}`,
    en: (p) =>
      `The class ${p.folder} is made: ${of(p.labs, 'lab')}, ${of(p.students, 'student')}.\n  class.key   the key that decides everybody's values: keep it from students, and keep a copy elsewhere\nGo on by writing due dates into class.yaml, then:\n  lvslab class check ${p.folder}\n  lvslab class code ${p.folder}`,
  }),
  'class.made-example': template<{ folder: string; labs: number }>({
    'zh-CN': (p) =>
      `已新建班级 ${p.folder}：${p.labs} 个实验。\n  class.key      密钥，决定每个学生的数值：不要给学生，请另存一份备份\n  students.csv   名单，现在是两个示例：换成你的学生\n然后运行：lvslab class check ${p.folder}`,
    en: (p) =>
      `The class ${p.folder} is made: ${of(p.labs, 'lab')}.\n  class.key      the key that decides everybody's values: keep it from students, and keep a copy elsewhere\n  students.csv   the list, two examples for now: put your students there\nThen run: lvslab class check ${p.folder}`,
  }),
  'class.sound': template<{ title: string; students: number; labs: number }>({
    'zh-CN': (p) => `${p.title}：${p.students} 个学生，${p.labs} 个实验，没有错误。`,
    en: (p) => `${p.title}: ${of(p.students, 'student')}, ${of(p.labs, 'lab')}, nothing wrong.`,
  }),
  'class.misfits': template<{ title: string; students: number; labs: number; count: number }>({
    'zh-CN': (p) => `${p.title}：${p.students} 个学生，${p.labs} 个实验，${p.count} 处与这台机器上的包不符。`,
    en: (p) =>
      `${p.title}: ${of(p.students, 'student')}, ${of(p.labs, 'lab')}, ${of(p.count, 'difference')} from the packs that are here.`,
  }),
  'class.lab': template<{ weight: number; due: string; reboot: boolean }>({
    'zh-CN': (p) =>
      `权重 ${p.weight}${p.due === '' ? '' : `，${p.due} 截止`}${p.reboot ? '，要经得起重启' : ''}`,
    en: (p) =>
      `weight ${p.weight}${p.due === '' ? '' : `, due ${p.due}`}${p.reboot ? ', to survive a reboot' : ''}`,
  }),
  'class.code-how': plain(
    '把班级码发给全班。学生在应用的“设置”里填写它和自己的学号，或者运行：\n  lvslab class join 班级码 --student 学号\n有班级码就能算出任何学号的数值；若不想这样，发每人一张凭证：lvslab class ticket --all',
    "Give it to the class. Students type it in the app's settings, with their own id, or run:\n  lvslab class join CODE --student ID\nWho has it can draw the values of any id; to avoid that give each a ticket: lvslab class ticket --all",
  ),
  'class.tickets': template<{ file: string; students: number }>({
    'zh-CN': (p) => `已写入 ${p.file}：${p.students} 张凭证，每人只给自己的那一张。`,
    en: (p) => `Written to ${p.file}: ${of(p.students, 'ticket')}. Give each student their own.`,
  }),
  'class.joined': template<{ student: string }>({
    'zh-CN': (p) => `已加入班级，学号 ${p.student}。以后开始的实验都用你自己的数值；已有的会话不变。`,
    en: (p) =>
      `You have joined the class as student ${p.student}. Labs that you begin from now on have values of your own; sessions that there are stay as they are.`,
  }),
  'class.left': plain(
    '已退出班级。以后开始的实验用自带的数值；已有的会话不变。',
    'You have left the class. Labs that you begin from now on have their own values; sessions that there are stay as they are.',
  ),
  'class.not-joined': plain('没有加入任何班级。', 'No class was joined.'),
} as const;
