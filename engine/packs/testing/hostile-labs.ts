import { smallLab, spoilt } from './small-lab.js';

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

const question = 'question: { zh-CN: 几, en: How many }';
const http = 'http: { from: client, url: "http://${vip}/" }';
const quiz = (answer: string, example: string) =>
  spoilt(http, `quiz: { type: text, ${question}, answer: '${answer}', example: ${example} }`);
const withKeys = (keys: string) => smallLab.replace('minutes: 5\n', () => `minutes: 5\n${keys}`);
/** The small lab with more checks in its first step. */
export const withChecks = (checks: string) => smallLab.replace('    solve:\n', () => `${checks}    solve:\n`);
const withNodes = (nodes: string) => smallLab.replace('    client: {', () => `${nodes}    client: {`);

/** Labs made with ill will, a few bytes to a megabyte each: every one is to be refused in words, and soon. */
export const hostileLabs: Readonly<Record<string, () => string>> = {
  'unknown keys, 20,000': () => withKeys(times(20_000, (i) => `k${i}: 1\n`)),
  'one key 20,000 times': () => withKeys('k: 1\n'.repeat(20_000)),
  'undefined variables, 20,000': () =>
    spoilt(
      'ip addr add',
      times(20_000, (i) => `\${v${i}} `),
    ),
  'one undefined variable 200,000 times': () => spoilt('ip addr add', '${x}'.repeat(200_000)),
  'undefined variables in 2,000 places': () =>
    withChecks(times(2_000, (i) => `      - { id: c${i}, ipvs-empty: { on: "\${v${i}}" } }\n`)),
  'overlapping networks, 1,000': () =>
    smallLab.replace(
      '    lan: {',
      () => `${times(1_000, (i) => `    n${i}: { cidr: 0.0.0.0/0 }\n`)}    lan: {`,
    ),
  'picks of 4,096 values, 300': () =>
    smallLab.replace(
      'vars:\n',
      () => `vars:\n${times(300, (i) => `  v${i}: { pick: "{0..4095}", default: 1 }\n`)}`,
    ),
  'a pick of 5 MB': () => spoilt('10.0.0.{20..60}', `{${'1,'.repeat(2_500_000)}1}`),
  'a pick of 500 kB': () => spoilt('10.0.0.{20..60}', `{${'1,'.repeat(250_000)}1}`),
  'checks in a chain of 3,000': () =>
    withChecks(
      times(
        3_000,
        (i) => `      - { id: c${i}, needs: [c${(i + 1) % 3_000}], ipvs-empty: { on: director } }\n`,
      ),
    ),
  'a hint of 900 kB': () => spoilt('hint: vip-not-on-director', `hint: ${'x'.repeat(900_000)}`),
  'a kind of check of 900 kB': () => spoilt('http: { from', `${'h'.repeat(900_000)}: { from`),
  'a hint that every object has': () => spoilt('hint: vip-not-on-director', 'hint: constructor'),
  'a variable that every object has': () => spoilt('url: "http://${vip}/"', 'url: "http://${constructor}/"'),
  'a node that every object has': () => withNodes('    constructor: { role: client, wan: 10.1.0.5 }\n'),
  'a network that every object has': () => withNodes('    extra: { role: client, toString: 10.1.0.5 }\n'),
  'nodes, 2,000': () =>
    withNodes(times(2_000, (i) => `    n${i}: { role: client, wan: 10.1.${i >> 8}.${i & 255} }\n`)),
  'nodes with 200 GiB of memory': () =>
    withNodes(times(50, (i) => `    n${i}: { role: client, wan: 10.1.0.${i + 10}, memory: 4096 }\n`)),
  'one slip that is wrong in 1,272 places': () =>
    withChecks(times(1_272, (i) => `      - { id: c${i}, ipvs-empty: { on: directr } }\n`)),
  'unknown kinds of check, 3,000': () =>
    withChecks(times(3_000, (i) => `      - { id: c${i}, ipvs-emty: {} }\n`)),
  'a key that is a mapping, nested': () => withKeys('? '.repeat(500)),
  'brackets that are not closed, 20,000': () => `${smallLab}x: ${'['.repeat(20_000)}`,
  'a list in a list in a list': () => `${smallLab}x: ${'['.repeat(300)}${']'.repeat(300)}\n`,
  'dashes, 500,000': () => `x: 1\n${'- '.repeat(500_000)}`,
  'a list of 250,000': () => `${smallLab}x: [${'a,'.repeat(250_000)}]\n`,
  'empty lines, 1,000,000': () => smallLab + '\n'.repeat(990_000),
  'aliases of aliases': () =>
    times(
      9,
      (i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(i === 0 ? 'lol' : `*a${i - 1}`)
          .join(', ')}]\n`,
    ) + smallLab,
  'a file of 5 MB': () => smallLab + `# ${'x'.repeat(5_000_000)}\n`,
  'a quiz that takes for ever': () => quiz('(a+)+', `${'a'.repeat(40)}b`),
  'a pattern that takes for ever': () => quiz('(.*)*x(.*)*y(.*)*', 'x'.repeat(60)),
  'a pattern that grows': () => quiz('((((x{1,99}){1,99}){1,99}){1,99})', 'x'),
  'a pattern of 900 kB': () => quiz('(?:a|b)?'.repeat(110_000), 'y'),
  'an answer that looks back': () => quiz('(a)\\1', 'aa'),
};
