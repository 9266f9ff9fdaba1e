import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../contract/errors.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import { lineSchema } from '../../contract/primitives.js';
import { readJson, writeFileAtomic } from '../machines/files.js';
import { productVersion } from '../product.js';
import { Journal } from '../session/journal.js';
import { replay } from '../session/progress.js';
import { seedOf, type SessionRecord, type SessionStore } from '../session/store.js';
import { makeReport } from './report.js';

const standingSchema = z.object({
  title: lineSchema,
  /** Steps that are done, and all; 0 of 0: the lab cannot be had. */
  done: z.number(),
  steps: z.number(),
  /** The step that is current. */
  current: z.string().optional(),
  /** Of the last grading. */
  grade: z.object({ earned: z.number(), points: z.number() }).optional(),
  /** What of it cannot be used: its lab, lines of its journal. */
  problem: z
    .looseObject({ code: z.string(), params: z.record(z.string(), z.unknown()) })
    // One of another version is shown as it is stored.
    .transform((message) => message as unknown as ErrorMessage)
    .optional(),
});

/** How a session stands, for lists. */
export type Standing = Readonly<z.infer<typeof standingSchema>>;

const keptSchema = z.object({ stamp: z.string(), standing: standingSchema });

/**
 * How a session stands, from its journal. What was found is kept beside the journal, and holds while that is as it was: a list of
 * sessions need not read all that ever happened. It can be made again at any time.
 */
export function standingOf(store: SessionStore, record: SessionRecord): Standing {
  const folder = store.folder(record.id);
  const file = join(folder, 'standing.json');
  const stamp = stampOf(folder, record);
  const kept = keptSchema.safeParse(readJson(file));
  if (kept.success && kept.data.stamp === stamp) return kept.data.standing;
  const standing = found(store, record, folder);
  // The lab of a session of before is what its folder says today.
  if (record.digest !== undefined) keep(file, { stamp, standing });
  return standing;
}

function found(store: SessionStore, record: SessionRecord, folder: string): Standing {
  const journal = new Journal(join(folder, 'journal.jsonl'));
  const entries = journal.read();
  const trouble = journal.trouble()[0]?.detail;
  try {
    const { lab } = store.lab(record).instantiate(seedOf(record));
    const { done, current, graded } = replay(lab, entries);
    const { summary } = makeReport(record, lab, entries);
    return {
      title: lab.title,
      done: done.size,
      steps: lab.steps.length,
      ...(current === undefined ? {} : { current }),
      ...(graded === undefined ? {} : { grade: { earned: summary.earned, points: summary.points } }),
      ...(trouble === undefined ? {} : { problem: trouble }),
    };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return {
      title: { 'zh-CN': record.labId, en: record.labId },
      done: 0,
      steps: 0,
      problem: error.detail,
    };
  }
}

/** What it depends on: the journal and the lab as they are, the seed, and who reads them. */
function stampOf(folder: string, { digest, seed, drawn }: SessionRecord): string {
  const states = ['journal.jsonl', 'lab.json'].map((name) => {
    const state = statSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
    return state === undefined ? '-' : `${state.ino} ${state.size} ${state.mtimeNs}`;
  });
  return [productVersion(), digest, drawn ? seed : '-', ...states].join(' ');
}

/** Without it the next one takes longer, and no more. */
function keep(file: string, kept: z.infer<typeof keptSchema>): void {
  try {
    writeFileAtomic(file, JSON.stringify(kept));
  } catch {
    // a full disk, or a folder that cannot be written
  }
}
