import type { QuizOf } from '../../../contract/kinds/quiz.js';
import { own } from '../../../contract/own.js';
import type { Topology } from '../../machines/provider.js';
import { nodeOf } from '../../world/topology-lookup.js';
import { marked, type QuizType } from './quiz-type.js';

/** Six octets with `:` (as ip prints them) or `-` (IEEE 802, clause 8.1) between. */
const macPattern = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;

/** Every session has MAC addresses of its own: a learner has to look. */
export const macQuiz: QuizType<QuizOf<'mac'>> = {
  view: ({ question }) => ({ type: 'mac', question }),
  solution: (quiz, topology) => macOf(quiz, topology) ?? '',
  mark: (quiz, typed, topology) => {
    const given = typed.trim();
    if (!macPattern.test(given)) return undefined;
    const right = plain(given) === plain(macOf(quiz, topology) ?? '');
    return marked(right, given, quiz.why);
  },
  lint: ({ node, network }, { topology }) => {
    const joined = own(topology.nodes, node);
    // That there is no such node is told of all kinds.
    if (joined === undefined) return [];
    const isIn = own(topology.networks, network) !== undefined && own(joined, network) !== undefined;
    return isIn
      ? []
      : [{ path: ['network'], message: { code: 'quiz-not-in-network', params: { node, network } } }];
  },
};

function macOf({ node, network }: QuizOf<'mac'>, topology: Topology): string | undefined {
  return nodeOf(topology, node)?.interfaces.find((each) => each.network === network)?.mac;
}

function plain(mac: string): string {
  return mac.toLowerCase().replaceAll('-', ':');
}
