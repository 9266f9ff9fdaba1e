import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { LabError } from '../../contract/errors.js';
import { packLimits } from '../../contract/limits.js';
import { languages, type Text } from '../../contract/text.js';
import { diskError } from '../machines/files.js';
import { lintPack } from '../packs/lint-pack.js';
import type { Draft, DraftCheck, DraftLab, DraftQuiz, DraftStep } from './draft.js';
import { Fit, fitted, paragraphOf, titleOf } from './fit.js';
import { idOf } from './names.js';
import type { Notes } from './notes.js';

/** What a pack is given where its source has no such thing. Whoever imports it knows whether it may be shared, and how. */
const given = { version: '0.1.0', license: 'unknown' } as const;
export const packMade: readonly Text[] = [
  { 'zh-CN': `版本 ${given.version}`, en: `version ${given.version}` },
  {
    'zh-CN': `许可证 ${given.license}（请改成原作的）`,
    en: `license ${given.license} (put in that of the source)`,
  },
];

/** Both languages have what the source had in one. */
const both = (text: string): Text => ({ 'zh-CN': text, en: text });

/** In texts, scripts and lab.yaml `${name}` is a variable of the lab, and there is none. */
export function shielded(text: string): string {
  return text.replaceAll('${include ', '$ {include ').replace(/\$\{(?=[a-z][a-z0-9_]{0,39}\})/g, '$$$${');
}

/**
 * Writes a pack: beside its place, looked through as its author would, then put there as a whole. Whatever fails, there is no half pack.
 * @param documents further files of the pack: name → text
 * @returns its folder
 * @throws LabError pack.not-empty, import.unsound, and those of `diskError`
 */
export function writePack(
  out: string,
  draft: Draft,
  notes: Notes,
  documents: () => Readonly<Record<string, string>>,
): string {
  const folder = resolve(out);
  requireRoom(folder);
  let partial: string | undefined;
  try {
    mkdirSync(dirname(folder), { recursive: true });
    partial = mkdtempSync(join(dirname(folder), `.${basename(folder)}.`));
    writeFiles(partial, draft, idOf(basename(folder)) ?? 'imported', notes);
    for (const [name, text] of Object.entries(documents())) writeFileSync(join(partial, name), text);
    const { problems } = lintPack(partial);
    if (problems.length > 0) throw new LabError({ code: 'import.unsound', params: { problems } });
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(partial, folder);
    return folder;
  } catch (error) {
    if (partial !== undefined) rmSync(partial, { recursive: true, force: true });
    throw diskError(error, folder);
  }
}

/** @throws LabError pack.not-empty */
export function requireRoom(folder: string): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isDirectory() && readdirSync(folder).length === 0)) return;
  throw new LabError({ code: 'pack.not-empty', params: { folder } });
}

function writeFiles(folder: string, draft: Draft, id: string, notes: Notes): void {
  const labs = draft.modules.flatMap((module) => module.labs);
  for (const lab of labs) writeLab(join(folder, lab.id), lab, notes);
  const named = draft.modules.filter((module) => module.title !== undefined);
  const others = draft.modules.filter((module) => module.title === undefined);
  const pack = {
    format: 1,
    id,
    title: both(titleOf(draft.title, id)),
    ...given,
    modules: named.map(({ title, labs: each }) => ({
      title: both(titleOf(title ?? '', id)),
      labs: each.map((lab) => lab.id),
    })),
    labs: others.flatMap((module) => module.labs.map((lab) => lab.id)),
  };
  writeFileSync(join(folder, 'pack.yaml'), yaml(pack));
}

function writeLab(folder: string, lab: DraftLab, notes: Notes): void {
  const fit = new Fit();
  mkdirSync(join(folder, 'steps'), { recursive: true });
  const setup: Record<string, string[]> = {};
  for (const { node, name, text, thing } of lab.setup) {
    const written = shielded(text);
    if (written.includes('$ {include ')) thing.note('changed', { code: 'include-written', params: {} });
    if (!fit.script(written, false)) {
      thing.note('lost', { code: 'too-large', params: { limit: packLimits.labBytes } });
      continue;
    }
    if ((setup[node]?.length ?? 0) >= packLimits.items) {
      thing.note('lost', { code: 'too-many', params: { left: 1, limit: packLimits.items } });
      continue;
    }
    mkdirSync(join(folder, 'setup'), { recursive: true });
    writeFileSync(join(folder, 'setup', `${name}.sh`), written);
    (setup[node] ??= []).push(name);
  }
  const checks = fitted(
    lab.steps.flatMap((step) => step.checks),
    // Each is some sixty tokens of lab.yaml, of which there may be 20,000.
    packLimits.checks / 2,
    'check',
    notes,
    (check) => check.place,
  );
  const taken = new Set(checks.filter((check) => fitCheck(check, fit)));
  const ids = new Set([...taken].map((check) => check.id));
  const steps = lab.steps.map((step, index) => {
    const name = `steps/${String((index + 1) * 10)}-${step.id}`;
    writeText(folder, name, step, fit);
    const solve = Object.entries(step.solve).filter(([, script]) => {
      if (fit.script(shielded(script), true)) return true;
      step.thing.note('lost', { code: 'too-large', params: { limit: packLimits.script / 2 } });
      return false;
    });
    return {
      id: step.id,
      title: both(shielded(titleOf(step.title, step.id))),
      text: name,
      checks: step.checks.filter((check) => taken.has(check)).map((check) => checkYaml(check, ids)),
      ...(solve.length === 0
        ? {}
        : { solve: Object.fromEntries(solve.map(([node, script]) => [node, shielded(script)])) }),
    };
  });
  const nodes = Object.entries(lab.nodes).map(([name, { role, at, memory, addresses }]) => [
    name,
    {
      role,
      ...(memory === undefined ? {} : { memory }),
      ...(at === undefined ? {} : { at }),
      ...addresses,
    },
  ]);
  const networks = Object.entries(lab.networks).map(([name, cidr]) => [name, { cidr }]);
  const document = {
    format: 1,
    id: lab.id,
    title: both(shielded(titleOf(lab.title, lab.id))),
    summary: both(shielded(paragraphOf(lab.summary, titleOf(lab.title, lab.id)))),
    level: lab.level,
    minutes: Math.min(6000, Math.max(1, Math.round(lab.minutes))),
    topology: { networks: Object.fromEntries(networks), nodes: Object.fromEntries(nodes) },
    ...(Object.keys(setup).length === 0 ? {} : { setup }),
    steps,
  };
  writeFileSync(join(folder, 'lab.yaml'), yaml(document));
}

function writeText(folder: string, name: string, step: DraftStep, fit: Fit): void {
  const text = fit.text({
    ...step,
    lines: step.lines.map((line) => ({ ...line, text: shielded(line.text) })),
  });
  for (const language of languages) writeFileSync(join(folder, `${name}.${language}.md`), text);
  const written = step.lines.find((line) => line.text.includes('${include '));
  if (written !== undefined)
    step.thing.note('changed', { code: 'include-written', params: {} }, { ...step.place, line: written.at });
}

function fitCheck({ does, thing }: DraftCheck, fit: Fit): boolean {
  const text = does.kind === 'command' ? does.run : JSON.stringify(does);
  if (fit.script(shielded(text), true)) return true;
  thing.note('lost', { code: 'too-large', params: { limit: packLimits.script / 2 } });
  return false;
}

function checkYaml({ id, title, does, needs, hint }: DraftCheck, ids: ReadonlySet<string>): object {
  const wanted = needs.filter((need) => ids.has(need));
  return {
    id,
    ...(does.kind === 'command' ? { title: both(shielded(titleOf(title, id))) } : {}),
    ...(wanted.length === 0 ? {} : { needs: wanted }),
    ...(does.kind === 'command'
      ? { command: { on: does.on, run: shielded(does.run) } }
      : { quiz: quizYaml(title, does) }),
    ...(hint === undefined ? {} : { hint: both(shielded(paragraphOf(hint, id))) }),
  };
}

function quizYaml(title: string, quiz: DraftQuiz): object {
  const question = both(shielded(paragraphOf(title, '?')));
  return quiz.kind === 'choice'
    ? {
        type: quiz.kind,
        question,
        options: quiz.options.map((option) => both(shielded(titleOf(option, '?')))),
        answer: quiz.answer,
      }
    : { type: quiz.kind, question, answer: shielded(quiz.answer), example: shielded(quiz.example) };
}

/** No anchors: what stands twice is for two languages, and will differ. */
function yaml(document: object): string {
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}
