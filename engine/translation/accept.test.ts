import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { newPack } from '../packs/new-pack.js';
import { accept } from './accept.js';
import { openTexts, requireTexts } from './open.js';
import { translationStatus } from './status.js';

let root = '';
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-accept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  root = newPack(join(folder, 'own-pack'));
});

const states = () =>
  translationStatus(openTexts(root)).counted.map(
    ({ lab, texts, current, stale, missing, unrecorded }) =>
      `${lab || '-'} ${texts}: ${current} ${stale} ${missing} ${unrecorded}`,
  );

test('what is accepted is recorded: a text, a file in either language, a folder, all', () => {
  expect(states()).toEqual(['- 2: 0 0 0 2', 'first-lab 18: 0 0 0 18']);
  expect(accept(requireTexts(root), ['pack.yaml#title'])).toMatchObject({ fresh: 1 });
  expect(accept(requireTexts(root), ['first-lab/steps/20-serve.zh-CN.md'])).toMatchObject({ fresh: 1 });
  expect(accept(requireTexts(root), [join(root, 'first-lab', 'steps', '10-predict.en.md')])).toMatchObject({
    fresh: 1,
  });
  expect(states()).toEqual(['- 2: 1 0 0 1', 'first-lab 18: 2 0 0 16']);
  expect(accept(requireTexts(root), ['first-lab', 'pack.yaml'])).toEqual({
    fresh: 17,
    renewed: 0,
    same: 3,
    missing: 0,
  });
  const file = join(root, 'first-lab', 'lab.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('先猜一猜', '猜一猜').replace(', en: "Start the', ', xx: "Start the'),
  );
  writeFileSync(join(root, 'first-lab', 'steps', '20-serve.en.md'), '');
  expect(states()).toEqual(['- 2: 2 0 0 0', 'first-lab 17: 15 1 1 0']);
  expect(accept(requireTexts(root), [])).toEqual({ fresh: 0, renewed: 1, same: 17, missing: 1 });
  // What is no text any more is forgotten; what lacks its translation for now is not.
  const kept = readFileSync(join(root, 'translations.json'), 'utf8');
  expect(kept).not.toContain('steps[serve].title');
  expect(kept).toContain('first-lab/steps/20-serve"');
});

test('a name of nothing is refused with what was probably meant, and nothing is recorded', () => {
  expect(() => accept(requireTexts(root), ['pack.yaml', 'pack.yaml#titel'])).toThrow(
    expect.objectContaining({
      detail: { code: 'pack.no-text', params: { name: 'pack.yaml#titel', suggestion: 'pack.yaml#title' } },
    }),
  );
  expect(() => accept(requireTexts(root), ['../..'])).toThrow(
    expect.objectContaining({ code: 'pack.no-text' }),
  );
  expect(states()[0]).toBe('- 2: 0 0 0 2');
});

test('half a pack is counted, and not recorded', () => {
  writeFileSync(join(root, 'first-lab', 'lab.yaml'), 'a: [\n');
  expect(states()).toEqual(['- 2: 0 0 0 2', 'first-lab 2: 0 0 0 2']);
  expect(openTexts(root).problems).toMatchObject([{ line: 2 }]);
  expect(() => requireTexts(root)).toThrow(expect.objectContaining({ code: 'pack.texts' }));
  expect(() => requireTexts(join(root, 'first-lab'))).toThrow(expect.objectContaining({ code: 'pack.none' }));
});
