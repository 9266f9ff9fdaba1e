import { expect, test } from 'vitest';
import { diagnosisCatalogue } from '../../contract/messages/verdicts.js';
import { word } from '../../contract/text.js';
import type { Report } from '../../contract/report.js';
import type { Verdict } from '../../contract/verdict.js';
import { requireLab } from '../../engine/packs/library.js';
import { lab } from '../support.js';
import { openForAll, shot } from './window.js';

// Directors that fail over and work that is wrong, as a learner sees them, on real machines.

const opened = openForAll();
const { steps } = requireLab(lab('keepalived-lvs')).lab;
const vip = '10.0.0.10';

/** When the window shows a VIP on a node, and when the frame that announced it passed the switch; milliseconds. */
function moveTo(node: string): Promise<{ shown: number; announced: number }> {
  return opened.page.evaluate(
    ({ node, vip }) =>
      new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          const card = document.querySelector(`section.machine[aria-label=${node}]`);
          const chip = card?.querySelector<HTMLElement>('[data-seen]');
          if (chip == null || !card!.textContent.includes(`VIP ${vip}`)) return;
          observer.disconnect();
          resolve({ shown: Date.now(), announced: Number(chip.dataset['seen']) });
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    { node, vip },
  );
}

test('a realserver without the VIP gives its diagnosis, in both languages', {
  timeout: 300_000,
}, async () => {
  const { page, hands } = opened;
  await hands.start('LVS with keepalived: balanced and highly available');
  const [step] = steps;
  await hands.type('rs1', step!.solve['rs1']!);
  await hands.type('rs2', step!.solve['rs2']!.replace(/^ip addr .*$/m, ''));
  await page.getByRole('button', { name: 'Check this step' }).click();
  const cause = { code: 'vip-not-on-realserver', params: { node: 'rs2', vip } } as const;
  const guide = page.locator('[data-area=guide]');
  await guide.getByText(word(diagnosisCatalogue, cause, 'en')).waitFor();
  await shot(page, '7-mistake-en');
  await hands.command('Language: 简体中文');
  const zh = guide.getByText(word(diagnosisCatalogue, cause, 'zh-CN'));
  await zh.waitFor();
  expect(await guide.getByText(/[Rr]ealserver rs2/).count()).toBe(0);
  await shot(page, '7-mistake-zh-CN');
  await hands.command('语言：English');
  await hands.type('rs2', `ip addr add ${vip}/32 dev lo label lo:0`);
  await guide.getByText('3 of 3 pass').waitFor({ timeout: 60_000 });
});

test('a VIP is seen to move when its master stops, and to come back', { timeout: 600_000 }, async () => {
  const { page, hands, sandbox } = opened;
  for (const { id } of steps.slice(1, steps.findIndex((step) => step.id === 'start') + 1)) {
    const solved = await sandbox.lvslab('solve', '--step', id);
    expect(solved.exit, solved.stderr).toBe(0);
  }
  const card = (node: string) => page.getByRole('region', { name: node, exact: true });
  const holds = (node: string) => card(node).getByText(`VIP ${vip} eth0`);
  await holds('lb1').waitFor();
  await shot(page, '8-failover-before');

  for (const [command, from, to] of [
    ['systemctl stop keepalived', 'lb1', 'lb2'],
    ['systemctl start keepalived', 'lb2', 'lb1'],
  ] as const) {
    const moving = moveTo(to);
    await hands.type('lb1', command);
    const { shown, announced } = await moving;
    console.log(`${vip} moved to ${to}: shown ${shown - announced} ms after its first frame`);
    expect(shown - announced).toBeLessThan(2000);
    // The facts then say on which interface, and that the other has let go.
    await holds(to).waitFor();
    await holds(from).waitFor({ state: 'detached' });
    await card(to)
      .getByText(/VI_1 MASTER/)
      .waitFor();
    await shot(page, `8-failover-${to}`);
  }
});

test('the timeline of a failover has its outage, in the number of the experiment', {
  timeout: 600_000,
}, async () => {
  const { page, sandbox } = opened;
  const step = steps.find(({ id }) => id === 'director-failure')!;
  const judged = await sandbox.lvslab('--json', 'check', '--step', step.id);
  expect(judged.stderr).not.toMatch(/could not be checked/);
  const verdicts = JSON.parse(judged.stdout) as readonly Verdict[];
  const { message } = verdicts.find(({ check }) => check === 'takeover')!;
  if (message.code !== 'failover.ok') throw new Error(`the failover did not pass: ${message.code}`);
  const { outage, before, after } = message.params;

  const list = page.getByRole('list', { name: 'Timeline, newest first' });
  const told = list.getByRole('button', {
    name: `Failover ${before} → ${after}: no answer from ${vip} for ${outage} s`,
  });
  await told.waitFor();
  // Frames and facts told the move, and the director's own word of it, while it went on.
  await list.getByText(`VIP ${vip} moved from ${before} to ${after}`).first().waitFor();
  await list.getByText(`VRRP instance VI_1 on ${after}: BACKUP → MASTER`).first().waitFor();
  await told.click();
  const seconds = Number(outage);
  const log = await list
    .getByText(/longest time without an answer/)
    .first()
    .innerText();
  const logged = Number(/longest time without an answer: ([\d.]+) s/.exec(log)?.[1]);
  expect(logged.toFixed(1)).toBe(seconds.toFixed(1));
  await shot(page, '8-timeline');

  // It is in the report, too, whoever asks for it.
  const asked = await sandbox.lvslab('report', '--format', 'json');
  const report = JSON.parse(asked.stdout) as Report;
  const entry = report.timeline.find((one) => one.message.code === 'failover.outage');
  expect(entry?.message.text.en).toContain(`for ${outage} s`);
});
