import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readStudents } from '../engine/classes/csv.js';
import { readKey, seedFor } from '../engine/classes/values.js';
import { ProblemList } from '../engine/packs/problem.js';
import { Journal } from '../engine/session/journal.js';
import { CommandBed } from './testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

const at = (...names: string[]) => join(bed.folder, ...names);
const folder = () => at('evening');

/** A class of two labs, Ann and Bo. */
async function makeClass(): Promise<void> {
  writeFileSync(at('list.csv'), 'ID number,Full name\nS-1,Ann\ns-2,"Bo, Jr"\n');
  const made = await bed.lvslab(
    'class',
    'init',
    folder(),
    '--title',
    'Evening',
    '--lab',
    'lvs/dr-by-hand',
    '--lab',
    'nat',
    '--students',
    at('list.csv'),
  );
  expect(made).toMatchObject({ exit: 0, stderr: '' });
}

const json = async (...argv: string[]) =>
  JSON.parse((await bed.lvslab('--json', ...argv)).stdout) as Record<string, unknown>;

const seeds = (student: string) =>
  seedFor(readKey(readFileSync(at('evening', 'class.key'), 'utf8'))!, student);

test('from nothing to a class that students join: init, check, code, ticket', async () => {
  await makeClass();
  const checked = await bed.lvslab('class', 'check', folder());
  expect(checked).toMatchObject({ exit: 0, stderr: '' });
  expect(checked.stdout).toMatch(
    /^lvs\/dr-by-hand +weight 1\nlvs\/nat +weight 1\nEvening: 2 students, 2 labs, nothing wrong\.\n$/,
  );
  expect(await json('class', 'check', folder())).toMatchObject({ id: 'evening', students: 2, problems: [] });

  const { stdout } = await bed.lvslab('class', 'code', folder());
  const [code = ''] = stdout.split('\n');
  expect(code).toMatch(/^C1[0-9A-Z]{2}(-[0-9A-Z]{1,4}){9}$/);
  expect(stdout).toContain('lvslab class join CODE --student ID');
  expect(await json('class', 'code', folder())).toEqual({ class: 'evening', code });

  const ticket = await bed.lvslab('class', 'ticket', 's-1', '--class', folder());
  expect(ticket.stdout).toMatch(/^S-1 +Ann +T1[0-9A-Z-]+\n$/);
  const all = await bed.lvslab('class', 'ticket', '--all', '--out', at('tickets.csv'), '--class', folder());
  expect(all).toMatchObject({ exit: 0, stderr: '' });
  expect(statSync(at('tickets.csv')).mode & 0o777).toBe(0o600);
  const written = readFileSync(at('tickets.csv'), 'utf8');
  expect(written).toMatch(/^\ufeffid,name,ticket\r\nS-1,Ann,T1[^\r]+\r\ns-2,"Bo, Jr",T1[^\r]+\r\n$/);
  expect(readStudents('tickets.csv', written.slice(1), new ProblemList())).toEqual([
    { id: 'S-1', name: 'Ann' },
    { id: 's-2', name: 'Bo, Jr' },
  ]);
  const listed = (await json('class', 'ticket', '--all', '--class', folder())) as unknown as {
    ticket: string;
  }[];
  expect(listed.map((each) => each.ticket)).toEqual([...written.matchAll(/T1[0-9A-Z-]+/g)].map(String));
}, 60_000);

/** Starts a lab for a learner, and ends it. @returns what is written down of the session */
async function upped(...argv: string[]) {
  const up = bed.begin('--provider', 'recorded', 'up', 'dr-by-hand', '--new', ...argv);
  await vi.waitFor(() => expect(up.said()).toContain('Press Ctrl-C'), { timeout: 20_000 });
  process.emit('SIGINT');
  await up.ended;
  const record = bed.store.list().at(-1)!;
  const entries = new Journal(join(bed.store.folder(record.id), 'journal.jsonl')).read();
  const created = entries.find((entry) => entry.type === 'created');
  return { record, created, said: up.said() };
}

test('who has joined begins labs with values of their own, told in record and journal; a seed wins; others are as before', async () => {
  await makeClass();
  const before = await upped();
  expect(before.record).toMatchObject({ drawn: false });
  expect([before.record.class, before.created]).toEqual([
    undefined,
    expect.not.objectContaining({ class: expect.anything() }),
  ]);

  const { code } = (await json('class', 'code', folder())) as { code: string };
  const joined = await bed.lvslab(
    'class',
    'join',
    ...code.toLowerCase().split('-'),
    '--student',
    's-1',
    '--name',
    'Ann ',
  );
  expect(joined).toMatchObject({ exit: 0, stderr: '' });
  expect(joined.stdout).toContain('as student s-1');
  const digest = expect.stringMatching(/^[0-9a-f]{4}$/);
  const of = { digest, student: 's-1' };
  const mine = await upped();
  expect(mine.record).toMatchObject({ seed: seeds('S-1'), drawn: true, class: of });
  expect(mine.created).toMatchObject({ seed: seeds('S-1'), class: of });
  expect(mine.said).toContain('The values are those of student s-1');
  expect(await json('report', mine.record.id)).toMatchObject({ learner: 'Ann', seed: seeds('S-1') });

  const own = await upped('--seed', 'mine');
  expect([own.record.seed, own.record.class]).toEqual(['mine', undefined]);

  const tickets = (await json('class', 'ticket', 's-2', '--class', folder())) as unknown as {
    ticket: string;
  }[];
  expect(await json('class', 'join', tickets[0]!.ticket)).toEqual({ class: { digest, student: 's-2' } });
  expect((await upped()).record).toMatchObject({ seed: seeds('s-2'), class: { student: 's-2' } });

  expect(await bed.lvslab('class', 'leave')).toMatchObject({ exit: 0 });
  expect((await bed.lvslab('class', 'leave')).stdout).toBe('No class was joined.\n');
  expect((await upped()).record).toMatchObject({ drawn: false });
}, 120_000);

test('what cannot be is told with the way out, and exit 2', async () => {
  await makeClass();
  const told = async (...argv: string[]) => {
    const { exit, stderr } = await bed.lvslab('class', ...argv);
    return `${exit} ${stderr}`;
  };
  const { code } = (await json('class', 'code', folder())) as { code: string };
  expect(await told('join', code)).toMatch(/^2 .*your student id is wanted, too/);
  expect(await told('join', `${code.slice(0, -1)}U`, '--student', 's-1')).toMatch(
    /^2 .*“U” in group 10 is in no class code/,
  );
  expect(await told('join', 'C1', '--student', 's-1')).toMatch(/^2 .*2 characters of at least 37/);
  expect(await told('join', code, '--student', '张三')).toMatch(/^2 .*a student id has letters/);
  const [{ ticket }] = (await json('class', 'ticket', 's-2', '--class', folder())) as unknown as [
    { ticket: string },
  ];
  expect(await told('join', ticket, '--student', 's-1')).toMatch(/^2 .*this ticket is that of s-2/);

  expect(await told('ticket', '--class', folder())).toMatch(/^2 .*Name students by their ids/);
  expect(await told('ticket', 's-1', 's-3', 'x', '--class', folder())).toMatch(
    /^2 .*no student s-3, x\. Did you mean s-2\?/,
  );
  expect(await told('ticket', 's-1', '--out', at('t.csv'), '--class', folder())).toMatch(
    /^2 .*use it with --all/,
  );
  expect(await told('ticket', '--all', '--out', at('list.csv'), '--class', folder())).toMatch(
    /^2 .*list\.csv exists/,
  );

  expect(await told('check', at('nowhere'))).toMatch(/^2 .*There is no class\.yaml in .*nowhere/);
  expect(await told('init', folder(), '--title', 'x', '--lab', 'nat')).toMatch(
    /^2 .*class\.yaml is there, and was not touched/,
  );
  expect(await told('init', at('other'), '--title', 'x')).toMatch(/^2 .*--lab PACK\/LAB/);
  expect(await told('init', at('other'), '--title', 'x', '--lab', 'natt')).toMatch(
    /^2 .*There is no lab natt/,
  );
  expect(await told('init', at('other'))).toMatch(/^2 .*--title/);
  expect(existsSync(at('other'))).toBe(false);

  const yaml = at('evening', 'class.yaml');
  const sound = readFileSync(yaml, 'utf8');
  writeFileSync(yaml, sound.replace(/(lab: lvs\/nat\n {4}digest: sha256:)\w{4}/, '$10000'));
  const other = await bed.lvslab('class', 'check', folder());
  expect(other).toMatchObject({
    exit: 2,
    stdout: expect.stringMatching(/class\.yaml:23:5: lab lvs\/nat that is here is another state/),
  });
  expect(other.stdout).toContain('Evening: 2 students, 2 labs, 1 difference from the packs that are here.');
  writeFileSync(yaml, sound.replace('see: after-due', 'see: soon'));
  chmodSync(at('evening', 'class.key'), 0o644);
  expect(await told('check', folder())).toMatch(
    /^2 [^]*2 mistakes:\n.*class\.key:1:1: other users[^]*class\.yaml:\d+:1: see: must be one of/,
  );
}, 60_000);
