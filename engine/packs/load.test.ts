import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markdownFault } from '../../contract/markdown.js';
import { packCatalogue } from '../../contract/messages/packs.js';
import { languages, word } from '../../contract/text.js';
import { type PackProblem, showProblem } from '../../contract/messages/packs.js';
import { labFolders } from './library.js';
import { loadLab } from './load.js';
import { smallLab, spoilt, writeSmallLab } from './testing/small-lab.js';

let root = '';
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-packs-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const newFolder = () => join(root, `lab-${++count}`);

/** Takes the mark § out of a text and says where it was: the place at which a problem must be shown. */
function marked(text: string): { yaml: string; line: number; column: number } {
  const at = text.indexOf('§');
  if (at < 0 || text.includes('§', at + 1)) throw new Error('one mark, please');
  const before = text.slice(0, at).split('\n');
  return { yaml: text.replace('§', ''), line: before.length, column: before.at(-1)!.length + 1 };
}

function problemsOf(yaml: string, without: readonly string[] = []): readonly PackProblem[] {
  const result = loadLab(writeSmallLab(newFolder(), yaml, without), { draws: true });
  return result.ok ? [] : result.problems;
}

/** The character that the caret of a code frame points at, with the rest of its line. */
function pointedAt(frame: string): string {
  const lines = frame.split('\n');
  const at = lines.findIndex((line) => line.startsWith('>'));
  return lines[at]!.slice(lines[at + 1]!.indexOf('^'));
}

interface Row {
  readonly what: string;
  /** What is replaced in the small lab. */
  readonly from: string;
  /** By what; § marks where the problem is. */
  readonly to: string;
  readonly code: string;
  readonly params?: object;
  readonly without?: readonly string[];
}

const causeOf = (id: string, explains: string, when: string) =>
  `causes:\n  - { ${id}, explains: ${explains}, text: { zh-CN: 因, en: why }, when: { ${when} } }\n`;

const lol = Array.from({ length: 9 }, (_, index) => {
  const before = index === 0 ? 'lol' : `*a${index - 1}`;
  return `a${index}: &a${index} [${Array(9).fill(before).join(', ')}]\n`;
}).join('');

const stops = 'failover: { among: [director, rs1], vip: "${vip}", from: client, within: 5 }';

const rows: readonly Row[] = [
  {
    what: 'malformed YAML',
    from: 'setup: { rs1: [web-server] }\n',
    to: 'setup: { rs1: [web-server §}\n',
    code: 'yaml',
  },
  { what: 'a tab as indentation', from: '    lan: { cidr', to: '§\tlan: { cidr', code: 'yaml' },
  {
    what: 'a bracket that is not closed',
    from: 'setup: { rs1: [web-server] }\nsteps',
    to: 'setup: { rs1: [web-server]\n§steps',
    code: 'yaml',
  },
  { what: 'a key given twice', from: 'minutes: 5\n', to: 'minutes: 5\n§minutes: 6\n', code: 'yaml' },
  { what: 'an alias bomb', from: 'format: 1\n', to: `§format: 1\n${lol}`, code: 'yaml' },
  {
    what: 'an unknown key',
    from: 'minutes: 5\n',
    to: 'minutes: 5\n§minuets: 5\n',
    code: 'unknown-key',
    params: { key: 'minuets' },
  },
  {
    what: 'an unknown kind of check, with the one that was meant',
    from: 'http: { from',
    to: '§htpp: { from',
    code: 'unknown-check',
    params: { check: 'answers', kind: 'htpp', suggestion: 'http' },
  },
  {
    what: 'a quiz whose answer is none of its options',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'quiz: { type: choice, question: { zh-CN: 几, en: How many }, options: [{ zh-CN: 一, en: One }, { zh-CN: 二, en: Two }], §answer: 2 }',
    code: 'quiz-no-option',
    params: { answer: 2, options: 2 },
  },
  {
    what: 'a quiz whose own example is not right',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'quiz: { type: text, question: { zh-CN: 谁, en: Who }, answer: "rs[12]", §example: rs3 }',
    code: 'quiz-example-wrong',
    params: { answer: 'rs[12]', example: 'rs3' },
  },
  {
    what: 'a prediction that nobody asks for',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'schedule: { from: client, on: director, tcp: "${vip}:80", connections: 2, §predicted: bound }',
    code: 'unknown-question',
    params: { check: 'answers', question: 'bound' },
  },
  {
    what: 'an order of more connections than are made',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'schedule: { from: client, on: director, tcp: "${vip}:80", connections: 2, §sequence: [rs1, ~, rs1] }',
    code: 'schedule-length',
    params: { given: 3, connections: 2 },
  },
  {
    what: 'a node that does not exist in an order',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'schedule: { from: client, on: director, tcp: "${vip}:80", connections: 2, sequence: [~, §rs9] }',
    code: 'unknown-node',
  },
  {
    what: 'connections by a firewall mark, and no address to ask at',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: '§schedule: { from: client, on: director, fwmark: 5, connections: 2 }',
    code: 'schedule-service',
  },
  {
    what: 'an unknown kind of check that is like none',
    from: 'http: { from',
    to: '§telepathy: { from',
    code: 'unknown-check',
    params: { check: 'answers', kind: 'telepathy', suggestion: '' },
  },
  {
    what: 'a check of no kind',
    from: '- id: bound\n        address: { on: director, address: "${vip}", dev: eth0 }',
    to: '- §id: bound',
    code: 'check-kind',
    params: { check: 'bound', given: [] },
  },
  {
    what: 'a check of two kinds',
    from: '- id: bound\n',
    to: '- §id: bound\n        ipvs-empty: { on: director }\n',
    code: 'check-kind',
    params: { check: 'bound', given: ['address', 'ipvs-empty'] },
  },
  {
    what: 'a check on a node that does not exist',
    from: '{ on: rs1, path',
    to: '{ §on: rs9, path',
    code: 'unknown-node',
    params: { node: 'rs9', known: ['director', 'rs1', 'client'] },
  },
  {
    what: 'a check on a list with a node that does not exist',
    from: '{ on: rs1, path',
    to: '{ on: [rs1, §rs9], path',
    code: 'unknown-node',
    params: { node: 'rs9' },
  },
  {
    what: 'an experiment from a node that does not exist',
    from: '{ from: client, url',
    to: '{ §from: clint, url',
    code: 'unknown-node',
    params: { node: 'clint' },
  },
  {
    what: 'a spread over a node that does not exist',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'http-spread: { from: client, url: "http://${vip}/", requests: 4, over: { rs1: 2, §rs2: 2 } }',
    code: 'unknown-node',
    params: { node: 'rs2' },
  },
  {
    what: 'a solution for a node that does not exist',
    from: '    solve:\n      director: |',
    to: '    solve:\n      §lb1: |',
    code: 'unknown-node',
    params: { node: 'lb1' },
  },
  {
    what: 'a mistake on a node that does not exist',
    from: 'make: { director:',
    to: 'make: { §lb1:',
    code: 'unknown-node',
    params: { node: 'lb1' },
  },
  {
    what: 'networks that overlap',
    from: 'wan: { cidr: 10.1.0.0/24 }',
    to: 'wan: { §cidr: 10.0.0.0/15 }',
    code: 'network-overlap',
    params: { one: 'lan', other: 'wan' },
  },
  {
    what: 'a network with host bits',
    from: 'cidr: 10.1.0.0/24',
    to: '§cidr: 10.1.0.1/24',
    code: 'bad-network',
    params: { cidr: '10.1.0.1/24' },
  },
  {
    what: 'a node that joins no network',
    from: 'client: { role: client, wan: 10.1.0.100 }',
    to: '§client: { role: client }',
    code: 'node-without-network',
    params: { node: 'client' },
  },
  {
    what: 'a node that joins a network that does not exist',
    from: 'rs1: { role: realserver, lan: 10.0.0.8 }',
    to: 'rs1: { role: realserver, §man: 10.0.0.8 }',
    code: 'unknown-network',
    params: { node: 'rs1', network: 'man' },
  },
  {
    what: 'an address outside its network',
    from: 'lan: 10.0.0.8',
    to: '§lan: 10.0.1.8',
    code: 'address-outside',
    params: { address: '10.0.1.8', network: 'lan', cidr: '10.0.0.0/24' },
  },
  {
    what: 'a network address for a node',
    from: 'lan: 10.0.0.8',
    to: '§lan: 10.0.0.0',
    code: 'address-outside',
    params: { address: '10.0.0.0' },
  },
  {
    what: 'a broadcast address for a node',
    from: 'lan: 10.0.0.8',
    to: '§lan: 10.0.0.255',
    code: 'address-outside',
    params: { address: '10.0.0.255' },
  },
  {
    what: 'an address that is none',
    from: 'lan: 10.0.0.8',
    to: '§lan: 10.0.0.256',
    code: 'bad-address',
    params: { address: '10.0.0.256' },
  },
  {
    what: 'a gateway that is no address',
    from: 'lan: 10.0.0.8',
    to: 'lan: 10.0.0.8, §gateway: router',
    code: 'bad-address',
    params: { address: 'router' },
  },
  {
    what: 'a check for an address that is none',
    from: 'address: "${vip}", dev',
    to: '§address: 10.0.0, dev',
    code: 'bad-address',
    params: { address: '10.0.0' },
  },
  {
    what: 'one address for two nodes',
    from: 'lan: 10.0.0.8',
    to: '§lan: 10.0.0.7',
    code: 'address-twice',
    params: { address: '10.0.0.7', one: 'director', other: 'rs1' },
  },
  {
    what: 'a step id given twice',
    from: '- id: ask',
    to: '- §id: bind',
    code: 'duplicate-id',
    params: { what: 'step', id: 'bind' },
  },
  {
    what: 'a check id given twice, in another step',
    from: '- id: answers\n        needs: [page]',
    to: '- §id: bound',
    code: 'duplicate-id',
    params: { what: 'check', id: 'bound' },
  },
  {
    what: 'a mistake id given twice',
    from: '    hint: vip-not-on-director\n',
    to: `    hint: vip-not-on-director\n  - §id: unbound\n    after: bind\n    make: {}\n    fails: bound\n    hint: vip-not-on-director\n`,
    code: 'duplicate-id',
    params: { what: 'mistake', id: 'unbound' },
  },
  {
    what: 'needs that go in a circle',
    from: '- id: bound\n',
    to: '- id: bound\n        §needs: [answers]\n',
    code: 'needs-cycle',
    params: { cycle: ['bound', 'answers', 'page', 'bound'] },
  },
  {
    what: 'a check that needs itself',
    from: 'needs: [bound]',
    to: '§needs: [page]',
    code: 'needs-cycle',
    params: { cycle: ['page', 'page'] },
  },
  {
    what: 'a check that is to be judged after a reboot and disturbs machines itself',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: `reboot: { nodes: [rs1], checks: [bound, §stops] }\n      - id: stops\n        ${stops}`,
    code: 'cannot-judge-anew',
    params: { id: 'stops', kind: 'failover' },
  },
  {
    what: 'a check that is to be judged after a reboot and may disturb machines',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: `reboot: { nodes: [rs1], checks: [bound, §stops] }\n      - id: stops\n        any-of: [{ ${stops} }, { ipvs-empty: { on: director } }]`,
    code: 'cannot-judge-anew',
    params: { id: 'stops', kind: 'failover' },
  },
  {
    what: 'a reboot over a check that there is not',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'reboot: { nodes: [rs1], checks: [bound, §bond] }',
    code: 'unknown-need',
    params: { check: 'answers', need: 'bond' },
  },
  {
    what: 'a check for learners that needs one that they do not have',
    from: '- id: bound\n        address: { on: director, address: "${vip}", dev: eth0 }\n      - id: page\n        needs: [bound]',
    to: '- id: bound\n        hidden: true\n        address: { on: director, address: "${vip}", dev: eth0 }\n      - id: page\n        needs: [§bound]',
    code: 'needs-hidden',
    params: { check: 'page', need: 'bound' },
  },
  {
    what: 'a reboot for learners over a check that they do not have',
    from: 'http: { from: client, url: "http://${vip}/" }',
    to: 'reboot: { nodes: [rs1], checks: [bound, §kept] }\n      - id: kept\n        hidden: true\n        address: { on: director, address: 10.0.0.7, dev: eth0 }',
    code: 'needs-hidden',
    params: { check: 'answers', need: 'kept' },
  },
  {
    what: 'a need that does not exist',
    from: 'needs: [bound]',
    to: 'needs: [bound, §bond]',
    code: 'unknown-need',
    params: { check: 'page', need: 'bond' },
  },
  {
    what: 'a variable that is not defined',
    from: 'url: "http://${vip}/"',
    to: '§url: "http://${rip}/"',
    code: 'undefined-variable',
    params: { name: 'rip', known: ['vip'] },
  },
  {
    what: 'a variable that is not defined, in a solution',
    from: '      director: |\n        ip addr add ${vip}/24 dev eth0',
    to: '      §director: |\n        ip addr add ${vip}/24 dev ${dev}',
    code: 'undefined-variable',
    params: { name: 'dev' },
  },
  {
    what: 'a pick that cannot be read',
    from: 'pick: "10.0.0.{20..60}"',
    to: '§pick: "10.0.0.{60..20}"',
    code: 'bad-pick',
    params: { name: 'vip', pick: '10.0.0.{60..20}' },
  },
  {
    what: 'a variable that follows one of more values',
    from: 'vars:\n',
    to: 'vars:\n  rip: { pick: "{10.0.0.8,10.0.0.9}", §follows: vip, default: 10.0.0.8 }\n',
    code: 'bad-follows',
    params: { name: 'rip', follows: 'vip' },
  },
  {
    what: 'a pick that gives a node its broadcast address',
    from: 'lan: 10.0.0.8',
    to: '§lan: "${rs}"',
    code: 'address-outside',
    params: { address: '10.0.0.255' },
  },
  {
    what: 'a title without its Chinese text',
    from: 'title: { zh-CN: 绑定, en: Bind }',
    to: '§title: { en: Bind }',
    code: 'text-missing',
    params: { where: { 'zh-CN': '第 1 步（bind）的 title', en: 'step 1 (bind), title' }, language: 'zh-CN' },
  },
  {
    what: 'a title without its English text',
    from: 'title: { zh-CN: 小实验, en: Small }',
    to: '§title: { zh-CN: 小实验 }',
    code: 'text-missing',
    params: { where: { 'zh-CN': 'title', en: 'title' }, language: 'en' },
  },
  {
    what: 'a step text that is missing in English',
    from: 'text: steps/20-ask',
    to: '§text: steps/20-ask',
    code: 'file-missing',
    params: { path: 'steps/20-ask.en.md' },
    without: ['steps/20-ask.en.md'],
  },
  {
    what: 'a step text that is missing in Chinese',
    from: 'text: steps/10-bind',
    to: '§text: steps/10-bind',
    code: 'file-missing',
    params: { path: 'steps/10-bind.zh-CN.md' },
    without: ['steps/10-bind.zh-CN.md'],
  },
  {
    what: 'a setup script that is missing',
    from: '[web-server]',
    to: '[§web-server]',
    code: 'file-missing',
    params: { path: 'setup/web-server.sh' },
    without: ['setup/web-server.sh'],
  },
  {
    what: 'a mistake with an unknown diagnosis, with the one that was meant',
    from: 'hint: vip-not-on-director',
    to: '§hint: vip-not-on-directer',
    code: 'unknown-diagnosis',
    params: { mistake: 'unbound', hint: 'vip-not-on-directer', suggestion: 'vip-not-on-director' },
  },
  {
    what: "a cause of the lab's own with the name of one of ours",
    from: 'mistakes:\n',
    to: `${causeOf('§id: vip-not-on-director', '[bound]', 'package: { on: rs1, name: a }')}mistakes:\n`,
    code: 'duplicate-id',
    params: { what: 'cause', id: 'vip-not-on-director' },
  },
  {
    what: 'a cause of a check that does not exist',
    from: 'mistakes:\n',
    to: `${causeOf('id: own', '[§bond]', 'package: { on: rs1, name: a }')}mistakes:\n`,
    code: 'unknown-cause-check',
    params: { cause: 'own', check: 'bond' },
  },
  {
    what: 'a cause that is told by what disturbs',
    from: 'mistakes:\n',
    to: `${causeOf('id: own', '[bound]', '§reboot: { nodes: [rs1], checks: [page] }')}mistakes:\n`,
    code: 'when-disturbs',
    params: { id: 'own', kind: 'reboot' },
  },
  {
    what: 'a cause that is told by a kind that there is not',
    from: 'mistakes:\n',
    to: `${causeOf('id: own', '[bound]', '§pakage: { on: rs1, name: a }')}mistakes:\n`,
    code: 'unknown-check',
    params: { check: 'own', kind: 'pakage', suggestion: 'package' },
  },
  {
    what: 'a cause that is told by a node that there is not',
    from: 'mistakes:\n',
    to: `${causeOf('id: own', '[bound]', 'package: { §on: rs9, name: a }')}mistakes:\n`,
    code: 'unknown-node',
    params: { node: 'rs9', known: ['director', 'rs1', 'client'] },
  },
  {
    what: 'a mistake after a step that does not exist',
    from: 'after: bind',
    to: '§after: bnd',
    code: 'unknown-step',
    params: { step: 'bnd', known: ['bind', 'ask'] },
  },
  {
    what: 'a mistake that fails a check that does not exist',
    from: 'fails: bound',
    to: '§fails: bond',
    code: 'unknown-mistake-check',
    params: { mistake: 'unbound', check: 'bond' },
  },
  {
    what: 'a regular expression that is none',
    from: 'matches: rs1',
    to: '§matches: "rs1("',
    code: 'bad-pattern',
    params: { pattern: 'rs1(' },
  },
  {
    what: 'a value of a wrong type',
    from: 'minutes: 5',
    to: '§minutes: five',
    code: 'schema',
    params: { where: { en: 'minutes' }, detail: { 'zh-CN': '应为数字', en: 'must be a number' } },
  },
  {
    what: 'a title that steers a terminal',
    from: 'title: { zh-CN: 绑定, en: Bind }',
    to: 'title: { zh-CN: 绑定, §en: "Bind \\e[2J" }',
    code: 'schema',
    params: { where: { en: 'step 1 (bind), title.en' } },
  },
  {
    what: 'an id that could be no host name',
    from: '- id: ask',
    to: '- §id: Ask_It',
    code: 'schema',
    params: {
      where: { 'zh-CN': '第 2 步（Ask_It）的 id', en: 'step 2 (Ask_It), id' },
      detail: { 'zh-CN': expect.stringContaining('小写字母') as string },
    },
  },
];

test('the small lab of these tests is sound', () => {
  expect(problemsOf(smallLab)).toEqual([]);
});

test('an undefined variable in a text is refused at its place in the text', () => {
  const folder = writeSmallLab(join(root, 'bad-text'));
  const file = join(folder, 'steps/20-ask.en.md');
  writeFileSync(file, 'Ask ${vip}.\nThen ${nobody}, and $${X}.\n');
  const result = loadLab(folder);
  expect(result.ok ? [] : result.problems).toMatchObject([
    { message: { code: 'undefined-variable', params: { name: 'nobody' } }, file, line: 2, column: 6 },
  ]);
});

test('a text that would hold a window up is refused at its place in the text', () => {
  const folder = writeSmallLab(newFolder());
  const file = join(folder, 'steps/20-ask.zh-CN.md');
  writeFileSync(file, `# 访问\n\n${'>'.repeat(2000)} 访问\n`);
  const result = loadLab(folder);
  expect(result.ok || result.problems).toMatchObject([
    { message: { code: 'text-too-much', params: { what: 'nesting' } }, file, line: 3, column: 1 },
  ]);
});

describe('a spoilt lab is refused at the place of', () => {
  test.each(rows)('$what', ({ from, to, code, params, without, what }) => {
    let text = spoilt(from, to);
    // One row needs a variable more: its default is good, some of its draws are not.
    if (what.includes('broadcast address') && what.includes('pick'))
      text = text.replace('vars:\n', 'vars:\n  rs: { pick: "10.0.0.{8,255}", default: 10.0.0.8 }\n');
    const { yaml, line, column } = marked(text);
    const problems = problemsOf(yaml, without);
    const found = problems.filter((problem) => problem.message.code === code);
    expect(found[0], JSON.stringify(problems, null, 2)).toMatchObject({
      line,
      column,
      message: { code, ...(params === undefined ? {} : { params }) },
    });
    // One mistake is one problem; only a YAML parser that lost its way may say more.
    expect(problems.length === 1 || code === 'yaml').toBe(true);
    expect(basename(found[0]!.file)).toBe('lab.yaml');
    expect(pointedAt(found[0]!.frame!)).toBe(yaml.split('\n')[line - 1]!.slice(column - 1));
    for (const language of languages) {
      const shown = showProblem(found[0]!, language);
      expect(shown.split('\n')[0]).toBe(
        `${found[0]!.file}:${line}:${column}: ${word(packCatalogue, found[0]!.message, language)}`.split(
          '\n',
        )[0],
      );
      expect(shown).not.toContain('undefined');
    }
  });
});

test('two mistakes are two problems', () => {
  const two = spoilt('lan: 10.0.0.8', 'lan: 10.0.1.8').replace('needs: [page]', 'needs: [pages]');
  expect(problemsOf(two).map((problem) => problem.message.code)).toEqual(['address-outside', 'unknown-need']);
});

test('a folder without lab.yaml says which file is missing', () => {
  const folder = writeSmallLab(newFolder(), smallLab, ['lab.yaml']);
  expect(loadLab(folder)).toEqual({
    ok: false,
    more: 0,
    problems: [
      {
        message: { code: 'file-missing', params: { path: 'lab.yaml' } },
        file: join(folder, 'lab.yaml'),
        line: 1,
        column: 1,
      },
    ],
  });
});

test.each(['', '[]', 'null', '- 1', '"text"', '\t', '{', '%YAML 1.2', '&a [*a]', '\u0000'])(
  'a file that is no lab at all (%j) is refused and crashes nothing',
  (yaml) => {
    expect(problemsOf(yaml).length).toBeGreaterThan(0);
  },
);

test('an alias bomb is refused before it grows', () => {
  const before = process.memoryUsage().heapUsed;
  expect(problemsOf(`${lol}format: 1\n`)[0]?.message.code).toBe('yaml');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
});

test('a sound lab gives its texts and scripts with the drawn values, and leaves the escaped ones to the shell', () => {
  const result = loadLab(writeSmallLab(newFolder()));
  if (!result.ok) throw new Error('not sound');
  const { lab } = result;
  const drawn = lab.instantiate('a seed');
  expect(drawn.values['vip']).toMatch(/^10\.0\.0\.\d+$/);
  expect(lab.text('bind', 'en', drawn.values)).toBe(`Bind ${drawn.values['vip']}.\n`);
  expect(lab.text('bind', 'zh-CN', drawn.values)).toBe(`绑定 ${drawn.values['vip']}。\n`);
  expect(lab.script('web-server', drawn.values)).toBe(
    `echo ${drawn.values['vip']} >/tmp/vip; echo \${vip}\n`,
  );
  expect(drawn.lab.steps[0]?.checks[0]?.address?.address).toBe(drawn.values['vip']);
  expect(drawn.lab.steps[0]?.solve['director']).toBe(`ip addr add ${drawn.values['vip']}/24 dev eth0\n`);
  expect(lab.lab.steps[0]?.checks[0]?.address?.address).toBe('10.0.0.29');
});

test('a setup script of the pack serves a lab that has none of its own', () => {
  const pack = newFolder();
  const folder = writeSmallLab(join(pack, 'small'), smallLab, ['setup/web-server.sh']);
  expect(loadLab(folder).ok).toBe(false);
  writeSmallLab(pack, smallLab, ['lab.yaml']);
  // A folder around a lab is its pack only where it says so: else a lab would have scripts that its author never saw.
  expect(loadLab(folder).ok).toBe(false);
  writeFileSync(join(pack, 'pack.yaml'), 'format: 1\n');
  expect(loadLab(folder).ok).toBe(true);
});

const builtIn = labFolders(fileURLToPath(new URL('../../labs', import.meta.url)));

test('there are built-in labs', () => {
  expect(builtIn.map((folder) => basename(folder))).toContain('dr-by-hand');
});

test.each(builtIn.map((folder) => ({ name: basename(folder), folder })))(
  'the built-in lab $name is sound',
  ({ folder }) => {
    const result = loadLab(folder, { proof: true });
    expect(result.ok ? [] : result.problems.map((problem) => showProblem(problem, 'en'))).toEqual([]);
    expect(result.ok && result.lab.lab.id).toBe(basename(folder));
  },
);

test.each(builtIn.map((folder) => ({ name: basename(folder), folder })))(
  'the texts of $name are far from what is too much',
  ({ folder }) => {
    const result = loadLab(folder);
    if (!result.ok) throw new Error('not sound');
    for (const step of result.lab.lab.steps)
      for (const language of languages)
        expect(markdownFault(result.lab.text(step.id, language, {}).repeat(4))).toBeUndefined();
  },
);
