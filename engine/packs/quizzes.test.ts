import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTitle } from '../../contract/checks.js';
import { askedBy } from '../checks/parts.js';
import { loadLab } from './load.js';
import { forLearners } from './shipped.js';
import { openCompiled } from './compiled.js';
import { smallLab, spoilt, writeSmallLab } from './testing/small-lab.js';

let root = '';
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-quizzes-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const http = 'http: { from: client, url: "http://${vip}/" }';
const question = 'question: { zh-CN: 几, en: How many }';
const why = 'why: { zh-CN: 因, en: Because }';
const words = (...all: string[]) => all.map((word) => `{ zh-CN: 中${word}, en: ${word} }`).join(', ');

const read = (yaml: string) => loadLab(writeSmallLab(join(root, `lab-${++count}`), yaml), { draws: true });
const withQuiz = (quiz: string) => spoilt(http, `quiz: { ${quiz} }`);

function loaded(yaml: string) {
  const result = read(yaml);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.lab;
}

/** Each problem with the words that its frame points at. */
function problemsOf(yaml: string): readonly string[] {
  const result = read(yaml);
  if (result.ok) return [];
  return result.problems.map(({ message, line, column }) => {
    const place = yaml.split('\n')[line - 1]!.slice(column - 1);
    return `${message.code} at ${/^[\w-]+/.exec(place)?.[0] ?? place}`;
  });
}

const order = `type: order, ${question}, items: [${words('a', 'b', 'c', 'd')}]`;
const match = `type: match, ${question}, pairs: [{ left: ${words('l')}, right: ${words('r')} }, { left: ${words('m')}, right: ${words('s')} }], extra: [${words('t')}]`;
const line = `type: line, ${question}, lines: ["ARP \${vip}", two]`;
const node = `type: node, ${question}, answer: rs1`;
const mac = `type: mac, ${question}, node: rs1`;
const sequence = `type: predict, form: sequence, ${question}, of: [rs1, client], length: 2`;
const text = `type: text, ${question}, answer: "rs[12]", example: rs2`;
const wrong = (...answers: string[]) =>
  `wrong: [${answers.map((answer) => `{ answer: ${answer}, ${why} }`).join(', ')}]`;

test.each([
  `type: choice, ${question}, options: [{ text: ${words('a')}, ${why} }, ${words('b')}], answer: 1, ${why}`,
  `type: number, ${question}, answer: 2, ${wrong('3', '4')}, ${why}`,
  `${text}, ${wrong('"rs[3-9]"', 'rs0')}`,
  `${order}, ${wrong('[3, 0]', '[2, 1]')}`,
  `${match}, ${wrong('{ left: 0, right: 2 }', '{ left: 0, right: 1 }')}`,
  `${line}, answer: [0], ${wrong('1')}`,
  `${node}, ${wrong('client')}`,
  `${mac}, network: lan, ${why}`,
  `${sequence}, example: [rs1, rs1]`,
  `${sequence}, example: client rs1`,
  `type: predict, form: number, ${question}, unit: { zh-CN: 秒, en: seconds }, example: 3`,
  `drawn: [{ ${order} }, { ${node} }]`,
])('this is sound: %s', (quiz) => {
  expect(problemsOf(withQuiz(quiz))).toEqual([]);
});

test.each([
  [`type: number, ${question}, answer: 2, tolerance: 1, ${wrong('3')}`, 'quiz-wrong-is-right at answer'],
  [`type: number, ${question}, answer: 2, ${wrong('3', '3')}`, 'quiz-wrong-twice at answer'],
  [`${text}, ${wrong('rs1')}`, 'quiz-wrong-is-right at answer'],
  [`${text}, ${wrong('rs.')}`, 'quiz-wrong-is-right at answer'],
  [`${text}, ${wrong('"rs("')}`, 'bad-pattern at answer'],
  [`${order}, ${wrong('[0, 3]')}`, 'quiz-wrong-is-right at answer'],
  [`${order}, ${wrong('[1, 1]')}`, 'quiz-wrong-is-right at answer'],
  [`${order}, ${wrong('[4, 0]')}`, 'quiz-no-item at 4'],
  [`${order}, shown: [0, 1, 2, 3]`, 'quiz-shown at shown'],
  [`${order}, shown: [1, 0, 2]`, 'quiz-shown at shown'],
  [`type: order, ${question}, items: [${words('a', 'a')}]`, 'quiz-item-twice at {'],
  [`${match}, ${wrong('{ left: 1, right: 1 }')}`, 'quiz-wrong-is-right at answer'],
  [`${match}, ${wrong('{ left: 1, right: 3 }')}`, 'quiz-no-item at right'],
  [`${line}, answer: 2`, 'quiz-no-item at answer'],
  [`${line}, answer: 0, ${wrong('0')}`, 'quiz-wrong-is-right at answer'],
  [`${node}, ${wrong('rs1')}`, 'quiz-wrong-is-right at answer'],
  [`${node}, ${wrong('rs9')}`, 'unknown-node at answer'],
  [`${mac}, network: wan`, 'quiz-not-in-network at network'],
  [`${sequence}, example: [rs1]`, 'quiz-sequence at example'],
  [`${sequence}, example: [rs1, director]`, 'quiz-sequence at example'],
  [`${sequence}, example: rs1 rs2 rs1`, 'quiz-sequence at example'],
  [`type: predict, ${question}, example: 1`, 'schema at quiz'],
  [`${question}, answer: 1`, 'schema at quiz'],
  [`drawn: [{ ${order} }]`, 'schema at drawn'],
  [`drawn: [{ ${order} }, { ${mac}, network: wan }]`, 'quiz-not-in-network at network'],
  [`type: choice, ${question}, options: [{ zh-CN: 甲 }, ${words('b')}], answer: 1`, 'text-missing at {'],
  [
    `type: choice, ${question}, options: [{ text: { zh-CN: 甲 }, ${why} }, ${words('b')}], answer: 1`,
    'text-missing at text',
  ],
])('in this is one mistake: %s', (quiz, problem) => {
  const found = problemsOf(withQuiz(quiz));
  expect(found).toHaveLength(1);
  expect(found[0]!.startsWith(problem), `${found[0]} is ${problem}`).toBe(true);
});

const asked = (yaml: string) => {
  const lab = loaded(yaml);
  return (seed: string | undefined) => {
    const check = lab.instantiate(seed).lab.steps[1]!.checks[0]!;
    return { check, ...askedBy(check, { networks: [], nodes: [], vips: [] })! };
  };
};
const seeds = Array.from({ length: 40 }, (_, index) => `seed ${index}`);

test('an order is shown in another one, which is that of the session', () => {
  const of = asked(withQuiz(order));
  const shown = (seed: string | undefined) => {
    const { view } = of(seed);
    return view.type === 'order' ? view.items.map(({ en }) => en).join('') : '';
  };
  const all = [undefined, ...seeds].map(shown);
  expect(all).not.toContain('abcd');
  expect(new Set(all).size).toBeGreaterThan(8);
  expect(all.every((each) => each.split('').toSorted().join('') === 'abcd')).toBe(true);
  expect([undefined, ...seeds].map(shown)).toEqual(all);
  expect(of(seeds[0]).isAnswer(of(seeds[0]).answer)).toBe(true);
});

test('of quizzes that are drawn from each session has one, without a seed the first', () => {
  const first = `type: number, question: { zh-CN: 一, en: One }, answer: 1`;
  const of = asked(withQuiz(`drawn: [{ ${first} }, { ${order} }, { ${node} }]`));
  expect(of(undefined).view).toEqual({ type: 'number', question: { 'zh-CN': '一', en: 'One' } });
  expect(checkTitle(of(undefined).check)).toEqual({ 'zh-CN': '一', en: 'One' });
  expect(new Set(seeds.map((seed) => of(seed).view.type))).toEqual(new Set(['number', 'order', 'node']));
  expect(seeds.map((seed) => of(seed).view)).toEqual(seeds.map((seed) => of(seed).view));
});

test('a learner has all reasons and all that is drawn from, and a lab of before is what it was', () => {
  const { compiled, digest } = loaded(
    withQuiz(`drawn: [{ ${line}, answer: 0, ${wrong('1')} }, { ${order} }]`),
  );
  const learners = forLearners(compiled);
  expect(learners.lab['steps']).toMatchObject([
    {},
    { checks: (compiled.lab['steps'] as { checks: object }[])[1]!.checks },
  ]);
  expect(openCompiled(learners, root).instantiate('s').lab.steps[1]).toMatchObject({ id: 'ask' });
  expect(digest).toMatch(/^sha256:/);
  const before = loaded(smallLab);
  expect(before.instantiate('s').lab.steps[1]!.checks[0]).not.toHaveProperty('prediction');
});

const predicted = (prediction: string, more = '') =>
  smallLab
    .replace(
      '      - id: bound\n',
      () =>
        `      - { id: guess, quiz: { type: predict, form: number, ${question}, example: 1 }${more} }\n      - { id: other, quiz: { ${node} } }\n      - id: bound\n`,
    )
    .replace('        needs: [page]\n', () => `        needs: [page]\n        prediction: ${prediction}\n`);

test('a prediction is one that was asked for before', () => {
  expect(problemsOf(predicted('guess'))).toEqual([]);
  expect(problemsOf(predicted('gone'))).toEqual(['prediction-unknown at prediction']);
  expect(problemsOf(predicted('other'))).toEqual(['prediction-other at prediction']);
  expect(problemsOf(predicted('guess', ', hidden: true'))).toEqual(['prediction-hidden at prediction']);
  const later = predicted('guess').replace(
    '        address:',
    () => '        prediction: later\n        address:',
  );
  expect(
    problemsOf(
      later.replace(
        '      - id: answers\n',
        () => `      - { id: later, quiz: { ${sequence}, example: [rs1, rs1] } }\n      - id: answers\n`,
      ),
    ),
  ).toEqual(['prediction-later at prediction']);
});
