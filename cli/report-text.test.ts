import { expect, test } from 'vitest';
import { makeReport } from '../engine/grading/report.js';
import { graded, gradedLab, gradedRecord, journal, verdict } from '../engine/grading/testing/graded.js';
import { formatOfFile, reportText } from './report-text.js';

const plain = (_: string, text: string) => text;

const report = makeReport(
  gradedRecord,
  gradedLab,
  journal(
    { type: 'learner', name: 'Han\u001b[2J Meimei' },
    { type: 'solution-shown', step: 'one' },
    graded(
      verdict('a', 'pass'),
      verdict('b', 'fail'),
      verdict('c', 'pass', { prediction: { answer: 'rs1,\nrs2' } }),
      verdict('d', 'pass'),
    ),
  ),
);

test('a report is read in the terminal: who, points and why not more, what was found', () => {
  const text = reportText(report, 'en', plain);
  expect(text.split('\n').slice(0, 4)).toEqual([
    'Report: A "graded" <lab> & more',
    'Learner: Han[2J Meimei',
    'Points: 12 of 15',
    '4 checks: 3 pass, 1 fail, 0 unknown',
  ]);
  expect(text).toContain('  ✔ ?  0/1\n      the answer is right\n      its commands were shown: no points\n');
  expect(text).toContain('  ✘ ?  0/2\n      the answer is not right: 7\n');
  expect(text).toContain('      You predicted: rs1, rs2\n');
});

test('in Chinese it is Chinese', () => {
  expect(reportText(report, 'zh-CN', plain)).toContain(
    '得分：12/15 分\n4 项检查：通过 3，未通过 1，未能判断 0',
  );
});

test.each([
  ['r.xml', 'junit'],
  ['r.html', 'html'],
  ['r.htm', 'html'],
  ['r.json', 'json'],
  ['r', 'json'],
])('a file %s is written as %s', (file, format) => {
  expect(formatOfFile(file)).toBe(format);
});
