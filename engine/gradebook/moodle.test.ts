import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { ClassGrades, LabGrade } from '../../contract/gradebook.js';
import { LabError } from '../../contract/errors.js';
import { fillWorksheet } from './moodle.js';

const lab = 'lvs/nat';
const grade = (state: LabGrade['state'], earned?: number): LabGrade => ({
  lab,
  state,
  points: 20,
  ...(earned === undefined ? {} : { earned }),
  unknown: 0,
  notes: [],
  checks: [
    {
      id: 'forwards',
      title: { 'zh-CN': '转发打开了', en: 'It forwards' },
      status: 'fail',
      points: 5,
      earned: 0,
      provenance: 'replayed',
      cause: 'no-forward',
    },
  ],
  others: [],
});
const student = (id: string, name: string, own: LabGrade) => ({
  id,
  name,
  labs: [own],
  percent: 75,
  whole: true,
});
const grades: ClassGrades = {
  format: 1,
  class: { id: 'monday', title: { 'zh-CN': '周一', en: 'Monday' } },
  labs: [{ lab, title: { 'zh-CN': 'NAT', en: 'NAT' }, points: 20, weight: 1, shown: true }],
  students: [
    student('20260001', 'Ann Lee', grade('graded', 15)),
    student('20260002', 'Ben Lee', grade('unchecked', 10)),
    student('ann@example.org', 'Ann Lee', grade('graded', 20)),
    student('20260009', 'Zoe', grade('graded', 1)),
  ],
  loose: [],
  alike: [],
};

const head =
  'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"';
const rows = [
  'Participant 1,"Ann Lee",20260001,a@example.org,"Submitted for grading",,100.00,Yes,"Monday, 2 November 2026, 10:00 AM",-,',
  'Participant 2,"Ben Lee",20260002,b@example.org,"Submitted for grading",,100.00,Yes,-,-,"said ""before"""',
  'Participant 3,"Ann Lee",,ANN@example.org,"No submission",,10.00,Yes,-,-,',
  'Participant 4,"Guest, A.",,g@example.org,"No submission",5.00,100.00,Yes,-,-,kept',
];
const worksheet = `\ufeff${[head, ...rows].join('\r\n')}\r\n`;
const fill = (text: string, of: { readonly lab: string | undefined } = { lab }) =>
  fillWorksheet('w.csv', text, grades, { ...of, language: 'en' });
const codeOf = (text: string) => {
  try {
    fill(text);
    return 'nothing';
  } catch (error) {
    return error instanceof LabError ? error.code : String(error);
  }
};

test('grades and remarks are entered; what is not ours stays as it is, and what is open is left', () => {
  const { content, filled, unknown, absent } = fill(worksheet);
  const before: readonly (readonly string[])[] = parse(worksheet, { bom: true });
  const after: readonly (readonly string[])[] = parse(content);
  expect(after[0]).toEqual(before[0]);
  expect(after.slice(1).map((row) => row[5])).toEqual(['75.00', '', '10.00', '5.00']);
  expect(after.slice(1).map((row) => row[10])).toEqual([
    'failed: It forwards',
    '10 of 20 so far; checks of 0 more could not be made; failed: It forwards',
    'failed: It forwards',
    'kept',
  ]);
  for (const column of [0, 1, 2, 3, 4, 6, 7, 8, 9])
    expect(after.map((row) => row[column])).toEqual(before.map((row) => row[column]));
  expect({ filled, unknown, absent }).toEqual({ filled: 3, unknown: ['Guest, A.'], absent: ['20260009'] });
});

test('a name that two have is nobody, and a name that one has is enough', () => {
  const noIds = worksheet.replace(',20260001,a@', ',,x@').replace(',20260002,b@', ',,y@');
  const { unknown } = fill(noIds);
  expect(unknown).toEqual(['Ann Lee', 'Guest, A.']);
});

test('without a lab the whole class is entered, in percent of what the worksheet has', () => {
  const after: readonly (readonly string[])[] = parse(fill(worksheet, { lab: undefined }).content);
  expect(after.slice(1).map((row) => row[5])).toEqual(['75.00', '75.00', '7.50', '5.00']);
});

test('what is no worksheet says so', () => {
  expect(codeOf('a,b\n1,2\n')).toBe('grade.worksheet');
  expect(codeOf('a,"b\n')).toBe('grade.worksheet-csv');
  expect(codeOf('')).toBe('grade.worksheet');
});

test('comments of a lab whose results students may not see yet stay out of the worksheet; its points are in it', () => {
  const hidden = { ...grades, labs: grades.labs.map((each) => ({ ...each, shown: false })) };
  const head = 'Identifier,Full name,ID number,Grade,Maximum Grade,Feedback comments';
  const sheet = `${head}\nParticipant 1,Ben Lee,20260002,,20.00,\nParticipant 2,Zoe,20260009,,20.00,\n`;
  const open = fillWorksheet('w.csv', sheet, grades, { lab, language: 'en' }).content;
  const shut = fillWorksheet('w.csv', sheet, hidden, { lab, language: 'en' }).content;
  expect(open).toMatch(/10 of 20 so far/);
  expect(shut).not.toMatch(/so far/);
  expect(shut).toMatch(/Zoe,20260009,1\.00/);
});
