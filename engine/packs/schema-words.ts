import { z } from 'zod';
import { checkKinds } from '../../contract/checks.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { own } from '../../contract/own.js';
import { schemaDetails, type SchemaDetail } from '../../contract/messages/schema.js';
import { csvNamePattern, packedLabPattern } from '../../contract/class.js';
import { studentPattern } from '../../contract/class-code.js';
import {
  digestPattern,
  idPattern,
  numberPattern,
  variablePattern,
  versionPattern,
} from '../../contract/primitives.js';
import { languages, type Language, type Text } from '../../contract/text.js';
import { nearest } from '../../contract/nearest.js';
import type { ProblemList } from './problem.js';
import type { Places, YamlPath } from './source.js';

type Issue = z.core.$ZodIssue;

/** Reports what a schema found, in the words of the field, each at its place. @param file what the whole is called */
export function reportIssues(
  issues: readonly Issue[],
  data: unknown,
  source: Places,
  problems: ProblemList,
  file = 'lab.yaml',
): void {
  const misspelt = new Set(
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.path.join('\0') : [])),
  );
  for (const issue of issues.flatMap((each) => meantIssues(each, data))) {
    // A check whose kind is misspelt has none, but one mistake is one problem.
    if (issue.code === 'custom' && misspelt.has(issue.path.join('\0'))) continue;
    if (issue.code === 'unrecognized_keys') reportKeys(issue, data, source, problems, file);
    else if (problems.full) problems.count(1);
    else problems.add(source.problem(issue.path as YamlPath, wordIssue(issue, data, file)));
  }
}

/** A mapping that fits none of several shapes: what keeps it from the one that it is nearest to. */
function meantIssues(issue: Issue, data: unknown): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const value = valueAt(issue.path as YamlPath, data);
  const nearestShape = issue.errors.toSorted((one, other) => one.length - other.length)[0];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || nearestShape === undefined)
    return [issue];
  return nearestShape.flatMap((each) => meantIssues({ ...each, path: [...issue.path, ...each.path] }, data));
}

/** A key that is not known is shown where it stands, not where the mapping around it begins. */
function reportKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  data: unknown,
  source: Places,
  problems: ProblemList,
  file: string,
): void {
  const path = issue.path as YamlPath;
  const inCheck =
    (path.length === 4 && path[0] === 'steps' && path[2] === 'checks') ||
    (path.length === 3 && path[0] === 'causes' && path[2] === 'when') ||
    (path.length === 4 && path[2] === 'settle' && path[3] === 'until');
  for (const key of issue.keys) {
    if (problems.full) {
      problems.count(1);
      continue;
    }
    const message: PackProblemMessage = inCheck
      ? {
          code: 'unknown-check',
          params: { check: idOf(path, data), kind: key, suggestion: nearest(key, checkKinds) },
        }
      : { code: 'unknown-key', params: { where: shownPath(path, data, file), key, suggestion: '' } };
    problems.add(source.problem([...path, key], message));
  }
}

function wordIssue(issue: Issue, data: unknown, file: string): PackProblemMessage {
  const path = issue.path as YamlPath;
  if (issue.code === 'custom' && issue.params?.['code'] === 'check-kind')
    return {
      code: 'check-kind',
      params: { check: idOf(path, data), given: issue.params['given'] as string[] },
    };
  const last = path.at(-1);
  if (
    issue.code === 'invalid_type' &&
    languages.includes(last as Language) &&
    valueAt(path, data) === undefined
  )
    return {
      code: 'text-missing',
      params: { where: shownPath(path.slice(0, -1), data, file), language: last as Language },
    };
  const detail = detailOf(issue, data);
  return { code: 'schema', params: { where: shownPath(path, data, file), detail: schemaDetails(detail) } };
}

/** What is wrong with a value. Zod's own sentences are in English, and a programmer's. */
function detailOf(issue: Issue, data: unknown): SchemaDetail {
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(issue.path as YamlPath, data) === undefined
        ? { code: 'missing' }
        : { code: 'type', types: [issue.expected] };
    case 'too_big':
    case 'too_small': {
      const limit = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum);
      return { code: issue.code, limit, of: issue.origin, inclusive: issue.inclusive !== false };
    }
    case 'invalid_format':
      return {
        code: 'format',
        format: formats.get(issue.pattern ?? '') ?? (issue.format === 'datetime' ? 'moment' : 'other'),
      };
    case 'invalid_value':
      return { code: 'values', values: issue.values.map(String) };
    case 'invalid_key':
    case 'invalid_element':
      return { code: 'name', detail: detailOf(issue.issues[0]!, undefined) };
    case 'invalid_union':
      return unionDetail(issue, data);
    case 'custom':
      return (issue.params?.['detail'] as SchemaDetail | undefined) ?? { code: 'other' };
    default:
      return { code: 'other' };
  }
}

const formats = new Map(
  (
    [
      ['id', idPattern],
      ['number', numberPattern],
      ['variable', variablePattern],
      ['version', versionPattern],
      ['digest', digestPattern],
      ['packed-lab', packedLabPattern],
      ['student', studentPattern],
      ['csv-name', csvNamePattern],
    ] as const
  ).map(([name, pattern]) => [String(pattern), name]),
);

/** Of several shapes the one that was meant: the first that fails within, or by its content; else what each would be. */
function unionDetail(issue: z.core.$ZodIssueInvalidUnion, data: unknown): SchemaDetail {
  const { discriminator, options } = issue as { discriminator?: string; options?: readonly unknown[] };
  if (discriminator !== undefined && options !== undefined)
    return { code: 'values', values: options.filter((each) => each !== undefined).map(String) };
  const value = valueAt(issue.path as YamlPath, data);
  if (value === undefined) return { code: 'missing' };
  const firsts = issue.errors.flatMap((branch) => branch.slice(0, 1));
  const meant = firsts.find((each) => each.code !== 'invalid_type' || each.path.length > 0);
  if (meant !== undefined) return detailOf(meant, value);
  return {
    code: 'type',
    types: firsts.flatMap((each) => (each.code === 'invalid_type' ? [each.expected] : [])),
  };
}

/** What stands at a path of plain data. */
export function valueAt(path: YamlPath, data: unknown): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? at[key as never] : undefined,
    data,
  );
}

/** What a check is called; what tells something, as that. */
function idOf(within: YamlPath, data: unknown): string {
  const deep = within.at(-1) === 'when' ? 1 : within.at(-1) === 'until' ? 2 : 0;
  const path = within.slice(0, within.length - deep);
  const id = valueAt([...path, 'id'], data);
  return typeof id === 'string' ? id : `${Number(path.at(-1)) + 1}`;
}

const counted: Readonly<Record<string, (number: number) => Text>> = {
  steps: (number) => ({ 'zh-CN': `第 ${number} 步`, en: `step ${number}` }),
  checks: (number) => ({ 'zh-CN': `第 ${number} 项检查`, en: `check ${number}` }),
  causes: (number) => ({ 'zh-CN': `第 ${number} 个原因`, en: `cause ${number}` }),
  variants: (number) => ({ 'zh-CN': `第 ${number} 个变体`, en: `variant ${number}` }),
  mistakes: (number) => ({ 'zh-CN': `第 ${number} 个错误`, en: `mistake ${number}` }),
  students: (number) => ({ 'zh-CN': `第 ${number} 个学生`, en: `student ${number}` }),
};

/** Where something stands, as a person would say it: steps and checks by number from 1 and by id, other keys as they are written. */
function shownPath(path: YamlPath, data: unknown, file: string): Text {
  const one = (language: Language): string => {
    const numbered: string[] = [];
    const keys: string[] = [];
    path.forEach((key, index) => {
      const what = own(counted, String(path[index - 1]));
      if (typeof key !== 'number') keys.push(key);
      else if (what !== undefined && (index === 1 || index === 3)) {
        keys.pop();
        const id = valueAt([...path.slice(0, index + 1), 'id'], data);
        const name = typeof id !== 'string' ? '' : language === 'zh-CN' ? `（${id}）` : ` (${id})`;
        numbered.push(what(key + 1)[language] + name);
      } else keys.push(`${keys.pop() ?? ''}[${key + 1}]`);
    });
    const within = keys.length === 0 ? [] : [keys.join('.')];
    if (numbered.length + within.length === 0) return file;
    return language === 'zh-CN'
      ? [numbered.join(''), ...within].filter((part) => part !== '').join('的 ')
      : [...numbered, ...within].join(', ');
  };
  return { 'zh-CN': one('zh-CN'), en: one('en') };
}
