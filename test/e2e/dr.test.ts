import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../contract/report.js';
import { requireLab } from '../../engine/packs/library.js';
import { lab, until } from '../support.js';
import { openForAll, shot } from './window.js';

// The main job in the real app on real machines: a lab from the library to its grade, typed by hand.

const opened = openForAll();
// What is optional has its own tests: it reboots every machine.
const steps = requireLab(lab('dr-by-hand')).lab.steps.filter((step) => !step.optional);

const passing = async () => {
  const text = await opened.page.locator('body').innerText();
  const [, passed, all] = /(\d+) of (\d+) pass/.exec(text) ?? [];
  return { passed: Number(passed), all: Number(all) };
};

test('the library shows the labs, and one starts', async () => {
  const { page, hands } = opened;
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).waitFor();
  await shot(page, '1-library');
  await hands.start('LVS-DR by hand');
  await page.getByRole('heading', { name: steps[0]!.title.en }).first().waitFor();
  expect((await passing()).passed).toBe(0);
});

test('every step that is typed into the terminals turns its checks, and the topology follows', {
  timeout: 900_000,
}, async () => {
  const { page, hands } = opened;
  const topology = page.getByRole('region', { name: 'Topology' });
  for (const [index, step] of steps.entries()) {
    for (const [node, script] of Object.entries(step.solve)) await hands.type(node, script);
    const all = step.checks.length;
    let asked = Date.now();
    await until(
      `the checks of ${step.id}`,
      async () => {
        const now = await passing();
        // Most turn by themselves; who does not want to wait asks.
        if (now.passed < all && Date.now() - asked > 20_000) {
          asked = Date.now();
          await page.getByRole('button', { name: 'Check this step' }).click();
        }
        return now.passed === all && now.all === all;
      },
      180_000,
    );
    await shot(page, `2-step-${index + 1}-${step.id}`);
    if (index < steps.length - 1)
      await page.getByRole('button', { name: 'Next', exact: true }).first().click();
  }
  const shown = (await topology.innerText()).replaceAll(/\s+/g, ' ');
  expect(shown).toContain('VIP 10.0.0.29');
  expect(shown).toMatch(/TCP 10\.0\.0\.29:80/);
});

test('the grade is whole, and can be taken away', { timeout: 300_000 }, async () => {
  const { app, page, sandbox } = opened;
  await page.getByRole('button', { name: 'Grade', exact: true }).click();
  const link = page.getByRole('button', { name: /JSON/ });
  await link.waitFor({ timeout: 180_000 });
  await shot(page, '3-result');
  const file = join(sandbox.data, 'report.json');
  // Instead of the dialog that asks where.
  await app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
  }, file);
  await link.click();
  await until('the report', () => existsSync(file) && readFileSync(file, 'utf8').endsWith('}\n'));
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect(report.summary.passed).toBe(report.summary.checks);
  expect(report.summary.earned).toBe(report.summary.points);
});
