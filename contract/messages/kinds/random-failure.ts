import type { FailureKind } from '../../kinds/random-failure.js';
import { entry, type Language, type Text } from '../../text.js';
import { type Words, enList, zhList } from '../naming.js';

/** What happened to a node, as a clause with its name. */
const failures: Readonly<Record<FailureKind, (node: string) => Text>> = {
  'stop-service': (node) => ({
    'zh-CN': `${node} 的 Web 服务停了`,
    en: `the web service of ${node} stopped`,
  }),
  'no-page': (node) => ({ 'zh-CN': `${node} 的首页没了`, en: `the page of ${node} was gone` }),
  freeze: (node) => ({ 'zh-CN': `${node} 整台卡死`, en: `${node} stood still` }),
  'cut-link': (node) => ({ 'zh-CN': `${node} 的网线断了`, en: `the cables of ${node} were pulled` }),
  'stop-keepalived': (node) => ({
    'zh-CN': `${node} 的 keepalived 停了`,
    en: `keepalived stopped on ${node}`,
  }),
  'kill-keepalived': (node) => ({
    'zh-CN': `${node} 的 keepalived 被杀死`,
    en: `keepalived was killed on ${node}`,
  }),
};

interface Failed {
  readonly node: string;
  readonly fault: FailureKind;
}

/** Of a newer version's journal it may be one that is not known here. */
export function failureOf({ node, fault }: Failed, language: Language): string {
  return Object.hasOwn(failures, fault) ? failures[fault](node)[language] : `${node}: ${fault}`;
}

const zh = (p: Failed) => failureOf(p, 'zh-CN');
const en = (p: Failed) => failureOf(p, 'en');

export const randomFailureTexts = {
  'random-failure.ok': entry<Failed & { lost: number; tries: number; settled: string; back: string }>(
    (p) =>
      p.lost === 0
        ? `${zh(p)}：${p.tries} 个请求一个也没丢；修好后 ${p.back} 秒之内，一切如初`
        : `${zh(p)}：${p.tries} 个请求丢了 ${p.lost} 个，最后一个丢在第 ${p.settled} 秒；修好后 ${p.back} 秒之内，一切如初`,
    (p) =>
      p.lost === 0
        ? `${en(p)}: of ${p.tries} requests none was lost; within ${p.back} s of its repair all was as before`
        : `${en(p)}: ${p.lost} of ${p.tries} requests were lost, the last one ${p.settled} s after it; within ${p.back} s of its repair all was as before`,
  ),
  'random-failure.slow': entry<Failed & { lost: number; tries: number; settled: string; within: number }>(
    (p) =>
      `${zh(p)}：${p.tries} 个请求丢了 ${p.lost} 个，第 ${p.settled} 秒还在丢，应在 ${p.within} 秒内恢复`,
    (p) =>
      `${en(p)}: ${p.lost} of ${p.tries} requests were lost, one still ${p.settled} s after it; it should be over within ${p.within} s`,
  ),
  'random-failure.endless': entry<Failed & { lost: number; tries: number; within: number }>(
    (p) => `${zh(p)}：${p.tries} 个请求丢了 ${p.lost} 个，过了 ${p.within} 秒还在丢`,
    (p) =>
      `${en(p)}: ${p.lost} of ${p.tries} requests were lost, and after ${p.within} s there was no end of it`,
  ),
  'random-failure.not-whole': entry<Failed & { back: number; zh: Words; en: Words }>(
    (p) => `${zh(p)}，修好后过了 ${p.back} 秒，这些还没有恢复：${zhList(p.zh)}`,
    (p) => `${en(p)}; ${p.back} s after its repair this was not as before: ${enList(p.en)}`,
  ),
} as const;
