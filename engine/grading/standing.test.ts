import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { VerdictMessage } from '../../contract/messages/verdicts.js';
import type { Verdict } from '../../contract/verdict.js';
import { requireLab } from '../packs/library.js';
import { packsRoot } from '../product.js';
import { Journal } from '../session/journal.js';
import { SessionStore } from '../session/store.js';
import { standingOf } from './standing.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-standing-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function made() {
  const store = new SessionStore(root);
  const loaded = requireLab(join(packsRoot, 'lvs', 'dr-by-hand'));
  const record = store.create(loaded, { seed: 's', drawn: true, provider: 'recorded' });
  const folder = store.folder(record.id);
  return { store, record, folder, journal: new Journal(join(folder, 'journal.jsonl')) };
}

test('how a session stands follows its journal, and is kept beside it', () => {
  const { store, record, folder, journal } = made();
  journal.append({ type: 'read', step: 'install' });
  expect(standingOf(store, record)).toMatchObject({ done: 0, steps: 9, current: 'install' });
  const kept = join(folder, 'standing.json');
  const { mtimeNs } = statSync(kept, { bigint: true });
  expect(standingOf(store, record)).toMatchObject({ done: 0, steps: 9 });
  expect(statSync(kept, { bigint: true }).mtimeNs).toBe(mtimeNs);
  const message: VerdictMessage = { code: 'skipped.needs', params: { check: 'x' } };
  const verdict = (check: string): Verdict => ({
    step: 'install',
    check,
    points: 1,
    at: 1,
    status: 'pass',
    message,
    evidence: [],
  });
  journal.append({
    type: 'checked',
    final: true,
    verdicts: [verdict('ipvsadm'), verdict('ip-vs')],
    seconds: 1,
  });
  expect(standingOf(store, record)).toMatchObject({ done: 1, current: 'web-servers', grade: { earned: 2 } });
});

test.each(['', '{"stamp":', '{}', '{"stamp":"x","standing":{"title":1}}'])(
  'one that is %j is made anew',
  (text) => {
    const { store, record, folder } = made();
    const standing = standingOf(store, record);
    writeFileSync(join(folder, 'standing.json'), text);
    expect(standingOf(store, record)).toEqual(standing);
    expect(JSON.parse(readFileSync(join(folder, 'standing.json'), 'utf8'))).toMatchObject({ standing });
  },
);

test('what cannot be used is told: the lab, a line of the journal; and no more when it is mended', () => {
  const { store, record, folder, journal } = made();
  journal.append({ type: 'suspended' });
  appendFileSync(join(folder, 'journal.jsonl'), 'null\n');
  expect(standingOf(store, record).problem).toMatchObject({ code: 'session.journal-damaged' });
  const lab = join(folder, 'lab.json');
  const text = readFileSync(lab, 'utf8');
  writeFileSync(lab, '{');
  const fresh = new SessionStore(root);
  expect(standingOf(fresh, record)).toMatchObject({
    title: { en: 'dr-by-hand' },
    steps: 0,
    problem: { code: 'session.lab-bad' },
  });
  writeFileSync(lab, text);
  utimesSync(lab, 1, 1);
  expect(standingOf(fresh, record)).toMatchObject({ steps: 9, problem: { code: 'session.journal-damaged' } });
});

test('of a session of before, whose lab is what its folder says today, nothing is kept', () => {
  const { store, record, folder } = made();
  const { digest: _, ...old } = record;
  expect(standingOf(store, old)).toMatchObject({ steps: 9 });
  expect(existsSync(join(folder, 'standing.json'))).toBe(false);
});
