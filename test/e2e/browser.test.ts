import { AxeBuilder } from '@axe-core/playwright';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { productRoot } from '../../engine/product.js';
import { ended, Sandbox } from '../support.js';
import { Hands, shot, showFailure } from './window.js';

// The same window in a browser, served by `lvslab ui`, on simulated nodes; and its accessibility on every screen.

const sandbox = new Sandbox();
let server: ChildProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = spawn(process.execPath, [join(productRoot, 'bin', 'lvslab.js'), '--json', 'ui'], {
    env: { ...process.env, ...sandbox.env, LVSLAB_FAKE: 'slow=1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`lvslab ui ended (${code}): ${text}`)));
    server.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      try {
        resolve((JSON.parse(text) as { url: string }).url);
      } catch {
        // not whole yet
      }
    });
  });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => console.error(`page: ${error.stack}`));
  await page.goto(url);
});

afterAll(async () => {
  await browser?.close();
  server?.kill('SIGINT');
  if (server !== undefined) await ended(server);
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

test('library and settings are accessible', { timeout: 120_000 }, async () => {
  await expectAccessible('library');
  await page
    .getByRole('link', { name: 'Settings' })
    .or(page.getByRole('button', { name: 'Settings' }))
    .first()
    .click();
  await page.getByRole('heading', { name: 'Storage' }).waitFor();
  await page.getByText(/MB in all/).waitFor();
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
