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

test('a node whose SSH server dies is shown as not to be asked, and is found again when the server is back', {
  timeout: 180_000,
}, async () => {
  const { page, hands } = opened;
  // Nobody can log in to start it again: it does so by itself.
  await hands.terminal('rs2');
  await page.keyboard.type('systemctl stop ssh; (sleep 20; systemctl start ssh) & sleep 1; pkill -x sshd');
  await page.keyboard.press('Enter');
  const card = page.getByRole('region', { name: 'rs2', exact: true });
  await card.getByText(/unreachable|no answer in time/).waitFor();
  await page
    .getByRole('region', { name: 'Terminal rs2', exact: true })
    .getByText(/connecting again/)
    .waitFor();
  await shot(page, '5-no-ssh');
  await hands.type('director', 'hostname');
  expect(await hands.screen('director').innerText()).toMatch(/^director/m);
  await card.getByText('running').waitFor({ timeout: 60_000 });
  await hands.type('rs2', 'hostname');
  expect(await hands.screen('rs2').innerText()).toMatch(/^rs2/m);
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
