import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packCatalogue } from '../../contract/messages/packs.js';
import { word } from '../../contract/text.js';
import { packsRoot } from '../product.js';
import { lintPack } from './lint-pack.js';
import { newLab, newPack } from './new-pack.js';

function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-advice-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return newPack(join(folder, 'own-pack'));
}

function change(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after, `${file} has ${from}`).not.toBe(before);
  writeFileSync(file, after);
}

/** Notes of a pack that is sound: what they are about, and the word at which they stand. */
function notesOf(root: string): string[] {
  const { problems, notes } = lintPack(root);
  expect(problems).toEqual([]);
  for (const { message } of notes)
    for (const language of ['zh-CN', 'en'] as const)
      expect(word(packCatalogue, message, language)).not.toMatch(/undefined|NaN/);
  return notes.map(({ message: { code, params }, file, line, column }) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const text = lines[line - 1]!.slice(column - 1);
    return `${relative(root, file)} ${code} ${Object.values(params).join(' ')} @ ${/^[\w-]*/.exec(text)![0]}`;
  });
}

const cause = (id: string, explains: string, when: string) =>
  `causes:\n  - { id: ${id}, explains: [${explains}], when: ${when}, text: { zh-CN: 因, en: why } }`;
const listens = '{ listening: { on: server, port: 80 } }';
const check = (rest: string) =>
  `      - { id: more, title: { zh-CN: 多, en: More }, hint: { zh-CN: 想, en: Think }, ${rest} }\n    # What does`;

const stops =
  'server-failure: { on: client, tcp: "10.0.0.8:80", server: "10.0.0.8:80", node: server, from: client, url: "http://10.0.0.8/", leave: 5, return: 5 }';

test.each<[string, [from: string | RegExp, to: string][], string[]]>([
  [
    'a cause that no mistake shows',
    [['causes:', cause('silent', 'answers', listens)]],
    ['cause-unproven silent @ id'],
  ],
  [
    'a cause behind another with the same condition, for one of its checks',
    [
      ['causes:', cause('silent', 'answers', listens)],
      [
        '  - id: wrong-word',
        `  - { id: deaf, explains: [page, answers], when: ${listens.replace('on: server, port: 80', 'port: 80, on: server')}, text: { zh-CN: 聋, en: deaf } }\n  - id: wrong-word`,
      ],
    ],
    [
      'cause-unproven silent @ id',
      'cause-unproven deaf @ id',
      'cause-shadowed deaf answers silent @ answers',
    ],
  ],
  [
    'a cause that is there where the check passes',
    [
      [
        'causes:',
        cause(
          'there',
          'page',
          '{ file: { on: server, path: /var/www/html/index.html, matches: "served by ${word}" } }',
        ),
      ],
    ],
    ['cause-unproven there @ id', 'cause-contradicts there page @ page'],
  ],
  [
    'a mistake whose cause is of another check',
    [['    hint: web-not-running', '    hint: wrong-word']],
    ['mistake-elsewhere stopped wrong-word answers @ hint'],
  ],
  [
    'a variable that nothing uses',
    [['vars:\n', 'vars:\n  colour: { pick: "{red,green}", default: red }\n']],
    ['unused-variable colour @ colour'],
  ],
  [
    'words that are written as Markdown',
    [['en: "A first lab', 'en: "A **first** lab']],
    ['bold-in-text **first** @ en'],
  ],
  [
    'a check that makes many requests',
    [['    # What does', check('http: { from: client, url: "http://10.0.0.8/", requests: 90 }')]],
    ['many-requests more 90 @ id'],
  ],
  [
    'a command that changes what it looks at',
    [['    # What does', check('command: { on: server, run: "systemctl restart nginx && echo well" }')]],
    ['command-changes more systemctl restart @ id'],
  ],
  [
    'a command that looks at what such words are about',
    [
      [
        '    # What does',
        check('command: { on: server, run: "ip -4 addr show | grep -c add; ipvsadm -Ln" }'),
      ],
    ],
    [],
  ],
  [
    'a check that disturbs, before anything is looked at',
    [['    # What does', check(`final: false, ${stops}`)]],
    ['disturbs-unguarded more server-failure @ id'],
  ],
  [
    'a check that disturbs, after what it needs,',
    [['    # What does', check(`final: false, needs: [answers], ${stops}`)]],
    [],
  ],
])('%s is noted at its place, or not at all', (_what, changes, notes) => {
  const root = pack();
  for (const [from, to] of changes) change(join(root, 'first-lab', 'lab.yaml'), from, to);
  expect(notesOf(root)).toEqual(notes.map((note) => `first-lab/lab.yaml ${note}`));
});

test('what is the same only with the default values of variables is not taken for the same', () => {
  const root = pack();
  const lab = join(root, 'first-lab', 'lab.yaml');
  change(lab, 'vars:\n', 'vars:\n  port: { pick: "{80,81}", default: 80 }\n');
  change(lab, '    hint: web-not-running', '    hint: silent');
  change(
    lab,
    'causes:',
    `${cause('silent', 'answers', listens)}\n${cause('deaf', 'answers', listens.replace('80', '"${port}"')).replace('causes:\n', '')}`,
  );
  expect(notesOf(root)).toEqual(['first-lab/lab.yaml cause-unproven deaf @ id']);
});

test('a parameter that its part does not use is noted there, once for all labs', () => {
  const root = pack();
  mkdirSync(join(root, 'parts'));
  writeFileSync(
    join(root, 'parts', 'runs.yaml'),
    'params: { unit:, colour: red }\npart:\n  id: runs\n  title: { zh-CN: 在运行, en: Runs }\n  hint: { zh-CN: 想, en: Think }\n  unit: { on: server, name: "${unit}" }\n',
  );
  newLab(root, 'next', 'client-and-server');
  change(join(root, 'pack.yaml'), '[first-lab]', '[first-lab, next]');
  for (const lab of ['first-lab', 'next'])
    change(
      join(root, lab, 'lab.yaml'),
      /(.*steps\/(?:10-first|20-serve)\n(?:    #.*\n)*    checks:\n)/,
      '$1      - { use: runs, with: { unit: nginx } }\n',
    );
  expect(notesOf(root)).toEqual(['parts/runs.yaml unused-param colour @ colour']);
});

test('our own pack has nothing noted but hints that are left out, checks that disturb, and causes of a part that are proven elsewhere', () => {
  const { notes } = lintPack(join(packsRoot, 'lvs'));
  expect(new Set(notes.map(({ message }) => message.code))).toEqual(
    new Set(['no-nudge', 'check-disturbs', 'cause-unproven']),
  );
  // A part that makes several checks or causes, each by its own id, has a note for each.
  const places = notes.map(({ file, line, column, message }) =>
    JSON.stringify([file, line, column, message]),
  );
  expect(new Set(places).size).toBe(places.length);
});
