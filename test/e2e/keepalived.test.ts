import { expect, test } from 'vitest';
import { diagnosisCatalogue } from '../../contract/messages/verdicts.js';
import { word } from '../../contract/text.js';
import { requireLab } from '../../engine/packs/library.js';
import { lab, until } from '../support.js';
import { openForAll, shot } from './window.js';

// Directors that fail over and work that is wrong, as a learner sees them, on real machines.

const opened = openForAll();
const { steps } = requireLab(lab('keepalived-lvs'), 'en').lab;
const vip = '10.0.0.10';

/** Runs something on a node beside the learner; standard output, trimmed. */
async function beside(node: string, command: string): Promise<string> {
  const { exit, stdout, stderr } = await opened.sandbox.lvslab('ssh', node, '--', command);
  expect(exit, stderr).toBe(0);
  return stdout.trim();
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
  await guide.getByText(word(diagnosisCatalogue, cause, 'zh-CN')).waitFor();
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
    // When it happens is told by the node itself: by its clock, which is set against ours.
    const log = `/run/moved-to-${to}`;
    await beside(to, `ip -ts monitor address >${log} 2>&1 </dev/null & echo`);
    const [seen] = await Promise.all([
      // The frame that announces it is enough to show it; the facts then say on which interface.
      card(to)
        .getByText(`VIP ${vip}`)
        .waitFor({ timeout: 60_000 })
        .then(() => Date.now()),
      hands.type('lb1', command),
    ]);
    await holds(to).waitFor();
    await holds(from).waitFor({ state: 'detached' });
    await card(to)
      .getByText(/VI_1 MASTER/)
      .waitFor();
    await shot(page, `8-failover-${to}`);
    const asked = Date.now();
    const nodeNow = Number(await beside(to, 'date +%s%3N'));
    // The node's clock was read at some moment between the question and its answer.
    const slack = Date.now() - asked;
    const stamp = await until('the move in the log', async () =>
      new RegExp(`\\[(\\S+)\\] \\d+: eth0.*?inet ${vip}`).exec(await beside(to, `cat ${log}`)),
    );
    const happened = Date.parse(`${stamp[1]}Z`) + (asked + slack / 2 - nodeNow);
    console.log(`${vip} moved to ${to}: seen ${seen - happened} ms later (± ${Math.round(slack / 2)})`);
    expect(seen - happened - slack / 2).toBeLessThan(2000);
  }
});
