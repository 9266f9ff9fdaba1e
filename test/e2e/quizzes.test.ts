import { AxeBuilder } from '@axe-core/playwright';
import { beforeAll, expect, test, vi } from 'vitest';
import { connectHost } from '../../engine/session/host-client.js';
import { SessionStore } from '../../engine/session/store.js';
import { withQuizzes } from '../../recorded/testing/quizzes.js';
import { openForAll, shot } from './window.js';

// Quizzes of every type in the real app, on recorded nodes: what a test's own page cannot do (drag), and how they look.

const opened = openForAll({ LVSLAB_RECORDED: 'slow=1' });

beforeAll(async () => {
  const { hands, sandbox } = opened;
  await hands.start('LVS-DR by hand');
  for (const name of ['LVSLAB_DATA', 'XDG_RUNTIME_DIR']) vi.stubEnv(name, sandbox.env[name]);
  const store = new SessionStore();
  const record = store.list()[0]!;
  const client = (await connectHost(store, record.id))!;
  await client.call('relab', { document: withQuizzes(store.lab(record)) });
  client.close();
});

const row = (title: string) => opened.page.locator('li.check').filter({ hasText: title }).first();
const rowsOf = async () => row('The way of a request').locator('.order-text').allInnerTexts();

test('things are put in order by dragging, by buttons and by keys, and the same is asked after', async () => {
  const { page } = opened;
  const order = row('The way of a request');
  await order.scrollIntoViewIfNeeded();
  const before = await rowsOf();
  expect(before).toHaveLength(4);
  // By the pointer the first one goes to the end.
  const handle = order.getByRole('button', { name: `Drag: ${before[0]}` });
  const last = order.getByRole('row').last();
  const [from, to] = [(await handle.boundingBox())!, (await last.boundingBox())!];
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(from.x + 5, from.y + 15, { steps: 3 });
  await page.mouse.move(to.x + 20, to.y + to.height - 2, { steps: 10 });
  await shot(page, 'quiz-dragging');
  await page.mouse.up();
  await expect.poll(rowsOf).toEqual([...before.slice(1), before[0]]);
  // By a button, and by the keyboard back to where it was.
  await order.getByRole('button', { name: `Move up: ${before[0]}` }).focus();
  for (let moves = 0; moves < 3; moves += 1) await page.keyboard.press('Enter');
  await expect.poll(rowsOf).toEqual(before);
  const right = [
    'The client sends a SYN',
    'The director rewrites the destination MAC',
    'The realserver takes the packet for the VIP',
    'The reply goes straight to the client',
  ];
  for (const [place, text] of right.entries())
    for (let at = (await rowsOf()).indexOf(text); at > place; at -= 1)
      await order.getByRole('button', { name: `Move up: ${text}` }).click();
  await order.getByRole('button', { name: 'Answer', exact: true }).click();
  await order.getByText('the answer is right').waitFor();
  expect(await rowsOf()).toEqual(right);
});

test('every type can be answered, and what is shown keeps to WCAG in every theme', async () => {
  const { page } = opened;
  await row('Who answers ARP').getByText('both realservers').click();
  await row('Who answers ARP').getByRole('button', { name: 'Answer' }).click();
  await row('Who answers ARP')
    .getByText(/keeps them silent/)
    .waitFor();
  await row('Three ways').getByRole('button', { name: /DR/ }).click();
  await page.getByRole('option', { name: 'the MAC address only' }).click();
  await row('The ARP reply').getByText(/is-at/).click();
  await row('How long').getByRole('textbox').fill('5');
  await row('How long').getByRole('button', { name: 'Note my prediction' }).click();
  await row('How long').getByText('noted: 5 seconds').waitFor();
  await page.getByRole('button', { name: 'Check this step' }).click();
  await page.getByText('You predicted').waitFor();
  await row('The realservers').getByRole('button', { name: 'Choose in the picture' }).click();
  await page.getByRole('region', { name: 'rs1' }).click({ position: { x: 120, y: 40 } });
  await row('The realservers').locator('.option[data-selected]').filter({ hasText: 'rs1' }).waitFor();
  for (const theme of ['light', 'dark', 'contrast']) {
    await page.evaluate((chosen) => {
      document.documentElement.dataset['theme'] = chosen;
    }, theme);
    const axe = new AxeBuilder({ page }).exclude('.xterm').setLegacyMode(true);
    const { violations } = await axe.analyze();
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
    expect(serious, theme).toEqual([]);
    for (const [name, title] of [
      ['top', 'Who answers ARP'],
      ['middle', 'The ARP reply'],
      ['end', "The director's MAC"],
    ] as const) {
      await row(title).evaluate((element) => element.scrollIntoView({ block: 'start' }));
      if (theme !== 'contrast') await shot(page, `quiz-${theme}-${name}`);
    }
  }
});
