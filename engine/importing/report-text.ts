import {
  importCatalogue,
  type ImportItem,
  importOutcomes,
  type ImportReport,
  type ImportSort,
  importSorts,
} from '../../contract/messages/imports.js';
import { type Language, word } from '../../contract/text.js';

/** The file of a pack that says what its import changed and lost. */
export const reportFile = 'IMPORT.md';

/** The report as a document of the pack, for whoever finishes it. */
export function reportText(report: ImportReport, from: string, language: Language): string {
  const t = (zh: string, en: string) => (language === 'zh-CN' ? zh : en);
  const { kept, changed, lost } = importOutcomes;
  const head = [t('种类', 'sort'), kept[language], changed[language], lost[language]];
  const rows = Object.entries(report.counts).map(([sort, count]) => [
    importSorts[sort as ImportSort][language],
    String(count.kept),
    String(count.changed),
    String(count.lost),
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const lines = (title: string, items: readonly ImportItem[]) =>
    items.length === 0 ? [] : ['', `## ${title}`, '', ...items.map((item) => line(item, language))];
  const waiting = report.items.filter(({ code }) => code === 'untranslated');
  const rest = report.items.filter(({ code }) => code !== 'untranslated');
  return [
    `# ${t(`从 ${from} 导入`, `Imported from ${from}`)}`,
    '',
    t(
      '这份报告说明导入时什么保留了、什么变了、什么丢了，并给出原来的位置。都处理完之后可以删掉它。',
      'What was kept, changed and lost, each with its place in the source. When all is dealt with, this file may go.',
    ),
    '',
    ...table,
    ...lines(
      lost[language],
      rest.filter(({ outcome }) => outcome === 'lost'),
    ),
    ...lines(
      changed[language],
      rest.filter(({ outcome }) => outcome === 'changed'),
    ),
    ...lines(t('待翻译', 'To be translated'), waiting),
    ...(report.more === 0
      ? []
      : ['', t(`另有 ${report.more} 条没有列出。`, `${report.more} more are not listed.`)]),
    '',
  ].join('\n');
}

function line(item: ImportItem, language: Language): string {
  const said = word(importCatalogue, item, language).replaceAll('\n', ' ');
  return `- \`${item.file.replaceAll('`', "'")}:${item.line}\` ${said}`;
}
