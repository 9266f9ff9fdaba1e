import { join } from 'node:path';
import { type Lab, labSchema } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import { markdownFault } from '../../contract/markdown.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { languages } from '../../contract/text.js';
import {
  type CompiledLab,
  compiledSchema,
  digestOf,
  type LoadedLab,
  openCompiled,
  resolve,
} from './compiled.js';
import { lintDraws, readVars } from './draws.js';
import { PackFiles, shippedFile } from './files.js';
import { reportRequired } from './lab-files.js';
import { lint } from './lint.js';
import type { ProblemList } from './problem.js';
import { reportIssues } from './schema-words.js';
import { isBounded, type Places } from './source.js';
import { drawVars, substitute } from './vars.js';

/**
 * What of a lab a trainer ships to learners: without solutions, recorded mistakes and variants, hidden checks and what names these. It has
 * the digest of the whole, so that what learners hand in is known to be of it.
 */
export function forLearners(compiled: CompiledLab): CompiledLab {
  const { mistakes: _, variants: __, causes, ...lab } = compiled.lab;
  const values = drawVars(labSchema.shape.vars.parse(lab['vars']), undefined);
  const hidden = new Set<string>();
  const steps = listOf(lab['steps']).map(({ solve: ___, ...step }) => {
    if (step['checks'] === undefined) return step;
    const checks = listOf(step['checks']);
    for (const check of checks)
      if (check['hidden'] === true) hidden.add(substitute(String(check['id']), values));
    return { ...step, checks: checks.filter((check) => check['hidden'] !== true) };
  });
  return {
    ...compiled,
    of: digestOf(compiled),
    lab: { ...lab, ...causesWithout(causes, hidden, values), steps },
  };
}

/** Causes as they are told where these checks are not; one that explained nothing else is not there either. */
function causesWithout(
  causes: unknown,
  hidden: ReadonlySet<string>,
  values: Readonly<Record<string, string>>,
): { readonly causes?: unknown } {
  if (causes === undefined || hidden.size === 0) return causes === undefined ? {} : { causes };
  const left = listOf(causes).flatMap((cause) => {
    const explains = (cause['explains'] as readonly string[]).filter(
      (check) => !hidden.has(substitute(check, values)),
    );
    return explains.length === 0 ? [] : [{ ...cause, explains }];
  });
  return left.length === 0 ? {} : { causes: left };
}

/** A list of a lab that was found sound. */
function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return value as readonly Readonly<Record<string, unknown>>[];
}

/**
 * Reads a shipped lab. A stranger wrote it, and no compiler of ours need have: all that is asked of a lab's folder is asked of it, but places
 * within the file, which nobody wrote by hand.
 * @param draws look at values that a session could draw, too
 */
export function loadShipped(folder: string, problems: ProblemList, draws = false): LoadedLab | undefined {
  const files = new PackFiles(folder);
  const file = join(folder, shippedFile);
  const source: Places = { problem: (_path, message) => ({ message, file, line: 1, column: 1 }) };
  const report = (message: PackProblemMessage) => problems.add(source.problem([], message));
  const found = files.read(shippedFile, packLimits.shippedBytes);
  if (!found.ok) {
    report(found.message);
    return undefined;
  }
  const compiled = parse(found.text, source, problems);
  if (compiled === undefined) return undefined;
  const vars = readVars(compiled.lab, source, problems) ?? {};
  const values = drawVars(vars, undefined);
  const known = Object.keys(values);
  const undefinedIn = (name: string) => report({ code: 'undefined-variable', params: { name, known } });
  const defaults = resolve(compiled.lab, values, (_path, name) => undefinedIn(name));
  const parsed = labSchema.safeParse(defaults);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, defaults, source, problems, shippedFile);
    return undefined;
  }
  const lab = parsed.data;
  lint(lab, source, problems);
  lintTexts(lab, compiled, report);
  for (const text of [
    ...Object.values(compiled.texts).flatMap(Object.values<string>),
    ...Object.values(compiled.scripts),
  ])
    substitute(text, values, undefinedIn);
  const required = reportRequired(folder, lab, source, problems);
  if (draws && problems.length === 0) lintDraws(compiled.lab, vars, source, problems);
  if (problems.length > 0) return undefined;
  return openCompiled(compiled, folder, { parsed: lab, files: [...files.looked, ...required] });
}

function parse(text: string, source: Places, problems: ProblemList): CompiledLab | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    problems.add(source.problem([], { code: 'shipped', params: {} }));
    return undefined;
  }
  const read = compiledSchema.safeParse(data);
  if (!read.success || !isBounded(read.data.lab)) {
    problems.add(source.problem([], { code: 'shipped', params: {} }));
    return undefined;
  }
  return read.data;
}

/** Texts and scripts are there, and bounded as their files would be. */
function lintTexts(
  lab: Lab,
  { texts, scripts }: CompiledLab,
  report: (message: PackProblemMessage) => void,
): void {
  const limited = (path: string, text: string | undefined, limit: number): void => {
    if (text === undefined) report({ code: 'file-missing', params: { path } });
    else if (Buffer.byteLength(text) > limit) report({ code: 'file-too-large', params: { path, limit } });
  };
  for (const step of lab.steps)
    for (const language of languages) {
      const text = Object.hasOwn(texts, step.id) ? texts[step.id]?.[language] : undefined;
      limited(`${step.text}.${language}.md`, text, packLimits.included);
      const fault = text === undefined ? undefined : markdownFault(text);
      if (fault !== undefined) report({ code: 'text-too-much', params: { what: fault.what } });
    }
  for (const name of new Set(Object.values(lab.setup).flat()))
    limited(
      `setup/${name}.sh`,
      Object.hasOwn(scripts, name) ? scripts[name] : undefined,
      packLimits.scriptBytes,
    );
}
