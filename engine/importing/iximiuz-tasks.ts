import { packLimits } from '../../contract/limits.js';
import type { DraftCheck, DraftScript } from './draft.js';
import type { Page } from './front-matter.js';
import { fitted } from './fit.js';
import { field, listOf, wordOf } from './json-source.js';
import { Names } from './names.js';
import type { Notes, Place, Thing } from './notes.js';
import { checkCommand, isShell, noteLacks, quoted, setupScript } from './scripts.js';

/** Seconds that a check may take (`commandSeconds` of engine/facts/script). */
const checkSeconds = 15;

/** Which node a machine of the source is. */
export interface Nodes {
  readonly first: string;
  readonly byMachine: ReadonlyMap<string, string>;
}

export interface Tasks {
  /** By the task's name. */
  readonly checks: ReadonlyMap<string, DraftCheck>;
  readonly setup: readonly DraftScript[];
}

interface Task {
  readonly name: string;
  readonly data: unknown;
  readonly place: Place;
}

/** Keys of a task that are read. */
const understood: ReadonlySet<string> = new Set([
  'init',
  'helper',
  'machine',
  'needs',
  'run',
  'hintcheck',
  'timeout_seconds',
  'user',
  'env',
  'title',
]);

/**
 * Tasks of a playground: what prepares machines (`init`) is set up, what looks whether something is done is a check.
 * https://labs.iximiuz.com/tutorials/sample-tutorial
 */
export function tasksOf(page: Page, nodes: Nodes, notes: Notes): Tasks {
  const tasks = inOrder([
    ...listed(page, ['playground', 'initTasks'], field(field(page.data, 'playground'), 'initTasks')),
    ...listed(page, ['tasks'], field(page.data, 'tasks')),
  ]);
  const names = { checks: new Names(), scripts: new Names(['files']) };
  const setup: DraftScript[] = [];
  const checks = new Map<string, DraftCheck>();
  const taken = fitted(tasks, packLimits.checks, 'check', notes, ({ place }) => place);
  for (const task of taken) {
    const isInit = field(task.data, 'init') === true || task.place.file === '';
    const run = wordOf(field(task.data, 'run'));
    const thing = notes.thing(
      isInit || field(task.data, 'helper') === true ? 'script' : 'check',
      task.name,
      task.place,
    );
    noteKeys(task, thing);
    if (field(task.data, 'helper') === true) thing.note('lost', { code: 'script-helper', params: {} });
    else if (run === undefined)
      thing.note('lost', { code: 'check-lost', params: { why: { 'zh-CN': '它是空的', en: 'it is empty' } } });
    else if (isInit) setup.push(...setupOf(task, run, nodes, names.scripts, thing));
    else {
      const check = checkOf(task, run, nodes, names.checks, checks, thing);
      if (check !== undefined) checks.set(task.name, check);
    }
  }
  return { checks, setup };
}

function listed(page: Page, path: readonly string[], data: unknown): readonly Task[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const isInit = path.includes('initTasks');
  return Object.keys(data).map((name) => {
    const task = field(data, name);
    return {
      name,
      data: isInit && typeof task === 'object' && task !== null ? { ...task, init: true } : task,
      place: page.placeOf([...path, name]),
    };
  });
}

/** What a task needs comes before it; of a circle, what was written first. */
function inOrder(tasks: readonly Task[]): readonly Task[] {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const out: Task[] = [];
  const seen = new Set<string>();
  const visit = (task: Task, depth: number): void => {
    if (seen.has(task.name) || depth > packLimits.checks) return;
    seen.add(task.name);
    for (const need of needsOf(task)) {
      const other = byName.get(need);
      if (other !== undefined) visit(other, depth + 1);
    }
    out.push(task);
  };
  for (const task of tasks) visit(task, 0);
  return out;
}

function needsOf({ data }: Task): readonly string[] {
  return listOf(field(data, 'needs'))
    .flatMap((need) => wordOf(need) ?? [])
    .slice(0, packLimits.items);
}

function noteKeys({ data }: Task, thing: Thing): void {
  if (typeof data !== 'object' || data === null) return;
  const env = field(data, 'env');
  const isRead =
    env === undefined ||
    (Array.isArray(env) && env.every((each) => /^[A-Za-z_]\w*=/.test(wordOf(each) ?? '')));
  if (!isRead) thing.note('changed', { code: 'setting-lost', params: { setting: 'env' } });
  for (const key of Object.keys(data))
    if (!understood.has(key))
      thing.note('changed', { code: 'setting-lost', params: { setting: key.slice(0, 80) } });
}

function nodeOf(task: Task, nodes: Nodes): { readonly node: string; readonly isSaid: boolean } {
  const machine = wordOf(field(task.data, 'machine'));
  const node = machine === undefined ? undefined : nodes.byMachine.get(machine);
  return { node: node ?? nodes.first, isSaid: node !== undefined || nodes.byMachine.size <= 1 };
}

/** `NAME=value` lines as a shell has them. */
function exportsOf(task: Task): string {
  return listOf(field(task.data, 'env'))
    .flatMap((each) => /^([A-Za-z_]\w*)=([^]*)$/.exec(wordOf(each) ?? '') ?? [])
    .flatMap((part, index, all) =>
      index % 3 === 1 ? [`export ${part}=${quoted(all[index + 1] ?? '')}\n`] : [],
    )
    .join('');
}

/** Values that the platform puts in: `x(.needs.other.stdout)`, `x(.input)`. */
function noteValues(script: string, name: string, thing: Thing): void {
  const found = /\bx\(\.[\w.]{1,200}\)/.exec(script);
  if (found !== null)
    thing.note('lost', { code: 'script-variable', params: { script: name, detail: found[0] } });
}

function setupOf(task: Task, run: string, nodes: Nodes, names: Names, thing: Thing): readonly DraftScript[] {
  const { node, isSaid } = nodeOf(task, nodes);
  const on = isSaid ? [node] : [...nodes.byMachine.values()];
  const name = names.take(task.name, 'init');
  const before = exportsOf(task);
  const user = wordOf(field(task.data, 'user')) ?? 'root';
  if (user !== 'root') thing.note('changed', { code: 'script-user', params: { script: name, user } });
  noteValues(before + run, name, thing);
  noteLacks(thing, run, name, { ...task.place, line: task.place.line + 1 });
  for (const each of on) thing.note('kept', { code: 'setup-made', params: { script: name, node: each } });
  return on.map((each) => ({ node: each, name, text: before + setupScript(run, task.name), thing }));
}

function checkOf(
  task: Task,
  run: string,
  nodes: Nodes,
  names: Names,
  before: ReadonlyMap<string, DraftCheck>,
  thing: Thing,
): DraftCheck | undefined {
  if (!isShell(run)) {
    const why = { 'zh-CN': '它不是 shell 脚本', en: 'it is no shell script' };
    thing.note('lost', { code: 'check-lost', params: { why } });
    return undefined;
  }
  const id = names.take(task.name, 'verified');
  const { node, isSaid } = nodeOf(task, nodes);
  if (!isSaid) thing.note('changed', { code: 'check-every-machine', params: { check: id } });
  const seconds = Number(field(task.data, 'timeout_seconds'));
  if (seconds > checkSeconds) thing.note('changed', { code: 'check-slow', params: { check: id, seconds } });
  const user = wordOf(field(task.data, 'user')) ?? 'root';
  if (user !== 'root') thing.note('changed', { code: 'script-user', params: { script: id, user } });
  const script = exportsOf(task) + run;
  noteValues(script, id, thing);
  noteLacks(thing, run, id, { ...task.place, line: task.place.line + 1 });
  const hint = dynamicHint(wordOf(field(task.data, 'hintcheck')), id, thing);
  // Those before it only: of a circle nothing is left.
  const needs = needsOf(task).flatMap((need) => before.get(need)?.id ?? []);
  return {
    id,
    title: wordOf(field(task.data, 'title')) ?? task.name.replace(/[_-]+/g, ' '),
    does: { kind: 'command', on: node, run: checkCommand(script, task.name) },
    needs,
    place: task.place,
    thing,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** What a hinting script may say: the texts of its `echo`. */
function dynamicHint(script: string | undefined, check: string, thing: Thing): string | undefined {
  if (script === undefined) return undefined;
  const said = [...script.matchAll(/\becho[ \t]+(?:-\w+[ \t]+)?(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')/g)].map(
    ([, double, single]) => (double ?? single ?? '').replace(/\\(["\\$`])/g, '$1').trim(),
  );
  const hint = [...new Set(said)].filter((each) => each !== '').join('\n');
  if (hint === '') {
    thing.note('lost', { code: 'hint-script-lost', params: { check } });
    return undefined;
  }
  thing.note('changed', { code: 'hint-static', params: { check } });
  return hint;
}
