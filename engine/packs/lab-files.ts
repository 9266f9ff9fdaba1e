import { basename, dirname, join } from 'node:path';
import type { Lab } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import { markdownFault } from '../../contract/markdown.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { languages, type Language } from '../../contract/text.js';
import type { CompiledLab } from './compiled.js';
import { differingBlock } from './commands.js';
import { isLab, labFile, type PackFiles, packOf, type SharedFile } from './files.js';
import type { Includes } from './includes.js';
import { Lines, type ProblemList, TextPlaces } from './problem.js';
import type { Places, YamlPath } from './source.js';
import { drawVars, substitute } from './vars.js';

/**
 * The files that a lab names, read once: what was looked at is what is shown and run, whatever becomes of the file meanwhile.
 * Those that cannot be read are reported where lab.yaml names them.
 */
export class LabFiles {
  /** By step and language. */
  readonly #texts = new Map<string, Map<Language, { readonly file: string; readonly text: string }>>();
  readonly #scripts = new Map<string, string>();
  /** By the file's path, as its author can open it. */
  readonly #byFile = new Map<string, { readonly text: string; readonly own: TextPlaces }>();

  /** The labs that this one requires, and its pack. */
  readonly required: readonly string[];

  constructor(files: PackFiles, includes: Includes, lab: Lab, source: Places, problems: ProblemList) {
    const keep = (path: YamlPath, { file, read }: SharedFile): string | undefined => {
      if (!read.ok) {
        problems.add(source.problem(path, read.message));
        return undefined;
      }
      const own = new TextPlaces(file, read.text);
      this.#byFile.set(file, { text: read.text, own });
      return includes.expand(read.text, (message, offset) => problems.add(own.problem(offset, message)));
    };
    lab.steps.forEach((step, index) => {
      for (const language of languages) {
        const path = `${step.text}.${language}.md`;
        const file = join(files.folder, path);
        const where: YamlPath = ['steps', index, 'text'];
        const text = keep(where, { file, read: files.read(path, packLimits.textBytes) });
        if (text === undefined) continue;
        this.#texts.set(step.id, (this.#texts.get(step.id) ?? new Map()).set(language, { file, text }));
        const fault = markdownFault(text);
        if (fault === undefined) continue;
        const message: PackProblem['message'] = { code: 'text-too-much', params: { what: fault.what } };
        // With what it includes its lines are others than the file's.
        const isOwn = markdownFault(this.#byFile.get(file)!.text) !== undefined;
        problems.add(isOwn ? problemAtLine(file, text, fault.line, message) : source.problem(where, message));
      }
    });
    for (const [node, names] of Object.entries(lab.setup)) {
      names.forEach((name, index) => {
        if (this.#scripts.has(name)) return;
        const script = files.shared('setup', `${name}.sh`, packLimits.scriptBytes);
        const text = keep(['setup', node, index], script);
        if (text !== undefined) this.#scripts.set(name, text);
      });
    }
    this.required = reportRequired(files.folder, lab, source, problems);
  }

  /** Texts by step, and set-up scripts by name, as their authors wrote them. */
  all(): Pick<CompiledLab, 'texts' | 'scripts'> {
    const texts: Record<string, Record<Language, string>> = {};
    for (const [step, each] of this.#texts)
      texts[step] = { 'zh-CN': each.get('zh-CN')?.text ?? '', en: each.get('en')?.text ?? '' };
    return { texts, scripts: Object.fromEntries(this.#scripts) };
  }

  /** Variables without a value, each at its place in its own file. */
  reportUndefined(vars: Lab['vars'], problems: ProblemList): void {
    const values = drawVars(vars, undefined);
    const known = Object.keys(vars);
    for (const { text, own } of this.#byFile.values()) {
      substitute(text, values, (name, offset) => {
        if (problems.full) return problems.count(1);
        problems.add(own.problem(offset, { code: 'undefined-variable', params: { name, known } }));
      });
    }
  }

  /** Code blocks of a step that are not the same in both languages, at the place in the second. */
  reportCommands(problems: ProblemList): void {
    for (const each of this.#texts.values()) {
      const [first, second] = [each.get('en'), each.get('zh-CN')];
      if (first === undefined || second === undefined) continue;
      const line = differingBlock(first.text, second.text);
      if (line === undefined) continue;
      const message: PackProblem['message'] = {
        code: 'commands-differ',
        params: { other: basename(first.file) },
      };
      problems.add(problemAtLine(second.file, second.text, line, message));
    }
  }
}

function problemAtLine(
  file: string,
  text: string,
  line: number,
  message: PackProblem['message'],
): PackProblem {
  const column = 1;
  return { message, file, line, column, frame: new Lines(text).frame(line, column) };
}

/** A lab that stands alone has nobody to name. @returns the files that were looked for */
export function reportRequired(
  folder: string,
  lab: Lab,
  source: Places,
  problems: ProblemList,
): readonly string[] {
  const pack = packOf(folder);
  if (pack === undefined) return [join(dirname(folder), 'pack.yaml')];
  // It is asked for by its id, and found by its folder.
  if (basename(folder) !== lab.id)
    problems.add(
      source.problem(['id'], { code: 'id-not-folder', params: { id: lab.id, folder: basename(folder) } }),
    );
  lab.requires.forEach((id, index) => {
    const code =
      id === lab.id ? 'requires-itself' : isLab(join(pack, id)) ? undefined : 'unknown-required-lab';
    if (code !== undefined) problems.add(source.problem(['requires', index], { code, params: { lab: id } }));
  });
  return ['pack.yaml', ...lab.requires.map((id) => join(id, labFile))].map((path) => join(pack, path));
}
