import { expect, test } from 'vitest';
import { requireLab } from '../../engine/packs/library.js';
import { lab, slowness } from '../support.js';
import { openForAll, shot } from './window.js';

// What the picture says, in the real app on real machines: at once of what we do, and never more than is known.

const opened = openForAll();
const { steps } = requireLab(lab('dr-by-hand')).lab;
const vip = '10.0.0.29';

const card = (node: string) => opened.page.getByRole('region', { name: node, exact: true });
/** What another window would do. */
async function command(...args: readonly string[]): Promise<void> {
  const { exit, stderr } = await opened.sandbox.lvslab(...args);
  expect(exit, stderr).toBe(0);
}

const timeline = () => opened.page.getByRole('list', { name: 'Timeline, newest first' });

/** Presses a button, and says after how many milliseconds something is on the page, or is not any more. */
async function drawnAfter(button: string, selector: string, there: boolean): Promise<number> {
  await opened.page.getByRole('button', { name: button }).waitFor();
  return opened.page.evaluate(
    ({ button: name, selector: wanted, there: present }) =>
      new Promise<number>((resolve, reject) => {
        const is = () => (document.querySelector(wanted) !== null) === present;
        if (is()) return reject(new Error(`${wanted} before the click`));
        const element = document.querySelector<HTMLElement>(`[aria-label="${name}"]`)!;
        let clicked = 0;
        const observer = new MutationObserver(() => {
          if (!is()) return;
          observer.disconnect();
          // When it has been painted, not only put there.
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        clicked = performance.now();
        element.click();
        return undefined;
      }),
    { button, selector, there },
  );
}

test('a cable is drawn pulled within 0.2 s of the click, and whole again', {
  timeout: 300_000 * slowness,
}, async () => {
  const { page, hands } = opened;
  await hands.start('LVS-DR by hand');
  await card('rs1').getByText('running').waitFor();
  // The middle of three: one may meet a busy moment of the host.
  const times: Record<string, number[]> = {};
  for (let turn = 0; turn < 3; turn += 1)
    for (const [button, there] of [
      ['Unplug: eth0 of rs1', true],
      ['Plug in: eth0 of rs1', false],
    ] as const)
      (times[button] ??= []).push(await drawnAfter(button, '.cable.cut', there));
  for (const [button, took] of Object.entries(times)) {
    const [, middle = Number.NaN] = took.toSorted((a, b) => a - b);
    console.log(`${button}: drawn after ${took.map((ms) => Math.round(ms)).join(', ')} ms`);
    expect(middle).toBeLessThan(200 * slowness);
  }
  const told = (text: string) => timeline().getByText(text).first().waitFor();
  await told('The cable of rs1 in network lan was unplugged');
  await told('The cable of rs1 in network lan was plugged in');
  for (const { id } of steps.slice(0, 6)) await command('solve', '--step', id);
  await card('director').getByText(`VIP ${vip} eth0`).waitFor();
  await shot(page, '9-solved');
});

test('an entry of the timeline opens what shows it', async () => {
  const { page } = opened;
  await timeline()
    .getByRole('button', { name: /rs2 was added to tcp 10\.0\.0\.29:80/ })
    .click();
  await timeline().getByText('-a -t 10.0.0.29:80 -r 10.0.0.9:80 -g -w 1').waitFor();
  await shot(page, '9-moment');
  await page.keyboard.press('Enter');
  await expect.poll(() => timeline().getByText('-a -t 10.0.0.29:80').count()).toBe(0);
});

test('three nodes that answer ARP for the VIP are each drawn as a conflict, on cards and in the table', {
  timeout: 120_000 * slowness,
}, async () => {
  const { page, hands } = opened;
  for (const node of ['rs1', 'rs2'])
    await hands.type(node, 'sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.lo.arp_ignore=0');
  await hands.type('client', `ip neigh flush to ${vip}; ping -c 1 ${vip}`);
  for (const node of ['director', 'rs1', 'rs2']) await card(node).getByText('ARP conflict').waitFor();
  await expect.poll(() => card('client').getByText('ARP conflict').count()).toBe(0);
  await timeline()
    .getByText(/ARP conflict: (director, )?rs\d.* all answer for 10\.0\.0\.29/)
    .first()
    .waitFor();
  await shot(page, '9-arp-conflict');
  await hands.command('Topology: graph / table');
  const row = page.getByRole('row', { name: new RegExp(`^${vip}`) });
  await row.getByText('conflict').waitFor();
  for (const node of ['director', 'rs1', 'rs2']) expect(await row.innerText()).toContain(node);
  await hands.command('Topology: graph / table');
});

test('an address that is not the VIP is not called one, and one that two have is marked', async () => {
  const { hands } = opened;
  await hands.type('rs1', 'ip addr add 10.0.0.92/24 dev eth0; ip addr add 10.0.0.9/24 dev eth0');
  await card('rs1').getByText('Address 10.0.0.92 eth0').waitFor();
  await card('rs1').getByText('also on rs2 eth0').first().waitFor();
  await card('rs2').getByText('also on rs1 eth0').waitFor();
  await hands.type('rs1', 'ip addr del 10.0.0.92/24 dev eth0; ip addr del 10.0.0.9/24 dev eth0');
  await expect.poll(() => card('rs2').getByText('also on rs1 eth0').count()).toBe(0);
});

test('of a node that cannot be asked nothing is shown but since when', async () => {
  const { page } = opened;
  const gone = timeline().getByText(/is gone from director/);
  const before = await gone.count();
  await command('power', 'director', 'pause');
  await card('director')
    .getByText(/not known since \d\d:\d\d:\d\d/)
    .waitFor();
  expect(await card('director').getByText(`VIP ${vip}`).count()).toBe(0);
  expect(await card('director').getByText('IPVS table is empty').count()).toBe(0);
  await page.getByRole('button', { name: /^director.*details$/ }).click();
  const details = page.getByRole('complementary', { name: 'Details of director' });
  await details.getByText(/IPVS table: not known since/).waitFor();
  await shot(page, '9-not-known');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  await command('power', 'director', 'continue');
  await card('director').getByText(`VIP ${vip} eth0`).waitFor();
  // That it was not known is no happening to the VIP.
  expect(await gone.count()).toBe(before);
});

test('a machine that is off is called so, in both languages, and shows nothing of what it was', async () => {
  const { page, hands } = opened;
  await command('power', 'rs2', 'off');
  await card('rs2').getByText('off', { exact: true }).waitFor();
  expect(await card('rs2').innerText()).not.toMatch(/VIP|10\.0\.0|guest|shutdown/);
  expect(
    await card('rs2')
      .getByRole('button', { name: /Unplug|Plug in/ })
      .count(),
  ).toBe(0);
  await timeline().getByText('rs2: power off').waitFor();
  await hands.command('Language: 简体中文');
  await card('rs2').getByText('已关机').waitFor();
  expect(await page.locator('body').innerText()).not.toMatch(/guest-|host-qmp/);
  await hands.command('语言：English');
  await command('power', 'rs2', 'boot');
  await card('rs2').getByText('running').waitFor();
});

test('at the sizes of small screens no card covers another, no label a card, and more than a check is seen', async () => {
  const { page } = opened;
  for (const [width, height] of [
    [1280, 800],
    [1024, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(600);
    const boxes = async (selector: string) => {
      const all = await page.locator(selector).all();
      return Promise.all(all.map(async (one) => (await one.boundingBox())!));
    };
    const cards = await boxes('.machine');
    const labels = await boxes('.cable-label');
    expect(cards).toHaveLength(4);
    const over = (a: (typeof cards)[number], b: (typeof cards)[number]) =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    for (const [index, box] of cards.entries()) {
      expect(cards.slice(index + 1).some((other) => over(box, other))).toBe(false);
      expect(labels.some((label) => over(box, label))).toBe(false);
    }
    // The font of a card is 13 pixels at its full size.
    const scale = cards[0]!.height / 70;
    expect(13 * scale, `${width}×${height}`).toBeGreaterThan(9);
    const [list] = await boxes('.checks-scroll');
    const [first, second] = await boxes('.checks-scroll .check');
    // More than one and a half, or all of the only one.
    const seen = second === undefined ? first!.y + first!.height : second.y + second.height / 2;
    expect(seen, `${width}×${height}`).toBeLessThanOrEqual(list!.y + list!.height);
  }
});

test('the wheel makes the graph larger', async () => {
  const { page } = opened;
  const before = (await card('client').boundingBox())!;
  await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
  await page.mouse.wheel(0, -300);
  await expect
    .poll(async () => (await card('client').boundingBox())!.width)
    .toBeGreaterThan(before.width * 1.1);
});
