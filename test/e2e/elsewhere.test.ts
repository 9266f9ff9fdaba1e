import { expect, test } from 'vitest';
import type { Verdict } from '../../contract/verdict.js';
import { openForAll, shot } from './window.js';

// A session that the command runs, in the window of the real app, on real machines.

const opened = openForAll();
let session = '';
const row = () => opened.page.getByRole('listitem').filter({ hasText: session });

test('the window enters a session that the command runs, and both work at it', {
  timeout: 300_000,
}, async () => {
  const { page, hands, sandbox } = opened;
  const up = await sandbox.lvslab('up', 'dr-by-hand', '-d');
  expect(up.exit, up.stderr).toBe(0);
  [session = ''] = sandbox.sessions();
  await page.reload();
  await row().getByText('running elsewhere').waitFor();
  await shot(page, '10-elsewhere');
  await row().getByRole('button', { name: /^Open/ }).click();
  await page.getByRole('button', { name: 'Check this step' }).waitFor();
  await page.getByRole('region', { name: 'rs1', exact: true }).getByText('running').waitFor();
  await hands.type('director', 'hostname >/root/mark; cat /root/mark');
  expect(await hands.screen('director').innerText()).toMatch(/^director/m);

  // What the command does is seen here; the window stays at the step that is read.
  const solved = await sandbox.lvslab('solve', '--step', 'install');
  expect(solved.exit, solved.stderr).toBe(0);
  await page.getByText('2 of 2 pass').waitFor();
  // What the window does is known to the command.
  await page.getByRole('button', { name: 'Unplug: eth0 of rs1' }).click();
  await page.getByRole('button', { name: 'Plug in: eth0 of rs1' }).waitFor();
  // It is drawn before it is written down.
  await expect
    .poll(() => sandbox.journal(session))
    .toContainEqual(expect.objectContaining({ type: 'cable', node: 'rs1', up: false }));
  await page.getByRole('button', { name: 'Plug in: eth0 of rs1' }).click();
  await shot(page, '11-elsewhere-session');
});

test('a host that dies while the window looks costs nothing: the session is saved, and goes on here', {
  timeout: 300_000,
}, async () => {
  const { page, hands, sandbox } = opened;
  process.kill(sandbox.hostOf(session), 'SIGKILL');
  const resume = page.getByRole('button', { name: 'Resume' });
  await resume.waitFor({ timeout: 60_000 });
  await resume.click();
  await page.getByRole('button', { name: 'Check this step' }).waitFor({ timeout: 60_000 });
  await hands.type('director', 'cat /root/mark');
  expect(await hands.screen('director').innerText()).toMatch(/^director/m);
  // Now it is the command that asks the window's engine.
  const asked = await sandbox.lvslab('check', '--json');
  const verdicts = JSON.parse(asked.stdout) as readonly Verdict[];
  expect(verdicts.find(({ check }) => check === 'own-page-rs1')?.status).toBe('fail');
});
