import { entry, type MessageOf } from '../text.js';
import type { QuizView } from '../quiz-view.js';

/** Characters of a prediction in words: it stands beside a verdict. */
export const predictionLimit = 200;

/** How an answer is typed. `last`: the highest number that there is. */
export const answerCatalogue = {
  one: entry<{ last: number }>(
    (p) => `一个序号，从 0 到 ${p.last}`,
    (p) => `one number from 0 to ${p.last}`,
  ),
  several: entry<{ last: number }>(
    (p) => `从 0 到 ${p.last} 的序号，一个或几个，用逗号隔开，如 0,1`,
    (p) => `one or several numbers from 0 to ${p.last} with commas between, like 0,1`,
  ),
  number: entry<Record<string, never>>(
    () => '一个数字，如 5 或 2.5',
    () => 'a number, like 5 or 2.5',
  ),
  text: entry<Record<string, never>>(
    () => '一个词或一句话',
    () => 'a word, or a few',
  ),
  words: entry<{ limit: number }>(
    (p) => `一句话，最多 ${p.limit} 个字符`,
    (p) => `a few words, ${p.limit} characters at most`,
  ),
  mac: entry<Record<string, never>>(
    () => '一个 MAC 地址，如 52:54:00:0a:1b:2c',
    () => 'a MAC address, like 52:54:00:0a:1b:2c',
  ),
  order: entry<{ last: number }>(
    (p) => `0 到 ${p.last} 的全部序号，按正确的先后排列，用逗号隔开，如 1,0,…`,
    (p) => `all numbers from 0 to ${p.last} in the right order with commas between, like 1,0,…`,
  ),
  /** `rights`: the highest number of the right side. */
  match: entry<{ last: number; rights: number }>(
    (p) => `左边 0 到 ${p.last} 的每一项写成“左=右”，右边从 0 到 ${p.rights}，用逗号隔开，如 0=1,1=0`,
    (p) =>
      `LEFT=RIGHT for each number from 0 to ${p.last} on the left, from 0 to ${p.rights} on the right, with commas between, like 0=1,1=0`,
  ),
  node: entry<{ names: readonly string[] }>(
    (p) => `一个节点名（${p.names.join('、')}）`,
    (p) => `the name of a node (${p.names.join(', ')})`,
  ),
  nodes: entry<{ names: readonly string[] }>(
    (p) => `一个或几个节点名，用逗号隔开（${p.names.join('、')}）`,
    (p) => `the names of one or several nodes with commas between (${p.names.join(', ')})`,
  ),
  sequence: entry<{ length: number; names: readonly string[] }>(
    (p) => `依次写 ${p.length} 个节点名，可以重复，用逗号隔开（${p.names.join('、')}）`,
    (p) =>
      `the names of ${p.length} nodes in their order, the same maybe more than once, with commas between (${p.names.join(', ')})`,
  ),
} as const;

export type AnswerForm = MessageOf<typeof answerCatalogue>;

/** How a quiz is answered, whoever types: a command's user, or the window for its own. */
export function answerForm(quiz: QuizView): AnswerForm {
  const last = (all: readonly unknown[]) => all.length - 1;
  switch (quiz.type) {
    case 'choice':
      return { code: quiz.several ? 'several' : 'one', params: { last: last(quiz.options) } };
    case 'line':
      return { code: quiz.several ? 'several' : 'one', params: { last: last(quiz.lines) } };
    case 'number':
    case 'text':
    case 'mac':
      return { code: quiz.type, params: {} };
    case 'order':
      return { code: 'order', params: { last: last(quiz.items) } };
    case 'match':
      return { code: 'match', params: { last: last(quiz.lefts), rights: last(quiz.rights) } };
    case 'node':
      return { code: quiz.several ? 'nodes' : 'node', params: { names: quiz.nodes } };
    case 'predict':
      if (quiz.form === 'sequence')
        return { code: 'sequence', params: { length: quiz.length, names: quiz.of } };
      return quiz.form === 'number'
        ? { code: 'number', params: {} }
        : { code: 'words', params: { limit: predictionLimit } };
  }
}
