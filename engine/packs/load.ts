import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { labSchema } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import type { PackProblem } from '../../contract/messages/packs.js';
import { advice } from './advice.js';
import { type CompiledLab, type LoadedLab, openCompiled, resolve } from './compiled.js';
import { Composed } from './compose.js';
import { labFile, packOf, PackFiles, shippedFile } from './files.js';
import { Includes } from './includes.js';
import { LabFiles } from './lab-files.js';
import { lintDraws, readVars } from './draws.js';
import { lint } from './lint.js';
import { loadShipped } from './shipped.js';
import { versionOf } from './pack-file.js';
import { ProblemList } from './problem.js';
import { reportIssues, valueAt } from './schema-words.js';
import { YamlSource } from './source.js';
import { reportUnused } from './unused.js';
import { drawVars } from './vars.js';

export type LoadResult =
  | {
      readonly ok: true;
      readonly lab: LoadedLab;
      /** What is no mistake, and may be one all the same; looked for with `proof` only. */
      readonly notes: readonly PackProblem[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly PackProblem[];
      /** Problems beyond those. */
      readonly more: number;
    };

/** What is looked at beyond what every reader of a lab needs. */
export interface Looks {
  /** Values that a session could draw: they take most of the time, so who makes a session or proves a lab asks for it. */
  readonly draws?: boolean;
  /** All that its author must be told, though a learner could do with it: draws, files that nothing uses, commands in one language only. */
  readonly proof?: boolean;
}

/**
 * Reads a lab's folder: lab.yaml, the parts that it uses, every text, script and file that it names. Every problem is reported, each at its
 * place; `packLimits.problems` of them are told.
 */
export function loadLab(folder: string, looks: Looks = {}): LoadResult {
  const stages = readLab(folder, looks);
  for (;;) {
    const { done, value } = stages.next();
    if (done) return value;
  }
}

/** The same, but others get their turn meanwhile: a process that has not read a lab yet takes long for its first one. */
export async function loadLabInTurns(folder: string): Promise<LoadResult> {
  const stages = readLab(folder, {});
  for (;;) {
    const { done, value } = stages.next();
    if (done) return value;
    await breathe();
  }
}

function* readLab(folder: string, looks: Looks): Generator<undefined, LoadResult> {
  const problems = new ProblemList();
  // Where its author's lab.yaml is, that is the lab.
  const shipped = !existsSync(join(folder, labFile)) && existsSync(join(folder, shippedFile));
  const found = shipped ? shippedLab(folder, looks, problems) : yield* readStages(folder, looks, problems);
  if (found !== undefined) return { ok: true, ...found };
  return { ok: false, problems: problems.sorted(), more: problems.more };
}

function shippedLab(folder: string, { draws = false, proof = false }: Looks, problems: ProblemList) {
  const lab = loadShipped(folder, problems, draws || proof);
  return lab === undefined ? undefined : { lab, notes: [] };
}

/** Yields between its stages, of which none takes long. */
function* readStages(
  folder: string,
  { draws, proof }: Looks,
  problems: ProblemList,
): Generator<undefined, { readonly lab: LoadedLab; readonly notes: readonly PackProblem[] } | undefined> {
  const files = new PackFiles(folder);
  const file = join(folder, 'lab.yaml');
  const found = files.read('lab.yaml', packLimits.yamlBytes);
  if (!found.ok) {
    problems.add({ message: found.message, file, line: 1, column: 1 });
    return undefined;
  }
  const source = new YamlSource(file, found.text);
  yield;
  if (source.reportSyntax(problems)) return undefined;
  const read = source.data();
  if (!read.ok) {
    problems.add(read.problem);
    return undefined;
  }
  yield;
  const composed = new Composed(source, read.data, files, problems);
  // What could not be put together lacks what it would have had: nothing more is to be learnt from it.
  if (problems.length > 0) return undefined;
  yield;
  const readable = readVars(composed.data, composed, problems);
  const vars = readable ?? {};
  const known = Object.keys(vars);
  const includes = new Includes(files, problems, known);
  const raw = includes.everywhere(composed.data, composed);
  const defaults = resolve(raw, drawVars(vars, undefined), (path, name) => {
    if (readable === undefined) return; // the schema says what is wrong with all of them
    // In a file that is included it has been told.
    if (!JSON.stringify(valueAt(path, composed.data) ?? name).includes(name)) return;
    if (problems.full) problems.count(1);
    else problems.add(composed.problem(path, { code: 'undefined-variable', params: { name, known } }));
  });
  yield;
  const parsed = labSchema.safeParse(defaults);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, defaults, composed, problems);
    return undefined;
  }
  const lab = parsed.data;
  yield;
  lint(lab, composed, problems);
  yield;
  const texts = new LabFiles(files, includes, lab, composed, problems);
  texts.reportUndefined(vars, problems);
  yield;
  if (proof) {
    texts.reportCommands(problems);
    reportUnused(files, problems);
  }
  if ((draws || proof) && problems.length === 0) lintDraws(raw, vars, composed, problems);
  if (problems.length > 0) return undefined;
  const pack = packOf(folder);
  const compiled: CompiledLab = {
    format: 1,
    ...(pack === undefined ? {} : versionOf(pack)),
    lab: raw as CompiledLab['lab'],
    ...texts.all(),
  };
  const looked = [...files.looked, ...texts.required];
  return {
    lab: openCompiled(compiled, folder, { parsed: lab, files: looked }),
    notes: proof ? [...composed.notes, ...advice(lab, compiled, composed)] : [],
  };
}
