import { posix } from 'node:path';
import { importLimits, packLimits } from '../../contract/limits.js';
import type { DraftCheck, DraftLab, DraftNode, DraftScript, DraftStep, Line } from './draft.js';
import { fitted } from './fit.js';
import { commandsIn, hasProse } from './folded.js';
import type { Page } from './front-matter.js';
import { withFolded } from './hints.js';
import { type Component, contentOf, isComponent, isFolded, plainComponent } from './iximiuz-components.js';
import { type Nodes, tasksOf } from './iximiuz-tasks.js';
import { field, listOf, wordOf } from './json-source.js';
import { linesOf, noteCommand, piecesOf, plainLines, type TextContext } from './markup.js';
import { Names } from './names.js';
import type { Notes, Place } from './notes.js';
import { carriedFile, isMode } from './scripts.js';
import { levelOf, machineMade, madeUp, noteNoList, noteUnknown } from './settings.js';

/** Keys of the front matter that are read, or say nothing that a lab could have. */
const understood: ReadonlySet<string> = new Set([
  'kind',
  'title',
  'name',
  'description',
  'difficulty',
  'playground',
  'tasks',
  'createdAt',
  'updatedAt',
  'source',
]);
const ofPlayground: ReadonlySet<string> = new Set(['name', 'machines', 'initTasks']);
const ofMachine: ReadonlySet<string> = new Set(['name', 'startupFiles']);

const ofFile: ReadonlySet<string> = new Set(['path', 'content', 'mode', 'append']);

/** A text's part that becomes a step. */
interface Section {
  readonly title: string;
  readonly page: Page;
  readonly at: number;
  readonly content: ReturnType<typeof contentOf>;
}

/**
 * One piece of content: a challenge, a tutorial, a lesson with its units. https://labs.iximiuz.com/tutorials/sample-tutorial
 * @param units further pages, each a step
 * @param solution the text that shows how it is done
 */
export function readContent(
  page: Page,
  units: readonly Page[],
  solution: Page | undefined,
  id: string,
  notes: Notes,
): DraftLab {
  const place = { file: page.file, line: 1 };
  const title = wordOf(field(page.data, 'title')) ?? id;
  const lab = notes.thing('lab', title, place);
  const folder = posix.basename(posix.dirname(page.file));
  const wanted = wordOf(field(page.data, 'name')) ?? (folder === '.' ? id : folder);
  if (id !== wanted) lab.note('changed', { code: 'renamed', params: { from: wanted, to: id } });
  noteUnknown(page.data, [], understood, page.placeOf, notes);
  const { nodes, drafts, files } = machinesOf(page, notes);
  const { checks, setup } = tasksOf(page, nodes, notes);
  const sections = [
    ...sectionsOf(page, title, notes),
    ...units.map((unit) => unitSection(unit, notes)),
  ].filter(({ content }) => content.some((each) => isComponent(each) || each.text.trim() !== ''));
  if (sections.length === 0) {
    lab.note('changed', { code: 'lab-empty', params: { lab: id } });
    const said = wordOf(field(page.data, 'description')) ?? title;
    sections.push({ title, page, at: 1, content: linesOf(said) });
  }
  const taken = fitted(sections, packLimits.steps, 'step', notes, ({ page: from, at }) => ({
    file: from.file,
    line: at,
  }));
  const names = new Names();
  const left = new Map(checks);
  const steps = taken.map((section, index) =>
    stepOf(section, names.take(section.title, `step-${index + 1}`), left, nodes.first, notes),
  );
  const level = levelOf(field(page.data, 'difficulty'), page.placeOf, notes);
  const summary = wordOf(field(page.data, 'description'));
  const playground = field(page.data, 'playground');
  const made = madeUp({ level, minutes: undefined }, steps.length);
  return {
    id,
    title,
    summary: summary ?? title,
    ...made,
    made: [
      ...(summary === undefined ? [{ 'zh-CN': '简介（同标题）', en: 'summary (the title)' }] : []),
      ...made.made,
      ...(playground === undefined ? [machineMade] : []),
    ],
    networks: { lan: '10.0.0.0/24' },
    nodes: drafts,
    setup: [...files, ...setup],
    steps: solved(withRest(steps, left), solution, nodes.first, notes),
    place,
  };
}

/** A page's parts at its headings of the second level. */
function sectionsOf(page: Page, title: string, notes: Notes): Section[] {
  const sections: {
    title: string;
    page: Page;
    at: number;
    content: ReturnType<typeof contentOf>[number][];
  }[] = [];
  let fence = '';
  let section = {
    title,
    page,
    at: page.body[0]?.at ?? 1,
    content: [] as ReturnType<typeof contentOf>[number][],
  };
  sections.push(section);
  for (const each of contentOf(page.body, (at, setting) => noteInfo(page, at, setting, notes))) {
    if (!isComponent(each)) {
      const mark = /^[ \t>]*(`{3,}|~{3,})/.exec(each.text)?.[1] ?? '';
      if (fence === '') fence = mark;
      else if (mark.startsWith(fence)) fence = '';
      const heading = fence === '' ? /^## +(.+?)[ #]*$/.exec(each.text.slice(0, 1000)) : null;
      if (heading !== null) {
        section = { title: heading[1]!.replace(/[*`]/g, ''), page, at: each.at, content: [] };
        sections.push(section);
      }
    }
    section.content.push(each);
  }
  return sections;
}

/** Where a block's commands are run, or what its file is called: nothing shows it here. */
function noteInfo(page: Page, line: number, setting: string, notes: Notes): void {
  notes
    .thing('setting', setting, { file: page.file, line })
    .note('lost', { code: 'setting-lost', params: { setting } });
}

function unitSection(page: Page, notes: Notes): Section {
  const title = wordOf(field(page.data, 'title')) ?? posix.basename(page.file, '.md');
  return {
    title,
    page,
    at: 1,
    content: contentOf(page.body, (at, setting) => noteInfo(page, at, setting, notes)),
  };
}

function stepOf(
  { title, page, at, content }: Section,
  id: string,
  left: Map<string, DraftCheck>,
  node: string,
  notes: Notes,
): DraftStep {
  const place = { file: page.file, line: at };
  const thing = notes.thing('step', title, place);
  const context: TextContext = { notes, file: page.file, step: thing, node };
  const lines: Line[] = [];
  const checks: DraftCheck[] = [];
  const solve: string[] = [];
  for (const each of content) {
    if (!isComponent(each)) lines.push(each);
    else if (each.name.endsWith('-task')) {
      const check = left.get(each.props.get('name') ?? '');
      left.delete(each.props.get('name') ?? '');
      if (check === undefined)
        notes
          .thing('component', each.name, { ...place, line: each.at })
          .note('lost', { code: 'component-lost', params: { component: each.name } });
      else {
        checks.push(check);
        lines.push(...taskLines(each, check, page.file));
      }
    } else if (isFolded(each)) {
      const inner = each.content.flatMap((part) =>
        isComponent(part) ? plainComponent(part, context) : [part],
      );
      const folded = { title: each.props.get('summary') ?? '', lines: inner, at: each.at };
      const made = withFolded([folded], each.name === 'hint-box' ? checks.at(-1) : undefined, context, id);
      lines.push(...made.lines);
      if (made.check !== undefined) checks[checks.length - 1] = made.check;
      solve.push(...Object.values(made.solve));
    } else lines.push(...plainComponent(each, context));
  }
  noteCommands(lines, context);
  return {
    id,
    title,
    lines: plainLines(lines, context),
    checks,
    solve: solve.length === 0 ? {} : { [node]: solve.join('\n') },
    place,
    thing,
  };
}

/** What a task shows while it waits and when it is done has no place here; where its answer goes has. */
function taskLines(
  { name, props, content, at }: Component,
  check: DraftCheck,
  page: string,
): readonly Line[] {
  const slots = content.flatMap((each) =>
    isComponent(each) ? [] : (/^#[a-z]+$/.exec(each.text)?.[0] ?? []),
  );
  if (slots.length > 0)
    check.thing.note(
      'changed',
      { code: 'component-lost', params: { component: `${name} ${slots.join(' ')}` } },
      { file: page, line: at },
    );
  const file = props.get('destination');
  if (name !== 'user-input-task' || file === undefined || !/^\/[\w./-]{1,200}$/.test(file)) return [];
  check.thing.note('changed', { code: 'input-file', params: { check: check.id, file } });
  return [{ text: `→ \`${file}\``, at }];
}

/** What a learner who types the commands of a text would miss, each sort once a step. */
function noteCommands(lines: readonly Line[], { step, file }: TextContext): void {
  const code: string[] = [];
  let first: number | undefined;
  for (const piece of piecesOf(lines)) {
    if (piece.kind !== 'block' || !/^(sh|bash|shell|console)\b/.test(piece.info)) continue;
    first ??= piece.open.at;
    code.push(...piece.body.map(({ text }) => text.replace(/^\$ /, '')));
  }
  if (first !== undefined) noteCommand(step, code.join('\n'), file, first);
}

/** Checks that no text shows are those of the last step. */
function withRest(steps: readonly DraftStep[], left: ReadonlyMap<string, DraftCheck>): readonly DraftStep[] {
  return steps.map((step, index) =>
    index === steps.length - 1 ? { ...step, checks: [...step.checks, ...left.values()] } : step,
  );
}

/** The commands of a solution's text are those of the last step that has checks. */
function solved(
  steps: readonly DraftStep[],
  solution: Page | undefined,
  node: string,
  notes: Notes,
): readonly DraftStep[] {
  if (solution === undefined) return steps;
  const place = { file: solution.file, line: 1 };
  const thing = notes.thing('hint', solution.file, place);
  const commands = commandsIn(solution.body);
  const last = steps.findLast((step) => step.checks.length > 0);
  if (commands === undefined || last === undefined) {
    const why = { 'zh-CN': '里面没有命令，或没有检查', en: 'it has no commands, or nothing checks them' };
    thing.note('lost', { code: 'file-left-out', params: { why } });
    return steps;
  }
  thing.note('changed', { code: 'solution-made', params: { step: last.id } });
  if (hasProse(solution.body)) thing.note('changed', { code: 'solution-text', params: {} });
  return steps.map((step) => (step === last ? { ...step, solve: { [node]: commands } } : step));
}

/** Machines of the playground; one where it names none. */
function machinesOf(
  page: Page,
  notes: Notes,
): {
  readonly nodes: Nodes;
  readonly drafts: Readonly<Record<string, DraftNode>>;
  readonly files: readonly DraftScript[];
} {
  const playground = field(page.data, 'playground');
  const base = wordOf(field(playground, 'name'));
  noteUnknown(playground, ['playground'], ofPlayground, page.placeOf, notes);
  noteNoList(field(playground, 'machines'), ['playground', 'machines'], page.placeOf, notes);
  const machines = listOf(field(playground, 'machines'));
  if (base !== undefined) noteImage(base, page.placeOf(['playground', 'name']), notes);
  const taken = fitted(machines, packLimits.nodes, 'machine', notes, () =>
    page.placeOf(['playground', 'machines']),
  );
  const names = new Names();
  const byMachine = new Map<string, string>();
  const drafts: Record<string, DraftNode> = {};
  const files: DraftScript[] = [];
  for (const [index, data] of taken.entries()) {
    const machine = wordOf(field(data, 'name')) ?? `node-${index + 1}`;
    const path = ['playground', 'machines', index];
    const thing = notes.thing('machine', machine, page.placeOf(path));
    const node = names.take(machine, `node-${index + 1}`);
    if (node !== machine) thing.note('changed', { code: 'renamed', params: { from: machine, to: node } });
    noteUnknown(data, path, ofMachine, page.placeOf, notes);
    byMachine.set(machine, node);
    drafts[node] = {
      role: index === 0 ? 'client' : 'realserver',
      at: [60 + (index % 4) * 260, 60 + Math.floor(index / 4) * 140],
      addresses: { lan: `10.0.0.${10 + index}` },
    };
    files.push(...startupFiles(page, data, path, node, notes));
  }
  const first = Object.keys(drafts)[0] ?? 'host';
  if (Object.keys(drafts).length === 0) drafts[first] = { role: 'client', addresses: { lan: '10.0.0.10' } };
  return { nodes: { first, byMachine }, drafts, files };
}

/** Says what becomes of the kind of playground that is named. */
function noteImage(base: string, place: Place, notes: Notes): void {
  const image = notes.thing('machine', base, place);
  const lacks = /k3s|k8s|kube|minikube/i.test(base)
    ? 'kubernetes'
    : /docker|podman|containerd|nerdctl|incus/i.test(base)
      ? 'docker'
      : undefined;
  if (lacks === undefined) image.note('changed', { code: 'environment-other', params: { image: base } });
  else image.note('lost', { code: 'environment-lost', params: { image: base, lacks } });
}

/** Files that are on a machine from its start. */
function startupFiles(
  page: Page,
  data: unknown,
  path: readonly (string | number)[],
  node: string,
  notes: Notes,
): readonly DraftScript[] {
  const thing = notes.thing('script', `${node}-files`, page.placeOf([...path, 'startupFiles']));
  const parts: string[] = [];
  const all = listOf(field(data, 'startupFiles'));
  const taken = fitted(all, packLimits.items, 'asset', notes, () => page.placeOf([...path, 'startupFiles']));
  for (const [index, each] of taken.entries()) {
    const target = wordOf(field(each, 'path'));
    const content = field(each, 'content');
    const file = notes.thing(
      'asset',
      target ?? 'startupFiles',
      page.placeOf([...path, 'startupFiles', index]),
    );
    if (
      target === undefined ||
      typeof content !== 'string' ||
      !target.startsWith('/') ||
      content.length > importLimits.assetBytes
    ) {
      const why = { 'zh-CN': '没有内容，或太大', en: 'it has no content, or too much' };
      file.note('lost', { code: 'asset-lost', params: { path: target ?? '', why } });
      continue;
    }
    file.note('kept', { code: 'asset-carried', params: { path: target, target } });
    noteUnknown(each, [...path, 'startupFiles', index], ofFile, page.placeOf, notes);
    const mode = wordOf(field(each, 'mode'));
    if (mode !== undefined && !isMode(mode))
      file.note('changed', { code: 'setting-lost', params: { setting: `mode ${mode.slice(0, 80)}` } });
    const script = carriedFile(target, Buffer.from(content), mode);
    parts.push(field(each, 'append') === true ? script.replace(/^(cat|base64 -d) >/m, '$1 >>') : script);
  }
  if (parts.length === 0) return [];
  thing.note('kept', { code: 'setup-made', params: { script: `${node}-files`, node } });
  return [{ node, name: `${node.slice(0, 30)}-files`, text: parts.join(''), thing }];
}
