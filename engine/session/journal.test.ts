import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
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

const whole = '{"at":1,"type":"suspended"}';

test.each([
  ['no JSON', 'garbage'],
  ['binary', '\u0000\u0001\ufffd'],
  ['null', 'null'],
  ['a list', '[]'],
  ['an entry of no kind', '{"at":1}'],
  ['an entry of an unknown kind', '{"at":1,"type":"suspendee"}'],
  ['an entry without its time', '{"type":"suspended"}'],
  ['a time that no date has', '{"at":1e300,"type":"suspended"}'],
  ['a check without verdicts', '{"at":1,"type":"checked","final":true,"seconds":1}'],
  ['a verdict that is null', '{"at":1,"type":"checked","final":true,"seconds":1,"verdicts":[null]}'],
  ['a kind of every object', '{"at":1,"type":"constructor"}'],
])('a line that is %s is left out and told, and those around it count', (_what, line) => {
  writeFileSync(file, `${whole}\n${line}\n${whole}\n`);
  const { entries, damaged } = new Journal(file).content();
  expect(entries.map(({ type }) => type)).toEqual(['suspended', 'suspended']);
  expect(damaged).toEqual([2]);
});

test('a line that a crash cut short is no damage, also when others have come after it', () => {
  writeFileSync(file, `${whole}\n{"at":1,"type":"resu`);
  expect(new Journal(file).content()).toMatchObject({ damaged: [] });
  const journal = new Journal(file);
  journal.append({ type: 'ended' });
  expect(journal.content().damaged).toEqual([]);
});

test('what was read is not read again, whoever writes, and a file that became another one is', () => {
  const reader = new Journal(file);
  const writer = new Journal(file);
  const seen: number[] = [];
  const parse = vi.spyOn(JSON, 'parse');
  for (let line = 0; line < 50; line += 1) {
    (line % 2 === 0 ? reader : writer).append({ type: 'answered', check: 'q', answer: String(line) });
    parse.mockClear();
    expect(reader.read()).toHaveLength(line + 1);
    seen.push(parse.mock.calls.length);
  }
  parse.mockRestore();
  expect(Math.max(...seen)).toBe(1);
  writeFileSync(file, `${whole}\n`);
  expect(types(reader)).toEqual(['suspended']);
});

test('the newest entry of some kinds is found without the others', () => {
  const journal = new Journal(file);
  expect(journal.newest(['ended'])).toBeUndefined();
  journal.append({ type: 'ended' });
  journal.append({ type: 'resumed' });
  journal.append({ type: 'answered', check: 'q', answer: '"type":"ended"' });
  appendFileSync(file, '{"at":1,"type":"ended"');
  expect(journal.newest(['ended', 'resumed', 'suspended'])?.type).toBe('resumed');
  // Far from the end it is found as well, also where the part that is looked at first begins within a character.
  for (let count = 0; count < 40; count += 1)
    journal.append({ type: 'learner', name: '名'.repeat(1000 + count) });
  expect(journal.newest(['ended', 'resumed', 'suspended'])?.type).toBe('resumed');
  expect(journal.newest(['learner'])).toMatchObject({ name: '名'.repeat(1039) });
  expect(journal.newest(['suspended'])).toBeUndefined();
});

test('lines that were changed, taken out or put in show, and harm no other line', () => {
  const journal = new Journal(file);
  for (const answer of ['1', '2', '3', '4']) journal.append({ type: 'answered', check: 'q', answer });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const unchained = (...changed: readonly string[]) => {
    writeFileSync(file, `${changed.join('\n')}\n`);
    const { entries, damaged, unchained: found } = new Journal(file).content();
    expect([entries.length, damaged]).toEqual([changed.length, []]);
    return found;
  };
  const [one = '', two = '', three = '', four = ''] = lines;
  expect(unchained(one, two, three, four)).toEqual([]);
  expect(unchained(one, two.replace('"2"', '"9"'), three, four)).toEqual([3]);
  expect(unchained(one, three, four)).toEqual([2]);
  expect(unchained(one, two, two, three, four)).toEqual([3]);
  expect(unchained(two, one, three, four)).toEqual([1, 2, 3]);
});

test('a journal of a former version goes on, and so does one after a crash', () => {
  writeFileSync(file, `${whole}\n${whole}\n`);
  new Journal(file).append({ type: 'resumed' });
  appendFileSync(file, '{"v":2,"prev":"00');
  new Journal(file).append({ type: 'ended' });
  expect(new Journal(file).content()).toMatchObject({ damaged: [], unchained: [] });
  expect(types(new Journal(file))).toEqual(['suspended', 'suspended', 'resumed', 'ended']);
});

test('two who write in turns keep the chain', () => {
  const [one, other] = [new Journal(file), new Journal(file)];
  for (const answer of ['1', '2', '3', '4'])
    (Number(answer) % 2 === 0 ? one : other).append({ type: 'answered', check: 'q', answer });
  expect(one.content().unchained).toEqual([]);
  expect(new Journal(file).content()).toMatchObject({ unchained: [] });
});

test('a journal says whose class its values are of; those of before, which say nothing, are whole', () => {
  const created = { type: 'created', lab: 'x', seed: 's', values: {}, provider: 'none' } as const;
  const journal = new Journal(file);
  const before = journal.append(created);
  const mine = journal.append({ ...created, class: { digest: 'eadc', student: 'S-1' } });
  appendFileSync(file, `${JSON.stringify({ at: 1, ...created, class: { student: 1 } })}\n`);
  expect(new Journal(file).content()).toMatchObject({ entries: [before, mine], damaged: [3] });
});
