import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { experimentKey } from '../../contract/experiments.js';
import type { Lab } from '../../contract/lab.js';
import type { Verdict } from '../../contract/verdict.js';
import { Journal, type JournalEntry, type JournalEvent } from './journal.js';
import { Following, replay } from './progress.js';
import { labOf, text, verdict } from './testing/lab.js';

const quiz = (id: string) => ({ id, quiz: { type: 'number', question: text, answer: 1 } });
const step = (id: string, ...checks: string[]) => ({ id, title: text, text: id, checks: checks.map(quiz) });

const lab: Lab = labOf([step('one', 'a', 'b'), step('two', 'c'), step('read'), step('three', 'd')]);

/** `+a -b ?c`: a passes, b fails, c could not be checked. */
const checked = (what: string, final = false): JournalEvent => ({
  type: 'checked',
  final,
  seconds: 1,
  verdicts: what
    .split(' ')
    .map((word) => verdict(word.slice(1), word[0] === '+' ? 'pass' : word[0] === '-' ? 'fail' : 'unknown')),
});

function after(...events: JournalEvent[]) {
  const entries = events.map((event, index): JournalEntry => ({ at: index + 1, ...event }));
  return replay(lab, entries);
}

const statuses = (verdicts: ReadonlyMap<string, Verdict> | undefined) =>
  verdicts && Object.fromEntries([...verdicts].map(([check, { status }]) => [check, status]));

test('at first nothing is done, not even what has nothing to check, and the first step is current', () => {
  const progress = after();
  expect([...progress.done]).toEqual([]);
  expect(progress).toMatchObject({ current: 'one', started: undefined, graded: undefined });
});

test('a step is done when all its checks have passed, at whatever time each did', () => {
  expect(after(checked('+a -b')).current).toBe('one');
  const progress = after(checked('+a -b'), checked('-a +b'));
  expect([...progress.done]).toEqual(['one']);
  expect(progress.current).toBe('two');
});

test('a pass sticks: later failures of the same check take nothing away', () => {
  const progress = after(checked('+a +b'), checked('-a ?b'));
  expect(statuses(progress.verdicts)).toEqual({ a: 'pass', b: 'pass' });
});

test('of checks that have not passed the newest verdict counts', () => {
  expect(statuses(after(checked('-a ?b'), checked('?a -b')).verdicts)).toEqual({ a: 'unknown', b: 'fail' });
});

test('the last word on a check is known beside the best one, until its step is gone back to', () => {
  const progress = after(checked('+a +b'), checked('-a'));
  expect(statuses(progress.latest)).toEqual({ a: 'fail', b: 'pass' });
  expect(after(checked('+a'), { type: 'reset', step: 'one' }).latest.size).toBe(0);
});

test('when everything is done there is no current step', () => {
  expect(after(checked('+a +b +c +d'), { type: 'read', step: 'read' }).current).toBeUndefined();
});

test('a later step that passes early does not make an earlier one done', () => {
  const progress = after(checked('+d'));
  expect([...progress.done]).toEqual(['three']);
  expect(progress.current).toBe('one');
});

test('a reset takes back what was earned from its step on, and the grade', () => {
  const progress = after(checked('+a +b +c +d', true), { type: 'reset', step: 'two' });
  expect(statuses(progress.verdicts)).toEqual({ a: 'pass', b: 'pass' });
  expect(progress.current).toBe('two');
  expect(progress.graded).toBeUndefined();
});

test('the grade is the last final judgement, sticky or not', () => {
  const progress = after(checked('+a +b'), checked('-a +b', true), checked('+a'), checked('+a -b', true));
  expect(statuses(progress.graded)).toEqual({ a: 'pass', b: 'fail' });
  expect(statuses(progress.verdicts)).toEqual({ a: 'pass', b: 'pass' });
});

test('the last answer counts, and the start is when the session was made', () => {
  const progress = after(
    { type: 'created', lab: 'lab', seed: '', values: {}, provider: 'none' },
    { type: 'answered', check: 'a', answer: '1' },
    { type: 'answered', check: 'a', answer: '2' },
    { type: 'suspended' },
    { type: 'resumed' },
  );
  expect(progress.answers.get('a')).toBe('2');
  expect(progress.started).toBe(1);
});

test('verdicts of checks that the lab no longer has change nothing', () => {
  expect([...after(checked('+gone')).done]).toEqual([]);
});

test('a step without checks is done when it was read to its end, and has to be read again after a reset', () => {
  const before = after(checked('+a +b +c'));
  expect(before.current).toBe('read');
  const read = after(checked('+a +b +c'), { type: 'read', step: 'read' });
  expect([...read.done]).toEqual(['one', 'two', 'read']);
  expect(read.current).toBe('three');
  expect(
    after(checked('+a +b +c'), { type: 'read', step: 'read' }, { type: 'reset', step: 'two' }).done,
  ).toEqual(new Set(['one']));
});

test('help is kept by its level; what older versions called a cause is none', () => {
  const { hints } = after(
    { type: 'hinted', check: 'a', level: 'cause' },
    { type: 'hinted', check: 'b', level: 'command' },
    { type: 'hinted', check: 'b', level: 'nudge' },
  );
  expect(hints.get('a')).toBeUndefined();
  expect([...hints.get('b')!]).toEqual(['command', 'nudge']);
});

test('of a journal that grows what is new is folded, and what was told before stays as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-progress-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journal = new Journal(join(folder, 'journal.jsonl'));
  const following = new Following(lab, journal);
  const told = [following.now()];
  const events: JournalEvent[] = [
    checked('+a -b'),
    { type: 'hinted', check: 'c', level: 'nudge' },
    checked('+b'),
    { type: 'hinted', check: 'c', level: 'command' },
    checked('+c'),
    { type: 'read', step: 'read' },
    { type: 'reset', step: 'two' },
  ];
  for (const event of events) {
    journal.append(event);
    told.push(following.now());
  }
  const entries = journal.read();
  expect(told).toEqual(told.map((_, count) => replay(lab, entries.slice(0, count))));
  expect(told.map(({ current }) => current)).toEqual([
    ...Array(3).fill('one'),
    ...Array(2).fill('two'),
    'read',
    'three',
    'two',
  ]);
  // Another file in its place.
  writeFileSync(journal.file, '');
  journal.append(checked('+a +b +c'));
  expect(following.now()).toEqual(replay(lab, journal.read()));
  expect(following.now().current).toBe('read');
});

test('a changed lab takes back what its changed checks said, and nothing else; ids that it has no more are nobody’s', () => {
  const relab = { type: 'relab', digest: 'sha256:0', checks: ['b', 'gone'] } as const;
  const before = [checked('+a +b'), checked('+c +gone'), checked('+a +b +c', true)];
  const progress = after(...before, relab);
  expect(statuses(progress.verdicts)).toEqual({ a: 'pass', c: 'pass' });
  expect(progress).toMatchObject({ current: 'one', graded: undefined });
  expect([...progress.credit.own]).toEqual([]);
  expect(progress.credit.unearned.get('a')).toEqual({ code: 'lab-changed', params: {} });
  const later = after(...before, relab, checked('+b +d'));
  expect([...later.credit.own]).toEqual([]);
  expect([...later.done]).toEqual(['one', 'two', 'three']);
});

test('going back to a step that the lab has no more is going back to its beginning', () => {
  const progress = after(
    checked('+a +b +c +d'),
    { type: 'read', step: 'read' },
    { type: 'reset', step: 'gone' },
  );
  expect(progress.verdicts.size).toBe(0);
  expect([...progress.done]).toEqual([]);
});

test('what is made once stands until the session goes back to before it', () => {
  const request = { kind: 'drill', well: ['a'], from: 'c', url: 'http://x/', within: 1, turn: 0 } as const;
  const begun = { kind: 'drill', begun: { since: 1, before: {}, own: {} }, log: '', at: 1 } as const;
  const began = (step: string): JournalEvent => ({ type: 'step-started', step, checkpoint: true });
  const made: JournalEvent = { type: 'experiment', request, result: begun };
  const key = experimentKey(request);
  const stood = (...events: JournalEvent[]) => [...after(began('one'), began('two'), ...events).stood.keys()];
  expect(stood(made)).toEqual([key]);
  expect(stood(made, { type: 'reset', step: 'three' })).toEqual([key]);
  expect(stood(made, { type: 'reset', step: 'two' })).toEqual([]);
  expect(stood({ ...made, result: { kind: 'drill', unmet: ['a'], log: '', at: 1 } })).toEqual([]);
});
