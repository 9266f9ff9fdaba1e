import type { Report, ReportFormat } from '../../contract/report.js';
import type { Language } from '../../contract/text.js';
import { visibleJson } from '../../contract/visible.js';
import { toHtml } from './html.js';
import { toJunit } from './junit.js';

/** How each format's file ends, and its media type. */
export const reportFiles: Readonly<Record<ReportFormat, { readonly ending: string; readonly mime: string }>> =
  {
    json: { ending: 'json', mime: 'application/json' },
    junit: { ending: 'xml', mime: 'application/xml' },
    html: { ending: 'html', mime: 'text/html' },
  };

/** A report as the text of a file. */
export function renderReport(report: Report, format: ReportFormat, language: Language): string {
  switch (format) {
    case 'html':
      return toHtml(report, language);
    case 'junit':
      return toJunit(report, language);
    case 'json':
      return `${visibleJson(JSON.stringify(report, null, 2))}\n`;
  }
}
