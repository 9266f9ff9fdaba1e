import { posix } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { importLimits } from '../../contract/limits.js';
import type { ImportMessage } from '../../contract/messages/imports.js';
import type { Text } from '../../contract/text.js';
import { field, listOf, readJsonSource, wordOf } from './json-source.js';
import type { Notes, Place } from './notes.js';
import { shown, type SourceFiles, whyOf } from './source-files.js';

/** A scenario's folder, with the courses that it is in. */
export interface Found {
  readonly folder: string;
  /** Titles of the courses, the outermost first. */
  readonly course: readonly string[];
  /** The innermost course's folder. */
  readonly group: string;
  /** What its course calls it instead. */
  readonly title?: string;
  readonly description?: string;
}

/** What a course names, in its order. */
interface Item {
  readonly path: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly place: Place;
}

interface Structure {
  readonly file: string;
  readonly title: string | undefined;
  readonly items: readonly Item[];
  /** Nothing is there but what it names. */
  readonly isWhole: boolean;
}

interface Course {
  readonly course: readonly string[];
  readonly group: string;
}

/**
 * Folders with an index.json, in the order of their courses. A course is a folder of scenarios; a structure.json in it has a title and items,
 * `{ path, title, description }`, each a folder from there on (`../other/scenario` is one), and what it does not name is not in the course.
 * https://github.com/killercoda/scenario-examples-courses. Katacoda's course NAME is a folder with NAME-pathway.json beside it, and
 * profile-pathway.json has the order of all: https://github.com/katacoda/scenario-examples
 */
export class Courses {
  readonly #files: SourceFiles;
  readonly #notes: Notes;
  readonly #found: Found[] = [];
  /** Scenarios that were found, and courses that were looked at: each once, also where courses name each other. */
  readonly #seen = new Set<string>();
  readonly #structures = new Map<string, Structure>();
  /** Of the whole. */
  title: string | undefined;

  constructor(files: SourceFiles, notes: Notes) {
    this.#files = files;
    this.#notes = notes;
  }

  all(): readonly Found[] {
    this.#visit('', { course: [], group: '' }, undefined, 0);
    this.#noteUnnamed('', undefined, 0);
    return this.#found;
  }

  #visit(folder: string, within: Course, item: Item | undefined, depth: number): void {
    this.#seen.add(folder);
    if (this.#isScenario(folder)) {
      const title = item?.title;
      const description = item?.description;
      this.#found.push({
        ...within,
        folder,
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
      });
      return;
    }
    if (depth > importLimits.depth) return;
    this.#noteYaml(folder);
    const structure = this.#structureOf(folder);
    const title = item?.title ?? structure?.title;
    if (depth === 0) this.title = title;
    const inner =
      depth === 0 ? within : { course: [...within.course, title ?? posix.basename(folder)], group: folder };
    for (const each of structure?.items ?? []) this.#item(folder, each, inner, depth);
    if (structure?.isWhole === true) return;
    for (const name of this.#files.list(folder).folders) {
      const path = posix.join(folder, name);
      if (!this.#seen.has(path)) this.#visit(path, inner, undefined, depth + 1);
      else if (structure === undefined && this.#isScenario(path))
        this.#noteTwice(path, path, `${path}/index.json`, 1);
    }
  }

  #item(folder: string, item: Item, within: Course, depth: number): void {
    const target = shown(posix.join(folder, item.path)).replace(/\/$/, '');
    const lose = (message: ImportMessage) =>
      this.#notes.thing('lab', item.path, item.place).note('lost', message);
    const without = (why: Text) =>
      lose({ code: 'lab-unreadable', params: { path: item.path.slice(0, 200), why } });
    if (target.startsWith('..') || posix.isAbsolute(item.path) || target === '.')
      return without(whyOf({ code: 'file-outside', params: { path: item.path.slice(0, 200) } }));
    if (this.#seen.has(target)) return this.#noteTwice(target, item.path, item.place.file, item.place.line);
    const before = this.#found.length;
    this.#visit(target, within, item, depth + 1);
    if (this.#found.length === before)
      without({ 'zh-CN': '那里没有 index.json', en: 'there is no index.json' });
    else if (item.description !== undefined && !this.#isScenario(target))
      this.#notes
        .thing('setting', item.path, item.place)
        .note('lost', { code: 'setting-lost', params: { setting: 'description' } });
  }

  /** A lab is in one module. */
  #noteTwice(folder: string, what: string, file: string, line: number): void {
    this.#notes
      .thing('setting', what, { file, line })
      .note('changed', { code: 'lab-twice', params: { path: folder } });
  }

  #isScenario(folder: string): boolean {
    return this.#files.has(posix.join(folder, 'index.json'));
  }

  /** O'Reilly's scenarios in YAML: https://interactive-docs.oreilly.com/configuration/index-json.html */
  #noteYaml(folder: string): void {
    const path = posix.join(folder, 'index.yaml');
    if (!this.#files.has(path)) return;
    const why = { 'zh-CN': '只读 index.json，不读 index.yaml', en: 'index.json is read, index.yaml is not' };
    this.#notes.mentioned.add(folder === '' ? path : folder);
    this.#notes
      .thing('lab', folder, { file: path, line: 1 })
      .note('lost', { code: 'lab-unreadable', params: { path, why } });
  }

  /** Scenarios that are there and that no course names. */
  #noteUnnamed(folder: string, around: string | undefined, depth: number): void {
    if (this.#isScenario(folder)) {
      if (this.#seen.has(folder)) return;
      const params = { path: folder, structure: around ?? 'structure.json' };
      this.#notes.mentioned.add(folder);
      this.#notes
        .thing('lab', folder, { file: posix.join(folder, 'index.json'), line: 1 })
        .note('lost', { code: 'lab-unnamed', params });
      return;
    }
    if (depth > importLimits.depth) return;
    const structure = this.#structures.get(folder);
    for (const name of this.#files.list(folder).folders)
      this.#noteUnnamed(
        posix.join(folder, name),
        structure?.isWhole === true ? structure.file : around,
        depth + 1,
      );
  }

  #structureOf(folder: string): Structure | undefined {
    const own = posix.join(folder, 'structure.json');
    const beside = folder === '' ? 'profile-pathway.json' : `${folder}-pathway.json`;
    const file = [own, beside].find((each) => this.#files.has(each));
    if (file === undefined) return undefined;
    const structure = this.#read(file, folder);
    if (structure !== undefined) this.#structures.set(folder, structure);
    return structure;
  }

  /** @returns undefined: it cannot be read, which is told, and the order is that of names */
  #read(file: string, folder: string): Structure | undefined {
    const broken = (line: number, why: Text) => {
      this.#notes
        .thing('setting', file, { file, line })
        .note('changed', { code: 'course-unread', params: { why } });
      return undefined;
    };
    const read = this.#files.read(file);
    if (!read.ok) return broken(1, whyOf(read.message));
    try {
      const { data, placeOf } = readJsonSource(file, read.text);
      const isWhole = posix.basename(file) === 'structure.json';
      const lists = isWhole ? ['items'] : ['courses', 'scenarios'];
      if (lists.every((name) => !Array.isArray(field(data, name))))
        return broken(1, { 'zh-CN': `没有列表 ${lists[0]}`, en: `it has no list ${lists[0]}` });
      this.#notes.thing('setting', file, { file, line: 1 });
      if (wordOf(field(data, 'description')) !== undefined)
        this.#notes
          .thing('setting', 'description', placeOf(['description']))
          .note('lost', { code: 'setting-lost', params: { setting: 'description' } });
      const items = lists.flatMap((name) =>
        listOf(field(data, name)).flatMap((item, index): Item[] => {
          const place = placeOf([name, index]);
          const path = pathOf(item, folder);
          if (path === undefined)
            this.#notes
              .thing('lab', `${name} ${index + 1}`, place)
              .note('lost', { code: 'setting-lost', params: { setting: `${name} ${index + 1}` } });
          return path === undefined
            ? []
            : [
                {
                  path,
                  title: wordOf(field(item, 'title')),
                  description: wordOf(field(item, 'description')),
                  place,
                },
              ];
        }),
      );
      return { file, title: wordOf(field(data, 'title')), items, isWhole };
    } catch (error) {
      if (!(error instanceof LabError) || error.detail.code !== 'import.json') throw error;
      return broken(error.detail.params.line, { 'zh-CN': 'JSON 语法错误', en: 'malformed JSON' });
    }
  }
}

/** The folder of an item, from its course's on. `pathway_id` is another course's name, beside this one. */
function pathOf(item: unknown, folder: string): string | undefined {
  const id = wordOf(field(item, 'path') ?? field(item, 'course_id') ?? field(item, 'id'));
  const other = wordOf(field(item, 'pathway_id'));
  if (id === undefined || other === undefined || folder === '') return id;
  return posix.join('..', other, id);
}
