import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openForAll, shot } from './window.js';

// What a learner sees when something goes wrong, in the real app on real machines.

const opened = openForAll();

test('a start that is cancelled leaves no machine, and leads back to the labs', async () => {
  const { page, sandbox } = opened;
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start the machines' }).click();
  await page.getByRole('button', { name: 'Cancel the start' }).click();
  await page.getByRole('button', { name: 'Back to the labs' }).click();
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).waitFor();
  await expect.poll(() => sandbox.machines(), { timeout: 20_000 }).toEqual([]);
});

test('a machine that dies is shown on its card, and the others go on', async () => {
  const { page, hands, sandbox } = opened;
  await hands.start('LVS-DR by hand');
  const pid = sandbox
    .machines()
    .find((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').split('\0')[2]?.endsWith('-rs1'));
  process.kill(pid!, 'SIGKILL');
  const card = page.getByRole('region', { name: 'rs1', exact: true });
  await card.getByText('crashed').waitFor();
  await hands.type('rs2', 'hostname');
  expect(await hands.screen('rs2').innerText()).toMatch(/^rs2/m);
  await shot(page, '5-crashed');
});

test('an engine that dies saves its session: it is suspended, and goes on where it was', {
  timeout: 240_000,
}, async () => {
  const { app, page, hands } = opened;
  await hands.type('director', 'echo kept >/root/mark');
  const engine = await app.evaluate(
    ({ app: inside }) => inside.getAppMetrics().find(({ name }) => name === 'lvslab-engine')?.pid,
  );
  process.kill(engine!, 'SIGKILL');
  const resume = page.getByRole('button', { name: 'Resume' });
  await resume.waitFor({ timeout: 60_000 });
  await shot(page, '6-engine-died');
  await resume.click();
  await page.getByRole('button', { name: 'Check this step' }).waitFor({ timeout: 60_000 });
  await hands.type('director', 'cat /root/mark');
  expect(await hands.screen('director').innerText()).toMatch(/^kept/m);
});
