import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandBed } from './testing/command.js';

let bed: CommandBed;
let pack = '';
beforeEach(async () => {
  bed = new CommandBed();
  pack = join(bed.folder, 'own-pack');
  await bed.lvslab('pack', 'init', pack);
});
afterEach(() => bed.dispose());

const i18n = (...argv: string[]) => bed.lvslab('pack', 'i18n', ...argv);

function change(path: string, from: string, to: string): void {
  const file = join(pack, path);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

test('a translation is recorded, becomes stale with its source, and is accepted', async () => {
  const fresh = await i18n('status', pack);
  expect(fresh).toMatchObject({ exit: 0, stderr: '' });
  expect(fresh.stdout).toMatch(/^own-pack: Chinese → English\. Nothing is recorded yet/);
  expect(fresh.stdout).toMatch(/first-lab +18 texts +0 current +0 stale +0 missing +18 not recorded\n$/);
  expect(existsSync(join(pack, 'translations.json'))).toBe(false);

  expect(await i18n('accept', pack)).toMatchObject({
    exit: 0,
    stdout: '20 texts recorded (20 new, 0 looked at again after a change); 0 had been already.\n',
  });
  expect(await bed.lvslab('pack', 'lint', pack)).toMatchObject({ stdout: '1 lab: nothing wrong.\n' });

  change('first-lab/lab.yaml', '先猜一猜', '猜一猜');
  const file = join(pack, 'first-lab', 'lab.yaml');
  const told = `${file}:21:26: first-lab/lab.yaml#steps[predict].title: its source was changed since this English text was found right; compare the two, then run lvslab pack i18n accept\n`;
  expect((await i18n('status', pack)).stdout).toMatch(/1 stale +0 missing +0 not recorded\n/);
  expect((await i18n('status', pack)).stdout).toContain(told);
  expect(await bed.lvslab('pack', 'lint', pack)).toMatchObject({
    exit: 0,
    stdout: `note: ${told}1 lab: nothing wrong, 1 note.\n`,
  });
  const json = JSON.parse((await bed.lvslab('--json', 'pack', 'i18n', 'status', pack)).stdout) as object;
  expect(json).toMatchObject({
    pack: 'own-pack',
    source: 'zh-CN',
    target: 'en',
    recorded: true,
    labs: [
      { lab: '', texts: 2, current: 2, stale: 0, missing: 0, unrecorded: 0 },
      { lab: 'first-lab', texts: 18, current: 17, stale: 1, missing: 0, unrecorded: 0 },
    ],
    told: [{ file, line: 21, column: 26, state: 'stale', key: 'first-lab/lab.yaml#steps[predict].title' }],
    problems: [],
  });

  const accepted = await bed.lvslab('--json', 'pack', 'i18n', 'accept', pack, 'first-lab/lab.yaml');
  expect(JSON.parse(accepted.stdout)).toEqual({ fresh: 0, renewed: 1, same: 15, missing: 0 });
  expect(await bed.lvslab('pack', 'lint', pack)).toMatchObject({ stdout: '1 lab: nothing wrong.\n' });
}, 60_000);

test('a pack that is not sound is counted; what cannot be read is said, and nothing is recorded', async () => {
  change('first-lab/lab.yaml', ', en: Predict first', '');
  const { exit, stdout } = await i18n('status', pack);
  expect([exit, stdout]).toEqual([
    0,
    expect.stringMatching(/lab\.yaml:\d+:\d+: .* there is no English text/),
  ]);
  writeFileSync(join(pack, 'topologies', 'client-and-server.yaml'), 'part: [\n');
  expect(await i18n('status', pack)).toMatchObject({
    exit: 2,
    stdout: expect.stringContaining('malformed YAML'),
  });
  expect(await i18n('accept', pack)).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/nothing was changed:\n.*malformed YAML/),
  });
  expect(existsSync(join(pack, 'translations.json'))).toBe(false);
  expect(await i18n('status', bed.folder)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('no pack.yaml'),
  });
}, 60_000);
