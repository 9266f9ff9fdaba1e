import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { packCatalogue } from '../../contract/messages/packs.js';
import { word } from '../../contract/text.js';
import { ProblemList } from '../packs/problem.js';
import { readStudents } from './csv.js';

function read(text: string) {
  const problems = new ProblemList();
  const students = readStudents('s.csv', text, problems);
  const told = problems
    .sorted()
    .map(({ message, line, column }) => `${line}:${column} ${word(packCatalogue, message, 'en')}`);
  return { students, told, more: problems.more };
}

const both = [
  { id: '1', name: 'Ann' },
  { id: '2', name: 'Bo' },
];

test.each([
  ['commas', 'id,name\n1,Ann\n2,Bo\n'],
  ['no last line feed', 'id,name\n1,Ann\n2,Bo'],
  ['CRLF', 'id,name\r\n1,Ann\r\n2,Bo\r\n'],
  ['semicolons', 'id;name\n1;Ann\n2;Bo\n'],
  ['tabs', 'id\tname\n1\tAnn\n2\tBo\n'],
  ['quotes', '"id","name"\n"1","Ann"\n"2","Bo"\n'],
  ['space around', ' id , name \n 1 , Ann\n 2 , "Bo" \n'],
  ['Chinese heads', '学号,姓名\n1,Ann\n2,Bo\n'],
  ['Moodle', 'Identifier,Full name,"ID number","Grade, max 10"\nParticipant 1,Ann,1,\nParticipant 2,Bo,2,\n'],
  ['other order, other columns', 'Name,e-mail,ID\nAnn,a@b,1\nBo,"x;y",2\n'],
  ['empty rows', 'id,name\n\n1,Ann\n,\n  \n2,Bo\n,\n\n'],
])('a list with %s is read', (_, text) => {
  expect(read(text)).toEqual({ students: both, told: [], more: 0 });
});

test('names keep what is in their quotes', () => {
  expect(read('id,name\n1,"Doe, ""Jo"" Ann"\n2,王\u3000五\n').students).toEqual([
    { id: '1', name: 'Doe, "Jo" Ann' },
    { id: '2', name: '王\u3000五' },
  ]);
});

test.each([
  [
    '',
    [
      '1:1 the first row names the columns, and none is the student id (id, 学号 or ID number); there are: none',
      '1:1 the first row names the columns, and none is the name (name, 姓名 or Full name); there are: none',
    ],
  ],
  [
    '1,Ann\n',
    [
      '1:1 the first row names the columns, and none is the student id (id, 学号 or ID number); there are: `1`, `Ann`',
      '1:1 the first row names the columns, and none is the name (name, 姓名 or Full name); there are: `1`, `Ann`',
    ],
  ],
  [
    'id,who\n1,Ann\n',
    [
      '1:1 the first row names the columns, and none is the name (name, 姓名 or Full name); there are: `id`, `who`',
    ],
  ],
  [
    'id,学号,name\n1,2,Ann\n',
    ['1:4 several columns could be the student id (id, 学号 or ID number): `id`, `学号`; leave one of them'],
  ],
  ['id,name\n', ['1:1 students: has 1 item at least']],
  ['id,name\n1\n', ['2:1 student 1 (1), name: must not be empty']],
  [
    'id,name\n,Ann\n',
    ['2:1 student 1 (), id: has letters, digits and . _ @ - only, 1 to 64 of them, like 20260001'],
  ],
  [
    'name,id\nAnn,\nBo,x y\n',
    [
      '2:5 student 1 (), id: has letters, digits and . _ @ - only, 1 to 64 of them, like 20260001',
      '3:4 student 2 (x y), id: has letters, digits and . _ @ - only, 1 to 64 of them, like 20260001',
    ],
  ],
  [`id,name\n1,${'x'.repeat(81)}\n`, ['2:3 student 1 (1), name: has 80 characters at most']],
  [
    'id,name\n1,a\0b\n',
    [
      '2:3 student 1 (1), name: has control characters that nobody sees (escape sequences, or changes of direction); take them out',
    ],
  ],
  [
    'id,name\n1,"a\nb"\n',
    [
      '2:3 student 1 (1), name: has control characters that nobody sees (escape sequences, or changes of direction); take them out',
    ],
  ],
  [
    'id,name\nA,Ann\n"张",x\r\n\r\na,Bo\n',
    ['3:1 student 2 (张), id: has letters, digits and . _ @ - only, 1 to 64 of them, like 20260001'],
  ],
  [
    'id,name\nA,Ann\r\n\r\na,Bo\n',
    ['4:1 the student id a was there before (A Ann); upper and lower case are one'],
  ],
  [
    'id,name\n1,"An"n\n',
    [
      '2:3 malformed CSV: a quote that does not belong here: within a field quotes are doubled (""), and the whole field is quoted',
    ],
  ],
  [
    'id,name\n1,An"n"\n',
    [
      '2:3 malformed CSV: a quote that does not belong here: within a field quotes are doubled (""), and the whole field is quoted',
    ],
  ],
  ['id,name\n1,张三\n2,"Bo\n3,Cy\n', ['3:3 malformed CSV: a quote that is not closed']],
])('%j is told with its place', (text, told) => {
  expect(read(text)).toMatchObject({ students: undefined, told });
});

test('what is over a limit is told once, and many mistakes a hundred times', { timeout: 60_000 }, () => {
  const rows = (number: number, row: (index: number) => string) =>
    `id,name\n${Array.from({ length: number }, (_, index) => row(index)).join('\n')}`;
  expect(read(rows(5000, (index) => `${index},x`)).students).toHaveLength(5000);
  expect(read(rows(5001, (index) => `${index},x`)).told).toEqual(['1:1 students: has 5000 items at most']);
  expect(read(rows(100_000, (index) => `${index},x`)).told).toEqual([
    expect.stringMatching(/^10001:1 .*more rows/),
  ]);
  const bad = read(rows(4000, () => 'a b,x'));
  expect([bad.told.length, bad.more]).toEqual([packLimits.problems, 3900]);
  const same = read(rows(4000, () => 'a,x'));
  expect([same.told.length, same.more]).toEqual([packLimits.problems, 3899]);
  expect(read(`id,name\n1,"${'x\n'.repeat(400_000)}`).told).toEqual([
    '2:3 malformed CSV: this row is too long; is there a quote before it that was not closed?',
  ]);
  expect(read(`id,name\n${'"'.repeat(1_000_000)}`).told[0]).toMatch(/^2:1 malformed CSV/);
  for (const head of ['id,name\n', ''])
    expect(read(head + ','.repeat(1_000_000)).told).toEqual([
      expect.stringMatching(/:201 .*more rows or columns/),
    ]);
});

test('whatever a list holds is answered', () => {
  const piece = fc.constantFrom(
    'id',
    'name',
    ',',
    ';',
    '\t',
    '"',
    '""',
    '\n',
    '\r\n',
    '\r',
    '\0',
    'x',
    '张',
    '\u202e',
    ' ',
    '\ufeff',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, headed) => {
      const { students, told } = read((headed ? 'id,name\n' : '') + pieces.join(''));
      expect(students === undefined).toBe(told.length > 0);
    }),
    { numRuns: 500 },
  );
});
