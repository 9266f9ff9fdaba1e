import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { labName } from '../../contract/lab-name.js';
import { packsRoot } from '../product.js';
import { findLab, placedLabs, requireLab } from './library.js';
import { loadLab } from './load.js';
import { forLearners } from './shipped.js';
import { smallLab, writeSmallLab } from './testing/small-lab.js';

const source = join(packsRoot, 'lvs', 'dr-by-hand');
const whole = requireLab(source);

/** A pack with this lab in it, as it is shipped; its folder. */
function shipped(compiled: unknown, id = 'dr-by-hand'): string {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-shipped-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'lvs', id);
  mkdirSync(folder, { recursive: true });
  cpSync(join(packsRoot, 'lvs', 'pack.yaml'), join(root, 'lvs', 'pack.yaml'));
  writeFileSync(join(folder, 'lab.json'), typeof compiled === 'string' ? compiled : JSON.stringify(compiled));
  return folder;
}

test('a lab that is shipped whole is the lab, without its folder', () => {
  const folder = shipped(whole.compiled);
  const lab = requireLab(folder);
  expect(lab.digest).toBe(whole.digest);
  expect(lab.lab).toEqual(whole.lab);
  expect(lab.text('arp', 'zh-CN', { vip: '10.0.0.50' })).toBe(
    whole.text('arp', 'zh-CN', { vip: '10.0.0.50' }),
  );
  const root = join(folder, '..', '..');
  expect(placedLabs(root)).toMatchObject([{ id: 'dr-by-hand', pack: 'lvs' }]);
  expect(findLab(labName('lvs', 'dr-by-hand'), root)).toBe(folder);
  expect(findLab(folder, root)).toBe(folder);
});

test("learners' lab has no solution, mistake or variant, and is known by the digest of the whole", () => {
  const own = forLearners(whole.compiled);
  const lab = requireLab(shipped(own));
  expect(lab.digest).toBe(whole.digest);
  expect(lab.lab.mistakes).toEqual([]);
  expect(lab.lab.variants).toEqual([]);
  expect(lab.lab.steps.flatMap(({ solve }) => Object.keys(solve))).toEqual([]);
  const text = JSON.stringify(own);
  const shown = JSON.stringify(whole.compiled.texts);
  const secrets = whole.lab.mistakes
    .flatMap(({ make }) => Object.values(make))
    .map((script) => JSON.stringify(script).slice(1, -1))
    .filter((script) => !shown.includes(script));
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter((script) => text.includes(script))).toEqual([]);
  // All that a learner sees is as it was.
  expect(lab.lab.steps.map(({ checks }) => checks)).toEqual(whole.lab.steps.map(({ checks }) => checks));
  expect(own.texts).toEqual(whole.compiled.texts);
});

/** What there is to know of the hidden check, and of the cause that explains nothing else. */
const secret = /watcher|secret|秘密|198\.51\.100\.7|only-then/;

/** The small lab with a hidden check, a cause of it alone and a cause of others as well, and a mistake that makes it fail. */
function withHidden(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-hidden-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const check = `      - id: watcher
        hidden: true
        needs: [bound]
        title: { zh-CN: 秘密, en: The secret }
        hint: { zh-CN: 秘密的提示, en: A secret hint }
        address: { on: director, address: 198.51.100.7, dev: eth0 }
`;
  const cause = (id: string, explains: string) =>
    `  - { id: ${id}, explains: ${explains}, text: { zh-CN: 因, en: why }, when: { no-address: { on: director, address: "\${vip}" } } }\n`;
  const yaml = smallLab
    .replace('    solve:\n', () => `${check}    solve:\n`)
    .replace(
      'mistakes:\n',
      () => `causes:\n${cause('only-then', '[watcher]')}${cause('of-both', '[bound, watcher]')}mistakes:\n`,
    )
    .replace('fails: bound\n    hint: vip-not-on-director', 'fails: watcher\n    hint: only-then');
  return writeSmallLab(folder, yaml);
}

test('a hidden check is in the whole lab, and neither it nor what names it is in what learners get', () => {
  const full = requireLab(withHidden());
  expect(full.lab.steps[0]!.checks.map(({ id }) => id)).toEqual(['bound', 'page', 'watcher']);
  expect(JSON.stringify(full.compiled)).toMatch(secret);
  const own = forLearners(full.compiled);
  expect(JSON.stringify(own)).not.toMatch(secret);
  const lab = requireLab(shipped(own, 'small'));
  expect(lab.digest).toBe(full.digest);
  expect(lab.lab.steps[0]!.checks.map(({ id }) => id)).toEqual(['bound', 'page']);
  expect(lab.lab.causes.map(({ id, explains }) => [id, explains])).toEqual([['of-both', ['bound']]]);
  expect(lab.lab.steps.flatMap(({ checks }) => checks).reduce((sum, { points }) => sum + points, 0)).toBe(3);
});

test('a step whose checks are all hidden is one to read for learners', () => {
  const { compiled } = requireLab(withHidden());
  const steps = structuredClone(compiled.lab['steps']) as {
    checks: { hidden?: boolean; needs?: unknown }[];
  }[];
  for (const check of steps[1]!.checks) check.hidden = true;
  const lab = requireLab(shipped(forLearners({ ...compiled, lab: { ...compiled.lab, steps } }), 'small'));
  expect(lab.lab.steps.map(({ checks }) => checks.length)).toEqual([2, 0]);
});

test('a lab that hides nothing is shipped as it always was', () => {
  const { mistakes: _, variants: __, ...lab } = whole.compiled.lab;
  const steps = (lab['steps'] as { solve?: unknown }[]).map(({ solve: ___, ...step }) => step);
  expect(forLearners(whole.compiled)).toEqual({
    ...whole.compiled,
    of: whole.digest,
    lab: { ...lab, steps },
  });
});

const spoilt = (change: (compiled: Record<string, never>) => void): unknown => {
  const copy = structuredClone(whole.compiled) as unknown as Record<string, never>;
  change(copy);
  return copy;
};
type Loose = Record<string, Record<string, Record<string, unknown>>>;

test.each<[string, unknown, string]>([
  ['no JSON', '{"format":1', 'shipped'],
  ['of another format', { ...whole.compiled, format: 2 }, 'shipped'],
  ['with a field that there is not', { ...whole.compiled, more: 1 }, 'shipped'],
  ['with a digest that is none', { ...whole.compiled, of: 'x' }, 'shipped'],
  ['larger than it may be', `"${'x'.repeat(4_194_304)}"`, 'file-too-large'],
  ['deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'shipped'],
  [
    'with nesting in what the lab says',
    spoilt((lab) => {
      let deep: unknown = 1;
      for (let depth = 0; depth < 1000; depth += 1) deep = [deep];
      (lab as unknown as Loose)['lab']!['deep'] = deep as never;
    }),
    'shipped',
  ],
  [
    'without a text',
    spoilt((lab) => {
      delete (lab as unknown as Loose)['texts']!['arp'];
    }),
    'file-missing',
  ],
  [
    'with a text that is too much',
    spoilt((lab) => {
      (lab as unknown as Loose)['texts']!['arp']!['en'] = '*'.repeat(5000);
    }),
    'text-too-much',
  ],
  [
    'with a variable that there is not',
    spoilt((lab) => {
      (lab as unknown as Loose)['texts']!['arp']!['en'] = '${nothing}';
    }),
    'undefined-variable',
  ],
  [
    'with a variable that stands for nothing',
    spoilt((lab) => {
      (lab as unknown as Loose)['lab']!['vars'] = { vip: { pick: '{', default: '10.0.0.29' } };
    }),
    'bad-pick',
  ],
  [
    'with a set-up script that it has not',
    spoilt((lab) => {
      (lab as unknown as Loose)['lab']!['setup'] = { rs1: ['web-server', 'toString'] };
    }),
    'file-missing',
  ],
  [
    'with a check on a node that there is not',
    spoilt((lab) => {
      const { steps } = (lab as unknown as { lab: { steps: { checks: unknown[] }[] } }).lab;
      steps[0]!.checks.push({ id: 'more', module: { on: 'nobody', name: 'ip_vs' } });
    }),
    'unknown-node',
  ],
  [
    'called otherwise than its folder',
    spoilt((lab) => {
      (lab as unknown as Loose)['lab']!['id'] = 'other' as never;
    }),
    'id-not-folder',
  ],
])('a shipped lab %s is refused in words', (_what, compiled, code) => {
  const started = performance.now();
  const result = loadLab(shipped(compiled));
  expect(result.ok ? [] : result.problems.map(({ message }) => message.code)).toContain(code);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a draw that breaks a shipped lab is found by who looks for it', () => {
  const folder = shipped(
    spoilt((lab) => {
      const { vars } = (lab as unknown as { lab: { vars: Record<string, { pick: string }> } }).lab;
      vars['vip']!.pick = 'x{1..2}';
    }),
  );
  expect(loadLab(folder).ok).toBe(true);
  expect(loadLab(folder, { draws: true }).ok).toBe(false);
});

test('where the author works the lab is what lab.yaml says', () => {
  const folder = shipped({ ...whole.compiled, format: 2 });
  writeFileSync(join(folder, 'lab.yaml'), 'format: 1\n');
  const result = loadLab(folder);
  expect(result.ok ? [] : result.problems[0]?.file).toBe(join(folder, 'lab.yaml'));
});
