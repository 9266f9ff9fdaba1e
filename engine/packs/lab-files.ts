import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import { markdownFault } from '../../contract/markdown.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { languages, type Language } from '../../contract/text.js';
import type { CompiledLab } from './compiled.js';
import { type FileResult, type PackFiles, packOf } from './files.js';
import { Lines, type ProblemList } from './problem.js';
import type { YamlPath, YamlSource } from './source.js';
import { drawVars, substitute } from './vars.js';

/**
 * The files that a lab names, read once: what was looked at is what is shown and run, whatever becomes of the file meanwhile.
 * Those that cannot be read are reported where lab.yaml names them.
 */
export class LabFiles {
  /** By step and language. */
  readonly #texts = new Map<string, Map<Language, string>>();
  readonly #scripts = new Map<string, string>();
  /** By the file's path, as its author can open it. */
  readonly #byFile = new Map<string, string>();

  constructor(files: PackFiles, lab: Lab, source: YamlSource, problems: ProblemList) {
    const keep = (path: YamlPath, file: string, read: FileResult): string | undefined => {
      if (read.ok) this.#byFile.set(file, read.text);
      else problems.add(source.problem(path, read.message));
      return read.ok ? read.text : undefined;
    };
    lab.steps.forEach((step, index) => {
      for (const language of languages) {
        const path = `${step.text}.${language}.md`;
        const read = files.read(path, packLimits.textBytes);
        const file = join(files.folder, path);
        const text = keep(['steps', index, 'text'], file, read);
        if (text === undefined) continue;
        this.#texts.set(step.id, (this.#texts.get(step.id) ?? new Map()).set(language, text));
        reportMarkdown(file, text, problems);
      }
    });
    for (const [node, names] of Object.entries(lab.setup)) {
      names.forEach((name, index) => {
        if (this.#scripts.has(name)) return;
        const text = keep(['setup', node, index], files.scriptFile(name), files.script(name));
        if (text !== undefined) this.#scripts.set(name, text);
      });
    }
    reportRequired(files.folder, lab, source, problems);
  }

  /** Texts by step, and set-up scripts by name, as their authors wrote them. */
  all(): Pick<CompiledLab, 'texts' | 'scripts'> {
    const texts: Record<string, Record<Language, string>> = {};
    for (const [step, each] of this.#texts)
      texts[step] = { 'zh-CN': each.get('zh-CN') ?? '', en: each.get('en') ?? '' };
    return { texts, scripts: Object.fromEntries(this.#scripts) };
  }

  /** Variables without a value, each at its place in its own file. */
  reportUndefined(vars: Lab['vars'], problems: ProblemList): void {
    const values = drawVars(vars, undefined);
    const known = Object.keys(vars);
    for (const [file, text] of this.#byFile) {
      let lines: Lines | undefined;
      substitute(text, values, (name, offset) => {
        if (problems.full) return problems.count(1);
        lines ??= new Lines(text);
        const { line, column } = lines.placeOf(offset);
        const message: PackProblem['message'] = { code: 'undefined-variable', params: { name, known } };
        problems.add({ message, file, line, column, frame: lines.frame(line, column) });
      });
    }
  }
}

/** A text that the window could not draw in time. */
function reportMarkdown(file: string, text: string, problems: ProblemList): void {
  const fault = markdownFault(text);
  if (fault === undefined) return;
  const frame = new Lines(text).frame(fault.line, 1);
  const message: PackProblem['message'] = { code: 'text-too-much', params: { what: fault.what } };
  problems.add({ message, file, line: fault.line, column: 1, frame });
}

/** A lab that stands alone has nobody to name. */
function reportRequired(folder: string, lab: Lab, source: YamlSource, problems: ProblemList): void {
  const pack = packOf(folder);
  if (pack === undefined) return;
  lab.requires.forEach((id, index) => {
    const code =
      id === lab.id
        ? 'requires-itself'
        : existsSync(join(pack, id, 'lab.yaml'))
          ? undefined
          : 'unknown-required-lab';
    if (code !== undefined) problems.add(source.problem(['requires', index], { code, params: { lab: id } }));
  });
}
