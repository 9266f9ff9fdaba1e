import { lstatSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, isScalar, isSeq } from 'yaml';
import { type ClassFields, filedClassSchema, listedClassSchema, type Student } from '../../contract/class.js';
import { LabError } from '../../contract/errors.js';
import { classLimits } from '../../contract/limits.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { type FileResult, readWithin } from '../packs/files.js';
import { ProblemList } from '../packs/problem.js';
import { reportIssues } from '../packs/schema-words.js';
import { type Places, YamlSource } from '../packs/source.js';
import { readStudents } from './csv.js';
import { reportTwice } from './twice.js';
import { readKey } from './values.js';

/** The files of a class's folder. */
export const classFile = 'class.yaml';
export const keyFile = 'class.key';
/** The list of students, as `initClass` calls it. */
export const studentsFile = 'students.csv';

/** A class that was found sound. */
export interface LoadedClass extends ClassFields {
  /** Absolute. */
  readonly folder: string;
  readonly students: readonly Student[];
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** Where the values of class.yaml stand. */
  readonly places: Places;
}

export type ClassResult =
  | { readonly ok: true; readonly loaded: LoadedClass }
  | {
      readonly ok: false;
      readonly problems: readonly PackProblem[];
      /** Problems beyond those. */
      readonly more: number;
    };

/** Reads a class's folder: class.yaml, class.key and its list of students. Every mistake is reported, each at its place. */
export function loadClass(path: string): ClassResult {
  const folder = resolve(path);
  const problems = new ProblemList();
  const read = readFields(folder, problems);
  const students = read === undefined ? undefined : studentsOf(folder, read, problems);
  if (read?.fields !== undefined) lint(read.fields, read.source, problems);
  const key = keyIn(folder, problems);
  if (read?.fields === undefined || students === undefined || key === undefined || problems.length > 0)
    return { ok: false, problems: problems.sorted(), more: problems.more };
  return { ok: true, loaded: { ...read.fields, folder, students, key, places: read.source } };
}

/** @throws LabError class.none, class.invalid */
export function requireClass(path: string): LoadedClass {
  const folder = resolve(path);
  if (lstatSync(join(folder, classFile), { throwIfNoEntry: false }) === undefined)
    throw new LabError({ code: 'class.none', params: { folder } });
  const result = loadClass(folder);
  if (result.ok) return result.loaded;
  const { problems, more } = result;
  throw new LabError({ code: 'class.invalid', params: { folder, problems, more } });
}

interface ReadFields {
  /** Undefined: there are mistakes in them, which have been told. */
  readonly fields: ClassFields | undefined;
  /** A list of students, or the name of a file that has it, which is looked through whatever else is wrong. */
  readonly students: readonly Student[] | string | undefined;
  readonly source: YamlSource;
}

function readFields(folder: string, problems: ProblemList): ReadFields | undefined {
  const file = join(folder, classFile);
  const text = readBeside(folder, classFile, problems);
  if (text === undefined) return undefined;
  const source = new YamlSource(file, text, { left: classLimits.yamlTokens });
  const faults = new ProblemList();
  if (source.reportSyntax(faults)) {
    for (const problem of faults.sorted()) problems.add(inClass(problem));
    problems.count(faults.more);
    return undefined;
  }
  const read = source.data();
  if (!read.ok) {
    problems.add(inClass(read.problem));
    return undefined;
  }
  const data = withIdsAsTyped(read.data, source);
  const filed =
    typeof data === 'object' &&
    data !== null &&
    typeof (data as { students?: unknown }).students === 'string';
  const parsed = (filed ? filedClassSchema : listedClassSchema).safeParse(data);
  if (!parsed.success) {
    reportIssues(parsed.error.issues, data, source, problems, classFile);
    const { data: students } = filedClassSchema.shape.students.safeParse(
      (data as { readonly students?: unknown } | null)?.students,
    );
    return { fields: undefined, students, source };
  }
  const { students, ...fields } = parsed.data;
  return { fields, students, source };
}

/** What a pack's author is advised to do does not help here. */
function inClass(problem: PackProblem): PackProblem {
  const { message } = problem;
  const tooMuch = message.code === 'yaml' && message.params.fault === 'too-many-tokens';
  return tooMuch ? { ...problem, message: { code: 'class-too-much', params: {} } } : problem;
}

/** YAML makes numbers of most students' ids, and of 0012 it makes 12: they are what was typed. */
function withIdsAsTyped(data: unknown, source: YamlSource): unknown {
  const items = source.document?.get('students', true);
  const students = (data as { readonly students?: unknown } | null)?.students;
  if (!isSeq(items) || !Array.isArray(students)) return data;
  const typed = students.map((student: unknown, index) => {
    const item = items.items[index];
    const id = isMap(item) ? item.get('id', true) : undefined;
    if (!isScalar(id) || !['number', 'boolean'].includes(typeof id.value)) return student;
    return { ...(student as object), id: id.source ?? String(id.value) };
  });
  return { ...(data as object), students: typed };
}

function studentsOf(
  folder: string,
  { students, source }: ReadFields,
  problems: ProblemList,
): readonly Student[] | undefined {
  if (students === undefined) return undefined;
  if (typeof students !== 'string') return reportTwice(students, source, problems) ? undefined : students;
  const read = readList(folder, students);
  if (read.ok) return readStudents(join(folder, students), read.text, problems);
  problems.add(source.problem(['students'], read.message));
  return undefined;
}

/** The text of a list of students. @param root the folder that it must really be in */
export function readList(root: string, name: string): FileResult {
  const read = readWithin(root, join(root, name), name, classLimits.bytes);
  if (read.ok) return read;
  const { code } = read.message;
  if (code === 'file-not-text')
    return { ok: false, message: { code: 'class-csv-encoding', params: { path: name } } };
  if (code === 'file-outside')
    return { ok: false, message: { code: 'class-file-outside', params: { path: name } } };
  return read;
}

function readBeside(folder: string, name: string, problems: ProblemList): string | undefined {
  const read = readWithin(folder, join(folder, name), name, classLimits.bytes);
  if (read.ok) return read.text;
  const outside = read.message.code === 'file-outside';
  const message: PackProblemMessage = outside
    ? { code: 'class-file-outside', params: { path: name } }
    : read.message;
  problems.add({ message, file: join(folder, name), line: 1, column: 1 });
  return undefined;
}

function keyIn(folder: string, problems: ProblemList): Uint8Array | undefined {
  const file = join(folder, keyFile);
  const report = (message: PackProblemMessage) => problems.add({ message, file, line: 1, column: 1 });
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) {
    report({ code: 'class-key-missing', params: {} });
    return undefined;
  }
  const text = readBeside(folder, keyFile, problems);
  if (text === undefined) return undefined;
  const key = readKey(text);
  if (key === undefined) report({ code: 'class-key-form', params: {} });
  // Windows has no such bits: a folder of the user's own is theirs there.
  const mode = lstatSync(realpathSync(file)).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    report({ code: 'class-key-open', params: { mode: mode.toString(8) } });
  return key;
}

/** What the schema cannot see: labs of packs that are not named, and what is named twice. */
function lint({ packs, labs }: ClassFields, source: YamlSource, problems: ProblemList): void {
  const known = packs.map(({ id }) => id);
  known.forEach((id, index) => {
    if (known.indexOf(id) < index)
      problems.add(
        source.problem(['packs', index, 'id'], { code: 'duplicate-id', params: { what: 'packs', id } }),
      );
  });
  const seen = new Set<string>();
  labs.forEach(({ lab }, index) => {
    const path = ['labs', index, 'lab'];
    if (seen.has(lab)) problems.add(source.problem(path, { code: 'lab-twice', params: { lab } }));
    seen.add(lab);
    if (!known.includes(lab.split('/')[0]!))
      problems.add(source.problem(path, { code: 'class-lab-pack', params: { lab, packs: known } }));
  });
}
