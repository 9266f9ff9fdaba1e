import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Pack, packSchema } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { nearest } from '../../contract/nearest.js';
import type { LoadedLab } from './compiled.js';
import { labFile, packOf, readWithin } from './files.js';
import { ledgerFile } from './ledger.js';
import { labsIn } from './library.js';
import { loadLab } from './load.js';
import { ProblemList } from './problem.js';
import { reportIssues } from './schema-words.js';
import { type YamlPath, YamlSource } from './source.js';
import { lintTranslations } from './stale.js';
import { reportStray } from './unused.js';

/** All that can be said of a pack, or of one lab, without a machine. */
export interface PackReport {
  /** The pack's folder, or the lab's. */
  readonly folder: string;
  /** Labs that are sound, in the order of their folders. */
  readonly labs: readonly LoadedLab[];
  readonly problems: readonly PackProblem[];
  /** Problems beyond those. */
  readonly more: number;
  /** What is no mistake, and may be one all the same. */
  readonly notes: readonly PackProblem[];
}

/**
 * Reads a pack's folder with all of its labs, or one lab's, as its author wants it read: draws of the variables, files that nothing uses
 * and commands in one language only are told, too.
 */
export function lintPack(path: string): PackReport {
  const folder = resolve(path);
  const problems = new ProblemList();
  if (existsSync(join(folder, labFile))) {
    const report = lintLabs(folder, [folder], problems);
    return packOf(folder) === undefined ? report : withTranslations(report, problems);
  }
  const found = readPackFile(folder, problems);
  // Without it there is no pack whose files its labs could use.
  const folders = existsSync(join(folder, 'pack.yaml'))
    ? labsIn(folder).filter((each) => existsSync(join(each, labFile)))
    : [];
  const report = lintLabs(folder, folders, problems);
  if (found !== undefined) lintMap(found.pack, found.source, folders, report.labs, problems);
  // A lab that is not sound may use what nobody was seen to use.
  if (report.labs.length === folders.length && folders.length > 0) {
    const used = new Set([
      join(folder, 'pack.yaml'),
      join(folder, ledgerFile),
      ...report.labs.flatMap(({ files }) => files),
    ]);
    reportStray(folder, used, folders, problems);
  }
  if (found === undefined) return { ...report, problems: problems.sorted(), more: problems.more };
  return withTranslations(report, problems);
}

function withTranslations(report: PackReport, problems: ProblemList): PackReport {
  const notes = [...report.notes, ...lintTranslations(report.folder, problems)];
  return { ...report, notes, problems: problems.sorted(), more: problems.more };
}

function lintLabs(folder: string, folders: readonly string[], problems: ProblemList): PackReport {
  const labs: LoadedLab[] = [];
  // What stands in a part is told once, however many labs use it.
  const notes = new Map<string, PackProblem>();
  for (const each of folders) {
    const result = loadLab(each, { proof: true });
    if (result.ok) {
      labs.push(result.lab);
      for (const note of result.notes)
        notes.set(JSON.stringify([note.file, note.line, note.column, note.message]), note);
    } else {
      for (const problem of result.problems) problems.add(problem);
      problems.count(result.more);
    }
  }
  return { folder, labs, problems: problems.sorted(), more: problems.more, notes: [...notes.values()] };
}

function readPackFile(
  folder: string,
  problems: ProblemList,
): { readonly pack: Pack; readonly source: YamlSource } | undefined {
  const file = join(folder, 'pack.yaml');
  const found = readWithin(folder, file, 'pack.yaml', packLimits.yamlBytes);
  if (!found.ok) {
    problems.add({ message: found.message, file, line: 1, column: 1 });
    return undefined;
  }
  const source = new YamlSource(file, found.text);
  if (source.reportSyntax(problems)) return undefined;
  const read = source.data();
  if (!read.ok) {
    problems.add(read.problem);
    return undefined;
  }
  const parsed = packSchema.safeParse(read.data);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, read.data, source, problems, 'pack.yaml');
    return undefined;
  }
  return { pack: parsed.data, source };
}

/** The course map beside the labs that there are. */
function lintMap(
  pack: Pack,
  source: YamlSource,
  folders: readonly string[],
  labs: readonly LoadedLab[],
  problems: ProblemList,
): void {
  const report = (path: YamlPath, message: PackProblemMessage) => problems.add(source.problem(path, message));
  const known = folders.map((folder) => basename(folder));
  if (known.length === 0) report([], { code: 'no-labs', params: {} });
  const listed = [
    ...pack.modules.flatMap((module, number) =>
      module.labs.map((lab, index) => ({ lab, path: ['modules', number, 'labs', index] })),
    ),
    ...pack.labs.map((lab, index) => ({ lab, path: ['labs', index] })),
  ];
  const order = new Map<string, number>();
  for (const { lab, path } of listed) {
    if (order.has(lab)) report(path, { code: 'lab-twice', params: { lab } });
    else if (!known.includes(lab))
      report(path, { code: 'unknown-lab', params: { lab, known, suggestion: nearest(lab, known) } });
    order.set(lab, order.get(lab) ?? order.size);
  }
  for (const lab of known)
    if (!order.has(lab))
      report([pack.modules.length > 0 ? 'modules' : 'labs'], { code: 'lab-not-listed', params: { lab } });
  for (const { lab } of labs)
    for (const other of lab.requires) {
      const [own, before] = [order.get(lab.id), order.get(other)];
      if (own !== undefined && before !== undefined && before > own)
        report(listed.find((each) => each.lab === lab.id)?.path ?? [], {
          code: 'requires-later',
          params: { lab: lab.id, other },
        });
    }
}
