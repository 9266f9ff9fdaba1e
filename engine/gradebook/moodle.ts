import { parse } from 'csv-parse/sync';
import type { ClassGrades, LabGrade, StudentGrade } from '../../contract/gradebook.js';
import { LabError } from '../../contract/errors.js';
import { classLimits } from '../../contract/limits.js';
import type { Language } from '../../contract/text.js';
import { normalisedId } from '../classes/values.js';
import { settled } from './exporters/csv.js';
import { remarksOf } from '../../contract/grade-remarks.js';

/** What Moodle calls the columns that are read or filled in, in lower case (mod/assign/feedback/offline/importgradeslib.php). */
const columnNames = {
  id: ['id number', '学号', '编号'],
  name: ['full name', '全名', '姓名'],
  email: ['email address', '电子邮件地址', 'email地址'],
  grade: ['grade', '成绩'],
  most: ['maximum grade', '最高成绩', '最高分'],
  feedback: ['feedback comments', '反馈评语', '反馈意见'],
} as const;
type Column = keyof typeof columnNames;

export interface Filled {
  /** The worksheet as it came, with grades and remarks. */
  readonly content: string;
  readonly filled: number;
  /** Names in rows that are of no student in the class, or might be of several. */
  readonly unknown: readonly string[];
  /** Students who have something to enter, and no row. */
  readonly absent: readonly string[];
}

/**
 * Fills in the grading worksheet that a teacher downloaded from one assignment. Rows, columns and all that is not of us stay as they are: Moodle
 * knows by them whether somebody graded meanwhile. What a grade cannot stand on is left as it was.
 * @param lab undefined: the whole class, in percent
 * @throws LabError grade.worksheet, grade.worksheet-csv
 */
export function fillWorksheet(
  file: string,
  text: string,
  { students, labs }: ClassGrades,
  { lab, language }: { readonly lab: string | undefined; readonly language: Language },
): Filled {
  const [head = [], ...rows] = rowsOf(file, text);
  const columns = columnsOf(head);
  const at = (row: readonly string[], column: Column) => row[columns.get(column) ?? -1] ?? '';
  const gradeColumn = columns.get('grade');
  if (gradeColumn === undefined)
    throw new LabError({ code: 'grade.worksheet', params: { file, lacks: 'Grade' } });
  const index = labs.findIndex((each) => each.lab === lab);
  const finder = new Finder(students);
  const seen = new Set<string>();
  const unknown: string[] = [];
  const filled = rows.map((row) => {
    const student = finder.find({ id: at(row, 'id'), email: at(row, 'email'), name: at(row, 'name') });
    if (student === undefined) {
      unknown.push(at(row, 'name') || (row[0] ?? ''));
      return row;
    }
    seen.add(student.id);
    const entry =
      lab === undefined ? wholeClass(student) : labEntry(student.labs[index], labs[index], language);
    return withEntry(row, entry, {
      grade: gradeColumn,
      feedback: columns.get('feedback'),
      most: Number(at(row, 'most').replace(',', '.')),
    });
  });
  const entered = students.filter(({ labs: each }) => each.some((one) => settled(one) !== undefined));
  return {
    content: [head, ...filled]
      .map((row) => row.map(quoted).join(','))
      .join('\r\n')
      .concat('\r\n'),
    filled: seen.size,
    unknown,
    absent: entered.filter(({ id }) => !seen.has(id)).map(({ id }) => id),
  };
}

interface Entry {
  /** 0 to 1; undefined: nothing to enter. */
  readonly part: number | undefined;
  readonly remarks: string;
}

function wholeClass({ percent, whole }: StudentGrade): Entry {
  return { part: whole ? percent / 100 : undefined, remarks: '' };
}

function labEntry(
  grade: LabGrade | undefined,
  lab: ClassGrades['labs'][number] | undefined,
  language: Language,
): Entry {
  if (grade === undefined || lab === undefined) return { part: undefined, remarks: '' };
  const points = settled(grade);
  const part = points === undefined || lab.points === 0 ? undefined : points / lab.points;
  // Comments are for the student, and go out with the grade.
  return { part, remarks: lab.shown ? remarksOf(grade, language).join('; ') : '' };
}

function withEntry(
  row: readonly string[],
  { part, remarks }: Entry,
  {
    grade,
    feedback,
    most,
  }: { readonly grade: number; readonly feedback: number | undefined; readonly most: number },
): readonly string[] {
  const filled = [...row];
  const full = Number.isFinite(most) && most > 0 ? most : 100;
  if (part !== undefined) filled[grade] = (part * full).toFixed(2);
  if (feedback !== undefined && remarks !== '') filled[feedback] = remarks;
  return filled;
}

function rowsOf(file: string, text: string): readonly (readonly string[])[] {
  if (text.length > 8 * classLimits.bytes)
    throw new LabError({ code: 'grade.worksheet-csv', params: { file } });
  try {
    return parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 8 * classLimits.rowBytes,
    });
  } catch (error) {
    throw new LabError({ code: 'grade.worksheet-csv', params: { file } }, { cause: error });
  }
}

function columnsOf(head: readonly string[]): ReadonlyMap<Column, number> {
  const found = new Map<Column, number>();
  for (const [column, names] of Object.entries(columnNames) as [Column, readonly string[]][]) {
    const index = head.findIndex((each) => names.includes(each.trim().toLowerCase()));
    if (index !== -1) found.set(column, index);
  }
  return found;
}

/** Whose row it is: by the id number; else by the address, where ids are such; else by a name that one student has. */
class Finder {
  readonly #byId: ReadonlyMap<string, StudentGrade>;
  readonly #byName = new Map<string, StudentGrade | undefined>();

  constructor(students: readonly StudentGrade[]) {
    this.#byId = new Map(students.map((student) => [normalisedId(student.id), student]));
    for (const student of students) {
      const name = normalisedId(student.name);
      this.#byName.set(name, this.#byName.has(name) ? undefined : student);
    }
  }

  find({ id, email, name }: Readonly<Record<'id' | 'email' | 'name', string>>): StudentGrade | undefined {
    const [local = ''] = email.split('@');
    const known = [id, email, local].map((each) => this.#byId.get(normalisedId(each)));
    return known.find((each) => each !== undefined) ?? this.#byName.get(normalisedId(name));
  }
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
