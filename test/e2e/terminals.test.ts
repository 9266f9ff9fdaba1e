import { createHash } from 'node:crypto';
import type { ElectronApplication, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { logPort, type PortLog } from '../port-log.js';
import { slowness, until as untilIn } from '../support.js';
import { type Hands, openForAll, shot } from './window.js';

// Terminals as a learner uses them, in the real app on real machines.

const running = openForAll();
let app: ElectronApplication;
let page: Page;
let hands: Hands;
let log: PortLog;

beforeAll(async () => {
  ({ app, page, hands } = running);
  // What would leave the app is noted instead of done.
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  page.setDefaultTimeout(20_000);
  log = await logPort(page);
  await hands.start('LVS-DR by hand');
});

/** Nothing here takes long. */
const until = <T>(what: string, condition: () => T | Promise<T>) =>
  untilIn(what, condition, 20_000 * slowness);
const tabs = () => page.getByRole('group', { name: 'Terminals' });
const pane = (name: string) => page.getByRole('region', { name: `Terminal ${name}`, exact: true });
const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
const clipboard = (text: string) =>
  app.evaluate(({ clipboard: inside }, written) => inside.writeText(written), text);
const copied = () => app.evaluate(({ clipboard: inside }) => inside.readText());

/** The lines that a terminal shows, without the blanks at their ends. */
async function rows(name: string): Promise<string[]> {
  const all = await hands.screen(name).locator('> div').allInnerTexts();
  return all.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
}

async function openOn(node: string): Promise<void> {
  await page.getByRole('button', { name: 'New terminal' }).click();
  await page.getByRole('menuitem', { name: `Open a terminal on ${node}` }).click();
}

async function expectRow(name: string, what: string, line: (row: string) => boolean): Promise<void> {
  await until(what, async () => (await rows(name)).some(line));
}

/** Empties a terminal's screen as Ctrl+L does. */
async function cleared(name: string): Promise<void> {
  await hands.terminal(name);
  await page.keyboard.press('Control+L');
  await until('an empty screen', async () => /^root@\S+#$/.test((await rows(name)).join('\n').trim()));
}

/** Moves to the last place where a text stands, and clicks there. */
async function clickOn(name: string, text: string): Promise<void> {
  const row = hands.screen(name).locator('> div').filter({ hasText: text }).last();
  const place = await row.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.textContent!.indexOf(wanted.slice(0, 8));
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 8);
      const { left, top, width, height } = range.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }
    throw new Error('not one text');
  }, text);
  await page.mouse.move(place.x, place.y - 40);
  await page.mouse.move(place.x, place.y, { steps: 5 });
  await pane(name).locator('.xterm-cursor-pointer').waitFor();
  await page.mouse.click(place.x, place.y);
}

test('a node has several terminals, each with a shell of its own; two stand side by side', async () => {
  await openOn('rs1');
  await hands.type('rs1', 'cd /tmp');
  await openOn('rs1');
  await hands.type('rs1 2', 'pwd');
  expect(await rows('rs1 2')).toContain('/root');
  await page.getByRole('button', { name: 'Split' }).click();
  const panes = page.locator('.terminal-pane:not(.hidden), .terminal-empty');
  expect(await panes.count()).toBe(2);
  await hands.type('rs1', 'pwd');
  expect(await rows('rs1')).toContain('/tmp');
  // Both are to be seen, and the keys go to the one that was clicked last.
  expect(await pane('rs1').isVisible()).toBe(true);
  expect(await pane('rs1 2').isVisible()).toBe(true);
  await pane('rs1 2').locator('.xterm-screen').click();
  await page.keyboard.type('echo to the se""cond\n');
  await expectRow('rs1 2', 'what was typed', (row) => row === 'to the second');
  expect((await rows('rs1')).join('\n')).not.toContain('second');
  await shot(page, 'terminals-split');
  await page.getByRole('button', { name: 'Unsplit' }).click();
  await tabs().getByRole('button', { name: 'Close terminal rs1 2' }).click();
  await tabs().getByRole('button', { name: 'rs1 2', exact: true }).waitFor({ state: 'detached' });
});

test('the shell is told of each new size', async () => {
  /** What the shell says, which must be what xterm shows. */
  const size = async () => {
    await cleared('rs2');
    await hands.type('rs2', 'stty size');
    const [lines = 0, columns = 0] = (await rows('rs2'))
      .find((row) => /^\d+ \d+$/.test(row))!
      .split(' ')
      .map(Number);
    expect(lines).toBe((await rows('rs2')).length);
    await hands.type('rs2', `printf '%${columns - 1}s|\\n' fits`);
    await hands.type('rs2', `printf '%${columns}s|\\n' breaks`);
    const shown = await rows('rs2');
    expect(shown.filter((row) => row.endsWith('fits|'))).toHaveLength(1);
    expect(shown.filter((row) => /^ *breaks$/.test(row))).toHaveLength(1);
    await hands.type('rs2', 'echo $COLUMNS is it');
    expect(await rows('rs2')).toContain(`${columns} is it`);
    return { lines, columns };
  };
  await openOn('rs2');
  const before = await size();
  await page.getByRole('button', { name: 'Split' }).click();
  const split = await size();
  expect(split.columns).toBeLessThan(before.columns * 0.6);
  await page.getByRole('button', { name: 'Unsplit' }).click();
  await page.getByRole('button', { name: 'Enlarge Terminals' }).click();
  await page.getByRole('region', { name: 'Topology' }).waitFor({ state: 'hidden' });
  const large = await size();
  expect(large.columns).toBe(before.columns);
  expect(large.lines).toBeGreaterThan(before.lines);
  await page.getByRole('button', { name: 'Restore the layout' }).click();
  await page.getByRole('region', { name: 'Topology' }).waitFor();
});

test('a Chinese character takes two cells', async () => {
  await hands.terminal('rs2');
  const column = () =>
    hands.screen('rs2').evaluate((rows) => {
      const cursor = rows.querySelector('.xterm-cursor')?.getBoundingClientRect();
      if (cursor === undefined) return undefined; // the row is being drawn
      return Math.round((cursor.left - rows.getBoundingClientRect().left) / cursor.width);
    });
  const start = 'root@rs2:~# '.length;
  await until('the cursor after the prompt', async () => (await column()) === start);
  await page.keyboard.type('echo 虚拟服务器ab');
  await until('the cursor after the text', async () => (await column()) === start + 5 + 5 * 2 + 2);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await expectRow('rs2', 'what was typed', (row) => row === '虚拟服务器b');
});

test('search finds what has scrolled away, and copy takes it', async () => {
  await hands.terminal('rs2');
  await page.keyboard.type('echo nee""dle one; seq 1 200; echo nee""dle two; seq 1 201\n');
  await expectRow('rs2', 'the end', (row) => row === '201');
  expect((await rows('rs2')).join('\n')).not.toContain('needle');
  await page.keyboard.press('Control+Shift+F');
  const field = page.getByLabel('Search in the terminal');
  await field.waitFor();
  await page.keyboard.type('needle');
  await expectRow('rs2', 'the first', (row) => row === 'needle one');
  await page.keyboard.press('Enter');
  await expectRow('rs2', 'the second', (row) => row === 'needle two');
  await page.keyboard.press('Shift+Enter');
  await expectRow('rs2', 'the first again', (row) => row === 'needle one');
  await page.keyboard.type('-less');
  await page.getByText('Not found').waitFor();
  await field.fill('needle two');
  await expectRow('rs2', 'the second', (row) => row === 'needle two');
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  await clipboard('before');
  await page.keyboard.press('Control+Shift+C');
  await until('the copy', async () => (await copied()) === 'needle two');
  await page.keyboard.press('Enter');
  await expectRow('rs2', 'the prompt', (row) => row === 'root@rs2:~#');
});

test('paste types; several lines are asked about first, and what is refused does nothing', async () => {
  await hands.terminal('rs2');
  await clipboard('echo pas""ted');
  await page.keyboard.press('Control+Shift+V');
  await page.keyboard.press('Enter');
  await expectRow('rs2', 'what was pasted', (row) => row === 'pasted');

  await clipboard('echo o""ne\necho t""wo\n');
  await log.clear();
  await page.keyboard.press('Control+Shift+V');
  const question = page.getByRole('alertdialog', { name: 'Paste 2 lines?' });
  expect(await question.locator('pre').innerText()).toBe('echo o""ne\necho t""wo');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  // The terminal has the keys again, and the shell heard nothing but these.
  await page.keyboard.type('echo refu""sed\n');
  await expectRow('rs2', 'what was typed', (row) => row === 'refused');
  expect((await log.counts('rs2/1')).typed).toBe('echo refu""sed\r');

  await page.keyboard.press('Control+Shift+V');
  await question.getByRole('button', { name: 'Paste' }).click();
  // bash takes pasted lines as one, and waits for Enter.
  await question.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await expectRow('rs2', 'the last of what was pasted', (row) => row === 'two');
  expect(await rows('rs2')).toContain('one');
});

test('a terminal has a menu where it is clicked; it pastes, selects, copies and zooms', async () => {
  await cleared('rs2');
  const menu = page.getByRole('menu', { name: 'Terminal menu' });
  const choose = async (name: string) => {
    await pane('rs2').locator('.xterm-screen').click({ button: 'right' });
    await menu.getByRole('menuitem', { name }).click();
    await menu.waitFor({ state: 'detached' });
  };
  await clipboard('echo from-the-me""nu');
  await choose('Paste');
  await expectRow('rs2', 'the paste', (row) => row.endsWith('# echo from-the-me""nu'));
  await page.keyboard.press('Enter');
  await expectRow('rs2', 'what was pasted', (row) => row === 'from-the-menu');
  await choose('Select all');
  await choose('Copy');
  await until('the copy', async () => (await copied()).includes('from-the-menu'));

  const columns = async () => {
    await cleared('rs2');
    await page.keyboard.type('stty size\n');
    const size = /^\d+ (\d+)$/;
    await expectRow('rs2', 'rows and columns', (row) => size.test(row));
    return Number(size.exec((await rows('rs2')).find((row) => size.test(row)) ?? '')?.[1]);
  };
  const before = await columns();
  await page.keyboard.press('Control+=');
  await page.keyboard.press('Control+=');
  await until('fewer columns', async () => (await columns()) < before);
  await page.keyboard.press('Control+0');
  await until('as many as before', async () => (await columns()) === before);
});

test('where a shell has ended a new one is begun', async () => {
  await openOn('client');
  await hands.terminal('client');
  await page.keyboard.type('exit\n');
  await pane('client').getByRole('button', { name: 'New shell' }).click();
  await until('a prompt', async () => (await hands.screen('client').innerText()).includes('root@client:'));
  await hands.terminal('client');
  await page.keyboard.type('echo an""other\n');
  await expectRow('client', 'its answer', (row) => row === 'another');
});

test('a link is asked about before it is opened', async () => {
  await cleared('rs2');
  await hands.type('rs2', 'echo see https:""//example.org/page');
  const question = page.getByRole('alertdialog', { name: 'Open an external link?' });
  await clickOn('rs2', 'https://example.org/page');
  await question.getByText('https://example.org/page').waitFor();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  expect(await opened()).toEqual([]);
  await clickOn('rs2', 'https://example.org/page');
  await question.getByRole('button', { name: 'Open' }).click();
  await until('the browser', async () => (await opened()).length > 0);
  expect(await opened()).toEqual(['https://example.org/page']);
});

test('Tab goes to the shell, and F6 leaves it', async () => {
  const area = () =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-area]')?.dataset['area']);
  await hands.terminal('rs2');
  await log.clear();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await until('both', async () => (await log.counts('rs2/1')).typed === '\t\u001b[Z');
  expect(await area()).toBe('terminals');
  await page.keyboard.press('F6');
  expect(await area()).toBe('topology');
  await page.keyboard.press('F6');
  expect(await area()).toBe('guide');
  await page.keyboard.press('F6');
  await page.keyboard.type('echo ba""ck\n');
  await expectRow('rs2', 'what was typed', (row) => row === 'back');
  await page.keyboard.press('Shift+F6');
  expect(await area()).toBe('guide');
  expect((await log.counts('rs2/1')).typed).toBe('\t\u001b[Zecho ba""ck\r');
});

test('what scrolled away is there again after another view, and after the page was loaded anew', async () => {
  await hands.terminal('client');
  await page.keyboard.type('echo the fi""rst; seq 1 300; X=kept\n');
  await expectRow('client', 'the end', (row) => row === '300');
  const finds = async () => {
    await hands.terminal('client');
    await page.keyboard.press('Control+Shift+F');
    await page.keyboard.type('the first');
    await expectRow('client', 'the first line', (row) => row === 'the first');
    await page.keyboard.press('Escape');
    await page.keyboard.type('echo $X is it\n');
    await expectRow('client', 'the same shell', (row) => row === 'kept is it');
  };
  await finds();
  await page.getByRole('link', { name: 'Labs' }).click();
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).waitFor();
  await page.goBack();
  await finds();
  await page.reload();
  await finds();
});

test('a connection that breaks is made again, and finds the shell with what was being typed', async () => {
  await cleared('client');
  await hands.type('client', 'cd /etc; X=ali""ve');
  await page.keyboard.type('echo $X ');
  // It breaks for all terminals of the node.
  await openOn('client');
  await hands.terminal('client 2');
  await page.keyboard.type("pkill -f 'sshd: root'\n");
  await hands.terminal('client');
  // Drawn anew it has only its last line. What is typed before that goes with the connection.
  const whole = async () => (await rows('client')).join('\n').trim();
  await until('the line, drawn anew', async () => (await whole()) === 'root@client:/etc# echo $X');
  await page.keyboard.type('in $(pwd)\n');
  await expectRow('client', 'the same shell', (row) => row === 'alive in /etc');
});

test('a flood arrives whole and is shown whole', async () => {
  // Lines of seven digits: 6 MB.
  const [first, last] = [1_000_000, 1_749_999];
  const lines = Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
  const allShown = async () => {
    const { printed, shown } = await log.counts('client/1');
    return printed === shown;
  };
  await hands.type('client', 'cd');
  await until('all to be shown', allShown);
  await log.clear();
  await page.keyboard.type(`seq ${first} ${last}\n`);
  await expectRow('client', 'its last line', (row) => row === lines.at(-1));
  await until('the prompt', async () => /root@client:\S+# $/.test((await log.tail('client/1')) ?? ''));
  expect(await log.digest('client/1', `seq ${first} ${last}`)).toEqual({
    lines: lines.length,
    sha256: createHash('sha256')
      .update(`${lines.join('\n')}\n`)
      .digest('hex'),
  });
  await until('all to be shown', allShown);
});

test('the window goes on while a terminal is flooded, and Ctrl+C ends the flood', async () => {
  await hands.terminal('client');
  await log.clear();
  await page.keyboard.type('yes 0123456789abcdef\n');
  const printed = async () => (await log.counts('client/1')).printed;
  await until('the flood', async () => (await printed()) > 2 ** 20);
  await page.getByRole('button', { name: 'Split' }).click();
  await hands.type('rs2', 'echo mean""while');
  expect(await rows('rs2')).toContain('meanwhile');
  const before = await printed();
  await until('more of the flood', async () => (await printed()) > before);
  await page.getByRole('button', { name: 'Unsplit' }).click();
  await tabs().getByRole('button', { name: 'client', exact: true }).click();
  await pane('client').locator('.xterm-screen').click();
  await page.keyboard.press('Control+C');
  await hands.type('client', 'echo after the fl""ood');
  expect(await rows('client')).toContain('after the flood');
});
