import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { Plan, PlannedLab, Task, TaskResult } from '../../contract/gradebook.js';
import type { GradeNote, Provenance } from '../../contract/messages/gradebook.js';
import { makeReport } from '../grading/report.js';
import { readHandIn } from '../handins/file.js';
import type { Provider } from '../machines/provider.js';
import { ShellError } from '../machines/shell.js';
import { compiledSchema, type LoadedLab, openCompiled } from '../packs/compiled.js';
import { type Replayed, replayHandIn } from '../replay/replay.js';
import { Journal, type JournalContent } from '../session/journal.js';
import type { SessionStore } from '../session/store.js';
import { type Work, workSignal } from '../session/work.js';
import { readResult, taskAt, writeResult } from './folder.js';
import { withProvenance } from './provenance.js';

export interface TaskParts {
  readonly folder: string;
  readonly plan: Plan;
  readonly index: number;
  readonly provider: Provider;
  /** Where its session is meanwhile: of nobody else. */
  readonly store: SessionStore;
  /** Minutes that it may take. */
  readonly minutes: number;
}

/**
 * Does one task, and writes its result; once more where it is there: the same comes of it.
 * @throws LabError grade.no-task; `cancelled` where it was called off, and then nothing is written
 */
export async function runTask(parts: TaskParts, work: Work = {}): Promise<TaskResult> {
  const { folder, plan, index } = parts;
  const task = taskAt(plan, index);
  const started = Date.now();
  const before = readResult(folder, task.key);
  const outcome =
    task.refused === undefined ? await judged(parts, task, work) : { state: 'refused' as const, notes: [] };
  const result: TaskResult = {
    format: 1,
    key: task.key,
    ...outcome,
    notes: [...task.notes, ...outcome.notes],
    attempts: (before?.attempts ?? 0) + 1,
    seconds: (Date.now() - started) / 1000,
    at: Date.now(),
    host: hostname(),
  };
  writeResult(folder, result);
  return result;
}

type Outcome = Pick<TaskResult, 'state' | 'notes' | 'report' | 'provenance' | 'put' | 'rebooted'>;

async function judged(parts: TaskParts, task: Task, work: Work): Promise<Outcome> {
  const { minutes } = parts;
  const limit = AbortSignal.timeout(minutes * 60_000);
  const scratch = mkdtempSync(join(tmpdir(), 'lvslab-grade-'));
  try {
    return await replayed(parts, task, scratch, { ...work, signal: workSignal(work.signal, limit) });
  } catch (error) {
    if (work.signal?.aborted === true)
      throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    const note: GradeNote = limit.aborted ? { code: 'no-time', params: { minutes } } : troubleNote(error);
    return { state: 'unchecked', notes: [note] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What kept a hand-in from being judged; what is no error of machines is one of ours, and goes on. */
function troubleNote(error: unknown): GradeNote {
  if (error instanceof LabError) {
    const inWords = { 'zh-CN': error.wording('zh-CN'), en: error.wording('en') };
    return { code: 'trouble', params: { inWords } };
  }
  if (!(error instanceof ShellError)) throw error;
  return { code: 'trouble', params: { inWords: { 'zh-CN': error.message, en: error.message } } };
}

async function replayed(parts: TaskParts, task: Task, scratch: string, work: Work): Promise<Outcome> {
  const { folder, plan, provider, store } = parts;
  const planned = plan.labs.find(({ lab }) => lab === task.lab)!;
  const loaded = openLab(folder, planned);
  const read = await readHandIn(join(folder, task.file), { signal: work.signal });
  if (!read.ok)
    return { state: 'unchecked', notes: [{ code: 'unreadable', params: { inHandIn: read.problem } }] };
  const { head, states, journal } = read.handIn;
  const content = journalIn(scratch, journal);
  const { entries } = content;
  const { reboot } = planned;
  const found = await replayHandIn({ head, states, entries, loaded, provider, store, reboot }, work);
  const broken = content.damaged.length + content.unchained.length + content.loose;
  const provenance = provenances(found, broken === 0);
  const { verdicts, notes, rebooted, seconds } = found;
  const final = { type: 'checked', at: Date.now(), final: true, verdicts, seconds } as const;
  const created = entries[0]?.at ?? head.made;
  const record = { format: 1, id: head.session, created, labId: head.lab, labFolder: folder } as const;
  const { lab } = loaded.instantiate(head.drawn ? head.seed : undefined);
  const { seed, drawn } = head;
  const booted = Object.values(rebooted ?? {});
  const report = makeReport({ ...record, seed, drawn, provider: head.provider }, lab, [...entries, final]);
  return {
    // Some of it could not be checked: that is tried again.
    state:
      report.summary.trouble + booted.filter((each) => each === 'unknown').length > 0
        ? 'unchecked'
        : 'graded',
    notes: broken === 0 ? [] : [{ code: 'journal-changed', params: { lines: broken } }],
    report: withProvenance(report, provenance),
    provenance,
    put: notes,
    ...(rebooted === undefined ? {} : { rebooted }),
  };
}

function provenances({ provenance }: Replayed, whole: boolean): Readonly<Record<string, Provenance>> {
  return Object.fromEntries(
    [...provenance].map(([check, from]) => [check, from === 'journal' && !whole ? 'unverified' : from]),
  );
}

/** Writes down that a task ended without a result, however it did. */
export function writeEnded(folder: string, task: Task, exit: string): void {
  const before = readResult(folder, task.key);
  writeResult(folder, {
    format: 1,
    key: task.key,
    state: 'unchecked',
    notes: [...task.notes, { code: 'ended', params: { exit } }],
    attempts: (before?.attempts ?? 0) + 1,
    seconds: 0,
    at: Date.now(),
    host: hostname(),
  });
}

/** The teacher's lab, as the plan has it. */
export function openLab(folder: string, { file }: PlannedLab): LoadedLab {
  return openCompiled(compiledSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))), folder);
}

/** A journal that came in a file is read as one of our own: line by line, what is no entry left out. */
export function journalIn(folder: string, bytes: Buffer): JournalContent {
  const file = join(folder, 'journal.jsonl');
  writeFileSync(file, bytes, { mode: 0o600 });
  return new Journal(file).content();
}
