import { besideTexts, predictedText, predictionIn } from '../../contract/messages/naming.js';
import { reportCatalogue, statusTexts } from '../../contract/messages/report.js';
import { labNameOf, type Report, type ReportCheck, type ReportStep } from '../../contract/report.js';
import { type Language, type MessageOf, word } from '../../contract/text.js';
import { visible } from '../../contract/visible.js';

/**
 * The report as one page for people: no scripts, nothing fetched, every text escaped, for the screen and for paper (A4).
 * Whatever a guest printed stands in it as text.
 */
export function toHtml(report: Report, language: Language): string {
  const say = (message: MessageOf<typeof reportCatalogue>) =>
    escapeHtml(word(reportCatalogue, message, language));
  const page = new Page(report, language, say);
  const title = say({ code: 'title', params: { title: report.title[language] } });
  const body = `<h1>${title}</h1>
${page.banners()}
${page.facts()}
${report.steps.map((step, index) => page.step(step, index)).join('\n')}
${page.timeline()}`;
  return htmlPage({ title, language, body });
}

/**
 * A report's steps with their checks, as a part of a page that has more.
 * @param beside what else there is to say of a check, as text
 */
export function stepsHtml(
  report: Report,
  language: Language,
  beside: (check: ReportCheck) => string | undefined,
): string {
  const say: Say = (message) => escapeHtml(word(reportCatalogue, message, language));
  const page = new Page(report, language, say, beside);
  return report.steps.map((step, index) => page.step(step, index)).join('\n');
}

/** A whole page. @param title @param body as HTML */
export function htmlPage({
  title,
  language,
  body,
}: {
  readonly title: string;
  readonly language: Language;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

type Say = (message: MessageOf<typeof reportCatalogue>) => string;

class Page {
  readonly #report: Report;
  readonly #language: Language;
  readonly #say: Say;
  readonly #beside: (check: ReportCheck) => string | undefined;

  constructor(
    report: Report,
    language: Language,
    say: Say,
    beside: (check: ReportCheck) => string | undefined = () => undefined,
  ) {
    this.#beside = beside;
    this.#report = report;
    this.#language = language;
    this.#say = say;
  }

  get #colon(): string {
    return this.#language === 'zh-CN' ? '：' : ': ';
  }

  banners(): string {
    const { final, proof, changed, summary } = this.#report;
    const told = [
      ...(proof ? [this.#say({ code: 'no-learner', params: {} })] : []),
      ...(changed === true ? [this.#say({ code: 'changed', params: {} })] : []),
      ...(final ? [] : [this.#say({ code: 'not-final', params: {} })]),
      ...(summary.trouble > 0 ? [this.#say({ code: 'trouble', params: { count: summary.trouble } })] : []),
    ];
    return told.map((text) => `<p class="banner">${text}</p>`).join('\n');
  }

  facts(): string {
    const { learner, session, provider, values, started, finished, summary, proof } = this.#report;
    const rows: readonly (readonly [string, string])[] = [
      [
        this.#say({ code: 'learner', params: {} }),
        learner === '' ? this.#say({ code: 'nobody', params: {} }) : escapeHtml(learner),
      ],
      ...(proof
        ? []
        : [
            [
              this.#say({ code: 'points', params: {} }),
              this.#say({ code: 'earned', params: summary }),
            ] as const,
          ]),
      [this.#say({ code: 'verdict', params: {} }), this.#say({ code: 'checks', params: summary })],
      [this.#say({ code: 'started', params: {} }), this.#time(started)],
      [this.#say({ code: 'finished', params: {} }), this.#time(finished)],
      [this.#say({ code: 'lab', params: {} }), escapeHtml(labNameOf(this.#report))],
      [this.#say({ code: 'session', params: {} }), escapeHtml(session)],
      [this.#say({ code: 'provider', params: {} }), escapeHtml(provider)],
      [
        this.#say({ code: 'values', params: {} }),
        escapeHtml(
          Object.entries(values)
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
        ),
      ],
    ];
    return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`;
  }

  step(step: ReportStep, index: number): string {
    const optional = step.optional ? ` <small>${this.#say({ code: 'optional', params: {} })}</small>` : '';
    const head = `<h2>${index + 1}. ${escapeHtml(step.title[this.#language])}${optional}</h2>`;
    if (step.checks.length === 0)
      return `${head}\n<p class="quiet">${this.#say({ code: 'read', params: {} })}</p>`;
    const columns = (['verdict', 'found', 'points'] as const).map(
      (code) => `<th scope="col">${this.#say({ code, params: {} })}</th>`,
    );
    return `<section>${head}
<table><thead><tr>${columns.join('')}</tr></thead>
<tbody>${step.checks.map((check) => this.#check(check)).join('\n')}</tbody></table></section>`;
  }

  timeline(): string {
    const { timeline } = this.#report;
    if (timeline.length === 0) return '';
    const rows = timeline.map(
      ({ at, message }) =>
        `<tr><td class="time">${this.#time(at)}</td><td>${escapeHtml(message.text[this.#language])}</td></tr>`,
    );
    return `<section><h2>${this.#say({ code: 'timeline', params: {} })}</h2>
<table class="timeline"><tbody>${rows.join('\n')}</tbody></table></section>`;
  }

  #check(check: ReportCheck): string {
    const text = (of: { readonly text: Readonly<Record<Language, string>> }) =>
      escapeHtml(of.text[this.#language]);
    const cause = this.#say({ code: 'cause', params: {} });
    const parts = [
      `<strong>${escapeHtml(check.title[this.#language])}</strong>`,
      `<div>${text(check.message)}</div>`,
      ...(check.diagnosis === undefined
        ? []
        : [`<div class="cause">${cause}${this.#colon}${text(check.diagnosis)}</div>`]),
      ...(check.prediction === undefined
        ? []
        : [
            `<div class="quiet">${predictedText[this.#language]}${this.#colon}${escapeHtml(predictionIn(check.prediction, this.#language))}</div>`,
          ]),
      ...(check.also ?? []).map(
        ({ how, text: beside }) =>
          `<div class="quiet">${besideTexts[how][this.#language]}${this.#colon}${escapeHtml(beside[this.#language])}</div>`,
      ),
      ...(check.unearned === undefined ? [] : [`<div class="quiet">${text(check.unearned)}</div>`]),
      ...[this.#beside(check)].flatMap((said) =>
        said === undefined ? [] : [`<div class="quiet">${escapeHtml(said)}</div>`],
      ),
      ...this.#hints(check),
      ...this.#evidence(check),
    ];
    const status = escapeHtml(statusTexts[check.status][this.#language]);
    return `<tr><td class="${check.status}">${marks[check.status]} ${status}</td><td>${parts.join('\n')}</td><td class="points">${check.earned}/${check.points}</td></tr>`;
  }

  #hints({ hints }: ReportCheck): string[] {
    if (hints.length === 0) return [];
    const names = hints.map((level) => this.#say({ code: level, params: {} }));
    return [
      `<div class="quiet">${this.#say({ code: 'hints', params: {} })}${this.#colon}${names.join(this.#language === 'zh-CN' ? '、' : ', ')}</div>`,
    ];
  }

  #evidence({ evidence }: ReportCheck): string[] {
    if (evidence.length === 0) return [];
    const shown = evidence.map(
      (item) =>
        `<pre>[${escapeHtml(item.node)}] $ ${escapeHtml(item.command)}\n${escapeHtml(item.output)}</pre>`,
    );
    return [
      `<details><summary>${this.#say({ code: 'evidence', params: {} })}</summary>${shown.join('')}</details>`,
    ];
  }

  #time(at: number | string): string {
    const format = new Intl.DateTimeFormat(this.#language, { dateStyle: 'medium', timeStyle: 'medium' });
    return escapeHtml(format.format(new Date(at)));
  }
}

const marks = { pass: '✔', fail: '✘', unknown: '?' } as const;

/**
 * Escapes text for HTML's text and quoted attributes (HTML Standard §13.3); control characters are made visible, and what no page
 * may have (§13.2.3.5) becomes U+FFFD.
 */
export function escapeHtml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

const style = `
:root { color-scheme: light; font-family: system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; line-height: 1.5; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; } small { color: #595959; font-weight: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; } dt { color: #595959; } dd { margin: 0; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; } th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d9d9d9; }
thead th:first-child { width: 7rem; } thead th:last-child { width: 4rem; text-align: end; }
td.points, td.time { white-space: nowrap; } td.points { text-align: end; } td:first-child { white-space: nowrap; } table.timeline { table-layout: auto; } td.time { width: 1%; }
.pass { color: #1a6b2f; } .fail { color: #b3161c; } .unknown { color: #7a5200; }
.cause { border-inline-start: 3px solid #b3161c; padding-inline-start: .5rem; } .quiet { color: #595959; font-size: .9em; }
.sentences table { table-layout: auto; } .sentences thead th { width: auto; text-align: start; }
.scroll { overflow-x: auto; } .scroll table { table-layout: auto; } .scroll th, .scroll td { white-space: nowrap; } .scroll thead th:first-child, .scroll thead th:last-child { width: auto; }
.banner { border: 1px solid #c98a00; background: #fff7e0; padding: .5rem .75rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: .5rem; font-size: .85em; }
@media print { body { margin: 0; max-width: none; } details { display: none; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
`.trim();
