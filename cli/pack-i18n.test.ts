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

test('texts go out as a file and come back; what is not to be had is said with its reason', async () => {
  const po = join(bed.folder, 'en.po');
  expect(await i18n('export', pack, '--language', 'en', '-o', po)).toEqual({
    exit: 0,
    stdout: `${po}: 20 texts, 0 stale (marked as fuzzy), 0 without a translation. When they are done: lvslab pack i18n import ${po}\n`,
    stderr: '',
  });
  expect(await i18n('import', pack, po)).toMatchObject({
    exit: 0,
    stdout: '0 texts written, 20 as they were.\n',
  });

  const text = readFileSync(po, 'utf8');
  change('first-lab/lab.yaml', '先猜一猜', '猜一猜');
  writeFileSync(
    po,
    text
      .replace('msgstr "Module 1"', 'msgstr "The first module"')
      .replace('msgstr "My pack"', 'msgstr ""')
      .replace('msgstr "The page has the word that was given to you"', 'msgstr "The page has ${word}"'),
  );
  const back = await i18n('import', pack, po);
  expect(back).toEqual({
    exit: 2,
    stdout: [
      'not taken: first-lab/lab.yaml#steps[predict].title: the source was changed meanwhile; export once more',
      'not taken: first-lab/lab.yaml#steps[serve].checks[page].title: it does not have the same ${…} as its source',
      '1 text written, 16 as they were; 2 not taken; 1 not translated yet.',
      '',
    ].join('\n'),
    stderr: '',
  });
  expect(readFileSync(join(pack, 'pack.yaml'), 'utf8')).toContain(
    'title: { zh-CN: 第一单元, en: The first module }',
  );
  const json = await bed.lvslab('--json', 'pack', 'i18n', 'import', pack, po);
  expect([json.exit, JSON.parse(json.stdout)]).toEqual([
    2,
    {
      written: [],
      same: 17,
      refused: [
        { key: 'pack.yaml#title', why: 'empty' },
        { key: 'first-lab/lab.yaml#steps[predict].title', why: 'source-changed' },
        { key: 'first-lab/lab.yaml#steps[serve].checks[page].title', why: 'variables' },
      ],
    },
  ]);
  const stale = await bed.lvslab('--json', 'pack', 'i18n', 'export', pack, '-o', po);
  expect(JSON.parse(stale.stdout)).toEqual({ file: po, count: 20, stale: 1, missing: 0, language: 'en' });
}, 60_000);

test('what is no file of translations is refused at its place, and nothing is written', async () => {
  const po = join(bed.folder, 'en.po');
  const before = readFileSync(join(pack, 'pack.yaml'), 'utf8');
  writeFileSync(po, 'msgctxt "pack.yaml#title"\nmsgid "我的实验包"\nmsgstr "Ours\n');
  const { exit, stderr } = await i18n('import', pack, po);
  expect([exit, stderr]).toEqual([
    2,
    expect.stringMatching(/No translation was taken:\n.*en\.po:\d:1: .*a string/),
  ]);
  expect(await i18n('import', pack, join(bed.folder, 'no.po'))).toMatchObject({ exit: 2 });
  expect(await i18n('import', po)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('no pack.yaml'),
  });
  expect(await i18n('import', pack, po, po)).toMatchObject({ exit: 2 });
  expect(await i18n('export', pack, '--language', 'zh-CN', '-o', po)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('written in zh-CN and translated into en'),
  });
  expect(readFileSync(join(pack, 'pack.yaml'), 'utf8')).toBe(before);
  expect(existsSync(join(pack, 'translations.json'))).toBe(false);
}, 60_000);
