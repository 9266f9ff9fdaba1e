import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { InstallBed } from '../../engine/install/testing/bed.js';
import { productRoot } from '../../engine/product.js';
import { makeSecretKey } from '../../engine/signing/secret-key.js';
import { until } from '../support.js';
import { dropInto, expectAccessible, OpenApp, shot, showFailure } from './window.js';

// Packs in the real app: double-clicked, opened while it runs, dropped, shown, installed and begun. On recorded nodes.

const opened = new OpenApp();
const bed = new InstallBed();
const recorded = { LVSLAB_RECORDED: 'slow=1' };

beforeAll(async () => {
  const first = await bed.publisher.pack({ id: 'week-one' });
  // The desktop's own word for it: a file: URL, and its switches.
  await opened.open(recorded, [`file://${first}`]);
}, 120_000);
afterAll(async () => {
  await opened.close();
  bed.dispose();
});
beforeEach(() => showFailure(() => opened.page, opened.sandbox));

const dialog = () => opened.page.getByRole('dialog');

/** No notice stands over what is to be seen: they go by themselves. */
const quiet = () =>
  until('notices have gone', async () => (await opened.page.locator('.notice').count()) === 0);

/** A second start of the program, as a desktop makes it: it hands over what it was given, and ends. */
async function startAgain(...words: string[]): Promise<void> {
  const electron = (await import('electron')).default as unknown as string;
  const again = spawn(
    electron,
    [`--user-data-dir=${join(opened.sandbox.data, 'electron')}`, '--no-sandbox', productRoot, ...words],
    { env: { ...process.env, ...opened.sandbox.env, ...recorded }, stdio: 'ignore' },
  );
  await new Promise((resolve) => again.once('exit', resolve));
}

test('a pack that is double-clicked is shown before anything of it is installed', async () => {
  const { page } = opened;
  await dialog().getByRole('heading', { name: 'Install "My pack"?' }).waitFor();
  await dialog().getByText('this key is new here').waitFor();
  await shot(page, '20-pack-sheet');
  await expectAccessible(page);
  expect(existsSync(join(opened.sandbox.data, 'packs', 'week-one'))).toBe(false);
  await dialog().getByRole('button', { name: 'Trust this key and install' }).click();
  await page.getByText('"My pack" 1.0.0 is installed').waitFor();
  await page.getByRole('heading', { name: 'A first lab: one web server' }).waitFor();
});

test('one that is opened while the app runs is shown in its window', async () => {
  await startAgain(await bed.publisher.pack({ id: 'week-two' }));
  await dialog().getByText('week-two 1.0.0').waitFor();
  await dialog().getByRole('button', { name: 'Trust this key and install' }).click();
  const { page } = opened;
  await page.getByText('week-two 1.0.0 · key').waitFor();
  expect(await page.locator('.pack-head').count()).toBe(3);
  await quiet();
  await page.getByText('week-two 1.0.0 · key').scrollIntoViewIfNeeded();
  await shot(page, '21-library-three-packs');
  await expectAccessible(page);
});

test('a file is dropped into the window; one of another key is refused', async () => {
  const { page } = opened;
  const file = await bed.publisher.pack({ id: 'week-one', version: '2.0.0', key: makeSecretKey() });
  await dropInto(page, file);
  await dialog().getByRole('alert').waitFor();
  expect(await dialog().getByRole('alert').innerText()).toMatch(
    /Refused: week-one has always been signed by the key/,
  );
  await shot(page, '22-pack-refused');
  expect(
    await dialog()
      .getByRole('button', { name: /install/i })
      .count(),
  ).toBe(0);
  await dialog().getByRole('button', { name: 'Close' }).click();
});

test('an installed lab can be read before it is begun', async () => {
  const { page } = opened;
  await page
    .getByRole('region', { name: 'My pack week-one' })
    .getByRole('button', { name: /^Preview/ })
    .click();
  await dialog().getByText('The first step: Predict first').waitFor();
  expect(await dialog().innerText()).toMatch(/Start the service, put the page there/);
  await dialog().getByRole('button', { name: 'Close' }).click();
});

test('versions are chosen and removed in the settings, and a broken one shows what is wrong', async () => {
  const { page, sandbox } = opened;
  await page.getByRole('link', { name: 'Settings' }).click();
  const packs = page.getByRole('region', { name: 'Packs' });
  await packs
    .getByRole('textbox')
    .fill(await bed.publisher.pack({ id: 'week-one', version: '1.1.0', word: 'delta' }));
  await packs.getByRole('button', { name: 'Look at it' }).click();
  await dialog().getByRole('button', { name: 'Install', exact: true }).click();
  await packs.getByRole('rowheader', { name: '1.1.0' }).waitFor();
  await quiet();
  await packs.getByRole('region', { name: 'week-two' }).scrollIntoViewIfNeeded();
  await shot(page, '23-settings-packs');
  await packs.getByRole('button', { name: /^Use 1\.0\.0/ }).click();
  await until('1.0.0 is in use', async () =>
    (
      await packs
        .getByRole('region', { name: 'week-one' })
        .locator('tr')
        .filter({ hasText: '1.0.0' })
        .innerText()
    ).includes('in use'),
  );
  await packs.getByRole('button', { name: 'Remove week-two' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await packs.getByRole('heading', { name: /week-two/ }).waitFor({ state: 'detached' });

  const { name } = JSON.parse(
    readFileSync(join(sandbox.data, 'packs', 'week-one', 'current.json'), 'utf8'),
  ) as { name: string };
  const lab = join(sandbox.data, 'packs', 'week-one', name, 'pack', 'first-lab', 'lab.json');
  writeFileSync(lab, readFileSync(lab, 'utf8').replace('"minutes":10', '"minutes":"ten"'));
  await page.getByRole('link', { name: 'Labs' }).click();
  await page.getByText(/lab\.json:1:1/).waitFor();
  expect(await page.getByRole('list', { name: 'Something is wrong with this pack' }).count()).toBe(1);
  await page.getByText(/lab\.json:1:1/).scrollIntoViewIfNeeded();
  await quiet();
  await shot(page, '24-broken-pack');
  rmSync(lab);
});
