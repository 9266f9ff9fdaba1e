import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandBed } from './testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
  mkdirSync(at('scenario'));
  const details = { steps: [{ title: 'One', text: 'one.md', verify: 'one.sh' }] };
  writeFileSync(at('scenario', 'index.json'), JSON.stringify({ title: 'One', details }));
  writeFileSync(at('scenario', 'one.md'), '`ls`{{exec}}\n`x`{{open}}\n');
  writeFileSync(at('scenario', 'one.sh'), 'docker ps\n');
});
afterEach(() => bed.dispose());

const at = (...names: string[]) => join(bed.folder, ...names);

test('an import is a table, what was changed and lost with its places, and a pack that lints', async () => {
  const made = await bed.lvslab('pack', 'import', 'killercoda', at('scenario'), '-o', at('pack'));
  expect(made).toMatchObject({ exit: 0, stderr: '' });
  expect(made.stdout).toMatch(/^ +kept +changed +lost\n/);
  expect(made.stdout).toMatch(/\nactions +1 +0 +1\n/);
  expect(made.stdout).toContain('\none.md:2: lost: there is no editor that would open x\n');
  expect(made.stdout).toContain('\none.sh:1: changed: one fails here: docker ps needs a container runtime');
  expect(made.stdout).toMatch(/\n6 texts wait to be translated: IMPORT\.md lists them\n/);
  expect(made.stdout).toMatch(/\n1 lab imported to .*\/pack; its IMPORT\.md has what was changed/);
  expect(await bed.lvslab('pack', 'lint', at('pack'))).toMatchObject({ exit: 0 });
});

test('--json gives the report as one document, and the language is that of the pack’s report', async () => {
  const argv = ['pack', 'import', 'killercoda', at('scenario'), '-o', at('pack')];
  const { stdout } = await bed.lvslab('--json', '--lang', 'zh-CN', ...argv);
  const document = JSON.parse(stdout) as { readonly items: readonly object[] };
  expect(document).toMatchObject({ folder: at('pack'), labs: ['scenario'], more: 0 });
  expect(document).toMatchObject({ counts: { action: { kept: 1, changed: 0, lost: 1 } } });
  expect(document.items).toContainEqual({
    code: 'action-open',
    params: { file: 'x' },
    sort: 'action',
    outcome: 'lost',
    file: 'one.md',
    line: 2,
    text: '没有编辑器可以打开 x',
  });
  expect(readFileSync(at('pack', 'IMPORT.md'), 'utf8')).toMatch(/^# 从 killercoda 导入\n/);
});

test('what cannot be imported is an error, and a folder that is not empty is not touched', async () => {
  const told = async (...argv: string[]) => {
    const { exit, stderr } = await bed.lvslab('pack', 'import', 'killercoda', ...argv);
    return `${exit} ${stderr}`;
  };
  expect(await told(at('nowhere'), '-o', at('pack'))).toMatch(
    /^2 .*There is nothing to import in .*no such file or folder/,
  );
  expect(await told(at('scenario'), '-o', at('scenario'))).toMatch(/^2 .*is there and not empty/);
  writeFileSync(at('scenario', 'index.json'), '{');
  expect(await told(at('scenario'), '-o', at('pack'))).toMatch(/^2 .*index\.json:1:2: malformed JSON/);
  expect(await told(at('scenario'))).toMatch(/^2 .*required option/);
});
