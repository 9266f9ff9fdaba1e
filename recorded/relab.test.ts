import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SessionEvent } from '../contract/session.js';
import { makeReport } from '../engine/grading/report.js';
import { type CompiledLab, type LoadedLab, openCompiled } from '../engine/packs/compiled.js';
import type { Session } from '../engine/session/session.js';
import { labSession } from './testing/lab-session.js';

interface RawStep {
  id: string;
  checks: Record<string, unknown>[];
}

/** The session's lab as its trainer has just written it. */
function written(
  session: Session,
  change: (steps: RawStep[], lab: Record<string, unknown>) => void,
): LoadedLab {
  const compiled: CompiledLab = structuredClone(session.loaded.compiled);
  change(compiled.lab['steps'] as RawStep[], compiled.lab);
  return openCompiled(compiled, session.loaded.folder);
}

/** A step of another name has the texts of the first. */
function withTexts({ compiled, folder }: LoadedLab, step: string): LoadedLab {
  const texts = { ...compiled.texts, [step]: compiled.texts['install']! };
  return openCompiled({ ...compiled, texts }, folder);
}

const check = (steps: RawStep[], id: string) =>
  steps.flatMap(({ checks }) => checks).find((each) => each['id'] === id)!;
const started = (session: Session) =>
  session.journal.read().flatMap((entry) => (entry.type === 'step-started' ? [entry.step] : []));

/** A session in whose first two steps all is done. */
async function begun(): Promise<Session> {
  const { session } = labSession({}, true);
  await session.start();
  await session.lookFirst();
  for (const step of ['install', 'web-servers']) await session.solve(step);
  await session.check(undefined, { reuse: true });
  expect(session.progress().current).toBe('director-vip');
  return session;
}

test('a changed check is judged anew, its experiments are not made anew, and no step that was begun is begun again', async () => {
  const session = await begun();
  const before = started(session);
  const events: SessionEvent[] = [];
  const lab = written(session, (steps) => {
    check(steps, 'direct-rs1')['points'] = 5;
    check(steps, 'own-page-rs2')['not'] = { file: check(steps, 'own-page-rs2')['file'] };
    delete check(steps, 'own-page-rs2')['file'];
  });
  const done = await session.relab(lab, { onEvent: (event) => events.push(event) });
  expect(done).toMatchObject({ parts: ['checks'], fixed: [], unjudged: [] });
  // What says the same as before is no news.
  expect(done.verdicts.map(({ check: id, status }) => [id, status])).toEqual([['own-page-rs2', 'fail']]);
  expect(session.progress().verdicts.get('direct-rs1')).toMatchObject({ status: 'pass', points: 5 });
  expect(events.filter((event) => event.type === 'checking' && event.what === 'http')).toEqual([]);
  expect(session.progress().current).toBe('web-servers');
  expect(started(session)).toEqual(before);

  const report = makeReport(session.record, session.lab, session.journal.read());
  expect(report).toMatchObject({ changed: true, digest: lab.digest, summary: { earned: 0 } });
  expect(session.record.digest).toBe(lab.digest);
});

test('a step that has another name is done as it was; one that is new begins where the machines are, once', async () => {
  const session = await begun();
  const renamed = written(session, (steps) => {
    steps[1]!.id = 'servers';
  });
  await session.relab(withTexts(renamed, 'servers'));
  expect(session.progress()).toMatchObject({ current: 'director-vip' });
  expect([...session.progress().done]).toEqual(['install', 'servers']);
  expect(session.progress().verdicts.get('listening')).toMatchObject({ step: 'servers', status: 'pass' });

  const more = written(session, (steps) => {
    const absent = { id: 'absent', not: { package: { on: 'director', name: 'ipvsadm' } } };
    steps.unshift({ ...steps[0]!, id: 'extra', checks: [absent] });
  });
  const { verdicts } = await session.relab(withTexts(more, 'extra'));
  expect(verdicts.map(({ check: id, status }) => [id, status])).toEqual([['absent', 'fail']]);
  expect(session.progress().current).toBe('extra');
  expect(started(session).filter((step) => step === 'extra')).toEqual(['extra']);
  expect(session.progress().checkpoints.has('extra')).toBe(true);
  await session.reset('extra');
  expect(session.progress().done.size).toBe(0);
});

test('a check that stops what runs is left to whoever asks for it', async () => {
  const session = await begun();
  const done = await session.relab(
    written(session, (steps) => {
      steps[2]!.checks.push({
        id: 'again',
        needs: ['own-page-rs1'],
        reboot: { nodes: ['rs1'], checks: ['own-page-rs1'] },
      });
    }),
  );
  expect(done.unjudged).toEqual(['again']);
  expect(session.progress().verdicts.has('again')).toBe(false);
});

test('another topology is not taken, and nothing is written down', async () => {
  const session = await begun();
  const entries = session.journal.read().length;
  const { digest } = session.loaded;
  const other = written(session, (_steps, lab) => {
    lab['topology'] = JSON.parse(JSON.stringify(lab['topology']).replaceAll('10.0.0.9', '10.0.0.19'));
  });
  expect(await session.relab(other)).toEqual({
    parts: [],
    fixed: ['topology'],
    verdicts: [],
    unjudged: [],
  });
  expect(session.loaded.digest).toBe(digest);
  expect(session.journal.read().length).toBe(entries);
});

test('what cannot be written down is not taken', async () => {
  const session = await begun();
  const { digest } = session.loaded;
  const lab = written(session, (_steps, all) => {
    all['minutes'] = 7;
  });
  rmSync(session.folder, { recursive: true });
  await expect(session.relab(lab)).rejects.toMatchObject({ detail: { code: 'session.folder-gone' } });
  expect(session.loaded.digest).toBe(digest);
  expect(session.lab.minutes).toBe(60);
});
