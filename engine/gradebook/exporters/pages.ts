import { join } from 'node:path';
import type { ClassGrades, LabGrade, StudentGrade, TaskResult } from '../../../contract/gradebook.js';
import { countStates } from '../../../contract/grade-counts.js';
import {
  gradeNoteCatalogue,
  gradePageCatalogue,
  gradeStateTexts,
  provenanceTexts,
} from '../../../contract/messages/gradebook.js';
import { putNoteTexts } from '../../../contract/messages/hand-ins.js';
import { statusTexts } from '../../../contract/messages/report.js';
import { type Language, languages, type MessageOf, word } from '../../../contract/text.js';
import { escapeHtml, htmlPage, stepsHtml } from '../../grading/html.js';
import { failingIn } from '../failing.js';
import { handoutsFolder } from '../folder.js';
import { remarksOf } from '../../../contract/grade-remarks.js';
import type { Exporter, Graded } from './exporter.js';

/** For people: a page of the class, and one a student, in both languages; nothing in them is fetched, and nothing runs. */
export const pagesExporter: Exporter = {
  name: 'pages',
  *files({ grades, result }) {
    yield { path: 'index.html', content: doorPage(grades) };
    for (const language of languages) {
      const pages = new Pages(grades, language, result);
      yield { path: `pages/${language}/index.html`, content: pages.classPage() };
      for (const [index, student] of grades.students.entries())
        yield { path: `pages/${language}/${fileOf(index)}`, content: pages.studentPage(student) };
    }
  },
};

/** For students: a page each, of the labs whose results they may see, in both languages; who may see nothing has none. */
export const handoutsExporter: Exporter = {
  name: 'handouts',
  *files({ grades, result }) {
    const shown = grades.labs.map((lab) => lab.shown);
    if (!shown.includes(true)) return;
    for (const language of languages) {
      const pages = new Pages(grades, language, result);
      for (const student of grades.students)
        yield {
          path: join(handoutsFolder, language, `${student.id.replaceAll(/^\.+/g, '_')}.html`),
          content: pages.handout(student, shown),
        };
    }
  },
};

const fileOf = (index: number) => `student-${index + 1}.html`;
const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '简体中文', en: 'English' };

function doorPage(grades: ClassGrades): string {
  const links = languages.map(
    (language) =>
      `<li><a href="pages/${language}/index.html" lang="${language}">${languageNames[language]}</a></li>`,
  );
  const title = languages.map((language) => grades.class.title[language]);
  const name = escapeHtml([...new Set(title)].join(' · '));
  return htmlPage({ title: name, language: 'en', body: `<h1>${name}</h1>\n<ul>${links.join('')}</ul>` });
}

class Pages {
  readonly #grades: ClassGrades;
  readonly #language: Language;
  readonly #result: Graded['result'];

  constructor(grades: ClassGrades, language: Language, result: Graded['result']) {
    this.#grades = grades;
    this.#language = language;
    this.#result = result;
  }

  classPage(): string {
    const { students, class: of } = this.#grades;
    const title = escapeHtml(of.title[this.#language]);
    const counts = countStates(students.flatMap(({ labs }) => labs));
    const [handed, open] = [counts.graded, counts.open + counts.unchecked];
    const parts = [
      `<h1>${title}</h1>`,
      `<p>${this.#say({ code: 'students', params: { students: students.length, handed, open } })}</p>`,
      this.#gradeTable(),
      this.#failing(),
      this.#alike(),
      this.#loose(),
    ];
    return htmlPage({ title, language: this.#language, body: parts.join('\n') });
  }

  #gradeTable(): string {
    const { labs, students } = this.#grades;
    const head = labs.map(({ title, points }) => `${escapeHtml(title[this.#language])} (${points})`);
    const rows = students.map(
      ({ id, name, labs: grades, percent, whole }, index) =>
        `<tr><td><a href="${fileOf(index)}">${escapeHtml(`${id} ${name}`)}</a></td>${grades.map((grade) => this.#cell(grade)).join('')}<td class="points">${percent} %${whole ? '' : ' *'}</td></tr>`,
    );
    const note = students.every(({ whole }) => whole)
      ? ''
      : `<p class="quiet">${this.#say({ code: 'not-whole', params: {} })}</p>`;
    const columns = [this.#label('student'), ...head, this.#label('total')];
    return `<div class="scroll">${table(columns, rows)}</div>${note}`;
  }

  #cell(grade: LabGrade): string {
    const { state, earned, points, override } = grade;
    const mark =
      earned === undefined ? '' : earned === points ? 'pass' : state === 'unchecked' ? 'unknown' : 'fail';
    const text =
      earned === undefined
        ? gradeStateTexts[state][this.#language]
        : `${earned}${override === undefined ? '' : ' ✎'}`;
    const said = escapeHtml(remarksOf(grade, this.#language).join('\n'));
    return `<td class="${mark}" title="${said}">${escapeHtml(text)}</td>`;
  }

  #failing(): string {
    const rows = failingIn(this.#grades)
      .slice(0, 30)
      .map(
        ({ lab, title, count, because }) =>
          `<tr><td>${escapeHtml(this.#titleOf(lab))}</td><td>${escapeHtml(title[this.#language])}</td><td>${count}</td><td>${escapeHtml(because[this.#language])}</td></tr>`,
      );
    const columns = (['lab', 'check', 'count', 'cause'] as const).map((code) => this.#label(code));
    return this.#section(
      'failing',
      rows.length === 0 ? undefined : `<div class="sentences">${table(columns, rows)}</div>`,
    );
  }

  #titleOf(lab: string): string {
    return this.#grades.labs.find((each) => each.lab === lab)?.title[this.#language] ?? lab;
  }

  #alike(): string {
    const items = this.#grades.alike.map(({ how, students, names }) =>
      this.#say({ code: how, params: { students, names } }),
    );
    return this.#section('alike', list(items));
  }

  #loose(): string {
    const items = this.#grades.loose.map(({ name, notes }) => {
      const said = notes.map((note) => word(gradeNoteCatalogue, note, this.#language));
      return escapeHtml(`${name}: ${said.join('; ')}`);
    });
    return this.#section('loose', list(items));
  }

  #section(code: 'failing' | 'alike' | 'loose', body: string | undefined): string {
    const text = body ?? `<p class="quiet">${this.#label('none')}</p>`;
    return `<section><h2>${this.#label(code)}</h2>${text}</section>`;
  }

  /** Without the total where some of it is not to be seen yet, and without ways to others' pages. */
  handout({ id, name, labs, percent, whole }: StudentGrade, shown: readonly boolean[]): string {
    const title = escapeHtml(`${id} ${name}`);
    const all = shown.every((each) => each);
    const sections = labs.flatMap((grade, index) =>
      shown[index] === true ? [this.#labSection(grade, this.#grades.labs[index]!)] : [],
    );
    const body = `<h1>${title}</h1>
<p>${escapeHtml(this.#grades.class.title[this.#language])}${all ? ` · ${this.#label('total')}: ${percent} %${whole ? '' : ' *'}` : ''}</p>
${sections.join('\n')}`;
    return htmlPage({ title, language: this.#language, body });
  }

  studentPage({ id, name, labs, percent, whole }: StudentGrade): string {
    const title = escapeHtml(`${id} ${name}`);
    const of = escapeHtml(this.#grades.class.title[this.#language]);
    const body = `<p><a href="index.html">${this.#label('back')}: ${of}</a></p>
<h1>${title}</h1>
<p>${this.#label('total')}: ${percent} %${whole ? '' : ` <small>${this.#say({ code: 'not-whole', params: {} })}</small>`}</p>
${labs.map((grade, index) => this.#labSection(grade, this.#grades.labs[index]!)).join('\n')}`;
    return htmlPage({ title, language: this.#language, body });
  }

  #labSection(grade: LabGrade, lab: ClassGrades['labs'][number]): string {
    const { key, state, earned, points } = grade;
    const language = this.#language;
    const sum = earned === undefined ? gradeStateTexts[state][language] : `${earned}/${points}`;
    const remarks = remarksOf(grade, language).map(escapeHtml);
    const result = key === undefined ? undefined : this.#result(key);
    return `<section><h2>${escapeHtml(lab.title[language])} <small>${escapeHtml(lab.lab)} · ${escapeHtml(sum)}</small></h2>
${list(remarks) ?? ''}${result === undefined ? '' : this.#resultHtml(result)}</section>`;
  }

  #resultHtml({ report, provenance = {}, rebooted = {}, put = [], seconds }: TaskResult): string {
    if (report === undefined) return '';
    const language = this.#language;
    const steps = stepsHtml(report, language, ({ id }) => {
      const from = provenance[id];
      const after = rebooted[id];
      const said = [
        ...(from === undefined ? [] : [provenanceTexts[from][language]]),
        ...(after === undefined
          ? []
          : [
              `${word(gradePageCatalogue, { code: 'rebooted', params: {} }, language)}: ${statusTexts[after][language]}`,
            ]),
      ];
      return said.length === 0 ? undefined : said.join(' · ');
    });
    const lost = put.map(({ node, what, detail }) =>
      escapeHtml(`${node}: ${putNoteTexts[what][language]}: ${detail}`),
    );
    const notes = list(lost.slice(0, 50));
    const told =
      notes === undefined ? '' : `<details><summary>${this.#label('put-notes')}</summary>${notes}</details>`;
    return `<p class="quiet">${this.#say({ code: 'time', params: { seconds: seconds.toFixed(0) } })}</p>${steps}${told}`;
  }

  #label(code: PlainCode): string {
    return this.#say({ code, params: {} });
  }

  #say(message: MessageOf<typeof gradePageCatalogue>): string {
    return escapeHtml(word(gradePageCatalogue, message, this.#language));
  }
}

type PlainCode = Extract<
  MessageOf<typeof gradePageCatalogue>,
  { readonly params: Record<string, never> }
>['code'];

/** @param columns, rows as HTML */
function table(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead>\n<tbody>${rows.join('\n')}</tbody></table>`;
}

/** @param items as HTML @returns undefined for none */
function list(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}
