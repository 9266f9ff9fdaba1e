import { basename, posix } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { importLimits, packLimits } from '../../contract/limits.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { fitted } from './fit.js';
import { type Page, readPage } from './front-matter.js';
import { type Importer, packFolders } from './importer.js';
import { readContent } from './iximiuz-content.js';
import { field, wordOf } from './json-source.js';
import { type Grouped, modulesOf } from './modules.js';
import { Names } from './names.js';
import type { Notes } from './notes.js';
import { noteRest } from './rest.js';
import { shown, SourceFiles, whyOf } from './source-files.js';

/** Kinds of content that become a lab, and those that group others. */
const labKinds: ReadonlySet<string> = new Set([
  'challenge',
  'tutorial',
  'lesson',
  'skill-path',
  'roadmap',
  'training',
]);
const groupKinds: ReadonlySet<string> = new Set(['course', 'module']);

/**
 * Content of iximiuz Labs: Markdown files with front matter, in folders. A challenge, a tutorial and a lesson are a lab each; units beside one
 * are its steps; courses and modules are modules of the pack. https://github.com/iximiuz/labs
 */
export const iximiuz: Importer = {
  id: 'iximiuz',
  takes: {
    'zh-CN': 'iximiuz Labs 内容的目录（Markdown，开头有 YAML）',
    en: 'a folder with content of iximiuz Labs (Markdown with front matter)',
  },
  read: (path, notes) => {
    const files = new SourceFiles(path);
    const { pages, problems } = pagesIn(files, notes);
    const heads = pages.filter(({ data }) => labKinds.has(kindOf(data)));
    if (heads.length === 0) {
      if (problems.length > 0) throw new LabError({ code: 'import.unreadable', params: { problems } });
      const lacking = {
        'zh-CN': '没有 kind 为 challenge、tutorial 或 lesson 的 Markdown 文件',
        en: 'there is no Markdown file of the kind challenge, tutorial or lesson',
      };
      throw new LabError({ code: 'import.nothing', params: { path, lacking } });
    }
    const placeOf = ({ file }: Page) => ({ file, line: 1 });
    const taken = fitted(heads, importLimits.labs, 'lab', notes, placeOf);
    const ids = new Names(packFolders);
    const used = new Set<Page>(heads);
    const grouped: Grouped[] = [];
    for (const head of taken) {
      const folder = posix.dirname(head.file);
      const beside = pages.filter((page) => page !== head && posix.dirname(page.file) === folder);
      const units = beside.filter(({ data }) => kindOf(data) === 'unit');
      const solution = beside.find(({ file }) => /(^|\/)solution[^/]*\.md$/.test(file));
      for (const each of [...units, ...(solution === undefined ? [] : [solution])]) used.add(each);
      const name =
        wordOf(field(head.data, 'name')) ?? (folder === '.' ? basename(files.root) : posix.basename(folder));
      const lab = readContent(head, units, solution, ids.take(name, 'content'), notes);
      const group = groupOf(pages, folder);
      if (group !== undefined) used.add(group);
      // What the whole is called is the pack's title.
      const isWhole = group === undefined || posix.dirname(group.file) === '.';
      const title = isWhole ? undefined : wordOf(field(group.data, 'title'));
      grouped.push({ lab, key: group?.file ?? '', title, place: placeOf(head) });
    }
    noteOthers(pages, used, notes);
    notePlaygrounds(files, notes);
    noteRest(files, notes);
    const [only] = taken;
    const whole = pages.find(({ file, data }) => posix.dirname(file) === '.' && groupKinds.has(kindOf(data)));
    const titled = whole ?? (taken.length === 1 ? only : undefined);
    const title = wordOf(field(titled?.data, 'title')) ?? basename(files.root);
    return { title, modules: modulesOf(grouped, notes), place: placeOf(whole ?? only!) };
  },
};

function kindOf(data: unknown): string {
  return wordOf(field(data, 'kind')) ?? '';
}

/** All Markdown files with what stands at their beginning. */
function pagesIn(
  files: SourceFiles,
  notes: Notes,
): { readonly pages: readonly Page[]; readonly problems: readonly PackProblem[] } {
  const pages: Page[] = [];
  const problems: PackProblem[] = [];
  for (const path of files.walk('').filter((each) => each.endsWith('.md'))) {
    const file = shown(path);
    const read = files.read(path);
    const page = read.ok ? readPage(file, read.text) : undefined;
    if (page?.ok === true) {
      pages.push(page.page);
      continue;
    }
    const found: readonly PackProblem[] =
      page?.problems ?? (read.ok ? [] : [{ message: read.message, file, line: 1, column: 1 }]);
    problems.push(...found.slice(0, packLimits.problems - problems.length));
    const [first] = found;
    if (first === undefined) continue;
    notes
      .thing('lab', file, { file, line: first.line })
      .note('lost', { code: 'lab-unreadable', params: { path: file, why: whyOf(first.message) } });
  }
  return { pages, problems };
}

/** The course or module whose folder is the nearest around another. */
function groupOf(pages: readonly Page[], folder: string): Page | undefined {
  for (let at = posix.dirname(folder); ; at = posix.dirname(at)) {
    const found = pages.find(({ file, data }) => posix.dirname(file) === at && groupKinds.has(kindOf(data)));
    if (found !== undefined || at === '.') return found;
  }
}

/** Playgrounds of one's own are described in YAML. https://labs.iximiuz.com/playgrounds */
function notePlaygrounds(files: SourceFiles, notes: Notes): void {
  for (const path of files.walk('').filter((each) => /\.ya?ml$/.test(each))) {
    const file = shown(path);
    const read = files.has(file) ? files.read(file) : undefined;
    if (read?.ok !== true) continue;
    if (!/^kind:\s*["']?playground\b/m.test(read.text)) files.asked.delete(file);
    else
      notes
        .thing('machine', file, { file, line: 1 })
        .note('lost', { code: 'playground-lost', params: { file } });
  }
}

/** Pages that nothing was made of, and what of courses is no more than a title. */
function noteOthers(pages: readonly Page[], used: ReadonlySet<Page>, notes: Notes): void {
  for (const page of pages) {
    const kind = kindOf(page.data);
    if (groupKinds.has(kind)) {
      const title = (wordOf(field(page.data, 'title')) ?? page.file).slice(0, 200);
      const keys = Object.keys(page.data as object).filter((key) => !/^(kind|title|name)$/.test(key));
      if (keys.length > 0 || page.body.some(({ text }) => text.trim() !== ''))
        notes
          .thing('setting', title, { file: page.file, line: 1 })
          .note('changed', { code: 'course-text', params: { title } });
    }
    if (used.has(page) || groupKinds.has(kind)) continue;
    const why =
      kind === ''
        ? { 'zh-CN': '开头没有写 kind', en: 'no kind stands at its beginning' }
        : {
            'zh-CN': `kind 为 ${kind.slice(0, 80)}，不是实验`,
            en: `its kind is ${kind.slice(0, 80)}, which is no lab`,
          };
    notes
      .thing('asset', page.file, { file: page.file, line: 1 })
      .note('lost', { code: 'file-left-out', params: { why } });
  }
}
