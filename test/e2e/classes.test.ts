import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradesFolder, inboxFolder, writeResult } from '../../engine/gradebook/folder.js';
import { planClass, publish } from '../../engine/gradebook/grade.js';
import { takeHandIns } from '../../engine/gradebook/inbox.js';
import { TestClass } from '../../engine/gradebook/testing/class.js';
import { resultOf } from '../../engine/gradebook/testing/results.js';
import { machineHash } from '../../guest/image-store.js';
import { makeLibrary } from '../../wiring/packs.js';
import { requireArch } from '../../wiring/providers.js';
import { until } from '../support.js';
import { dropInto, expectAccessible, openForAll, shot } from './window.js';

// A teacher's class in the real app: opened, looked through, decided otherwise, and what is dropped into its window. Two of its students were
// graded before; what is dropped here is worth no machines.

const opened = openForAll({ LVSLAB_RECORDED: 'slow=1' });
const room = new TestClass({ lab: 'lvs/vip-and-arp-parameters', library: makeLibrary() });
const inbox = inboxFolder(room.folder);

beforeAll(async () => {
  const loaded = await room.make();
  takeHandIns(inbox, [
    await room.handIn(loaded, 'ann.lvsub'),
    await room.handIn(loaded, 'ben.lvsub', { student: 'ben' }),
  ]);
  const folder = gradesFolder(room.folder);
  const guest = await machineHash(requireArch());
  const plan = await planClass({ loaded, paths: [inbox], folder, library: room.library, guest });
  const [ann, ben] = ['ann', 'ben'].map((id) => plan.tasks.find(({ student }) => student === id)!);
  writeResult(folder, resultOf(ann!, ['pass', 'pass', 'pass']));
  writeResult(folder, resultOf(ben!, ['fail', 'pass', 'pass']));
  publish(folder, 'en');
}, 120_000);
afterAll(() => room.dispose());

const row = (id: string) => opened.page.getByRole('row', { name: new RegExp(`^${id} `) });

test('a class is opened by its folder and shows who did what, and what it fails on', async () => {
  const { page } = opened;
  await page.getByRole('link', { name: 'Classes' }).click();
  await page.getByLabel("The class's folder, which has class.yaml").fill(room.folder);
  await page.getByRole('button', { name: 'Open the class' }).click();
  await page.getByRole('heading', { name: 'Monday' }).waitFor();
  expect(await row('ann').getByRole('link').innerText()).toMatch(/^6/);
  expect(await row('ben').getByRole('link').innerText()).toMatch(/^5/);
  expect(await row('cleo').innerText()).toMatch(/not handed in/);
  expect(await page.getByRole('region', { name: /fails/i }).innerText()).toMatch(
    /Check one\s+1\s+because of A & B/,
  );
  await shot(page, '25-class');
  await expectAccessible(page);
});

test('a grade leads to its evidence, and what the teacher decides is in the files', async () => {
  const { page } = opened;
  await row('ben').getByRole('link').click();
  await page.getByRole('heading', { name: /^ben / }).waitFor();
  await page.getByText('because of A & B').first().waitFor();
  await page.getByLabel(/: Points \(/).fill('5.5');
  await page.getByLabel('Reason').fill('=shown at his desk');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/set to 5\.5 by the teacher/).waitFor();
  await shot(page, '26-student-work');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Back to the class' }).click();
  await until('ben has 5.5', async () => (await row('ben').getByRole('link').innerText()).startsWith('5.5'));
  const csv = readFileSync(join(gradesFolder(room.folder), 'grades.csv'), 'utf8');
  expect(csv).toMatch(/^ben,.*5\.5/m);
});

test('a folder that is dropped is taken, and what cannot be graded says why, beside those that stand', async () => {
  const { page } = opened;
  const folder = join(room.root, 'downloads');
  mkdirSync(folder);
  writeFileSync(join(folder, 'torn.lvsub'), readFileSync(join(room.handIns, 'ann.lvsub')).subarray(0, 400));
  writeFileSync(join(folder, 'noise.lvsub'), Buffer.alloc(100_000, 'noise'));
  await dropInto(page, folder);
  await page.getByText('2 hand-ins were taken').waitFor();
  const loose = page.getByRole('region').filter({ hasText: 'torn.lvsub' });
  await loose.getByText('noise.lvsub').waitFor();
  expect(readdirSync(join(inbox, 'downloads'))).toHaveLength(2);
  // Those who were graded have what they had.
  expect(await row('ann').getByRole('link').innerText()).toMatch(/^6/);
  expect(await row('ben').getByRole('link').innerText()).toMatch(/^5\.5/);
  await until('it has ended', async () => (await page.getByRole('button', { name: 'Grade' }).count()) === 1);
  await shot(page, '27-class-dropped');
  expect(existsSync(join(gradesFolder(room.folder), 'index.html'))).toBe(true);
});
