import { AxeBuilder } from '@axe-core/playwright';
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { productRoot } from '../../engine/product.js';
import { ended, oldVagrant, Sandbox } from '../support.js';
import { Hands, shot, showFailure } from './window.js';

// The same window in a browser, served by `lvslab ui`, on recorded nodes; and its accessibility on every screen.

const sandbox = new Sandbox();
const servers: ChildProcess[] = [];
let browser: Browser;
let page: Page;

/** The address of a window. @param more variables: `LVSLAB_RECORDED` says how recorded nodes behave */
async function serve(more: NodeJS.ProcessEnv): Promise<string> {
  const server = spawn(process.execPath, [join(productRoot, 'bin', 'lvslab.js'), '--json', 'ui'], {
    env: { ...process.env, ...sandbox.env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  servers.push(server);
  let text = '';
  return new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`lvslab ui ended (${code}): ${text}`)));
    server.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      try {
        resolve((JSON.parse(text) as { url: string }).url);
      } catch {
        // not whole yet
      }
    });
  });
}

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => console.error(`page: ${error.stack}`));
  await page.goto(await serve({ LVSLAB_RECORDED: 'slow=1' }));
});

afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.kill('SIGINT');
  await Promise.all(servers.map(ended));
  await sandbox.dispose();
});

beforeEach(() => showFailure(() => page));

/** No serious violation of WCAG on what is shown, in any theme; what a guest prints in its own colours is its own. */
async function expectAccessible(name: string): Promise<void> {
  for (const theme of ['light', 'dark', 'contrast']) {
    await page.evaluate((chosen) => {
      document.documentElement.dataset['theme'] = chosen;
    }, theme);
    const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze();
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
    expect(serious, `${name}, ${theme}`).toEqual([]);
  }
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light';
  });
}

test('the token leaves the address, and a page without it gets nothing', async () => {
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).waitFor();
  expect(page.url()).not.toContain('token');
  const other = await browser.newPage();
  await other.goto(new URL('/', page.url()).href);
  await other.waitForTimeout(1000);
  expect(await other.getByRole('button', { name: /^Start "/ }).count()).toBe(0);
  await other.close();
});

test('a lab is looked at before it starts', { timeout: 120_000 }, async () => {
  await page.getByText('Start here').waitFor();
  await page.getByRole('button', { name: 'Preview "LVS-DR by hand"' }).click();
  const preview = page.getByRole('dialog', { name: 'LVS-DR by hand' });
  await preview.getByRole('img', { name: /director 10\.0\.0\.7 \(lan\)/ }).waitFor();
  await preview
    .getByRole('listitem')
    .filter({ hasText: /^Suppress ARP on the realservers$/ })
    .waitFor();
  await expectAccessible('preview');
  await preview.getByRole('button', { name: 'Close' }).click();
  await preview.waitFor({ state: 'detached' });
  await page.getByText('Before it: LVS-DR by hand, keepalived: one instance', { exact: false }).waitFor();
});

test('F1 and ? list the keys', { timeout: 60_000 }, async () => {
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const key of ['F1', '?']) {
    await page.keyboard.press(key);
    await keys.getByText('Ctrl+Shift+F').waitFor();
    if (key === 'F1') await expectAccessible('shortcuts');
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
  }
  await page.getByLabel('Search labs').fill('?');
  expect(await keys.count()).toBe(0);
  await page.getByLabel('Search labs').fill('');
});

test('library and settings are accessible', { timeout: 120_000 }, async () => {
  await expectAccessible('library');
  for (const [name, sign] of [
    ['Glossary', 'VIP'],
    ['Schedulers', 'Next connection'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog', { name });
    await dialog.getByText(sign).first().waitFor();
    if (name === 'Schedulers') await dialog.getByRole('button', { name: 'All of them' }).click();
    await expectAccessible(name);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  await page
    .getByRole('link', { name: 'Settings' })
    .or(page.getByRole('button', { name: 'Settings' }))
    .first()
    .click();
  await page.getByRole('heading', { name: 'Storage' }).waitFor();
  await page.getByText(/ [MG]B in all/).waitFor();
  await expectAccessible('settings');
  await page
    .getByRole('link', { name: 'Labs' })
    .or(page.getByRole('button', { name: 'Labs' }))
    .first()
    .click();
});

test('a wrong configuration gives its diagnosis, in both languages', { timeout: 120_000 }, async () => {
  const hands = new Hands(page);
  await hands.start('LVS-DR by hand');
  await page.getByRole('button', { name: 'Check this step' }).click();
  await page
    .getByText('Module ip_vs is not loaded in the kernel of director', { exact: false })
    .first()
    .waitFor();
  await shot(page, '4-diagnosis-en');
  await expectAccessible('lab');
});

test('dialogs, the table, the result and a session at rest are accessible', {
  timeout: 180_000,
}, async () => {
  const hands = new Hands(page);
  await page.keyboard.press('Control+Shift+K');
  await page.locator('.palette-dialog').waitFor();
  await expectAccessible('commands');
  await page.keyboard.press('Escape');
  await page.locator('.palette-dialog').waitFor({ state: 'detached' });
  await hands.command('Show the solution');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('heading', { name: /^Solution: / }).waitFor();
  await expectAccessible('solution');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await hands.command('Topology: graph / table');
  await page.getByRole('table', { name: 'Nodes' }).waitFor();
  await expectAccessible('topology as a table');
  await hands.command('Grade');
  await page.getByRole('button', { name: /JSON/ }).waitFor();
  await expectAccessible('result');
  await page.goBack();
  await page.getByRole('button', { name: 'Check this step' }).waitFor();
  await hands.command('Suspend the session');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await expectAccessible('a session at rest');
});

test('who is new is shown round the first lab, once', { timeout: 120_000 }, async () => {
  const fresh = await browser.newPage();
  try {
    fresh.setDefaultTimeout(30_000);
    const newcomer = new Sandbox();
    rmSync(join(newcomer.data, 'settings.json'));
    await fresh.goto(await serve({ ...newcomer.env, LVSLAB_RECORDED: 'slow=1' }));
    await new Hands(fresh).start('LVS-DR by hand');
    for (const [title, button] of [
      ['What to do, and why', 'Next'],
      ['Real machines', 'Next'],
      ['How it is right now', 'Begin'],
    ] as const)
      await fresh.getByRole('dialog', { name: title }).getByRole('button', { name: button }).click();
    expect(await fresh.getByRole('dialog').count()).toBe(0);
    await fresh.reload();
    await fresh.getByRole('button', { name: 'Check this step' }).waitFor();
    expect(await fresh.getByRole('dialog').count()).toBe(0);
  } finally {
    await fresh.close();
  }
});

test.each([
  ['a start', 'slow=8000', /Cancel the start/],
  ['a failed start', 'slow=1 fail-up=rs1', /Try again|Start again|Again/],
])('%s is accessible', { timeout: 120_000 }, async (name, words, sign) => {
  await page.goto(await serve({ LVSLAB_RECORDED: words }));
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).click();
  await expectAccessible(`dialog of ${name}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Start the machines' }).click();
  await page.getByRole('button', { name: sign }).waitFor();
  await expectAccessible(name);
});

test('Vagrant is chosen in the settings or for one lab; one that is too old is told with the way out', {
  timeout: 120_000,
}, async () => {
  const bin = oldVagrant(sandbox.data);
  await page.goto(await serve({ PATH: `${bin}:${process.env['PATH']}`, LVSLAB_VAGRANT_PROVIDER: 'libvirt' }));
  const provider = page.getByRole('button', { name: /Provider/ });
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).click();
  await provider.filter({ hasText: 'QEMU' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await provider.click();
  await page.getByRole('option', { name: /Vagrant/ }).click();
  await provider.filter({ hasText: 'Vagrant' }).waitFor();
  await page.getByRole('link', { name: 'Labs' }).first().click();
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).click();
  await provider.filter({ hasText: 'Vagrant' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Start the machines' }).click();
  await page.getByRole('heading', { name: 'It did not start' }).waitFor();
  expect(await page.locator('body').innerText()).toMatch(/Vagrant 1\.9\.1 is too old.*hashicorp\.com/);
  await shot(page, '5-vagrant-too-old');
});
