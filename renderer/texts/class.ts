import type { ClassDoing, GradeForm } from '../../contract/class-view.js';
import { type Text, template } from '../../contract/text.js';
import type { Texts } from '../base/i18n.js';

export const classTexts = {
  classes: { 'zh-CN': '班级', en: 'Classes' },
  classesHint: {
    'zh-CN': '给教师用：把学生交来的作业拖进来，在这台电脑上重做、评分，再导出成绩。学生不需要它。',
    en: 'For teachers: drop what students handed in, have it replayed and graded on this computer, and export the grades. Students do not need it.',
  },
  folder: { 'zh-CN': '班级目录（里面有 class.yaml）', en: "The class's folder, which has class.yaml" },
  open: { 'zh-CN': '打开班级', en: 'Open the class' },
  chooseFolder: { 'zh-CN': '选择目录…', en: 'Choose a folder…' },
  howNew: {
    'zh-CN': '还没有班级？在终端里建一个：',
    en: 'No class yet? Make one in a terminal:',
  },
  noClasses: { 'zh-CN': '还没有打开过班级。', en: 'No class was opened yet.' },
  enter: { 'zh-CN': '打开', en: 'Open' },
  forget: { 'zh-CN': '从列表移除', en: 'Remove from the list' },
  studentCount: template<{ count: number }>({
    'zh-CN': (p) => `${p.count} 名学生`,
    en: (p) => `${p.count} ${p.count === 1 ? 'student' : 'students'}`,
  }),
  toClasses: { 'zh-CN': '全部班级', en: 'All classes' },
  toClass: { 'zh-CN': '返回班级', en: 'Back to the class' },
  chooseHandIns: { 'zh-CN': '选择作业…', en: 'Choose hand-ins…' },
  dropHere: {
    'zh-CN': '松开鼠标，收下这些作业并开始评分',
    en: 'Drop them to take these hand-ins and grade them',
  },
  dropHint: {
    'zh-CN': '把 .lvsub 文件或装着它们的文件夹拖进窗口。它们会复制到班级目录的 hand-ins/ 里，随后开始评分。',
    en: "Drop .lvsub files, or folders that have them, into this window. They are copied into the class's folder, hand-ins/, and graded.",
  },
  dropOther: {
    'zh-CN': '只收 .lvsub 作业文件，以及装着它们的文件夹。',
    en: 'Only .lvsub hand-ins, and folders that have them, are taken.',
  },
  dropLarge: template<{ name: string }>({
    'zh-CN': (p) => `${p.name} 在浏览器里太大。请复制到班级目录的 hand-ins/，再按“评分”。`,
    en: (p) =>
      `${p.name} is too large for a browser. Copy it into the class's folder, hand-ins/, and press Grade.`,
  }),
  taken: template<{ count: number }>({
    'zh-CN': (p) => (p.count === 0 ? '这些作业都已经有了' : `收下了 ${p.count} 份作业`),
    en: (p) =>
      p.count === 0
        ? 'These hand-ins are there already'
        : `${p.count} ${p.count === 1 ? 'hand-in was' : 'hand-ins were'} taken`,
  }),
  grade: { 'zh-CN': '评分', en: 'Grade' },
  stop: { 'zh-CN': '停下', en: 'Stop' },
  stopHint: { 'zh-CN': '评完的都留着，再按“评分”接着评', en: 'What was graded stays; Grade goes on' },
  standing: template<{ files: number; graded: number; open: number }>({
    'zh-CN': (p) => `${p.files} 份作业文件，${p.graded} 份已评分，${p.open} 份还没有评完`,
    en: (p) => `${p.files} files handed in, ${p.graded} graded, ${p.open} not judged to the end`,
  }),
  waiting: template<{ count: number }>({
    'zh-CN': (p) => `另有 ${p.count} 份新文件，按“评分”开始`,
    en: (p) => `${p.count} new ${p.count === 1 ? 'file waits' : 'files wait'}: press Grade`,
  }),
  running: template<{ count: number }>({
    'zh-CN': (p) => `同时在评 ${p.count} 份`,
    en: (p) => `${p.count} at once`,
  }),
  left: template<{ minutes: number }>({
    'zh-CN': (p) => `大约还要 ${p.minutes} 分钟`,
    en: (p) => `about ${p.minutes} min left`,
  }),
  search: { 'zh-CN': '查找学生', en: 'Find a student' },
  searchHint: { 'zh-CN': '学号或姓名', en: 'Id or name' },
  table: { 'zh-CN': '成绩', en: 'Grades' },
  exports: { 'zh-CN': '导出', en: 'Export' },
  worksheet: { 'zh-CN': '填 Moodle 评分表…', en: 'Fill in a Moodle worksheet…' },
  worksheetLab: { 'zh-CN': '评分表是哪个实验的', en: 'The worksheet is of' },
  wholeClass: { 'zh-CN': '全班总分', en: "the class's total" },
  filled: template<{ rows: number; unknown: readonly string[]; absent: readonly string[] }>({
    'zh-CN': (p) =>
      [
        `填了 ${p.rows} 行`,
        ...(p.unknown.length === 0 ? [] : [`不在班里：${p.unknown.join('、')}`]),
        ...(p.absent.length === 0 ? [] : [`评分表里没有：${p.absent.join('、')}`]),
      ].join('；'),
    en: (p) =>
      [
        `${p.rows} ${p.rows === 1 ? 'row' : 'rows'} filled in`,
        ...(p.unknown.length === 0 ? [] : [`not in the class: ${p.unknown.join(', ')}`]),
        ...(p.absent.length === 0 ? [] : [`not in the worksheet: ${p.absent.join(', ')}`]),
      ].join('; '),
  }),
  pages: template<{ folder: string }>({
    'zh-CN': (p) => `评完以后，全班和每个学生的网页在 ${p.folder}`,
    en: (p) => `Pages of the class and of each student are in ${p.folder} once it was graded`,
  }),
  noGrade: { 'zh-CN': '–', en: '–' },
  judging: template<{ student: string; lab: string }>({
    'zh-CN': (p) => `${p.student}：${p.lab}`,
    en: (p) => `${p.student}: ${p.lab}`,
  }),
  handIn: { 'zh-CN': '作业文件', en: 'Hand-in' },
  judgedAt: { 'zh-CN': '评分时间', en: 'Judged' },
  boot: { 'zh-CN': '启动这名学生的虚拟机', en: "Boot this student's machines" },
  bootHint: {
    'zh-CN': '用新的虚拟机恢复作业里的状态，作为一个会话打开；不影响成绩。',
    en: 'Fresh machines with what was handed in on them, opened as a session; grades stay as they are.',
  },
  decide: { 'zh-CN': '教师改分', en: "The teacher's own points" },
  decided: template<{ points: number }>({
    'zh-CN': (p) => `已改为 ${p.points} 分，重评也保留`,
    en: (p) => `set to ${p.points}, and kept whatever is graded again`,
  }),
  pointsOf: template<{ most: number }>({
    'zh-CN': (p) => `分数（最多 ${p.most}）`,
    en: (p) => `Points (${p.most} at most)`,
  }),
  reason: { 'zh-CN': '理由', en: 'Reason' },
  save: { 'zh-CN': '保存', en: 'Save' },
  takeBack: { 'zh-CN': '取消改分', en: 'Take it back' },
  notJudged: { 'zh-CN': '还没有判定可以看。', en: 'There are no verdicts to look at yet.' },
  afterBoot: template<{ status: string }>({
    'zh-CN': (p) => `重启后：${p.status}`,
    en: (p) => `after a boot: ${p.status}`,
  }),
} satisfies Texts;

export const classDoingTexts: Readonly<Record<ClassDoing['what'], Text>> = {
  reading: { 'zh-CN': '正在读作业', en: 'Reading hand-ins' },
  grading: { 'zh-CN': '正在评分', en: 'Grading' },
};

export const gradeFormTexts: Readonly<Record<GradeForm, Text>> = {
  csv: { 'zh-CN': 'CSV', en: 'CSV' },
  canvas: { 'zh-CN': 'Canvas', en: 'Canvas' },
  json: { 'zh-CN': 'JSON', en: 'JSON' },
  junit: { 'zh-CN': 'JUnit', en: 'JUnit' },
  ctrf: { 'zh-CN': 'CTRF', en: 'CTRF' },
};
