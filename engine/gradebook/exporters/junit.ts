import type { GradedCheck, LabGrade, StudentGrade } from '../../../contract/gradebook.js';
import { attribute, escapeXml } from '../../grading/junit.js';
import { remarksOf } from '../../../contract/grade-remarks.js';
import type { Exporter, Graded } from './exporter.js';

/** JUnit XML as CI servers read it: one suite a student and lab; `error` is what could not be checked, `failure` what is wrong. */
export const junitExporter: Exporter = {
  name: 'junit',
  *files({ grades, language }) {
    const suites = grades.students.flatMap((student) =>
      student.labs.map((lab) => suite(student, lab, language)),
    );
    const all = grades.students.flatMap(({ labs }) => labs.flatMap(({ checks }) => checks));
    const content = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name=${attribute(grades.class.id)} ${counts(all)} time="0">`,
      ...suites,
      '</testsuites>',
      '',
    ].join('\n');
    yield { path: 'junit.xml', content };
  },
};

function suite({ id }: StudentGrade, lab: LabGrade, language: Graded['language']): string {
  const name = `${id}.${lab.lab}`;
  const cases = lab.checks.map((check) => testCase(name, check));
  const said = remarksOf(lab, language).join('\n');
  return [
    `  <testsuite name=${attribute(name)} ${counts(lab.checks)} time="0">`,
    ...cases,
    ...(said === '' ? [] : [`    <system-out>${escapeXml(said)}</system-out>`]),
    '  </testsuite>',
  ].join('\n');
}

function testCase(suiteName: string, { id, status, cause = '' }: GradedCheck): string {
  const head = `    <testcase name=${attribute(id)} classname=${attribute(suiteName)} time="0"`;
  if (status === 'pass') return `${head}/>`;
  const element = status === 'fail' ? 'failure' : 'error';
  return `${head}><${element} message=${attribute(cause)} type=${attribute(cause)}/></testcase>`;
}

function counts(checks: readonly GradedCheck[]): string {
  const count = (status: GradedCheck['status']) => checks.filter((check) => check.status === status).length;
  return `tests="${checks.length}" failures="${count('fail')}" errors="${count('unknown')}"`;
}
