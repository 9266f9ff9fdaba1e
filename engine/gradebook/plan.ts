import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '../../contract/canonical.js';
import type { ClassFields } from '../../contract/class.js';
import { LabError } from '../../contract/errors.js';
import type { Plan, PlannedLab, Refusal, Task } from '../../contract/gradebook.js';
import type { HandInHead } from '../../contract/handin.js';
import { archiveLimits } from '../../contract/limits.js';
import { labName } from '../../contract/lab-name.js';
import type { GradeNote } from '../../contract/messages/gradebook.js';
import type { LoadedClass } from '../classes/load.js';
import type { PackSource } from '../classes/pins.js';
import { normalisedId, seedFor } from '../classes/values.js';
import { type HandIn, type HandInReading, readHandIn } from '../handins/file.js';
import { diskError, writeFileAtomic } from '../machines/files.js';
import { bothLanguages } from '../../contract/text.js';
import { documentOf } from '../packs/compiled.js';
import { requireLab } from '../packs/library.js';
import { sheetOf } from '../packs/sheet.js';
import { productVersion } from '../product.js';
import { firstEntry } from '../session/journal.js';
import { learnersNodes } from '../world/learners.js';
import { type Found, handInsBelow } from './find.js';

export interface PlanParts {
  readonly loaded: LoadedClass;
  /** Files, and folders with files; none of them: a class of which nobody has handed in anything. */
  readonly paths: readonly string[];
  /** Where the class is graded. */
  readonly folder: string;
  readonly library: PackSource;
  /** Hash of the guest image that judges. */
  readonly guest: string;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: (done: number, all: number) => void;
}

/**
 * What there is to do for a class: its labs and hand-ins, copied into the folder, so that whoever runs a task needs nothing else; whose each
 * hand-in is, and which of them are not worth a machine, and why.
 * @throws LabError grade.no-path, grade.nothing, grade.too-many, grade.not-installed; what a full disk throws
 */
export async function makePlan(parts: PlanParts): Promise<Plan> {
  const { loaded, folder, progress, signal } = parts;
  const found = handInsBelow(parts.paths, parts.paths.length === 0);
  const labs = await Promise.all(loaded.labs.map((lab) => plannedLab(lab, parts)));
  const owners = new Map(loaded.students.map(({ id }) => [seedFor(loaded.key, id), id]));
  const tasks: Draft[] = [];
  for (const [index, each] of found.entries()) {
    signal?.throwIfAborted();
    progress?.(index, found.length);
    tasks.push(await draftOf(keep(each, folder), { labs, owners, signal }));
  }
  return {
    format: 1,
    made: Date.now(),
    product: productVersion(),
    class: { id: loaded.id, title: bothLanguages(loaded.title) },
    see: loaded.see,
    published: loaded.published,
    students: [...loaded.students],
    labs,
    tasks: superseded(tasks).map((draft) => taskOf(draft, labs, parts.guest)),
  };
}

async function plannedLab(lab: ClassFields['labs'][number], parts: PlanParts): Promise<PlannedLab> {
  const { digest } = lab;
  const found = requireLab(parts.library.find(lab.lab), { draws: true });
  if (found.digest !== digest)
    throw new LabError({ code: 'grade.not-installed', params: { lab: lab.lab, digest: short(digest) } });
  const file = `labs/${digest.replace('sha256:', '')}.json`;
  writeFileAtomic(join(parts.folder, file), documentOf(found.compiled));
  const checks = found.lab.steps.filter(({ optional }) => !optional).flatMap((step) => step.checks);
  return {
    lab: lab.lab,
    digest,
    accepts: lab.accepts,
    weight: lab.weight,
    ...(lab.due === undefined ? {} : { due: lab.due }),
    reboot: lab.reboot,
    title: found.lab.title,
    points: checks.reduce((sum, { points }) => sum + points, 0),
    learners: [...learnersNodes(found.lab)],
    memory: sheetOf(found, undefined).memory,
    file,
  };
}

/** A hand-in's copy in the folder of the plan. */
interface Kept extends Found {
  readonly sha256: string;
  readonly file: string;
  readonly path: string;
}

/** Copies it, unless it is larger than any hand-in or is there: a plan outlives the folder that hand-ins were downloaded to. */
function keep(found: Found, folder: string): Kept {
  const large = found.bytes > archiveLimits.packedBytes;
  const content = large ? `${found.name} ${found.bytes}` : readFileSync(found.path);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = `hand-ins/${sha256}.lvsub`;
  const path = join(folder, file);
  try {
    if (!large && !existsSync(path)) {
      mkdirSync(join(folder, 'hand-ins'), { recursive: true, mode: 0o700 });
      copyFileSync(found.path, `${path}.part`);
      renameSync(`${path}.part`, path);
    }
  } catch (error) {
    throw diskError(error, folder);
  }
  return { ...found, sha256, file, path: large ? found.path : path };
}

type Draft = Omit<Task, 'key'>;

interface Known {
  readonly labs: readonly PlannedLab[];
  /** Students by the seed of their values. */
  readonly owners: ReadonlyMap<string, string>;
  readonly signal: AbortSignal | undefined;
}

async function draftOf({ name, bytes, sha256, file, path }: Kept, known: Known): Promise<Draft> {
  const base = { name, bytes, sha256, file };
  const read = await readHandIn(path, { signal: known.signal });
  if (!read.ok)
    return refused(base, 'unreadable', { code: 'unreadable', params: { inHandIn: read.problem } });
  const { signature } = read;
  if (!signature.valid) return refused(base, 'unsigned', { code: 'unsigned', params: {} });
  return { ...placed(base, read, known), signer: signature.id };
}

type Base = Pick<Draft, 'name' | 'bytes' | 'sha256' | 'file'>;

function refused(base: Omit<Draft, 'refused' | 'notes'>, why: Refusal, note: GradeNote): Draft {
  return { ...base, refused: why, notes: [note] };
}

/** Whose it is, and of which lab. */
function placed(base: Base, { handIn }: Extract<HandInReading, { ok: true }>, known: Known): Draft {
  const { head } = handIn;
  const created = firstEntry(handIn.journal);
  const claims = created?.type === 'created' ? created.class : undefined;
  const name = labName(head.pack?.id, head.lab);
  const lab = known.labs.find((each) => each.lab === name);
  const student = head.drawn ? known.owners.get(head.seed) : undefined;
  const draft = {
    ...base,
    made: head.made,
    ...(student === undefined ? {} : { student }),
    ...(lab === undefined ? {} : { lab: lab.lab }),
    ...(claims === undefined ? {} : { claims }),
  };
  if (lab === undefined) return refused(draft, 'other-lab', { code: 'other-lab', params: { lab: name } });
  if (![lab.digest, ...lab.accepts].includes(head.digest)) {
    const params = { lab: name, stated: short(head.digest), digest: short(lab.digest) };
    return refused(draft, 'other-state', { code: 'other-state', params });
  }
  if (student === undefined)
    return refused(draft, 'other-values', { code: 'other-values', params: { seed: head.seed.slice(0, 40) } });
  if (!isJournalOf(created, head))
    return refused(draft, 'other-journal', { code: 'other-journal', params: {} });
  const missing = missingNode(handIn, lab);
  if (missing !== undefined) return refused(draft, 'incomplete', { code: 'incomplete', params: missing });
  return { ...draft, notes: remarks(handIn, lab, student, claims?.student) };
}

function isJournalOf(created: ReturnType<typeof firstEntry>, head: HandInHead): boolean {
  if (created?.type !== 'created') return false;
  return created.lab === head.lab && created.seed === head.seed && created.digest !== undefined;
}

/** The first node that a learner configures and whose state did not come along. */
function missingNode({ head }: HandIn, lab: PlannedLab) {
  for (const { node, state } of head.nodes)
    if (state !== 'taken' && lab.learners.includes(node)) return { node, stateTrouble: state };
  return undefined;
}

function remarks(
  { head, states }: HandIn,
  { due }: PlannedLab,
  student: string,
  claimed: string | undefined,
): GradeNote[] {
  const late = due === undefined ? 0 : head.made - Date.parse(due);
  const left = states.flatMap(({ node, left: files }): GradeNote[] => {
    const lost = files.filter(({ why }) => why !== 'no-file').length;
    return lost === 0 ? [] : [{ code: 'files-left', params: { node, files: lost } }];
  });
  return [
    ...(late > 0 ? [{ code: 'late', params: { hours: (late / 3_600_000).toFixed(1) } } as const] : []),
    ...(claimed === undefined || normalisedId(claimed) === normalisedId(student)
      ? []
      : [{ code: 'claims-other', params: { student: claimed } } as const]),
    ...left,
  ];
}

/** Of several of one student and lab the last in time counts; of one file that is there twice, the first. */
function superseded(drafts: readonly Draft[]): readonly Draft[] {
  const last = new Map<string, Draft>();
  const place = ({ student, lab }: Draft) => `${student}\n${lab}`;
  for (const draft of drafts) {
    if (draft.refused !== undefined) continue;
    const before = last.get(place(draft));
    if (before === undefined || (draft.made ?? 0) > (before.made ?? 0)) last.set(place(draft), draft);
  }
  return drafts.map((draft) => {
    const by = draft.refused === undefined ? last.get(place(draft)) : undefined;
    if (by === undefined || by === draft) return draft;
    return refused(draft, 'superseded', { code: 'superseded', params: { by: by.name } });
  });
}

/** The same hand-in, judged by the same lab, program and guest, has the same key: its result is there already. */
function taskOf(draft: Draft, labs: readonly PlannedLab[], guest: string): Task {
  const lab = labs.find((each) => each.lab === draft.lab);
  const { sha256, refused: why, name, notes } = draft;
  const basis =
    why === undefined
      ? { sha256, digest: lab?.digest, reboot: lab?.reboot, product: productVersion(), guest }
      : { sha256, why, name };
  const key = createHash('sha256').update(canonical(basis)).digest('hex').slice(0, 24);
  return { ...draft, notes: [...notes], key };
}

const short = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);
