import { posix } from 'node:path';
import { packLimits } from '../../contract/limits.js';
import type { Text } from '../../contract/text.js';
import { withoutActions } from './actions.js';
import type { DraftCheck, DraftLab, DraftScript, DraftStep, Line } from './draft.js';
import { fitted } from './fit.js';
import { type Folded, foldedOf } from './folded.js';
import { withFolded } from './hints.js';
import { field, type JsonSource, listOf, readJsonSource, wordOf } from './json-source.js';
import { assetScripts } from './killercoda-assets.js';
import { withoutQuizzes } from './killercoda-quiz.js';
import { linesOf, headingOf, plainLines, type TextContext } from './markup.js';
import { idOf, Names } from './names.js';
import type { Notes, Place, Thing } from './notes.js';
import { checkCommand, isShell, noteLacks, setupScript } from './scripts.js';
import { levelOf, machineMade, madeUp, noteNoList, noteUnknown } from './settings.js';
import { type SourceFiles, shown, whyOf } from './source-files.js';

/** The one machine of a scenario. */
const node = 'host';
const network = { name: 'lan', cidr: '10.0.0.0/24', address: '10.0.0.10' } as const;

/** Keys of a step that name a script, in both dialects. */
const background = ['background', 'courseData'] as const;
const foreground = ['foreground', 'code'] as const;

/** What of index.json has a meaning here, or is told on its own. */
const understood: ReadonlySet<string> = new Set([
  'title',
  'description',
  'details',
  'backend',
  'difficulty',
  'time',
  'pathwayTitle',
]);
const ofDetails: ReadonlySet<string> = new Set(['steps', 'intro', 'finish', 'assets']);
const ofBackend: ReadonlySet<string> = new Set(['imageid']);
const ofStep: ReadonlySet<string> = new Set([
  'title',
  'text',
  'verify',
  'answer',
  ...background,
  ...foreground,
]);

interface Scene {
  readonly files: SourceFiles;
  readonly folder: string;
  readonly source: JsonSource;
  readonly notes: Notes;
  readonly names: { readonly steps: Names; readonly checks: Names; readonly scripts: Names };
  readonly setup: DraftScript[];
}

/**
 * One scenario: a folder with an index.json. https://killercoda.com/creators, "Scenario Index"; the dialect of Katacoda, which went before
 * it: https://www.katacoda.com/docs/scenarios/index-json
 * @param folder below the source; its title and description may be those that its course gives it
 * @throws LabError import.json
 */
export function readScenario(
  files: SourceFiles,
  folder: string,
  text: string,
  {
    id,
    title: called,
    description: said,
  }: { readonly id: string; readonly title: string | undefined; readonly description: string | undefined },
  notes: Notes,
): DraftLab {
  const source = readJsonSource(posix.join(folder, 'index.json'), text);
  const scene: Scene = {
    files,
    folder,
    source,
    notes,
    names: { steps: new Names(), checks: new Names(), scripts: new Names() },
    setup: [],
  };
  const { data, placeOf } = source;
  const place = placeOf([]);
  const lab = notes.thing('lab', folder === '' ? id : folder, place);
  if (id !== posix.basename(folder) && folder !== '')
    lab.note('changed', { code: 'renamed', params: { from: posix.basename(folder), to: id } });
  environment(scene);
  const details = field(data, 'details');
  noteUnknown(data, [], understood, placeOf, notes);
  noteUnknown(details, ['details'], ofDetails, placeOf, notes);
  noteUnknown(field(data, 'backend'), ['backend'], ofBackend, placeOf, notes);
  noteNoList(field(details, 'steps'), ['details', 'steps'], placeOf, notes);
  scene.setup.push(...assetScripts(scene));
  const steps = stepsOf(scene);
  const own = wordOf(field(data, 'title'));
  const title = called ?? own ?? id;
  const summary = said ?? wordOf(field(data, 'description'));
  if (steps.length === 0) {
    lab.note('changed', { code: 'lab-empty', params: { lab: id } });
    const thing = notes.thing('step', title, place);
    steps.push({ id: 'read', title, lines: linesOf(summary ?? title), checks: [], solve: {}, place, thing });
  }
  const level = levelOf(field(data, 'difficulty'), placeOf, notes);
  const made = madeUp({ level, minutes: minutesOf(scene) }, steps.length);
  return {
    id,
    title,
    summary: summary ?? title,
    ...made,
    made: [
      ...titlesMade(called ?? own, summary),
      ...made.made,
      ...(wordOf(field(field(data, 'backend'), 'imageid')) === undefined ? [machineMade] : []),
    ],
    networks: { [network.name]: network.cidr },
    // A machine that is worked on: what a client is here.
    nodes: { [node]: { role: 'client', addresses: { [network.name]: network.address } } },
    setup: scene.setup,
    steps,
    place,
  };
}

/** What a lab has to be called by, where nothing is said. */
function titlesMade(title: string | undefined, summary: string | undefined): readonly Text[] {
  return [
    ...(title === undefined ? [{ 'zh-CN': '标题（目录名）', en: 'title (the name of its folder)' }] : []),
    ...(summary === undefined ? [{ 'zh-CN': '简介（同标题）', en: 'summary (the title)' }] : []),
  ];
}

function stepsOf(scene: Scene): DraftStep[] {
  const details = field(scene.source.data, 'details');
  const placed = listOf(field(details, 'steps')).map((data, index) => ({
    data,
    path: ['details', 'steps', index],
  }));
  const whole = [
    ...(field(details, 'intro') === undefined
      ? []
      : [{ data: field(details, 'intro'), path: ['details', 'intro'] }]),
    ...placed,
    ...(field(details, 'finish') === undefined
      ? []
      : [{ data: field(details, 'finish'), path: ['details', 'finish'] }]),
  ];
  const taken = fitted(whole, packLimits.steps, 'step', scene.notes, ({ path }) =>
    scene.source.placeOf(path),
  );
  return taken.map(({ data, path }, index) => step(scene, data, path, index));
}

function step(scene: Scene, data: unknown, path: readonly (string | number)[], index: number): DraftStep {
  const { notes, source, names, folder } = scene;
  const place = source.placeOf(path);
  const kind = String(path[1]);
  const file = wordOf(field(data, 'text'));
  const read = file === undefined ? undefined : scene.files.read(posix.join(folder, file));
  const lines = read?.ok === true ? linesOf(read.text) : [];
  const said = wordOf(field(data, 'title')) ?? headingOf(lines);
  const title = said ?? (kind === 'steps' ? `Step ${index + 1}` : kind);
  const thing = notes.thing('step', title, place);
  if (said === undefined) thing.note('changed', { code: 'step-untitled', params: { title } });
  if (read?.ok === false) thing.note('lost', { code: 'file-left-out', params: { why: whyOf(read.message) } });
  noteUnknown(data, path, ofStep, source.placeOf, notes);
  const id = names.steps.take(title, kind === 'steps' ? `step-${index + 1}` : kind);
  scripts(scene, data, path, {
    id,
    isFirst: index === 0 || (kind === 'steps' && path[2] === 0),
  });
  const from = file === undefined ? place.file : shown(posix.join(folder, file));
  const context: TextContext = { notes, file: from, step: thing, node };
  const { lines: open, folded } = foldedOf(framed(lines, context));
  const made = withFolded(folded, checkOf(scene, data, path, title), context, id);
  const answer = answerOf(scene, data, path);
  const ofAnswer: TextContext = { ...context, file: answer?.file ?? from };
  const solved =
    answer === undefined
      ? { lines: [], check: made.check, solve: {} }
      : withFolded([answer.folded], made.check, ofAnswer, id);
  const quiz = withoutQuizzes([...open, ...made.lines], context, names.checks);
  const end = lines.at(-1)?.at ?? 1;
  const text = [
    ...plainLines(withoutActions(quiz.lines, context, network.address), context),
    ...plainLines(withoutActions(solved.lines, ofAnswer, network.address), ofAnswer).map((line) => ({
      ...line,
      at: end,
    })),
  ];
  const solve = [...Object.values(made.solve), ...Object.values(solved.solve)];
  return {
    id,
    title,
    lines: text,
    checks: [...(solved.check === undefined ? [] : [solved.check]), ...quiz.checks],
    solve: solve.length === 0 ? {} : { [node]: solve.join('\n') },
    place: { file: from, line: 1 },
    thing,
  };
}

/** Katacoda's editor: `<pre class="file" data-filename="…">`. https://www.katacoda.community/scenario-syntax.html */
function framed(lines: readonly Line[], { notes, file }: TextContext): readonly Line[] {
  return lines.flatMap((line): readonly Line[] => {
    if (!/<\/?pre\b/i.test(line.text)) return [line];
    const name = /data-filename="([^"]*)"/.exec(line.text.slice(0, 4000))?.[1];
    if (name !== undefined)
      notes
        .thing('action', name, { file, line: line.at })
        .note('changed', { code: 'action-open', params: { file: name } });
    const text = line.text.replace(/<pre\b[^<>]*>/gi, '\n```\n').replace(/<\/pre\s*>/gi, '\n```\n');
    return text
      .split('\n')
      .filter((part) => part.trim() !== '')
      .map((part) => ({ text: part, at: line.at }));
  });
}

/** Katacoda's `answer`: a text that shows the solution when it is asked for. */
function answerOf(
  scene: Scene,
  data: unknown,
  path: readonly (string | number)[],
): { readonly folded: Folded; readonly file: string } | undefined {
  const file = wordOf(field(data, 'answer'));
  if (file === undefined) return undefined;
  const read = scene.files.read(posix.join(scene.folder, file));
  if (read.ok)
    return {
      folded: { title: 'Solution', lines: linesOf(read.text), at: 1 },
      file: shown(posix.join(scene.folder, file)),
    };
  scene.notes
    .thing('hint', file, scene.source.placeOf([...path, 'answer']))
    .note('lost', { code: 'file-left-out', params: { why: whyOf(read.message) } });
  return undefined;
}

function checkOf(
  { files, folder, source, notes, names }: Scene,
  data: unknown,
  path: readonly (string | number)[],
  title: string,
): DraftCheck | undefined {
  const file = wordOf(field(data, 'verify'));
  if (file === undefined) return undefined;
  const place = source.placeOf([...path, 'verify']);
  const thing = notes.thing('check', file, place);
  const read = files.read(posix.join(folder, file));
  if (!read.ok) {
    thing.note('lost', { code: 'check-lost', params: { why: whyOf(read.message) } });
    return undefined;
  }
  if (!isShell(read.text) || read.text.trim() === '') {
    const why =
      read.text.trim() === ''
        ? { 'zh-CN': '它是空的', en: 'it is empty' }
        : { 'zh-CN': '它不是 shell 脚本', en: 'it is no shell script' };
    thing.note('lost', { code: 'check-lost', params: { why } });
    return undefined;
  }
  const id = names.checks.take(title, 'verified');
  const run = checkCommand(read.text, file);
  noteLacks(thing, read.text, id, { file: shown(posix.join(folder, file)), line: 1 });
  return { id, title, does: { kind: 'command', on: node, run }, needs: [], place, thing };
}

/** What runs when a step begins: that of the first is set up; what comes later has no place here. */
function scripts(
  { files, folder, source, notes, names, setup }: Scene,
  data: unknown,
  path: readonly (string | number)[],
  at: { readonly id: string; readonly isFirst: boolean },
): void {
  for (const key of [...background, ...foreground]) {
    const file = wordOf(field(data, key));
    if (file === undefined) continue;
    const place: Place = source.placeOf([...path, key]);
    const thing: Thing = notes.thing('script', file, place);
    const read = files.read(posix.join(folder, file), packLimits.scriptBytes / 2);
    if (!read.ok) {
      thing.note('lost', { code: 'file-left-out', params: { why: whyOf(read.message) } });
      continue;
    }
    if (!at.isFirst) {
      thing.note('lost', { code: 'script-too-late', params: { step: at.id } });
      continue;
    }
    const name = names.scripts.take(idOf(`${at.id}-${key}`) ?? key, key);
    const isSeen = (foreground as readonly string[]).includes(key);
    const code = isSeen ? 'setup-unseen' : 'setup-made';
    thing.note(isSeen ? 'changed' : 'kept', { code, params: { script: name, node } });
    noteLacks(thing, read.text, name, { file: shown(posix.join(folder, file)), line: 1 });
    setup.push({ node, name, text: setupScript(read.text, shown(posix.join(folder, file))), thing });
  }
}

function environment({ source, notes }: Scene): void {
  const image = wordOf(field(field(source.data, 'backend'), 'imageid'));
  if (image === undefined) return;
  const thing = notes.thing('machine', image, source.placeOf(['backend', 'imageid']));
  const lacks = /kube|k8s|k3s|minikube|openshift|cks|cka|ckad/i.test(image)
    ? 'kubernetes'
    : /docker|container|podman/i.test(image)
      ? 'docker'
      : undefined;
  if (lacks === undefined) thing.note('changed', { code: 'environment-other', params: { image } });
  else thing.note('lost', { code: 'environment-lost', params: { image, lacks } });
  if (/[2-9]-?nodes?\b|cluster/i.test(image))
    notes
      .thing('machine', image, source.placeOf(['backend', 'imageid']))
      .note('lost', { code: 'second-node-lost', params: { image } });
}

/** @returns undefined: nothing is said that could be read */
function minutesOf({ source, notes }: Scene): number | undefined {
  const said = wordOf(field(source.data, 'time'));
  if (said === undefined) return undefined;
  const thing = notes.thing('setting', 'time', source.placeOf(['time']));
  const all = [...said.slice(0, 200).matchAll(/(\d{1,4})\s*([a-z]*)/gi)].map(
    ([, number, unit = '']) => Number(number) * (/^h|^std/i.test(unit) ? 60 : 1),
  );
  const minutes = Math.min(6000, Math.max(0, ...all));
  if (minutes > 0 && all.length === 1) return minutes;
  const from = said.slice(0, 200);
  if (minutes === 0) {
    thing.note('lost', { code: 'setting-lost', params: { setting: `time: ${from}` } });
    return undefined;
  }
  thing.note('changed', { code: 'setting-invented', params: { setting: 'time', from, to: String(minutes) } });
  return minutes;
}
