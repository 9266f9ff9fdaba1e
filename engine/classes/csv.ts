import { type CsvError, parse } from 'csv-parse/sync';
import { type Student, studentsSchema } from '../../contract/class.js';
import { classLimits, packLimits } from '../../contract/limits.js';
import type { CsvColumn, CsvFault } from '../../contract/messages/classes.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { clipped, type ProblemList, TextPlaces } from '../packs/problem.js';
import { reportIssues } from '../packs/schema-words.js';
import type { Places } from '../packs/source.js';
import { reportTwice } from './twice.js';

/** A field of a list, and the byte behind what ends the field before it. */
interface Field {
  readonly text: string;
  readonly at: number;
  /** In its row, from 0. */
  readonly index: number;
}

/** What other systems call the columns (Moodle's and Canvas's exports among them), in lower case. */
const columnNames: Readonly<Record<CsvColumn, readonly string[]>> = {
  id: ['id', '学号', 'id number'],
  name: ['name', '姓名', 'full name'],
};

const tooMuch = 'LVSLAB_TOO_MUCH';

/** By the codes of the parser's errors. */
const faults: Readonly<Record<string, CsvFault>> = {
  [tooMuch]: 'size',
  INVALID_OPENING_QUOTE: 'quote',
  CSV_INVALID_CLOSING_QUOTE: 'quote',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'quote',
  CSV_QUOTE_NOT_CLOSED: 'not-closed',
  CSV_MAX_RECORD_SIZE: 'row',
};

/**
 * Reads a list of students (RFC 4180; semicolons and tabs delimit as well): a row that names the columns, then one a student. Other columns
 * and empty rows are passed over.
 * @param file as it is shown @param text without byte order mark, at most `classLimits.bytes`
 * @returns undefined: it cannot be used, and `problems` has why
 */
export function readStudents(
  file: string,
  text: string,
  problems: ProblemList,
): readonly Student[] | undefined {
  const places = new TextPlaces(file, text);
  const bytes = Buffer.from(text);
  /** Where a field begins, in characters. What stands before it is space, and before the first of a row the end of the one above. */
  const offsetOf = ({ text: value, at: byte, index }: Field) => {
    const before = bytes.toString('utf8', 0, byte).length;
    if (value === '' && index > 0) return before;
    return before + /^\s*/.exec(text.slice(before, before + classLimits.rowBytes))![0].length;
  };
  const report = (field: Field, message: PackProblemMessage) => {
    if (problems.full) problems.count(1);
    else problems.add(places.problem(offsetOf(field), clipped(message)));
  };
  let [at, fields, lines] = [0, 0, 0];
  const field = (
    value: string,
    { bytes: end, index }: { readonly bytes: number; readonly index: number },
  ) => {
    fields += 1;
    if (index === 0) lines += 1;
    if (fields > classLimits.fields || lines > classLimits.rows || index >= classLimits.columns)
      throw Object.assign(new Error('too much'), { code: tooMuch });
    const found: Field = { text: value, at, index };
    at = end + 1;
    return found;
  };
  let rows: readonly (readonly Field[])[];
  try {
    rows = parse(bytes, {
      cast: field,
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      // What a row lacks is told in words of ours.
      relax_column_count: true,
      max_record_size: classLimits.rowBytes,
    }) as unknown as (readonly Field[])[];
  } catch (error) {
    const fault = faults[(error as CsvError).code] ?? 'other';
    report({ text: '', at, index: 0 }, { code: 'class-csv-syntax', params: { fault } });
    return undefined;
  }
  const [header = [], ...all] = rows;
  const columns = columnsOf(header, report);
  if (columns === undefined) return undefined;
  const students = all.filter((row) => row.some((each) => each.text !== ''));
  const data = {
    students: students.map((row) => ({
      id: row[columns.id]?.text ?? '',
      name: row[columns.name]?.text ?? '',
    })),
  };
  // No path leads further: a row, and one of its two fields.
  const rowPlaces: Places = {
    problem: ([_, number, key], message) => {
      const row = students[Number(number)];
      const found = row?.[key === 'name' ? columns.name : columns.id] ?? row?.[0];
      return places.problem(found === undefined ? 0 : offsetOf(found), clipped(message));
    },
  };
  const read = studentsSchema.safeParse(data.students);
  if (!read.success) {
    const issues = read.error.issues.map((issue) => ({ ...issue, path: ['students', ...issue.path] }));
    reportIssues(issues, data, rowPlaces, problems, file);
    return undefined;
  }
  return reportTwice(read.data, rowPlaces, problems) ? undefined : read.data;
}

/** Which of the usual ones stands most often in the first row, outside of quotes. */
function delimiterOf(text: string): string {
  const header = text
    .slice(0, classLimits.rowBytes)
    .trimStart()
    .split(/[\r\n]/, 1)[0]!;
  const bare = header.replace(/"[^"]*"/g, '');
  const counted = [',', ';', '\t'].map((each) => ({ each, count: bare.split(each).length }));
  return counted.toSorted((one, other) => other.count - one.count)[0]!.each;
}

function columnsOf(
  header: readonly Field[],
  report: (field: Field, message: PackProblemMessage) => void,
): Readonly<Record<CsvColumn, number>> | undefined {
  const names = header.map(({ text }) => text);
  const found = (column: CsvColumn): number | undefined => {
    const fits = header.filter(({ text }) => columnNames[column].includes(text.toLowerCase()));
    const [first, second] = fits;
    if (first !== undefined && second === undefined) return header.indexOf(first);
    const shown = (second === undefined ? names : fits.map(({ text }) => text)).slice(
      0,
      packLimits.shownNames,
    );
    const code = second === undefined ? 'class-csv-column' : 'class-csv-column-twice';
    report(second ?? header[0] ?? { text: '', at: 0, index: 0 }, { code, params: { column, found: shown } });
    return undefined;
  };
  const [id, name] = [found('id'), found('name')];
  return id === undefined || name === undefined ? undefined : { id, name };
}
