import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../contract/report.js';
import { requireLab } from '../../engine/packs/library.js';
import { lab, until } from '../support.js';
import { openForAll, shot } from './window.js';

// A learner without a mouse, in the real app on recorded nodes: every screen is reached, everything on it too, and
// where the focus is can be seen.

const opened = openForAll({ LVSLAB_RECORDED: 'slow=1' });
const { steps } = requireLab(lab('dr-by-hand')).lab;

interface Place {
  readonly name: string;
  /** Is there an outline that shows it? */
  readonly shown: boolean;
  readonly terminal: boolean;
  /** Has the focus been here before in this round? */
  readonly again: boolean;
}

/** Where the focus is; the place is remembered until `startRound`. */
function here(): Promise<Place> {
  return opened.page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const again = element.dataset['reached'] !== undefined;
    element.dataset['reached'] = '';
    // The visible part of a radio button or a switch is the label around its input.
    const parts = [element, element.closest('label'), element.closest('.input, .search-box')];
    const shown = parts.some((part) => {
      if (part == null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    });
    const labelled = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const words = labelled.map((id) => document.getElementById(id)?.textContent ?? '');
    return {
      name:
        element.getAttribute('aria-label') ?? ([...words, element.innerText].join(' ').trim() || element.id),
      shown,
      terminal: element.classList.contains('xterm-helper-textarea'),
      again,
    };
  });
}

/** Begins at the top of the page. */
async function startRound(): Promise<void> {
  await opened.page.evaluate(() => {
    for (const element of document.querySelectorAll('[data-reached]'))
      element.removeAttribute('data-reached');
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.collapse(document.body, 0);
  });
}

/** Tab leads on, but to the shell while a terminal has the keys: F6 leads out of it. */
async function next(from: Place | undefined): Promise<Place> {
  await opened.page.keyboard.press(from?.terminal === true ? 'F6' : 'Tab');
  return here();
}

/** Goes round the page by Tab: everything that can be pressed is on the way, and seen to be. */
async function expectReachable(screen: string): Promise<void> {
  await startRound();
  const places: Place[] = [];
  for (;;) {
    const place = await next(places.at(-1));
    if (place.again || places.length > 150) break;
    places.push(place);
  }
  const missed = await opened.page.evaluate(() => {
    const own = 'button:enabled, a[href], input:enabled, select:enabled, textarea:enabled';
    // One of a group has the Tab key, arrows lead to the others.
    const reached = (element: Element) =>
      element.matches('[data-reached]') ||
      element.closest('[role=radiogroup], [role=menu], [role=listbox]')?.querySelector('[data-reached]') !=
        null;
    return [...document.querySelectorAll<HTMLElement>(own)]
      .filter(
        (element) => element.checkVisibility() && element.closest('[aria-hidden=true], [inert]') === null,
      )
      .filter((element) => element.tabIndex >= 0 && !reached(element))
      .map((element) => element.outerHTML.slice(0, 150));
  });
  const unseen = places.filter(({ shown, terminal }) => !shown && !terminal).map(({ name }) => name);
  expect({ screen, missed, unseen }).toEqual({ screen, missed: [], unseen: [] });
  expect(places.length).toBeGreaterThan(3);
}

/** Goes on by Tab until something of this name has the focus. */
async function tabTo(name: string | RegExp): Promise<void> {
  await startRound();
  let place: Place | undefined;
  const passed: string[] = [];
  do {
    place = await next(place);
    if (place.again || passed.length > 150) throw new Error(`${name} is not among ${passed.join(', ')}`);
    passed.push(place.name);
  } while (typeof name === 'string' ? place.name !== name : !name.test(place.name));
}

const press = (key: string) => opened.page.keyboard.press(key);

test('a lab is chosen and started', { timeout: 120_000 }, async () => {
  const { page, hands } = opened;
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).waitFor();
  await expectReachable('library');
  await tabTo('Search labs');
  await page.keyboard.type('DR by hand');
  await page.getByText(/^1 of \d+ labs$/).waitFor();
  await tabTo('Start "LVS-DR by hand"');
  await press('Enter');
  // The dialog's own button has the focus, and Escape leads back to where it was.
  await page.getByRole('dialog').waitFor();
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(async () => (await here()).name).toBe('Start "LVS-DR by hand"');
  await hands.command('Start "LVS-DR by hand"');
  await page.getByRole('dialog').waitFor();
  await press('Enter');
  await page.getByRole('button', { name: 'Check this step' }).waitFor();
});

test('a step is done, checked and looked into', { timeout: 120_000 }, async () => {
  const { page, hands } = opened;
  await tabTo(/^director/);
  await press('Enter');
  await hands.screen('director').filter({ hasText: 'root@director:' }).waitFor();
  await expectReachable('lab');

  await hands.command('Check this step');
  await page
    .getByText(/of \d+ pass/)
    .first()
    .waitFor();
  await page.locator('.check.fail').first().waitFor();
  await tabTo(/^Hint \(free\): /);
  await press('Enter');
  await page.locator('.hints').first().waitFor();
  await tabTo(/^Evidence: /);
  await press('Enter');
  await page.locator('.evidence').first().waitFor();
  await shot(page, '9-keyboard-hint');

  await hands.command('Go to the terminals');
  await expect.poll(here).toMatchObject({ terminal: true });
  for (const line of steps[0]!.solve['director']!.trim().split('\n')) {
    await page.keyboard.type(line);
    await press('Enter');
  }
  await press('F6');
  await expect.poll(here).toMatchObject({ terminal: false });
  const all = steps[0]!.checks.length;
  await until('the checks of the first step', async () => {
    const text = await page.locator('body').innerText();
    return text.includes(`${all} of ${all} pass`);
  });
});

test('the topology is read as a table, and a cable pulled', { timeout: 120_000 }, async () => {
  const { page, hands } = opened;
  await hands.command('Topology: graph / table');
  const table = page.getByRole('table', { name: 'Nodes' });
  await table.waitFor();
  await expectReachable('topology as a table');
  const cable = /^(Unplug|Plug in): .* of rs1/;
  await tabTo(cable);
  await press('Enter');
  const row = table.getByRole('row', { name: /^rs1/ });
  await row.getByText('no carrier').waitFor();
  await tabTo(cable);
  await press('Enter');
  await row.getByText('no carrier').waitFor({ state: 'detached' });
  await hands.command('Topology: graph / table');
});

test('the session is suspended and resumed, graded and exported', { timeout: 120_000 }, async () => {
  const { app, page, hands, sandbox } = opened;
  await hands.command('Suspend the session');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await expectReachable('a session at rest');
  await tabTo('Resume');
  await press('Enter');
  await page.getByRole('button', { name: 'Check this step' }).waitFor();

  await hands.command('Grade');
  await page.getByRole('button', { name: /JSON/ }).waitFor({ timeout: 60_000 });
  // It comes when the labs have been asked for.
  await page.getByRole('button', { name: /^Next: / }).waitFor();
  await expectReachable('result');
  await tabTo('Learner');
  await page.keyboard.type('Han Meimei');
  await press('Enter');
  const save = async (button: RegExp, file: string): Promise<string> => {
    const path = join(sandbox.data, file);
    await app.evaluate(({ session }, target) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(target));
    }, path);
    await tabTo(button);
    await press('Enter');
    await until(
      file,
      () => existsSync(path) && /(?:\}|<\/html>|%%EOF)\s*$/.test(readFileSync(path, 'latin1')),
    );
    return readFileSync(path, 'latin1');
  };
  const report = JSON.parse(await save(/JSON/, 'report.json')) as Report;
  expect(report.learner).toBe('Han Meimei');
  expect(await save(/HTML/, 'report.html')).toContain('<dd>Han Meimei</dd>');
  expect(await save(/PDF/, 'report.pdf')).toMatch(/^%PDF-/);
});

test('settings are changed', { timeout: 60_000 }, async () => {
  const { page, hands } = opened;
  await hands.command('Settings');
  await page.getByRole('heading', { name: 'Storage' }).waitFor();
  await page.getByText(/ [MG]B in all/).waitFor();
  await expectReachable('settings');
  await tabTo(/Theme/);
  await press('Enter');
  await page.getByRole('listbox').waitFor();
  await page.getByRole('option', { name: 'High contrast' }).waitFor();
  await page.keyboard.type('High');
  await press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('contrast');
  await expectReachable('settings in high contrast');
});
