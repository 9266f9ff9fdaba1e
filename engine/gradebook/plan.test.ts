import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabError } from '../../contract/errors.js';
import type { Plan } from '../../contract/gradebook.js';
import type { LoadedClass } from '../classes/load.js';
import { readPlan } from './folder.js';
import { planClass } from './grade.js';
import { makePlan } from './plan.js';
import { TestClass } from './testing/class.js';

let tried: TestClass;
let loaded: LoadedClass;
beforeEach(async () => {
  tried = new TestClass();
  vi.stubEnv('LVSLAB_CACHE', join(tried.root, 'cache'));
  loaded = await tried.make();
});
afterEach(() => {
  vi.unstubAllEnvs();
  tried.dispose();
});

const plan = (paths: readonly string[] = [tried.handIns]) =>
  makePlan({ loaded, paths, folder: tried.out, library: tried.library, guest: 'g' });

/** What becomes of each hand-in, by its name. */
const fates = ({ tasks }: Plan) =>
  Object.fromEntries(tasks.map(({ name, student, refused }) => [name, refused ?? student]));

const codeOf = (error: unknown) => (error instanceof LabError ? error.code : String(error));

test("whose a hand-in is follows from its values, not from its folder's name, nor from what it says", async () => {
  await tried.handIn(loaded, 'Ben_123_assignsubmission_file/a.lvsub', { student: 'ann' });
  await tried.handIn(loaded, 'b.lvsub', {
    student: 'ben',
    created: { class: { digest: '0000', student: 'cleo' } },
  });
  const made = await plan();
  expect(fates(made)).toEqual({ 'Ben_123_assignsubmission_file/a.lvsub': 'ann', 'b.lvsub': 'ben' });
  const [, claiming] = made.tasks;
  expect(claiming?.notes).toEqual([{ code: 'claims-other', params: { student: 'cleo' } }]);
});

test('each kind of hand-in that is none says what it is, and the others go on', async () => {
  await tried.handIn(loaded, 'good.lvsub');
  await tried.handIn(loaded, 'nobody.lvsub', { head: { seed: 'guessed' } });
  await tried.handIn(loaded, 'defaults.lvsub', { student: 'ben', head: { drawn: false } });
  await tried.handIn(loaded, 'state.lvsub', { student: 'ben', head: { digest: `sha256:${'0'.repeat(64)}` } });
  await tried.handIn(loaded, 'lab.lvsub', { student: 'ben', head: { lab: 'second' } });
  await tried.handIn(loaded, 'journal.lvsub', { student: 'ben', created: { seed: 'of another' } });
  await tried.handIn(loaded, 'cut.lvsub', {
    student: 'ben',
    bytes: (all) => all.subarray(0, all.length / 2),
  });
  writeFileSync(join(tried.handIns, 'empty.lvsub'), '');
  writeFileSync(join(tried.handIns, 'text.lvsub'), 'A text.');
  writeFileSync(join(tried.handIns, 'sparse.lvsub'), '');
  truncateSync(join(tried.handIns, 'sparse.lvsub'), 10 * 1024 ** 3);
  const started = Date.now();
  expect(fates(await plan())).toEqual({
    'good.lvsub': 'ann',
    'nobody.lvsub': 'other-values',
    'defaults.lvsub': 'other-values',
    'state.lvsub': 'other-state',
    'lab.lvsub': 'other-lab',
    'journal.lvsub': 'other-journal',
    'cut.lvsub': 'unreadable',
    'empty.lvsub': 'unreadable',
    'text.lvsub': 'unreadable',
    'sparse.lvsub': 'unreadable',
  });
  // 10 GB of nothing are not read.
  expect(Date.now() - started).toBeLessThan(15_000);
});

test('a machine that was off makes a hand-in incomplete where learners configure it, and is no matter elsewhere', async () => {
  const nodes = (off: string) =>
    ['client', 'server'].map((node) => ({
      node,
      state: node === off ? ('off' as const) : ('taken' as const),
    }));
  await tried.handIn(loaded, 'client.lvsub', { head: { nodes: nodes('client') } });
  await tried.handIn(loaded, 'server.lvsub', { student: 'ben', head: { nodes: nodes('server') } });
  const made = await plan();
  expect(fates(made)).toEqual({ 'client.lvsub': 'ann', 'server.lvsub': 'incomplete' });
  expect(made.tasks[1]?.notes).toEqual([
    { code: 'incomplete', params: { node: 'server', stateTrouble: 'off' } },
  ]);
});

test('of twenty of one student the last in time counts, whatever the others are called', async () => {
  for (let day = 1; day <= 20; day += 1)
    await tried.handIn(loaded, `${String(day).padStart(2, '0')}.lvsub`, {
      head: { made: Date.parse('2026-11-01') + (day === 7 ? 30 : day) * 86_400_000 },
    });
  const { tasks } = await plan();
  expect(tasks.filter(({ refused }) => refused === undefined).map(({ name }) => name)).toEqual(['07.lvsub']);
  expect(tasks[0]?.notes).toEqual([{ code: 'superseded', params: { by: '07.lvsub' } }]);
});

test('the same file twice is one hand-in, and a late one says so', async () => {
  loaded = { ...loaded, labs: loaded.labs.map((lab) => ({ ...lab, due: '2026-11-01T10:30:00Z' })) };
  await tried.handIn(loaded, 'a.lvsub', {
    bytes: (all) => (writeFileSync(join(tried.handIns, 'b.lvsub'), all), all),
  });
  const { tasks } = await plan();
  expect(tasks.map(({ refused }) => refused)).toEqual([undefined, 'superseded']);
  expect(tasks[0]?.notes).toEqual([{ code: 'late', params: { hours: '1.5' } }]);
  expect(new Set(tasks.map(({ key }) => key)).size).toBe(2);
});

test('a plan has all that a task needs, and the same hand-ins have the same tasks', async () => {
  await tried.handIn(loaded, 'a.lvsub');
  const parts = { loaded, paths: [tried.handIns], folder: tried.out, library: tried.library, guest: 'g' };
  const made = await planClass(parts);
  expect(readPlan(tried.out)).toEqual(made);
  for (const file of [made.tasks[0]!.file, made.labs[0]!.file])
    expect(existsSync(join(tried.out, file))).toBe(true);
  const again = await plan();
  expect(again.tasks).toEqual(made.tasks);
  const otherGuest = await makePlan({ ...parts, guest: 'h' });
  expect(otherGuest.tasks[0]?.key).not.toBe(made.tasks[0]?.key);
  const other = { ...loaded, id: 'tuesday' };
  expect(await planClass({ ...parts, loaded: other }).catch(codeOf)).toBe('grade.other-class');
});

test('what cannot be planned says so, with the way out', async () => {
  await tried.handIn(loaded, 'a.lvsub');
  expect(await plan([join(tried.root, 'nowhere')]).catch(codeOf)).toBe('grade.no-path');
  expect(await plan([tried.folder]).catch(codeOf)).toBe('grade.nothing');
  loaded = { ...loaded, labs: loaded.labs.map((lab) => ({ ...lab, digest: `sha256:${'1'.repeat(64)}` })) };
  expect(await plan().catch(codeOf)).toBe('grade.not-installed');
});

test('a hand-in of a state that the class still accepts is judged by the lab of now', async () => {
  const former = `sha256:${'f'.repeat(64)}`;
  await tried.handIn(loaded, 'a.lvsub', { head: { digest: former } });
  expect(fates(await plan())).toEqual({ 'a.lvsub': 'other-state' });
  loaded = { ...loaded, labs: loaded.labs.map((lab) => ({ ...lab, accepts: [former] })) };
  expect(fates(await plan())).toEqual({ 'a.lvsub': 'ann' });
});
