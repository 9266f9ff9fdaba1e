import { entry, type MessageOf, type Text } from '../text.js';
import type { StateTrouble } from '../handin.js';
import { type HandInProblem, problemText, stateTroubleTexts } from './hand-ins.js';

/** What a teacher has to know of one hand-in, beside how it was judged. */
export const gradeNoteCatalogue = {
  unreadable: entry<{ inHandIn: HandInProblem }>(
    (p) => `不能当作作业来评：${problemText(p.inHandIn, 'zh-CN')}`,
    (p) => `it cannot be graded as a hand-in: ${problemText(p.inHandIn, 'en')}`,
  ),
  unsigned: entry<Record<string, never>>(
    () => '签名不对：文件写成以后被改动过',
    () => 'its signature does not hold: the file was changed since it was written',
  ),
  'other-lab': entry<{ lab: string }>(
    (p) => `做的是 ${p.lab}，不在这个班的实验里`,
    (p) => `it is of ${p.lab}, which is no lab of this class`,
  ),
  'other-state': entry<{ lab: string; stated: string; digest: string }>(
    (p) => `做的是 ${p.lab} 的另一个版本（${p.stated}），这个班用的是 ${p.digest}`,
    (p) => `it is of another state of ${p.lab} (${p.stated}); the class has ${p.digest}`,
  ),
  'other-values': entry<{ seed: string }>(
    (p) => `数值不是这个班任何学生的（种子 ${p.seed}）`,
    (p) => `its values are those of nobody in this class (seed ${p.seed})`,
  ),
  'other-journal': entry<Record<string, never>>(
    () => '里面的会话日志是另一次会话的：实验、版本或数值对不上',
    () => 'the journal in it is of another session: its lab, state or values do not fit',
  ),
  incomplete: entry<{ node: string; stateTrouble: StateTrouble }>(
    (p) =>
      `缺少节点 ${p.node} 的状态：${stateTroubleTexts[p.stateTrouble]['zh-CN']}；请让学生把虚拟机都开着再交一次`,
    (p) =>
      `the state of ${p.node} is missing: ${stateTroubleTexts[p.stateTrouble].en}; let the student hand in again with all machines running`,
  ),
  superseded: entry<{ by: string }>(
    (p) => `同一个学生后来又交了 ${p.by}，以那一份为准`,
    (p) => `the same student handed in ${p.by} later, which is the one that counts`,
  ),
  late: entry<{ hours: string }>(
    (p) => `晚交 ${p.hours} 小时（按学生电脑的时钟）`,
    (p) => `handed in ${p.hours} hours late, by the student's clock`,
  ),
  'claims-other': entry<{ student: string }>(
    (p) => `自称是 ${p.student} 的作业，但数值不是他的`,
    (p) => `it calls itself ${p.student}'s, whose values it does not have`,
  ),
  'journal-changed': entry<{ lines: number }>(
    (p) => `会话日志有 ${p.lines} 处被改动或损坏：只能靠日志的检查不计分`,
    (p) =>
      `the journal was changed or damaged in ${p.lines} ${p.lines === 1 ? 'place' : 'places'}: checks that rest on it alone earn nothing`,
  ),
  'files-left': entry<{ node: string; files: number }>(
    (p) => `节点 ${p.node} 有 ${p.files} 个文件太大或放不下，没有交上来`,
    (p) =>
      `${p.files} ${p.files === 1 ? 'file' : 'files'} of ${p.node} ${p.files === 1 ? 'was' : 'were'} too large to be handed in`,
  ),
  'no-time': entry<{ minutes: number }>(
    (p) => `${p.minutes} 分钟内没有评完`,
    (p) => `it was not judged within ${p.minutes} minutes`,
  ),
  trouble: entry<{ inWords: Text }>(
    (p) => p.inWords['zh-CN'],
    (p) => p.inWords.en,
  ),
  ended: entry<{ exit: string }>(
    (p) => `评分任务中途没有了（${p.exit}）`,
    (p) => `the task that graded it ended by itself (${p.exit})`,
  ),
} as const;

export type GradeNote = MessageOf<typeof gradeNoteCatalogue>;

/**
 * What a check's verdict rests on: `replayed`, machines of the grader; `journal`, the learner's session, whose record is whole; `unverified`,
 * that record, which was changed or is damaged: it counts nothing.
 */
export const provenanceTexts = {
  replayed: { 'zh-CN': '在评分的虚拟机上重做', en: "replayed on the grader's machines" },
  journal: { 'zh-CN': '取自学生的会话日志', en: "from the student's journal" },
  unverified: { 'zh-CN': '日志不可信，不计分', en: 'from a journal that does not hold: it earns nothing' },
} as const satisfies Readonly<Record<string, Text>>;
export type Provenance = keyof typeof provenanceTexts;

/**
 * How it stands with a student's work in one lab. `graded`: it was judged, whatever the grade; `refused`: it is not, for what it is; `unchecked`:
 * it could not be, and is tried again; `missing`: nothing was handed in; `open`: there is no result yet.
 */
export const gradeStateTexts = {
  graded: { 'zh-CN': '已评分', en: 'graded' },
  refused: { 'zh-CN': '不能评', en: 'cannot be graded' },
  unchecked: { 'zh-CN': '没能评完', en: 'could not be checked' },
  missing: { 'zh-CN': '没有交', en: 'not handed in' },
  open: { 'zh-CN': '还没评', en: 'not graded yet' },
} as const satisfies Readonly<Record<string, Text>>;
export type GradeState = keyof typeof gradeStateTexts;

/** What is said of one grade. */
export const gradebookCatalogue = {
  override: entry<{ points: number; reason: string }>(
    (p) => `教师改为 ${p.points} 分${p.reason === '' ? '' : `：${p.reason}`}`,
    (p) => `set to ${p.points} by the teacher${p.reason === '' ? '' : `: ${p.reason}`}`,
  ),
  unchecked: entry<{ earned: number; points: number; unknown: number }>(
    (p) => `目前 ${p.earned}/${p.points} 分，另有 ${p.unknown} 分的检查没能做`,
    (p) => `${p.earned} of ${p.points} so far; checks of ${p.unknown} more could not be made`,
  ),
  /** Titles of checks, which have commas. */
  failed: entry<{ checks: readonly string[] }>(
    (p) => `未通过：${p.checks.join('；')}`,
    (p) => `failed: ${p.checks.join('; ')}`,
  ),
  others: entry<{ names: readonly string[] }>(
    (p) => `另有不计的作业：${p.names.join('、')}`,
    (p) => `others that do not count: ${p.names.join(', ')}`,
  ),
} as const;

const plain = (zh: string, en: string) =>
  entry<Record<string, never>>(
    () => zh,
    () => en,
  );

/** Words of the pages of a class and of a student. */
export const gradePageCatalogue = {
  student: plain('学生', 'Student'),
  total: plain('总分', 'Total'),
  students: entry<{ students: number; handed: number; open: number }>(
    (p) => `${p.students} 名学生，${p.handed} 份作业计分，${p.open} 份还没有评完`,
    (p) => `${p.students} students, ${p.handed} hand-ins that count, ${p.open} not judged to the end`,
  ),
  'not-whole': plain(
    '* 还有没评完的，总分可能更高',
    '* something could not be checked yet: the total may be higher',
  ),
  failing: plain('全班最常没通过的检查', 'What the class fails on'),
  lab: plain('实验', 'Lab'),
  check: plain('检查', 'Check'),
  count: plain('人数', 'Students'),
  cause: plain('最常见的原因，以一名学生为例', 'Most frequent cause, as one of them has it'),
  alike: plain('作业之间的关联', 'Hand-ins that point to each other'),
  values: entry<{ names: readonly string[]; students: readonly string[] }>(
    (p) => `${p.names.join('、')}：自称是 ${p.students[1]} 的，用的却是 ${p.students[0]} 的数值`,
    (p) => `${p.names.join(', ')}: calls itself ${p.students[1]}'s, and has the values of ${p.students[0]}`,
  ),
  computer: entry<{ names: readonly string[]; students: readonly string[] }>(
    (p) => `${p.students.join('、')} 的作业是在同一台电脑上打包的（${p.names.join('、')}）`,
    (p) => `hand-ins of ${p.students.join(', ')} were written on one computer (${p.names.join(', ')})`,
  ),
  loose: plain('不属于任何学生的作业', 'Hand-ins of nobody in the class'),
  none: plain('没有', 'None'),
  back: plain('全班', 'The class'),
  'put-notes': plain('交来而没有放上评分机器的', "Handed in, and not on the grader's machines"),
  rebooted: plain('重启后', 'after a boot'),
  time: entry<{ seconds: string }>(
    (p) => `评分用时 ${p.seconds} 秒`,
    (p) => `judged in ${p.seconds} s`,
  ),
} as const;

/** Errors of grading a class. */
export const gradebookErrors = {
  'grade.no-plan': entry<{ folder: string }>(
    (p) => `${p.folder} 里没有 plan.json。先评一次：lvslab grade 班级目录 作业文件 --out ${p.folder}`,
    (p) =>
      `There is no plan.json in ${p.folder}. Grade once first: lvslab grade CLASS HAND-INS… --out ${p.folder}`,
  ),
  'grade.bad-plan': entry<{ file: string; at: string }>(
    (p) => `${p.file} 不是评分计划（${p.at}）。删掉它再评一次，已有的结果不会丢。`,
    (p) =>
      `${p.file} is no plan of grading (${p.at}). Remove it and grade again; results that are there are kept.`,
  ),
  'grade.no-task': entry<{ index: string; last: number }>(
    (p) => `计划里没有第 ${p.index} 个任务；编号是 0 到 ${p.last}`,
    (p) => `The plan has no task ${p.index}; they count from 0 to ${p.last}`,
  ),
  'grade.nothing': entry<{ paths: readonly string[] }>(
    (p) => `${p.paths.join('、')} 里没有作业文件（.lvsub）`,
    (p) => `There is no hand-in (.lvsub) in ${p.paths.join(', ')}`,
  ),
  'grade.no-path': entry<{ path: string }>(
    (p) => `没有 ${p.path}`,
    (p) => `There is no ${p.path}`,
  ),
  'grade.too-large': entry<{ name: string; bytes: number; limit: number }>(
    (p) => `${p.name} 有 ${p.bytes} 字节，作业文件最多 ${p.limit} 字节：它不是作业，什么都没有收下`,
    (p) =>
      `${p.name} has ${p.bytes} bytes, and a hand-in has ${p.limit} at most: it is none. Nothing was taken`,
  ),
  'grade.too-many': entry<{ limit: number }>(
    (p) => `作业文件超过 ${p.limit} 个；请分几次评`,
    (p) => `There are more than ${p.limit} hand-ins; grade them in several runs`,
  ),
  'grade.other-class': entry<{ folder: string; known: string; asked: string }>(
    (p) => `${p.folder} 里是班级 ${p.known} 的成绩，这次要评的是 ${p.asked}。请换一个 --out。`,
    (p) => `${p.folder} has the grades of class ${p.known}, and this is ${p.asked}. Give another --out.`,
  ),
  'grade.not-installed': entry<{ lab: string; digest: string }>(
    (p) => `没有装 ${p.lab} 的这个版本（${p.digest}）。装上班级锁定的实验包，再评一次。`,
    (p) =>
      `This state of ${p.lab} (${p.digest}) is not installed. Install the pack that the class pins, and grade again.`,
  ),
  'grade.bad-overrides': entry<{ file: string }>(
    (p) => `${p.file} 读不懂，改过的分数没有算进去，什么都没有写。改回原样或删掉它。`,
    (p) =>
      `${p.file} cannot be read: the points that you decided are not counted, and nothing was written. Mend or remove it.`,
  ),
  'grade.no-student': entry<{ student: string }>(
    (p) => `名单里没有学号 ${p.student}`,
    (p) => `There is no student ${p.student} in this class`,
  ),
  'grade.no-lab': entry<{ lab: string; known: readonly string[] }>(
    (p) => `这个班没有实验 ${p.lab}（有：${p.known.join('、')}）`,
    (p) => `There is no lab ${p.lab} in this class (there are: ${p.known.join(', ')})`,
  ),
  'grade.points': entry<{ lab: string; points: number; most: number }>(
    (p) => `${p.points} 分不行：${p.lab} 是 0 到 ${p.most} 分`,
    (p) => `${p.points} points cannot be: ${p.lab} has 0 to ${p.most}`,
  ),
  'grade.worksheet': entry<{ file: string; lacks: string }>(
    (p) => `${p.file} 不是 Moodle 的评分工作表：没有“${p.lacks}”这一列。请在作业页面下载“评分工作表”。`,
    (p) =>
      `${p.file} is no grading worksheet of Moodle: it has no column "${p.lacks}". Download the grading worksheet on the assignment's page.`,
  ),
  'grade.worksheet-csv': entry<{ file: string }>(
    (p) => `${p.file} 不是能读的 CSV 文件`,
    (p) => `${p.file} is no CSV file that can be read`,
  ),
  'grade.no-executor': entry<{ name: string }>(
    (p) => `没有叫 ${p.name} 的执行器；可以是 local 或 slurm`,
    (p) => `There is no executor ${p.name}; it can be local or slurm`,
  ),
  'grade.no-slurm': entry<{ command: string }>(
    (p) => `这台机器上没有 Slurm 的 ${p.command}。请在集群的登录节点上运行，或者用 --executor local。`,
    (p) =>
      `Slurm's ${p.command} is not on this machine. Run it on a login node of the cluster, or take --executor local.`,
  ),
  'grade.slurm': entry<{ command: string; detail: string }>(
    (p) => `Slurm 的 ${p.command} 没有成功：${p.detail}。已有的结果都在，同样的命令接着评。`,
    (p) => `Slurm's ${p.command} failed: ${p.detail}. The results so far are kept; the same command goes on.`,
  ),
  'grade.busy': entry<{ folder: string }>(
    (p) => `另一个进程正在评 ${p.folder}。等它结束，或者先停下它。`,
    (p) => `Another process is grading ${p.folder}. Wait until it ends, or end it.`,
  ),
} as const;

/** Why a check earns nothing that held until the machines were booted, where the class asks for more. */
export const notAfterBoot: Text = {
  'zh-CN': '重启以后就不成立了：它只在内存里，没有写进文件。',
  en: 'It does not hold after a boot: it was in memory only, and in no file.',
};
