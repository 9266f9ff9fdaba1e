import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { checkKinds } from '../../contract/checks.js';
import { type Lab, labSchema } from '../../contract/lab.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { languages, type Language } from '../../contract/text.js';
import { lint } from './lint.js';
import { nearest } from './nearest.js';
import { codeFrame, type PackProblem } from './problem.js';
import { type YamlPath, YamlSource } from './source.js';
import { drawVars, expandPick, substitute } from './vars.js';

/** A lab that was read and found sound. */
export interface LoadedLab {
  readonly folder: string;
  /** With the default values of its variables. */
  readonly lab: Lab;
  readonly vars: Lab['vars'];
  /** The lab with the values that a seed draws; without a seed, the defaults. */
  instantiate(seed: string | undefined): {
    readonly lab: Lab;
    readonly values: Readonly<Record<string, string>>;
  };
  /** A step's text, variables replaced. */
  text(step: string, language: Language, values: Readonly<Record<string, string>>): string;
  /** A setup script of the lab, else of its pack. */
  script(name: string, values: Readonly<Record<string, string>>): string;
}

export type LoadResult =
  | { readonly ok: true; readonly lab: LoadedLab }
  | { readonly ok: false; readonly problems: readonly PackProblem[] };

/** How many draws of the variables are tried when a lab is checked: a clash may need certain values. */
const triedSeeds = 25;

/** Reads a lab's folder. Every problem that can be found is reported, each at its place. */
export function loadLab(folder: string): LoadResult {
  const file = join(folder, 'lab.yaml');
  let source: YamlSource;
  try {
    source = new YamlSource(file);
  } catch {
    return fail([{ message: { code: 'file-missing', params: { path: file } }, file, line: 1, column: 1 }]);
  }
  if (source.syntaxProblems.length > 0) return fail(source.syntaxProblems);
  let raw: unknown;
  try {
    raw = source.data();
  } catch (error) {
    return fail([source.problem([], { code: 'yaml', params: { detail: (error as Error).message } })]);
  }
  const problems: PackProblem[] = [];
  const vars = readVars(raw, source, problems);
  const defaults = resolve(raw, drawVars(vars, undefined), (path, name) =>
    problems.push(
      source.problem(path, { code: 'undefined-variable', params: { name, known: Object.keys(vars) } }),
    ),
  );
  const parsed = labSchema.safeParse(defaults);
  if (!parsed.success) {
    const inChinese = labSchema.safeParse(defaults, { error: z.locales.zhCN().localeError });
    const misspelt = new Set(
      parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.path.join() : [])),
    );
    parsed.error.issues.forEach((issue, index) => {
      // A check whose kind is misspelt has none, but one mistake is one problem.
      if (issue.code === 'custom' && misspelt.has(issue.path.join())) return;
      const zh = inChinese.error?.issues[index]?.message ?? issue.message;
      for (const message of wordIssue(issue, zh, defaults)) {
        // A key that is not known is shown where it stands, not where the mapping around it begins.
        const key = message.code === 'unknown-check' ? [message.params.kind] : [];
        const other = message.code === 'unknown-key' ? [message.params.key] : [];
        problems.push(source.problem([...(issue.path as YamlPath), ...key, ...other], message));
      }
    });
  } else {
    problems.push(...lint(parsed.data, source));
    problems.push(...missingFiles(folder, parsed.data, source));
    problems.push(...undefinedInFiles(folder, parsed.data, vars));
    if (problems.length === 0) problems.push(...lintDraws(raw, vars, source));
  }
  if (problems.length > 0 || !parsed.success) return fail(problems);
  const instantiate = (seed: string | undefined) => {
    const values = drawVars(vars, seed);
    return { lab: labSchema.parse(resolve(raw, values)), values };
  };
  const lab = parsed.data;
  return {
    ok: true,
    lab: {
      folder,
      lab,
      vars,
      instantiate,
      text(step, language, values) {
        const path = lab.steps.find((candidate) => candidate.id === step)?.text ?? step;
        return substitute(readFileSync(join(folder, `${path}.${language}.md`), 'utf8'), values);
      },
      script: (name, values) => substitute(readFileSync(scriptFile(folder, name), 'utf8'), values),
    },
  };
}

function fail(problems: readonly PackProblem[]): LoadResult {
  const seen = new Set<string>();
  const unique = problems.filter((problem) => {
    const key = JSON.stringify([problem.file, problem.line, problem.column, problem.message]);
    return !seen.has(key) && seen.add(key);
  });
  return { ok: false, problems: unique.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line) };
}

/** The lab's variables; what is wrong with their shape is the schema's to say. */
function readVars(raw: unknown, source: YamlSource, problems: PackProblem[]): Lab['vars'] {
  const parsed = labSchema.shape.vars.safeParse((raw as { vars?: unknown } | null)?.vars);
  if (!parsed.success) return {};
  for (const [name, { pick }] of Object.entries(parsed.data)) {
    if (expandPick(pick) === undefined) {
      problems.push(source.problem(['vars', name, 'pick'], { code: 'bad-pick', params: { name, pick } }));
    }
  }
  return parsed.data;
}

/** Replaces variables in every string but those of `vars` itself. */
function resolve(
  raw: unknown,
  values: Readonly<Record<string, string>>,
  onUnknown: (path: YamlPath, name: string) => void = () => {},
): unknown {
  const walk = (value: unknown, path: YamlPath): unknown => {
    if (typeof value === 'string') return substitute(value, values, (name) => onUnknown(path, name));
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) =>
        path.length === 0 && key === 'vars'
          ? [key, item]
          : [substitute(key, values), walk(item, [...path, key])],
      ),
    );
  };
  return walk(raw, []);
}

function lintDraws(raw: unknown, vars: Lab['vars'], source: YamlSource): readonly PackProblem[] {
  if (Object.keys(vars).length === 0) return [];
  for (let seed = 0; seed < triedSeeds; seed += 1) {
    const parsed = labSchema.safeParse(resolve(raw, drawVars(vars, `lint ${seed}`)));
    if (!parsed.success) continue;
    const problems = lint(parsed.data, source);
    if (problems.length > 0) return problems;
  }
  return [];
}

function missingFiles(folder: string, lab: Lab, source: YamlSource): PackProblem[] {
  const problems: PackProblem[] = [];
  lab.steps.forEach((step, index) => {
    for (const language of languages) {
      const path = `${step.text}.${language}.md`;
      if (!existsSync(join(folder, path))) {
        problems.push(source.problem(['steps', index, 'text'], { code: 'file-missing', params: { path } }));
      }
    }
  });
  // A lab that stands alone has nobody to name.
  const pack = dirname(folder);
  if (existsSync(join(pack, 'pack.yaml')))
    lab.requires.forEach((id, index) => {
      const code =
        id === lab.id
          ? 'requires-itself'
          : existsSync(join(pack, id, 'lab.yaml'))
            ? undefined
            : 'unknown-required-lab';
      if (code !== undefined)
        problems.push(source.problem(['requires', index], { code, params: { lab: id } }));
    });
  for (const [node, names] of Object.entries(lab.setup)) {
    names.forEach((name, index) => {
      if (!existsSync(scriptFile(folder, name))) {
        problems.push(
          source.problem(['setup', node, index], {
            code: 'file-missing',
            params: { path: `setup/${name}.sh` },
          }),
        );
      }
    });
  }
  return problems;
}

/** Variables without a value in the lab's texts and set-up scripts, each at its place in its own file. */
function undefinedInFiles(folder: string, lab: Lab, vars: Lab['vars']): PackProblem[] {
  const texts = lab.steps.flatMap((step) =>
    languages.map((language) => join(folder, `${step.text}.${language}.md`)),
  );
  const scripts = Object.values(lab.setup).flatMap((names) => names.map((name) => scriptFile(folder, name)));
  const values = drawVars(vars, undefined);
  const known = Object.keys(vars);
  return [...new Set([...texts, ...scripts])].filter(existsSync).flatMap((file) => {
    const problems: PackProblem[] = [];
    const text = readFileSync(file, 'utf8');
    substitute(text, values, (name, offset) => {
      const before = text.slice(0, offset).split('\n');
      const line = before.length;
      const column = (before.at(-1) ?? '').length + 1;
      const message = { code: 'undefined-variable', params: { name, known } } as const;
      problems.push({ message, file, line, column, frame: codeFrame(text, line, column) });
    });
    return problems;
  });
}

function scriptFile(folder: string, name: string): string {
  const own = join(folder, 'setup', `${basename(name)}.sh`);
  return existsSync(own) ? own : join(dirname(folder), 'setup', `${basename(name)}.sh`);
}

/** A schema issue in the words of the field. */
function wordIssue(issue: z.core.$ZodIssue, zh: string, data: unknown): PackProblemMessage[] {
  const path = issue.path.map(String);
  const shown = path.join('.') || 'lab.yaml';
  const inCheck = path.length === 4 && path[0] === 'steps' && path[2] === 'checks';
  const checkId = () => {
    const check = issue.path.reduce<unknown>((at, key) => (at as never)?.[key as never], data) as
      | { id?: unknown }
      | undefined;
    return typeof check?.id === 'string' ? check.id : shown;
  };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key): PackProblemMessage =>
        inCheck
          ? {
              code: 'unknown-check',
              params: { check: checkId(), kind: key, suggestion: nearest(key, checkKinds) },
            }
          : { code: 'unknown-key', params: { path: shown, key, suggestion: '' } },
    );
  }
  if (issue.code === 'custom' && issue.params?.['code'] === 'check-kind') {
    return [{ code: 'check-kind', params: { check: checkId(), given: issue.params['given'] as string[] } }];
  }
  const last = path.at(-1);
  if (
    issue.code === 'invalid_type' &&
    languages.includes(last as Language) &&
    /undefined/.test(issue.message)
  ) {
    return [
      { code: 'text-missing', params: { path: path.slice(0, -1).join('.'), language: last as Language } },
    ];
  }
  return [{ code: 'schema', params: { path: shown, detail: { 'zh-CN': zh, en: issue.message } } }];
}
