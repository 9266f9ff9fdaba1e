import { type Lab, labSchema } from '../../../contract/lab.js';
import type { Status, Verdict } from '../../../contract/verdict.js';
import type { JournalEntry, JournalEvent } from '../../session/journal.js';
import type { SessionRecord } from '../../session/store.js';

/** A lab of quizzes, a session of it and what happened in it, for tests of reports. */

const text = (en: string) => ({ 'zh-CN': `中文 ${en}`, en });
const quiz = (id: string, points: number) => ({
  id,
  points,
  hint: text(`hint of ${id}`),
  quiz: { type: 'number', question: text('?'), answer: 1 },
});

export const gradedLab: Lab = labSchema.parse({
  format: 1,
  id: 'graded',
  title: text('A "graded" <lab> & more'),
  summary: text('summary'),
  minutes: 1,
  topology: { networks: {}, nodes: {} },
  steps: [
    { id: 'one', title: text('One'), text: 'one', checks: [quiz('a', 1), quiz('b', 2)] },
    { id: 'read', title: text('Read'), text: 'read' },
    { id: 'two', title: text('Two'), text: 'two', checks: [quiz('c', 4), quiz('d', 8)] },
  ],
});

export const gradedRecord: SessionRecord = {
  format: 1,
  id: 'graded-1234',
  labId: 'graded',
  labFolder: 'graded',
  seed: 'seed',
  drawn: true,
  provider: 'none',
  created: Date.UTC(2024, 0, 2, 3, 4, 5),
};

export function verdict(check: string, status: Status, more: Partial<Verdict> = {}): Verdict {
  const message: Verdict['message'] =
    status === 'pass'
      ? { code: 'quiz.right', params: {} }
      : status === 'fail'
        ? { code: 'quiz.wrong', params: { answer: '7' } }
        : { code: 'unknown.timeout', params: { node: 'rs1', detail: 'no answer' } };
  const points = { a: 1, b: 2, c: 4, d: 8 }[check] ?? 1;
  return { step: 'one', check, status, message, points, at: 0, evidence: [], ...more };
}

export const skipped = (check: string, need: string) =>
  verdict(check, 'unknown', { message: { code: 'skipped.needs', params: { check: need } } });

export const graded = (...verdicts: Verdict[]): JournalEvent => ({
  type: 'checked',
  final: true,
  verdicts,
  seconds: 1,
});

/** Journal entries of these events, a second apart, after the session was made. */
export function journal(...events: JournalEvent[]): JournalEntry[] {
  const created: JournalEvent = {
    type: 'created',
    lab: 'graded',
    seed: 'seed',
    values: { vip: '10.0.0.29' },
    provider: 'none',
  };
  return [created, ...events].map(
    (event, index): JournalEntry => ({ at: gradedRecord.created + index * 1000, ...event }),
  );
}
