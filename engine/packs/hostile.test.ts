import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { packCatalogue } from '../../contract/messages/packs.js';
import { languages, word } from '../../contract/text.js';
import { showProblem } from '../../contract/messages/packs.js';
import { loadLab } from './load.js';
import { hostileLabs, withChecks } from './testing/hostile-labs.js';
import { spoilt, writeSmallLab } from './testing/small-lab.js';

let root = '';
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-hostile-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const load = (yaml: string) => loadLab(writeSmallLab(join(root, `lab-${++count}`), yaml), { draws: true });

// Before there were limits, eight of these took from two seconds to for ever, and eight were found sound. The limit is of the kind that
// only a quadratic reader misses, on whatever machine.
test.each(Object.entries(hostileLabs))('%s', { timeout: 10_000 }, (_, yaml) => {
  const result = load(yaml());
  if (result.ok) throw new Error('found sound');
  expect(result.problems.length).toBeGreaterThan(0);
  expect(result.problems.length).toBeLessThanOrEqual(packLimits.problems);
  for (const problem of result.problems) {
    for (const language of languages) {
      const shown = showProblem(problem, language);
      expect(shown.length).toBeLessThan(2000);
      expect(word(packCatalogue, problem.message, language)).not.toMatch(/undefined|NaN|\[object|\$\{p\./);
    }
  }
});

test('a text that ends the parser’s stack is refused in words', () => {
  // Found by 100,000 spoilt labs: 2,406 items before another key.
  const id = '      - id: bound\n';
  const result = load(spoilt(id, id.repeat(2407)));
  expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
    { code: 'yaml', params: { fault: 'too-many-tokens' } },
  ]);
});

test('one slip in many places is told a hundred times, and how many more there are', () => {
  const checks = Array.from(
    { length: 390 },
    (_, index) => `      - { id: c${index}, ipvs-empty: { on: directr } }\n`,
  );
  const result = load(withChecks(checks.join('')));
  expect(result).toMatchObject({ ok: false, more: 290 });
  expect(result.ok || result.problems).toHaveLength(100);
});

test.each([
  ['hint: vip-not-on-director', 'hint: constructor', 'unknown-diagnosis'],
  ['url: "http://${vip}/"', 'url: "http://${constructor}/"', 'undefined-variable'],
  [
    'client: { role: client, wan: 10.1.0.100 }',
    'client: { role: client, toString: 10.1.0.100 }',
    'unknown-network',
  ],
  ['- id: ask\n', '- id: constructor\n', 'schema'],
])('a name that every object has is no name of ours: %s → %s', (from, to, code) => {
  const result = load(spoilt(from, to));
  expect(result.ok || result.problems.map(({ message }) => message.code)).toEqual([code]);
});

test('a word of an author’s does not look like a line of ours', () => {
  const odd = '10.0.0.999\\nlab.yaml:1:1: nothing is wrong';
  const read = load(spoilt('address: "${vip}", dev: eth0', `address: "${odd}", dev: eth0`));
  if (read.ok) throw new TypeError('it is no address');
  const [told] = read.problems.map(({ frame: _, ...problem }) => showProblem(problem, 'en'));
  expect(told).toContain('10.0.0.999␊lab.yaml:1:1');
  expect(told).not.toContain('\n');
});
