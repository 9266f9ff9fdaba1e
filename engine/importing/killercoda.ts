import { basename, posix } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { importLimits, packLimits } from '../../contract/limits.js';
import type { DraftLab, DraftModule } from './draft.js';
import { fitted } from './fit.js';
import { type Importer, packFolders } from './importer.js';
import { field, listOf, readJsonSource, wordOf } from './json-source.js';
import { readScenario } from './killercoda-scenario.js';
import { Names } from './names.js';
import type { Notes } from './notes.js';
import { shown, SourceFiles, whyOf } from './source-files.js';

/** A scenario's folder, with the courses that it is in. */
interface Found {
  readonly folder: string;
  readonly course: readonly string[];
}

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
    const found = scenariosIn(files, '', [], notes, 0);
    if (found.length === 0) {
      const lacking = { 'zh-CN': '没有 index.json', en: 'there is no index.json' };
      throw new LabError({ code: 'import.nothing', params: { path, lacking } });
    }
    const placeOf = ({ folder }: Found) => ({ file: shown(posix.join(folder, 'index.json')), line: 1 });
    const taken = fitted(found, importLimits.labs, 'lab', notes, placeOf);
    const ids = new Names(packFolders);
    const modules = new Map<string, { title: string | undefined; labs: DraftLab[]; course: Found }>();
    const titles: string[] = [];
    for (const each of taken) {
      const lab = scenario(
        files,
        each,
        ids.take(posix.basename(each.folder) || name, 'scenario'),
        notes,
        taken.length > 1,
      );
      if (lab === undefined) continue;
      titles.push(lab.collection ?? lab.draft.title);
      // Modules beyond the limit are one.
      const key = modules.size < packLimits.modules - 1 ? each.course.join(' / ') : 'more';
      const module = modules.get(key) ?? { title: key === '' ? undefined : key, labs: [], course: each };
      modules.set(key, module);
      module.labs.push(lab.draft);
    }
    if (modules.size === 0) {
      const lacking = { 'zh-CN': '没有读得懂的 index.json', en: 'no index.json can be read' };
      throw new LabError({ code: 'import.nothing', params: { path, lacking } });
    }
    const drafts: DraftModule[] = [...modules.values()].map(({ title, labs, course }) => ({
      title,
      labs,
      place: placeOf(course),
    }));
    const [first] = titles;
    const title = titles.every((each) => each === first) && first !== undefined ? first : name;
    return { title, modules: drafts, place: placeOf(found[0]!) };
  },
};

/** Folders with an index.json, in the order of their courses. */
function scenariosIn(
  files: SourceFiles,
  folder: string,
  course: readonly string[],
  notes: Notes,
  depth: number,
): readonly Found[] {
  if (files.has(posix.join(folder, 'index.json'))) return [{ folder, course }];
  if (depth > importLimits.depth) return [];
  const { folders } = files.list(folder);
  const structure = structureOf(files, folder, notes);
  const inCourse =
    depth === 0 && structure?.title === undefined
      ? []
      : [...course, structure?.title ?? posix.basename(folder)];
  const named = structure?.folders ?? [];
  const others = structure === undefined ? folders : [];
  return [...named, ...others].flatMap((each) =>
    scenariosIn(files, posix.join(folder, each), inCourse, notes, depth + 1),
  );
}

/** A course's title and order: structure.json of Killercoda, NAME-pathway.json of Katacoda. */
function structureOf(
  files: SourceFiles,
  folder: string,
  notes: Notes,
): { readonly title: string | undefined; readonly folders: readonly string[] } | undefined {
  const name = files
    .list(folder)
    .files.find((each) => each === 'structure.json' || each.endsWith('-pathway.json'));
  if (name === undefined) return undefined;
  const path = posix.join(folder, name);
  const read = files.read(path);
  const thing = notes.thing('setting', shown(path), { file: shown(path), line: 1 });
  if (!read.ok) {
    thing.note('lost', { code: 'file-left-out', params: { why: whyOf(read.message) } });
    return undefined;
  }
  const { data, placeOf } = readJsonSource(path, read.text);
  const items = listOf(field(data, 'items') ?? field(data, 'courses') ?? data);
  const folders = items.flatMap((item, index) => {
    const at = wordOf(field(item, 'path') ?? field(item, 'course_id') ?? item);
    if (at === undefined) return [];
    const clean = posix.normalize(at).replace(/\/$/, '');
    if (clean !== '.' && !clean.startsWith('..') && !posix.isAbsolute(clean)) return [clean];
    const why = whyOf({ code: 'file-outside', params: { path: at } });
    thing.note('lost', { code: 'lab-unreadable', params: { path: at, why } }, placeOf(['items', index]));
    return [];
  });
  return { title: wordOf(field(data, 'title')), folders: [...new Set(folders)] };
}

function scenario(
  files: SourceFiles,
  { folder }: Found,
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
    const draft = readScenario(files, folder, read.text, id, notes);
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
