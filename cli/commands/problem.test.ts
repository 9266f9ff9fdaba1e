import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandBed } from '../testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

test('what is needed to mend a problem is one file; what is in it is said, and a file is not written over', async () => {
  const session = await bed.up();
  await bed.lvslab('check', '--step', 'nosuch');
  const out = join(bed.folder, 'problem.txt');
  const { exit, stdout } = await bed.lvslab('problem', '--out', out);
  expect(exit).toBe(0);
  for (const name of ['versions', 'doctor', 'log command', `session ${session.id}/journal.jsonl`])
    expect(stdout).toContain(name);
  expect(stdout).toContain("the learner's name and answers");
  const text = readFileSync(out, 'utf8');
  expect(text).toContain('step.unknown');
  expect(text).toContain('"type":"created"');
  const again = await bed.lvslab('problem', '--out', out);
  expect([again.exit, again.stderr]).toEqual([
    2,
    expect.stringContaining('exists; name another one with --out'),
  ]);
  const unknown = await bed.lvslab('problem', '--session', 'nosuch-0001', '--out', join(bed.folder, 'b.txt'));
  expect([unknown.exit, existsSync(join(bed.folder, 'b.txt'))]).toEqual([2, false]);
});
