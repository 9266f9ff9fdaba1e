import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { languages } from '../../contract/text.js';
import { mutated } from '../packs/testing/mutations.js';
import { readTexts } from '../packs/texts.js';
import { packsRoot } from '../product.js';
import { openTexts } from './open.js';
import { translationStatus } from './status.js';
import { takeIn } from './take-in.js';

// As engine/packs/fuzz.test does: LVSLAB_FUZZ=10000 runs as many.
const runs = Number(process.env['LVSLAB_FUZZ'] ?? '60');

function packWith(lab: string): string {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-i18n-fuzz-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(join(packsRoot, 'lvs', 'pack.yaml'), join(root, 'pack.yaml'));
  cpSync(join(packsRoot, 'lvs', 'keepalived-single', 'lab.yaml'), join(root, 'lab', 'lab.yaml'));
  if (lab !== '') writeFileSync(join(root, 'lab', 'lab.yaml'), lab);
  return root;
}

test(
  `texts of ${runs} spoilt labs are read as far as they can be, and written without harm to others`,
  () => {
    const root = packWith('');
    const file = join(root, 'lab', 'lab.yaml');
    const yaml = readFileSync(file, 'utf8');
    let whole = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      writeFileSync(file, mutated(yaml, seed));
      const open = openTexts(root);
      for (const { problem } of translationStatus(open).told) expect(problem.line).toBeGreaterThan(0);
      if (open.problems.length > 0) continue;
      whole += 1;
      const { texts } = open.texts;
      const entries = texts.flatMap(({ key, source }) =>
        source === undefined
          ? []
          : [{ key, source: source.text, translation: `X: ${source.text}`, fuzzy: false }],
      );
      const taken = new Set(takeIn(open, entries).written);
      const after = new Map(readTexts(root).texts.map((text) => [text.key, text]));
      for (const { key, source, translation } of texts) {
        expect(after.get(key)?.source?.text, `seed ${seed}: ${key}`).toBe(source?.text);
        const wanted = taken.has(key) ? `X: ${source?.text}` : translation?.text;
        expect(after.get(key)?.translation?.text, `seed ${seed}: ${key}`).toBe(wanted);
      }
      rmSync(join(root, 'translations.json'), { force: true });
    }
    expect(whole).toBeGreaterThan(0);
  },
  60_000 + runs * 1000,
);

test.each([
  ['aliases', `a: &a word\nb:\n${'  - { zh-CN: *a, en: *a }\n'.repeat(1500)}`],
  ['lists in lists', `a: ${'['.repeat(30)}${']'.repeat(30)}\n`],
  ['texts', `b:\n${'  - { zh-CN: a, en: b }\n'.repeat(1500)}`],
  ['one long text', `b: { zh-CN: ${'a'.repeat(packLimits.yamlBytes - 100)}, en: b }\n`],
])('a lab of nothing but %s is read soon', (_what, yaml) => {
  const root = packWith(yaml);
  const before = process.cpuUsage();
  const { texts } = readTexts(root);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(5);
  expect(texts.filter(({ key }) => languages.some((language) => key.endsWith(language)))).toEqual([]);
});
