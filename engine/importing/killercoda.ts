import { basename, posix } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { importLimits } from '../../contract/limits.js';
import type { DraftLab } from './draft.js';
import { fitted } from './fit.js';
import { type Importer, packFolders } from './importer.js';
import { field, wordOf } from './json-source.js';
import { Courses, type Found } from './killercoda-courses.js';
import { readScenario } from './killercoda-scenario.js';
import { type Grouped, modulesOf } from './modules.js';
import { Names } from './names.js';
import type { Notes } from './notes.js';
import { noteRest } from './rest.js';
import { shown, SourceFiles, whyOf } from './source-files.js';

/**
 * Scenarios of Killercoda (https://killercoda.com/creators), and of Katacoda before it: one, or a folder of them. A course is a folder, with
 * a structure.json or without; courses are modules of the pack.
 */
export const killercoda: Importer = {
  id: 'killercoda',
  takes: {
    'zh-CN': 'Killercoda 或 Katacoda 的场景目录（有 index.json），或这样的目录的上级',
    en: 'a folder with a scenario of Killercoda or Katacoda (index.json), or a folder of such',
  },
  read: (path, notes) => {
    const files = new SourceFiles(path);
    const name = basename(files.root);
    const courses = new Courses(files, notes);
    const found = courses.all();
    if (found.length === 0) {
      const lacking = { 'zh-CN': '没有 index.json', en: 'there is no index.json' };
      throw new LabError({ code: 'import.nothing', params: { path, lacking } });
    }
    const placeOf = ({ folder }: Found) => ({ file: shown(posix.join(folder, 'index.json')), line: 1 });
    const taken = fitted(found, importLimits.labs, 'lab', notes, placeOf);
    for (const { folder } of found.slice(taken.length)) notes.mentioned.add(folder);
    const ids = new Names(packFolders);
    const grouped: Grouped[] = [];
    const titles: string[] = [];
    for (const each of taken) {
      const id = ids.take(posix.basename(each.folder) || name, 'scenario');
      const lab = scenario(files, each, id, notes, taken.length > 1);
      if (lab === undefined) continue;
      titles.push(lab.collection ?? lab.draft.title);
      const title = each.course.length === 0 ? undefined : each.course.join(' / ');
      grouped.push({ lab: lab.draft, key: each.group, title, place: placeOf(each) });
    }
    if (grouped.length === 0) {
      const lacking = { 'zh-CN': '没有读得懂的 index.json', en: 'no index.json can be read' };
      throw new LabError({ code: 'import.nothing', params: { path, lacking } });
    }
    noteRest(files, notes);
    const [first] = titles;
    const same = titles.every((each) => each === first) ? first : undefined;
    const title = courses.title ?? same ?? name;
    return { title, modules: modulesOf(grouped, notes), place: placeOf(found[0]!) };
  },
};

function scenario(
  files: SourceFiles,
  { folder, title, description }: Found,
  id: string,
  notes: Notes,
  isOneOfMany: boolean,
): { readonly draft: DraftLab; readonly collection?: string } | undefined {
  const path = posix.join(folder, 'index.json');
  const read = files.read(path);
  if (!read.ok) {
    const problem = { message: read.message, file: shown(path), line: 1, column: 1 };
    if (!isOneOfMany) throw new LabError({ code: 'import.unreadable', params: { problems: [problem] } });
    const params = { path: shown(path), why: whyOf(read.message) };
    notes.thing('lab', id, { file: shown(path), line: 1 }).note('lost', { code: 'lab-unreadable', params });
    return undefined;
  }
  try {
    const draft = readScenario(files, folder, read.text, { id, title, description }, notes);
    const collection = wordOf(field(JSON.parse(read.text), 'pathwayTitle'));
    return { draft, ...(collection === undefined ? {} : { collection }) };
  } catch (error) {
    if (!isOneOfMany || !(error instanceof LabError) || error.detail.code !== 'import.json') throw error;
    const { line } = error.detail.params;
    const why = { 'zh-CN': 'JSON 语法错误', en: 'malformed JSON' };
    const params = { path: shown(path), why };
    notes.thing('lab', id, { file: shown(path), line }).note('lost', { code: 'lab-unreadable', params });
    return undefined;
  }
}
