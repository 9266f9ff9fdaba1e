import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lintPack } from '../packs/lint-pack.js';
import { newPack } from '../packs/new-pack.js';
import { copySome, someIds } from '../packs/testing/built-in.js';
import { openTexts, requireTexts } from './open.js';
import { poOf } from './po-export.js';
import { parsePo } from './po-read.js';
import { translationStatus } from './status.js';
import { takeIn } from './take-in.js';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lvslab-take-in-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const fresh = () => newPack(join(folder(), 'own-pack'));

function exported(root: string): string {
  const { texts, ledger } = requireTexts(root);
  return poOf(texts, ledger);
}

function imported(root: string, po: string) {
  const open = requireTexts(root);
  return takeIn(open, parsePo('x.po', po, open.texts.target));
}

function change(root: string, path: string, from: string | RegExp, to: string): void {
  const file = join(root, path);
  const before = readFileSync(file, 'utf8');
  expect(before.replace(from, to)).not.toBe(before);
  writeFileSync(file, before.replace(from, to));
}

/** All files of a folder but the record, by path. */
function filesOf(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'translations.json',
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(root.length),
      readFileSync(join(parentPath, name), 'base64'),
    ]),
  );
}

const sum = (root: string, state: 'current' | 'stale' | 'missing' | 'unrecorded') =>
  translationStatus(openTexts(root)).counted.reduce((all, counts) => all + counts[state], 0);

test('what comes back as it was given changes no byte, and is recorded', () => {
  const root = join(folder(), 'lvs');
  copySome(root);
  const before = filesOf(root);
  const { texts } = requireTexts(root).texts;
  expect(imported(root, exported(root))).toEqual({ written: [], same: texts.length, refused: [] });
  expect(filesOf(root)).toEqual(before);
  expect(sum(root, 'current')).toBe(texts.length);
  const record = readFileSync(join(root, 'translations.json'), 'utf8');
  imported(root, exported(root));
  expect(readFileSync(join(root, 'translations.json'), 'utf8')).toBe(record);
});

test('a pack without any English is filled from a file, and is sound then', () => {
  const root = join(folder(), 'lvs');
  copySome(root);
  const whole = exported(root);
  const digests = lintPack(root).labs.map(({ digest }) => digest);
  const yamls = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  for (const name of yamls) {
    const file = join(root, name);
    const text = readFileSync(file, 'utf8')
      .replace(/, en: ("(\\.|[^"\\])*"|[^"}]*?) ?\}/g, ' }')
      .replace(/^ +en: .*\n/gm, '');
    expect(text).not.toMatch(/\ben: /);
    writeFileSync(file, text);
  }
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.en.md')) rmSync(join(root, name));
  const { texts } = requireTexts(root).texts;
  expect(sum(root, 'missing')).toBe(texts.length);
  expect(lintPack(root).labs).toEqual([]);
  expect(exported(root).match(/^msgstr ""$(?!\n")/gm)).toHaveLength(texts.length);
  expect(imported(root, exported(root))).toMatchObject({
    written: [],
    same: 0,
    refused: { length: texts.length },
  });
  expect(readdirSync(root)).not.toContain('translations.json');

  expect(imported(root, whole)).toMatchObject({ same: 0, written: { length: texts.length }, refused: [] });
  const { problems, notes, labs } = lintPack(root);
  expect(problems).toEqual([]);
  expect(labs.map(({ lab }) => lab.id).toSorted()).toEqual(someIds.toSorted());
  expect(notes.filter(({ message }) => message.code.startsWith('translation'))).toEqual([]);
  // To the word, what it had been.
  expect(exported(root)).toBe(whole);
  expect(labs.map(({ digest }) => digest)).toEqual(digests);
});

test('a stale translation goes out as fuzzy, and is current once it comes back', () => {
  const root = fresh();
  imported(root, exported(root));
  change(root, 'first-lab/lab.yaml', '先猜一猜', '猜一猜');
  const po = exported(root);
  expect(po.match(/^#, .*/gm)).toEqual(['#, fuzzy']);
  expect(imported(root, po)).toMatchObject({
    written: [],
    refused: [{ key: 'first-lab/lab.yaml#steps[predict].title', why: 'fuzzy' }],
  });
  expect(sum(root, 'stale')).toBe(1);
  // Looked at, and right as it is.
  expect(imported(root, po.replace('#, fuzzy\n', ''))).toMatchObject({ written: [], refused: [] });
  expect(sum(root, 'stale')).toBe(0);
});

test('what is translated is written, with its comments, quotes, rights and ends of lines', () => {
  const root = fresh();
  change(root, 'first-lab/steps/10-predict.en.md', /\n/g, '\r\n');
  chmodSync(join(root, 'first-lab/lab.yaml'), 0o640);
  const [before, markdown] = [
    filesOf(root),
    readFileSync(join(root, 'first-lab/steps/10-predict.en.md'), 'utf8'),
  ];
  const yaml = readFileSync(join(root, 'first-lab/lab.yaml'), 'utf8');
  const po = exported(root)
    .replace('msgstr "Predict first"', 'msgstr "Predict: what will it show?"')
    .replace('msgstr "Start the service, put the page there"', 'msgstr "Start it, and put the page there"')
    .replace(/("# Predict)(?= |\\n|")/, '$1 it');
  const { written, refused } = imported(root, po);
  expect(refused).toEqual([]);
  expect(written).toEqual([
    'first-lab/lab.yaml#steps[predict].title',
    'first-lab/lab.yaml#steps[serve].title',
    'first-lab/steps/10-predict',
  ]);
  const after = filesOf(root);
  expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual([
    '/first-lab/lab.yaml',
    '/first-lab/steps/10-predict.en.md',
  ]);
  expect(readFileSync(join(root, 'first-lab/lab.yaml'), 'utf8')).toBe(
    yaml
      .replace('en: Predict first', 'en: "Predict: what will it show?"')
      .replace('"Start the service, put the page there"', '"Start it, and put the page there"'),
  );
  expect(statSync(join(root, 'first-lab/lab.yaml')).mode & 0o777).toBe(0o640);
  expect(readFileSync(join(root, 'first-lab/steps/10-predict.en.md'), 'utf8')).toBe(
    markdown.replace('# Predict', '# Predict it'),
  );
  expect(lintPack(root)).toMatchObject({ problems: [], notes: [] });
});

const page = 'first-lab/lab.yaml#steps[serve].checks[page].title';
const step = 'first-lab/steps/20-serve';

test.each<
  [
    string,
    (entry: { key: string; source: string; translation: string; fuzzy: boolean }) => object,
    string,
    string,
  ]
>([
  ['has nothing in it', () => ({ translation: ' ' }), page, 'empty'],
  ['is fuzzy', () => ({ fuzzy: true }), page, 'fuzzy'],
  ['has another source', ({ source }) => ({ source: `${source}。` }), page, 'source-changed'],
  ['is of no text', () => ({ key: '../../etc/passwd' }), page, 'unknown'],
  ['steers a terminal', () => ({ translation: 'a\u001b[2Jb' }), page, 'control'],
  ['turns the order of letters', () => ({ translation: 'a\u202eb' }), page, 'control'],
  [
    'has a variable that its source has not',
    () => ({ translation: 'The page has ${word}' }),
    page,
    'variables',
  ],
  [
    'has lost a variable',
    ({ translation }) => ({ translation: translation.replaceAll('${', '{') }),
    step,
    'variables',
  ],
  [
    'includes another file',
    ({ translation }) => ({
      translation: translation.replace('${include index.html', '${include other.html'),
    }),
    step,
    'variables',
  ],
  [
    'has another command',
    ({ translation }) => ({ translation: translation.replace('systemctl start', 'rm -rf') }),
    step,
    'commands',
  ],
  ['is a book', ({ translation }) => ({ translation: translation + 'a'.repeat(40_000) }), step, 'too-long'],
  ['is more than a paragraph', () => ({ translation: 'a'.repeat(4001) }), page, 'too-long'],
])('a translation that %s is not taken, and nothing is written', (_what, spoil, key, why) => {
  const root = fresh();
  const before = filesOf(root);
  const open = requireTexts(root);
  const { source, translation } = open.texts.texts.find((text) => text.key === key)!;
  const entry = { key, source: source!.text, translation: `${translation!.text} `.trimEnd(), fuzzy: false };
  const { written, refused } = takeIn(open, [{ ...entry, ...spoil({ ...entry }) }]);
  expect([written, refused.map((each) => each.why)]).toEqual([[], [why]]);
  expect(filesOf(root)).toEqual(before);
  expect(readdirSync(root)).not.toContain('translations.json');
});

test('a shell’s own ${…}, comments in code, and a variable twice are a translator’s business', () => {
  const root = fresh();
  const open = requireTexts(root);
  const { source, translation } = open.texts.texts.find((text) => text.key === step)!;
  const text = translation!.text.replace('systemctl start nginx', 'systemctl start nginx # at last');
  const more = `${text}\n\nAgain: \${word}, and $\${shell}.`;
  expect(takeIn(open, [{ key: step, source: source!.text, translation: more, fuzzy: false }])).toMatchObject({
    written: [step],
    refused: [],
  });
});

test('one text twice in a file is taken once', () => {
  const root = fresh();
  const open = requireTexts(root);
  const entry = {
    key: page,
    source: open.texts.texts.find((text) => text.key === page)!.source!.text,
    fuzzy: false,
  };
  expect(
    takeIn(open, [
      { ...entry, translation: 'One' },
      { ...entry, translation: 'Two' },
    ]),
  ).toMatchObject({ written: [page], refused: [{ why: 'unknown' }] });
  expect(readFileSync(join(root, 'first-lab/lab.yaml'), 'utf8')).toContain('en: One }');
});
