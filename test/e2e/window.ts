import { AxeBuilder } from '@axe-core/playwright';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed } from 'vitest';
import { productRoot } from '../../engine/product.js';
import { Sandbox, until } from '../support.js';

/** Where screenshots go: docs/ keeps a few of them. */
export const shots = join(productRoot, 'coverage', 'screenshots');

/** The real app with its real engine in a sandbox. */
export async function openApp(
  sandbox: Sandbox,
  env: NodeJS.ProcessEnv = {},
  words: readonly string[] = [],
): Promise<{ app: ElectronApplication; page: Page }> {
  const app = await _electron.launch({
    // Its own profile: an app that is open on this host would be shown instead.
    args: [`--user-data-dir=${join(sandbox.data, 'electron')}`, productRoot, ...words],
    env: { ...process.env, LVSLAB_LANG: 'en', ...sandbox.env, ...env },
    timeout: 60_000,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => console.error(`page: ${error.stack}`));
  return { app, page };
}

/** An app with a sandbox of its own. */
export class OpenApp {
  readonly sandbox = new Sandbox();
  app!: ElectronApplication;
  page!: Page;
  hands!: Hands;

  /** @param words what else the program is started with */
  async open(env: NodeJS.ProcessEnv, words: readonly string[] = []): Promise<void> {
    ({ app: this.app, page: this.page } = await openApp(this.sandbox, env, words));
    this.hands = new Hands(this.page);
  }

  async close(): Promise<void> {
    // At once: nobody is there to answer what is to become of the machines.
    await this.app?.evaluate(({ app }) => app.exit(0)).catch(() => {});
    await this.sandbox.dispose();
  }
}

/** One app for all tests of a file; what its window shows is kept when one fails. */
export function openForAll(env: NodeJS.ProcessEnv = {}): OpenApp {
  const opened = new OpenApp();
  beforeAll(() => opened.open(env));
  afterAll(() => opened.close());
  beforeEach(() => showFailure(() => opened.page, opened.sandbox));
  return opened;
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** No violation of WCAG in this very page: Electron opens no other one for it. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Drops a file or a folder into the window, as a desktop does: by its path. */
export async function dropInto(page: Page, path: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
}

/** When this test fails, keep what the window showed, and print what the app's processes logged. */
export function showFailure(page: () => Page | undefined, sandbox?: Sandbox): void {
  onTestFailed(async ({ task }) => {
    if (sandbox !== undefined) console.error(logged(sandbox));
    const shown = page();
    if (shown === undefined || shown.isClosed()) return;
    const name = `failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}`;
    await shot(shown, name).catch(() => {});
    console.error(`the window showed (${name}.png):\n${await shown.locator('body').innerText()}`);
  });
}

/** The ends of the logs in a sandbox. */
function logged({ data }: Sandbox): string {
  const folder = join(data, 'logs');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .map((name) => `--- logs/${name}\n${readFileSync(join(folder, name), 'utf8').slice(-6000)}`)
    .join('\n');
}

/** A learner's hands: terminals by name, keys one after the other. */
export class Hands {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async start(title: string): Promise<void> {
    await this.#page.getByRole('button', { name: `Start "${title}"` }).click();
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Start the machines' }).click();
    await this.#page.getByRole('button', { name: 'Check this step' }).waitFor({ timeout: 120_000 });
  }

  /**
   * Brings a node's terminal to the front, opened if it was not, and waits for its prompt.
   *
   * @param node or the name of another of its terminals: `rs1 2`
   */
  async terminal(node: string): Promise<void> {
    const tabs = this.#page.getByRole('group', { name: 'Terminals' });
    await tabs
      .getByRole('button', { name: node, exact: true })
      .or(tabs.getByRole('button', { name: new RegExp(`^${node} `) }))
      .first()
      .click();
    await this.screen(node)
      .filter({ hasText: `root@${node.split(' ')[0]}:` })
      .waitFor();
    await this.#page.getByLabel(`Terminal ${node}`, { exact: true }).locator('.xterm-screen').click();
  }

  /** Does something by the command palette. */
  async command(name: string): Promise<void> {
    await this.#page.keyboard.press('Control+Shift+K');
    await this.#page.locator('.palette-dialog').waitFor();
    await this.#page.keyboard.type(name);
    await this.#page.getByRole('menuitem', { name }).first().waitFor();
    await this.#page.keyboard.press('ArrowDown');
    await this.#page.keyboard.press('Enter');
    await this.#page.locator('.palette-dialog').waitFor({ state: 'detached' });
  }

  /** What a node's terminal shows. */
  screen(node: string) {
    return this.#page.getByLabel(`Terminal ${node}`, { exact: true }).locator('.xterm-rows');
  }

  /** Types lines as a learner does: each after the prompt has come back. */
  async type(node: string, script: string): Promise<void> {
    await this.terminal(node);
    for (const line of script.trim().split('\n')) {
      await this.#page.keyboard.type(line);
      // Seen before it is sent: what the command prints may scroll it away.
      const typed = async () => {
        const rows = await this.#rows(node);
        return !prompted(rows) && rows.some((row) => row.includes(line.slice(0, 20)));
      };
      await until(`the line ${line}`, typed, 120_000);
      await this.#page.keyboard.press('Enter');
      await until(`the prompt after ${line}`, async () => prompted(await this.#rows(node)), 120_000);
    }
  }

  async #rows(node: string): Promise<readonly string[]> {
    return (await this.screen(node).innerText()).replaceAll('\u00a0', ' ').trimEnd().split('\n');
  }
}

/** Is the last line of a terminal a prompt, with nothing typed after it? */
function prompted(rows: readonly string[]): boolean {
  return /^root@\S+#\s*$/.test(rows.at(-1) ?? '');
}
