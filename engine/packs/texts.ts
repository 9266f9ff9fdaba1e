import { lstatSync, readdirSync } from 'node:fs';
import { basename, join, posix, relative, resolve, sep } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { defaultSource } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { idPattern } from '../../contract/primitives.js';
import { type Language, languages } from '../../contract/text.js';
import { labFile, readWithin } from './files.js';
import { labsIn } from './library.js';
import { ProblemList } from './problem.js';
import { YamlSource } from './source.js';

/** A file that texts stand in, as it was read. */
export interface TextFile {
  /** As its author can open it. */
  readonly file: string;
  /** From the pack's folder, with `/`. */
  readonly path: string;
  readonly raw: string;
}

/** A text in one language, where it stands. */
export interface Written {
  readonly in: TextFile;
  /** As people see it, whatever ends its file's lines: those around it that are empty are none of it. */
  readonly text: string;
  /** In `in.raw`, from 0: where it is looked for. */
  readonly offset: number;
}

/** A text of a pack in both languages, as far as it is there. */
export interface PackText {
  /**
   * What it is called, wherever it is moved to in its file: `lab/lab.yaml#steps[install].title`; of a step's text its files' name
   * without the language, `lab/steps/10-install`. Items of lists are called by their `id`.
   */
  readonly key: string;
  /** The lab that it is of, by its folder's name; '': it is the pack's. */
  readonly lab: string;
  readonly source: Written | undefined;
  readonly translation: Written | undefined;
  /** Of YAML: the mapping of languages, in its file. */
  readonly yaml?: { readonly source: YamlSource; readonly map: YAMLMap; readonly in: TextFile };
}

/** The texts of a pack, read from what can be read of it: it need not be sound. */
export interface PackTexts {
  readonly root: string;
  /** What the pack calls itself, or else its folder. */
  readonly name: string;
  readonly version: string;
  readonly source: Language;
  readonly target: Language;
  readonly texts: readonly PackText[];
  /** Why files could not be read. */
  readonly problems: readonly PackProblem[];
}

/** Reads all texts of a pack's folder: pack.yaml, topologies, parts, and each lab's lab.yaml, parts and step texts. */
export function readTexts(folder: string): PackTexts {
  const root = resolve(folder);
  const problems = new ProblemList();
  const reader = new Reader(root, problems);
  const pack = reader.yaml('pack.yaml', packLimits.yamlBytes);
  const read = pack?.yaml.data();
  const said = (read?.ok === true ? read.data : undefined) as Readonly<Record<string, unknown>> | undefined;
  const source = languages.find((each) => each === said?.['source']) ?? defaultSource;
  const target = languages.find((each) => each !== source)!;
  const labs = labsIn(root).map((lab) => basename(lab));
  const texts: PackText[] = [];
  const addYaml = (lab: string, path: string, limit: number) => {
    const file = path === 'pack.yaml' ? pack : reader.yaml(path, limit);
    if (file !== undefined) texts.push(...yamlTexts(file, lab, source, target));
  };
  for (const lab of ['', ...labs]) {
    const paths = filesBelow(root, lab, lab === '' ? labs : []);
    const within = lab === '' ? '' : `${lab}/`;
    addYaml(lab, `${within}${lab === '' ? 'pack.yaml' : labFile}`, packLimits.yamlBytes);
    const shared = ['topologies', 'parts'].map((each) => within + each);
    for (const path of paths)
      if (path.endsWith('.yaml') && shared.includes(posix.dirname(path)))
        addYaml(lab, path, packLimits.partBytes);
    const known = new Set(paths);
    for (const stem of stemsOf(paths)) {
      const [first, second] = [source, target].map((language) => {
        const path = `${stem}.${language}.md`;
        if (!known.has(path)) return undefined;
        const file = reader.text(path, packLimits.textBytes);
        return file && { in: file, text: shown(file.raw), offset: 0 };
      });
      texts.push({ key: stem, lab, source: first, translation: second });
    }
  }
  const word = (key: string) => (typeof said?.[key] === 'string' ? said[key] : undefined);
  return {
    root,
    name: word('id') ?? basename(root),
    version: word('version') ?? '',
    source,
    target,
    texts,
    problems: problems.sorted(),
  };
}

/** A problem where a text is, or would be. */
export function atText(text: PackText, message: PackProblemMessage): PackProblem {
  const { translation, source, yaml } = text;
  const written = translation ?? source;
  if (yaml !== undefined) return yaml.source.problemAt(written?.offset ?? yaml.map.range?.[0] ?? 0, message);
  return { message, file: written?.in.file ?? '', line: 1, column: 1 };
}

/** A text as people see it. */
export function shown(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  let [from, to] = [0, lines.length];
  while (from < to && lines[from] === '\n') from += 1;
  while (to > from && lines[to - 1] === '\n') to -= 1;
  return lines.slice(from, to);
}

class Reader {
  readonly #root: string;
  readonly #problems: ProblemList;

  constructor(root: string, problems: ProblemList) {
    this.#root = root;
    this.#problems = problems;
  }

  text(path: string, limit: number): TextFile | undefined {
    const file = join(this.#root, path);
    const read = readWithin(this.#root, file, path, limit);
    if (read.ok) return { file, path, raw: read.text };
    this.#problems.add({ message: read.message, file, line: 1, column: 1 });
    return undefined;
  }

  yaml(path: string, limit: number): YamlText | undefined {
    const file = this.text(path, limit);
    if (file === undefined) return undefined;
    const yaml = new YamlSource(file.file, file.raw);
    return yaml.reportSyntax(this.#problems) ? undefined : { ...file, yaml };
  }
}

type YamlText = TextFile & { readonly yaml: YamlSource };

/** Files below a lab's folder, or the pack's own, but hidden ones and recordings. @returns paths from the pack's folder, by name */
function filesBelow(root: string, lab: string, apart: readonly string[]): readonly string[] {
  const found: string[] = [];
  let left: number = packLimits.files;
  const look = (folder: string): void => {
    for (const name of readdirSync(folder).toSorted()) {
      left -= 1;
      if (left < 0) return;
      const path = join(folder, name);
      const shownPath = relative(root, path).split(sep).join('/');
      if (name.startsWith('.') || name === 'recordings' || apart.includes(shownPath)) continue;
      const stats = lstatSync(path);
      if (stats.isDirectory()) look(path);
      else found.push(shownPath);
    }
  };
  look(join(root, lab));
  return found;
}

/** Names of step texts without their languages; a README in several languages is none of a lab's texts. */
function stemsOf(paths: readonly string[]): readonly string[] {
  const ends = languages.map((language) => `.${language}.md`);
  const stems = paths.flatMap((path) => {
    const end = ends.find((each) => path.endsWith(each));
    return end === undefined || basename(path).startsWith('README.') ? [] : [path.slice(0, -end.length)];
  });
  return [...new Set(stems)];
}

/** The texts of one file of YAML. */
export function yamlTexts(
  file: TextFile & { readonly yaml: YamlSource },
  lab: string,
  source: Language,
  target: Language,
): readonly PackText[] {
  const texts: PackText[] = [];
  const { document } = file.yaml;
  /** Words that have a name, for the aliases after them: to look for each from the beginning takes quadratic time. */
  const anchors: Anchors = new Map();
  const walk = (node: unknown, path: string): void => {
    if (isScalar(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) {
      const ids = new Set<string>();
      node.items.forEach((item, index) => {
        const id = isMap(item) ? idOf(item) : undefined;
        // A second one of the same name, which is a mistake, is not taken for the first.
        walk(item, `${path}[${id === undefined || ids.has(id) ? index : id}]`);
        if (id !== undefined) ids.add(id);
      });
    }
    if (!isMap(node)) return;
    if (!isTexts(node)) {
      for (const { key, value } of node.items) walk(value, path + segment(String(key)));
      return;
    }
    for (const { value } of node.items) walk(value, '');
    const written = (language: Language): Written | undefined => {
      const pair = pairOf(node, language);
      const text = pair && textOf(pair, anchors);
      const offset = pair && rangeStart(pair.key);
      return text === undefined || offset === undefined ? undefined : { in: file, text: shown(text), offset };
    };
    texts.push({
      key: `${file.path}#${path.replace(/^\./, '')}`,
      lab,
      source: written(source),
      translation: written(target),
      yaml: { source: file.yaml, map: node, in: file },
    });
  };
  walk(document?.contents, '');
  return texts;
}

/** The pair of a mapping that has this key. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** A mapping of nothing but languages to words. */
function isTexts(map: YAMLMap): boolean {
  return (
    map.items.length > 0 &&
    map.items.every(
      ({ key, value }) =>
        languages.some((language) => isScalar(key) && key.value === language) &&
        (value === null || isScalar(value) || isAlias(value)),
    )
  );
}

type Anchors = Map<string, Scalar>;

function textOf(pair: Pair, anchors: Anchors): string | undefined {
  const value = isAlias(pair.value) ? anchors.get(pair.value.source) : pair.value;
  if (!isScalar(value)) return value === null ? '' : undefined;
  if (value.value === null) return '';
  // What is a number for YAML is a mistake that lint tells; here it is what was written.
  return typeof value.value === 'string' ? value.value : (value.source ?? '');
}

function rangeStart(node: unknown): number | undefined {
  return isScalar(node) ? node.range?.[0] : undefined;
}

function idOf(map: YAMLMap): string | undefined {
  const value = pairOf(map, 'id')?.value;
  return isScalar(value) && typeof value.value === 'string' && idPattern.test(value.value)
    ? value.value
    : undefined;
}

function segment(key: string): string {
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
