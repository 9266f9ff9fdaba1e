import { besideTexts, predictedText, predictionIn } from '../contract/messages/naming.js';
import { reportCatalogue } from '../contract/messages/report.js';
import { labNameOf, type Report, type ReportCheck, type ReportFormat } from '../contract/report.js';
import { type Language, type MessageOf, word } from '../contract/text.js';
import { visible } from '../contract/visible.js';

/** What a file's name asks for. */
export function formatOfFile(file: string): ReportFormat {
  if (file.endsWith('.xml')) return 'junit';
  return /\.html?$/.test(file) ? 'html' : 'json';
}

const marks = { pass: '✔', fail: '✘', unknown: '?' } as const;

/** How a report paints its words. */
export type Paint = (colour: 'pass' | 'fail' | 'unknown' | 'dim' | 'bold', text: string) => string;

/** A report to be read in a terminal: who, how many points and why not more, each check with what was found. */
export function reportText(report: Report, language: Language, paint: Paint): string {
  const say = (message: MessageOf<typeof reportCatalogue>) => word(reportCatalogue, message, language);
  const name = (code: 'learner' | 'points' | 'cause' | 'hints' | 'timeline') => say({ code, params: {} });
  const colon = language === 'zh-CN' ? '：' : ': ';
  const time = (at: number | string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));
  // What guests, packs and learners said stands in it.
  const said = (text: string) => visible(text).replaceAll('\n', ' ');
  const { summary } = report;
  const lines = [
    paint('bold', say({ code: 'title', params: { title: said(report.title[language]) } })),
    `${name('learner')}${colon}${report.learner === '' ? say({ code: 'nobody', params: {} }) : said(report.learner)}`,
    report.proof
      ? say({ code: 'no-learner', params: {} })
      : paint('bold', `${name('points')}${colon}${say({ code: 'earned', params: summary })}`),
    ...(report.changed === true ? [say({ code: 'changed', params: {} })] : []),
    say({ code: 'checks', params: summary }),
    ...(report.final ? [] : [say({ code: 'not-final', params: {} })]),
    ...(summary.trouble > 0 ? [say({ code: 'trouble', params: { count: summary.trouble } })] : []),
    paint('dim', said(labNameOf(report))),
    paint('dim', `${report.session}  ${time(report.started)} – ${time(report.finished)}`),
  ];
  const checkLines = (check: ReportCheck): string[] => [
    `  ${paint(check.status, marks[check.status])} ${said(check.title[language])}  ${paint('dim', `${check.earned}/${check.points}`)}`,
    `      ${said(check.message.text[language])}`,
    ...(check.prediction === undefined
      ? []
      : [`      ${predictedText[language]}${colon}${said(predictionIn(check.prediction, language))}`]),
    ...(check.diagnosis === undefined
      ? []
      : [`      ${name('cause')}${colon}${said(check.diagnosis.text[language])}`]),
    ...(check.also ?? []).map(
      ({ how, text }) => `      ${besideTexts[how][language]}${colon}${said(text[language])}`,
    ),
    ...(check.unearned === undefined ? [] : [`      ${paint('dim', check.unearned.text[language])}`]),
    ...(check.hints.length === 0
      ? []
      : [`      ${name('hints')}${colon}${check.hints.map((code) => say({ code, params: {} })).join(', ')}`]),
  ];
  for (const [index, step] of report.steps.entries()) {
    const optional = step.optional ? ` (${say({ code: 'optional', params: {} })})` : '';
    lines.push('', paint('bold', `${index + 1}. ${said(step.title[language])}${optional}`));
    if (step.checks.length === 0) lines.push(`  ${say({ code: 'read', params: {} })}`);
    lines.push(...step.checks.flatMap(checkLines));
  }
  if (report.timeline.length > 0) {
    lines.push('', paint('bold', name('timeline')));
    for (const { at, message } of report.timeline)
      lines.push(`  ${time(at)}  ${said(message.text[language])}`);
  }
  return `${lines.join('\n')}\n`;
}
