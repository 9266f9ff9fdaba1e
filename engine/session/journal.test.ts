import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Journal } from './journal.js';

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-journal-'));
  file = join(folder, 'journal.jsonl');
});
beforeEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const types = (journal: Journal) => journal.read().map((entry) => entry.type);

test('a journal that was never written is empty', () => {
  expect(new Journal(file).read()).toEqual([]);
});

test('what is appended is read again, in order and with its time, by anybody', () => {
  const before = Date.now();
  const journal = new Journal(file);
  const first = journal.append({ type: 'answered', check: 'q', answer: 'a\n"b" 答' });
  journal.append({ type: 'suspended' });
  expect(first.at).toBeGreaterThanOrEqual(before);
  expect(first.at).toBeLessThanOrEqual(Date.now());
  expect(new Journal(file).read()).toEqual([first, { at: expect.any(Number), type: 'suspended' }]);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
});

test('only its owner may read it', () => {
  new Journal(file).append({ type: 'suspended' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut short is skipped, and the next one starts on a line of its own', () => {
  const journal = new Journal(file);
  journal.append({ type: 'suspended' });
  appendFileSync(file, '{"at":1,"type":"resu');
  expect(types(journal)).toEqual(['suspended']);
  journal.append({ type: 'resumed' });
  journal.append({ type: 'ended' });
  expect(types(journal)).toEqual(['suspended', 'resumed', 'ended']);
});

test('a crash at any byte of a line loses that line and no other', () => {
  const whole = new Journal(file);
  whole.append({ type: 'suspended' });
  const start = statSync(file).size;
  whole.append({ type: 'reset', step: '答' });
  const bytes = readFileSync(file);
  for (let length = start; length <= bytes.length; length += 1) {
    writeFileSync(file, bytes.subarray(0, length));
    const journal = new Journal(file);
    journal.append({ type: 'ended' });
    // Without its newline the last line may be whole all the same.
    const wanted = length >= bytes.length - 1 ? ['suspended', 'reset', 'ended'] : ['suspended', 'ended'];
    expect(types(journal), `cut at ${length}`).toEqual(wanted);
  }
});
