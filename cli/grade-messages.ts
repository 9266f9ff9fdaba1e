import type { TaskState } from '../contract/gradebook.js';
import { gradeStateTexts } from '../contract/messages/gradebook.js';
import { entry } from '../contract/text.js';

const some = <T>(all: readonly T[]): readonly T[] => all.slice(0, 20);

/** What `lvslab grade` says. */
export const gradeMessages = {
  'grade.reading': entry<{ done: number; all: number }>(
    (p) => `读作业：${p.done}/${p.all}`,
    (p) => `reading hand-ins: ${p.done} of ${p.all}`,
  ),
  'grade.planned': entry<{ tasks: number; refused: number; open: number }>(
    (p) => `${p.tasks} 份作业，其中 ${p.refused} 份不能评或不计；还要评 ${p.open} 份。`,
    (p) =>
      `${p.tasks} hand-ins, ${p.refused} of which cannot be graded or do not count; ${p.open} are still to be judged.`,
  ),
  'grade.progress': entry<{ done: number; all: number; running: number; minutes: string }>(
    (p) =>
      `评完 ${p.done}/${p.all}，正在评 ${p.running} 份${p.minutes === '' ? '' : `，大约还要 ${p.minutes} 分钟`}`,
    (p) =>
      `${p.done} of ${p.all} judged, ${p.running} at work${p.minutes === '' ? '' : `, about ${p.minutes} min to go`}`,
  ),
  'grade.task': entry<{ name: string; taskState: TaskState; seconds: string }>(
    (p) => `${p.name}：${gradeStateTexts[p.taskState]['zh-CN']}（${p.seconds} 秒）`,
    (p) => `${p.name}: ${gradeStateTexts[p.taskState].en} (${p.seconds} s)`,
  ),
  'grade.summary': entry<{
    students: number;
    graded: number;
    refused: number;
    unchecked: number;
    missing: number;
    loose: number;
  }>(
    (p) =>
      `${p.students} 名学生：已评 ${p.graded} 份，不能评 ${p.refused} 份，没能评完 ${p.unchecked} 份，没有交 ${p.missing} 份；另有 ${p.loose} 份不属于任何学生。`,
    (p) =>
      `${p.students} students: ${p.graded} graded, ${p.refused} cannot be graded, ${p.unchecked} could not be checked, ${p.missing} not handed in; ${p.loose} more hand-ins are of nobody.`,
  ),
  'grade.done': entry<{ folder: string }>(
    (p) =>
      `成绩在 ${p.folder}：index.html 给人看；grades.csv、junit.xml、ctrf.json、canvas.csv、ags/ 给别的系统。`,
    (p) =>
      `The grades are in ${p.folder}: index.html for people; grades.csv, junit.xml, ctrf.json, canvas.csv and ags/ for other systems.`,
  ),
  'grade.change': entry<{
    student: string;
    name: string;
    lab: string;
    before: string;
    after: string;
    reasons: readonly string[];
  }>(
    (p) => `${p.student} ${p.name}，${p.lab}：${p.before} → ${p.after}　${p.reasons.join('；')}`,
    (p) => `${p.student} ${p.name}, ${p.lab}: ${p.before} → ${p.after}  ${p.reasons.join('; ')}`,
  ),
  'grade.changes': entry<{ count: number; folder: string }>(
    (p) =>
      p.count === 0
        ? '重评没有改变任何成绩。'
        : `重评会改变 ${p.count} 处成绩，现在还没有采用。采用：lvslab grade accept ${p.folder}`,
    (p) =>
      p.count === 0
        ? 'Nothing would change.'
        : `${p.count} grades would change; nothing counts yet. To let it count: lvslab grade accept ${p.folder}`,
  ),
  'grade.worksheet': entry<{ file: string; rows: number }>(
    (p) => `已写出 ${p.file}：${p.rows} 行是这个班的学生。上传它：作业 → 上传评分工作表。`,
    (p) =>
      `Written: ${p.file}; ${p.rows} rows are of students in this class. Upload it on the assignment's page: Upload grading worksheet.`,
  ),
  'grade.worksheet-unknown': entry<{ names: readonly string[] }>(
    (p) => `工作表里有 ${p.names.length} 行对不上学生，原样留着：${some(p.names).join('、')}`,
    (p) =>
      `${p.names.length} rows are of nobody in the class and stay as they are: ${some(p.names).join(', ')}`,
  ),
  'grade.worksheet-absent': entry<{ students: readonly string[] }>(
    (p) => `有成绩、工作表里却没有的学生：${some(p.students).join('、')}`,
    (p) => `students with grades whom the worksheet does not have: ${some(p.students).join(', ')}`,
  ),
} as const;
