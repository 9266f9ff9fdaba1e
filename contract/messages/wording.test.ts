import { expect, test } from 'vitest';
import { badWords } from '../testing/wording.js';
import { answerCatalogue } from './answers.js';
import { archiveCatalogue } from './archives.js';
import { codeCatalogue } from './class-codes.js';
import { creditCatalogue } from './credit.js';
import { inWords } from './details.js';
import { diagnosisCatalogue } from './diagnoses.js';
import { errorCatalogue } from './errors.js';
import { experimentTexts } from './experiments.js';
import { gradebookCatalogue, gradeNoteCatalogue, gradePageCatalogue } from './gradebook.js';
import { glossary } from './glossary.js';
import { hostCatalogue } from './host.js';
import { importCatalogue } from './imports.js';
import * as machines from './machines.js';
import { packCatalogue } from './packs.js';
import { reportCatalogue, statusTexts } from './report.js';
import { timelineCatalogue } from './timeline.js';
import { verdictCatalogue } from './verdicts.js';

// They quote a text that they are given in both languages.
const { schema: _, ...withoutSchema } = packCatalogue;
const { 'cause-of-lab': __, ...ownCauses } = diagnosisCatalogue;
const { 'manifest-shape': ___, ...archives } = archiveCatalogue;

test.each(
  Object.entries({
    answerCatalogue,
    archiveCatalogue: archives,
    codeCatalogue,
    creditCatalogue,
    diagnosisCatalogue: ownCauses,
    errorCatalogue,
    experimentTexts,
    glossary,
    gradebookCatalogue,
    gradeNoteCatalogue,
    gradePageCatalogue,
    hostCatalogue,
    importCatalogue,
    packCatalogue: withoutSchema,
    reportCatalogue,
    statusTexts,
    timelineCatalogue,
    verdictCatalogue,
    roles: machines.roleTexts,
    nodeStates: machines.nodeStateTexts,
    sessionStates: machines.sessionStateTexts,
    phases: machines.phaseTexts,
    phaseStates: machines.phaseStateTexts,
  }),
)('%s: no word twice, no symbol or code of ours, no word of the other language', (_name, catalogue) => {
  expect(badWords(catalogue as never)).toEqual([]);
});

test('what is wrong is found', () => {
  const one = (zh: string, en: string) => badWords({ code: { 'zh-CN': zh, en } });
  expect(one('好', 'the VIP VIP is gone')).toHaveLength(1);
  expect(one('应∈ {1, 2}', 'fine')).toHaveLength(1);
  expect(one('node is gone', 'fine')).toHaveLength(1);
  expect(one('已关机（guest-reset）', 'fine')).toHaveLength(1);
  expect(one('好', '没有翻译')).toHaveLength(1);
  expect(one('lo 上的 VIP 必须用 /32', 'A VIP on lo must be a /32.')).toEqual([]);
});

test('a node named after its role is named once', () => {
  const { en } = diagnosisCatalogue['director-firewall'];
  expect(en({ node: 'director', port: '80' })).toMatch(/^The firewall of the director drops/);
  expect(en({ node: 'lb1', port: '80' })).toMatch(/^The firewall of director lb1 drops/);
  expect(diagnosisCatalogue['vip-not-on-realserver'].en({ node: 'rs1', vip: '' })).toMatch(
    /^Realserver rs1 does not have the VIP:/,
  );
});

test('what a number has to be is said in words, and a text of an older journal as it is', () => {
  const params = { node: 'rs1', keys: ['a'], value: '0' };
  const both = (want: Parameters<(typeof verdictCatalogue)['sysctl.wrong']['en']>[0]['want']) => [
    verdictCatalogue['sysctl.wrong']['zh-CN']({ ...params, want }),
    verdictCatalogue['sysctl.wrong'].en({ ...params, want }),
  ];
  expect(both({ oneOf: [1, 2] })).toEqual([
    'rs1：a 的有效值为 0，应为 1 或 2',
    'rs1: the effective value of a is 0; it should be 1 or 2',
  ]);
  expect(both({ min: 3 })[0]).toBe('rs1：a 的有效值为 0，应不小于 3');
  expect(both('= 2')[1]).toBe('rs1: the effective value of a is 0; it should be = 2');
});

test.each([
  ['no end within 30 s: ip addr', '30 秒内没有结束：ip addr'],
  ['connect ECONNREFUSED 127.0.0.1:40022', '127.0.0.1:40022 拒绝连接'],
  ['the machine does not run', '虚拟机没有运行'],
  ['E: Unable to locate package', 'E: Unable to locate package'],
])('the detail "%s" is %s in Chinese, and stays as it is in English', (detail, zh) => {
  expect(inWords(detail, 'zh-CN')).toBe(zh);
  expect(inWords(detail, 'en')).toBe(detail);
});

test('why a machine ended is said in words; a kernel’s last words are quoted', () => {
  expect(machines.whyNode('guest-shutdown', 'en')).toBe('it shut itself down');
  expect(machines.whyNode('guest-reset', 'zh-CN')).toBe('系统自己重启');
  expect(machines.whyNode('Kernel panic - not syncing', 'zh-CN')).toBe('Kernel panic - not syncing');
  expect(machines.whyNode(undefined, 'en')).toBe('');
});
