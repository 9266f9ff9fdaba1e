import type { QuizOf } from '../../../contract/kinds/quiz.js';
import type { Topology } from '../../machines/provider.js';
import { list } from '../judging.js';
import { markChosen } from './choosing.js';
import { wordsOf } from './indices.js';
import type { QuizType } from './quiz-type.js';
import { wrongFaults } from './wrong.js';

/** Answers are names of nodes. */
export const nodeQuiz: QuizType<QuizOf<'node'>> = {
  view: ({ question, answer }, topology) => ({
    type: 'node',
    question,
    nodes: namesOf(topology),
    several: Array.isArray(answer),
  }),
  solution: ({ answer }) => list(answer).join(','),
  mark: ({ answer, wrong, why }, typed, topology) => {
    const chosen = [...new Set(wordsOf(typed))];
    const known = namesOf(topology);
    if (chosen.length === 0 || !chosen.every((name) => known.includes(name))) return undefined;
    if (!Array.isArray(answer) && chosen.length > 1) return undefined;
    return markChosen({
      typed: chosen.join(', '),
      chosen,
      right: list(answer),
      reasonOf: (node) => wrong?.find((each) => each.answer === node)?.why,
      why,
      numbered: false,
      counts: true,
    });
  },
  lint: ({ answer, wrong }) => wrongFaults(wrong, (node) => list(answer).includes(node)),
};

function namesOf(topology: Topology): readonly string[] {
  return topology.nodes.map(({ name }) => name);
}
