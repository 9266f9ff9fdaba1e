import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import { packLimits } from '../../contract/limits.js';
import { packsRoot } from '../product.js';
import { openTexts } from './open.js';
import { poOf } from './po-export.js';
import { parsePo, readPo } from './po-read.js';

const lvs = join(packsRoot, 'lvs');
const { texts } = openTexts(lvs);
const ours = poOf(texts, undefined);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lvslab-po-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** What is said of a file that is refused; nothing: it is read. */
function said(text: string): string {
  try {
    parsePo('x.po', text, 'en');
    return '';
  } catch (error) {
    if (error instanceof LabError) return error.wording('en');
    throw error;
  }
}

const message = (rest: string) => `msgid ""\nmsgstr "Language: en\\n"\n\n${rest}`;

test('an entry has its key, its place, what to keep, and both texts', () => {
  expect(ours).toContain('msgid ""\nmsgstr ""\n"Project-Id-Version: lvs 1.0.0\\n"\n');
  expect(ours).toContain('"Language: en\\n"\n');
  expect(ours).toContain('"Content-Type: text/plain; charset=utf-8\\n"\n');
  expect(ours).toContain(
    '#: dr-by-hand/lab.yaml:3\nmsgctxt "dr-by-hand/lab.yaml#title"\nmsgid "手工配置 LVS-DR"\nmsgstr "LVS-DR by hand"\n',
  );
  expect(ours).toContain(
    '#: dr-by-hand/steps/60-arp.zh-CN.md:1\n#. ${…} stands for a value or a file: keep each as it is.\n#. Leave the code blocks as they are; only their comments are translated.\nmsgctxt "dr-by-hand/steps/60-arp"\n',
  );
  expect(poOf(openTexts(lvs).texts, undefined)).toBe(ours);
});

test('what is read is what was written, and what is stale is fuzzy', () => {
  const ledger = new Map([['pack.yaml#title', '000000000000']]);
  const entries = parsePo('x.po', poOf(texts, ledger), 'en');
  expect(entries).toEqual(
    texts.texts.map(({ key, source, translation }) => ({
      key,
      source: source?.text,
      translation: translation?.text,
      fuzzy: key === 'pack.yaml#title',
    })),
  );
});

test('gettext takes it', ({ skip }) => {
  if (spawnSync('msgfmt', ['--version']).error !== undefined) skip('msgfmt is not installed');
  const at = folder();
  writeFileSync(join(at, 'x.po'), poOf(texts, new Map([['pack.yaml#title', '000000000000']])));
  const args = ['--check', '--statistics', '-o', join(at, 'x.mo'), join(at, 'x.po')];
  const { status, stderr } = spawnSync('msgfmt', args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  expect([status, stderr]).toEqual([
    0,
    `${texts.texts.length - 1} translated messages, 1 fuzzy translation.\n`,
  ]);
  // What its tools fold anew is the same to us.
  const folded = execFileSync('msgcat', ['--width=40', join(at, 'x.po')], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(parsePo('x.po', folded, 'en').map(({ translation }) => translation)).toEqual(
    texts.texts.map(({ translation }) => translation?.text),
  );
});

test.each([
  ['a string that goes on in the next line', message('msgctxt "a"\nmsgid "b\nc"\nmsgstr ""\n'), 'string', 6],
  ['a string without an end', message('msgctxt "a"\nmsgid "b"\nmsgstr "c'), 'string', 6],
  ['a quote in a string', message('msgctxt "a"\nmsgid "b"\nmsgstr "c "d" e"\n'), 'keyword', 6],
  ['what is no PO', '<html>\n', 'keyword', 1],
  [
    'a message twice',
    message('msgctxt "a"\nmsgid "b"\nmsgstr "c"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "d"\n'),
    'twice',
    8,
  ],
  ['a message without a translation', message('msgctxt "a"\nmsgid "b"\n'), 'form', 1],
  ['forms without end', message(`msgid "b"\n${'msgstr ""\n'.repeat(40_000)}`), 'size', 1],
  ['strings without end', message(`msgid ${'""'.repeat(300_000)}`), 'size', 1],
  ['another language', 'msgid ""\nmsgstr "Language: fr\\n"\n', 'language', 1],
])('%s is refused at its place', (_what, text, fault, line) => {
  expect(() => parsePo('x.po', text, 'en')).toThrow(
    expect.objectContaining({
      detail: {
        code: 'pack.po',
        params: {
          problems: [
            expect.objectContaining({
              message: { code: 'po-form', params: { fault } },
              file: 'x.po',
              line,
            }),
          ],
        },
      },
    }),
  );
});

test.each(['en', 'en_GB', 'en-US', 'EN', ''])('the language may be called "%s"', (language) => {
  const text = `msgid ""\nmsgstr "Language: ${language}\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"\n`;
  expect(parsePo('x.po', text, 'en')).toEqual([{ key: 'a', source: 'b', translation: 'c', fuzzy: false }]);
});

test('a key that every object has is a key like any other', () => {
  const text = message('msgctxt "__proto__"\nmsgid "b"\nmsgstr "constructor"\n');
  expect(parsePo('x.po', text, 'en')).toEqual([
    { key: '__proto__', source: 'b', translation: 'constructor', fuzzy: false },
  ]);
});

test('a file is one of text, not too large; a link to it is as good', () => {
  const at = folder();
  const code = (name: string) => {
    try {
      return readPo(join(at, name), 'en').length;
    } catch (error) {
      const { detail } = error as LabError;
      return detail.code === 'pack.po' ? detail.params.problems[0]!.message.code : detail.code;
    }
  };
  writeFileSync(join(at, 'bad.po'), Buffer.from([0xff, 0xfe]));
  writeFileSync(join(at, 'large.po'), '#'.repeat(packLimits.poBytes + 1));
  writeFileSync(join(at, 'bom.po'), '\ufeffmsgctxt "a"\nmsgid "b"\nmsgstr "c"\n');
  symlinkSync(join(at, 'bom.po'), join(at, 'link.po'));
  expect(['no.po', '.', 'bad.po', 'large.po', 'bom.po', 'link.po'].map(code)).toEqual([
    'file-missing',
    'file-kind',
    'file-not-text',
    'file-too-large',
    1,
    1,
  ]);
});

test('whatever is in it, it is read or refused in words, and soon', () => {
  // A refusal quotes its line, and a lab tells of the linker's `undefined reference`: what the words themselves leave out is sought here.
  const spoilt = ours.replaceAll('undefined', 'unresolved');
  const piece = fc.oneof(
    fc.constantFrom(
      'msgid',
      'msgstr',
      'msgctxt',
      'msgid_plural',
      'msgstr[0]',
      'msgstr[1]',
      '#, fuzzy\n',
      '#~ ',
      '#| ',
    ),
    fc.constantFrom(
      '"',
      "'",
      '\\',
      '\n',
      ' ',
      '""',
      '"Plural-Forms: nplurals=9\\n"',
      '"Language: \\n"',
      '__proto__',
    ),
    fc.string({ unit: 'binary' }),
    fc.nat(spoilt.length - 200).map((at) => spoilt.slice(at, at + 200)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expect(said(pieces.join(''))).not.toMatch(/undefined|\[object/);
    }),
    { numRuns: 1000, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
  );
});

test.each([
  ['one string', `msgid "${'a'.repeat(packLimits.poBytes - 100)}"\nmsgstr ""\n`],
  ['lines', '\n'.repeat(packLimits.poBytes - 1)],
  ['comments', '#\n'.repeat(packLimits.poMarks)],
  ['escapes', `msgid "${'\\n'.repeat(packLimits.poBytes / 2 - 100)}"\nmsgstr ""\n`],
  [
    'messages',
    Array.from({ length: packLimits.poEntries }, (_, at) => `msgid "${at}"\nmsgstr ""\n`).join(''),
  ],
  ['forms of one', `msgid "a"\n${'msgstr ""\n'.repeat(packLimits.poEntries - 2)}`],
])(
  'as large as it may be, of %s, it is read in a few seconds',
  (_what, text) => {
    const before = process.cpuUsage();
    said(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(10);
  },
  60_000,
);
