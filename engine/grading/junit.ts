import type { Report, ReportCheck } from '../../contract/report.js';
import type { Language } from '../../contract/text.js';
import { visible } from '../../contract/visible.js';

/**
 * The report as JUnit XML, in the form that Jenkins' and GitLab's readers share: one suite a step, one case a check.
 * What could not be checked is an `error`, what waits for something else is `skipped`; only what is wrong is a `failure`.
 */
export function toJunit(report: Report, language: Language): string {
  const seconds = (Date.parse(report.finished) - Date.parse(report.started)) / 1000;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${attribute(report.lab)} ${counts(report.steps.flatMap((step) => step.checks))} time="${seconds.toFixed(3)}">`,
  ];
  for (const step of report.steps) {
    lines.push(
      `  <testsuite name=${attribute(`${report.lab}.${step.id}`)} ${counts(step.checks)} skipped="${step.checks.filter(isSkipped).length}" timestamp=${attribute(report.finished.slice(0, 19))} time="0">`,
    );
    lines.push('    <properties>');
    for (const [name, value] of Object.entries({
      session: report.session,
      provider: report.provider,
      seed: report.seed,
      solved: String(step.solved),
    })) {
      lines.push(`      <property name=${attribute(name)} value=${attribute(value)}/>`);
    }
    lines.push('    </properties>');
    for (const check of step.checks) lines.push(...testCase(report, step.id, check, language));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>', '');
  return lines.join('\n');
}

function testCase(report: Report, step: string, check: ReportCheck, language: Language): string[] {
  const head = `    <testcase name=${attribute(check.id)} classname=${attribute(`${report.lab}.${step}`)} time="0"`;
  if (check.status === 'pass') return [`${head}/>`];
  const message = check.message.text[language];
  if (isSkipped(check))
    return [`${head}>`, `      <skipped message=${attribute(message)}/>`, '    </testcase>'];
  const element = check.status === 'fail' ? 'failure' : 'error';
  const type = check.diagnosis?.code ?? check.message.code;
  const details = [
    check.diagnosis?.text[language],
    ...check.evidence.map((item) => `[${item.node}] $ ${item.command}\n${item.output}`),
  ].filter((part) => part !== undefined);
  return [
    `${head}>`,
    `      <${element} message=${attribute(message)} type=${attribute(type)}>${escapeXml(details.join('\n'))}</${element}>`,
    '    </testcase>',
  ];
}

function isSkipped(check: ReportCheck): boolean {
  return (
    check.status === 'unknown' &&
    (check.message.code === 'skipped.needs' || check.message.code === 'not-judged')
  );
}

function counts(checks: readonly ReportCheck[]): string {
  const failures = checks.filter((check) => check.status === 'fail').length;
  const errors = checks.filter((check) => check.status === 'unknown' && !isSkipped(check)).length;
  return `tests="${checks.length}" failures="${failures}" errors="${errors}"`;
}

/** An attribute's value in its quotes. */
export function attribute(value: string): string {
  return `"${escapeXml(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

/** Escapes text for XML 1.0; characters that XML cannot hold at all (§2.2) become U+FFFD. */
export function escapeXml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
