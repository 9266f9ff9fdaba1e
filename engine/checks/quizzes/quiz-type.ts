import type { PlainQuiz } from '../../../contract/kinds/quiz.js';
import type { Lab } from '../../../contract/lab.js';
import type { Text } from '../../../contract/text.js';
import type { Prediction } from '../../../contract/prediction.js';
import type { QuizView } from '../../../contract/quiz-view.js';
import type { Topology } from '../../machines/provider.js';
import type { Fault, Lots } from '../../world/judge.js';

/** What an answer comes to. */
export interface Mark {
  readonly right: boolean;
  /** The answer as people would say it; '': it says nothing without the quiz beside it. */
  readonly said: string;
  /** Why it is right, or not. */
  readonly reasons: readonly Text[];
  /** What is chosen is right, and so many more belong to it. */
  readonly missing?: number;
  /** Nobody is right or wrong here. */
  readonly prediction?: Prediction;
}

/** One type of quiz. Answers are as they are typed, and kept. */
export interface QuizType<Q extends PlainQuiz> {
  /** What may be shown before it is answered. */
  view(quiz: Q, topology: Topology): QuizView;
  /** What is right, as it would be typed; of a prediction the example. */
  solution(quiz: Q, topology: Topology): string;
  /** @returns undefined: this is no answer to such a quiz, right or wrong */
  mark(quiz: Q, typed: string, topology: Topology): Mark | undefined;
  lint?(quiz: Q, lab: Lab): readonly Fault[];
  /** The quiz of one session. */
  drawn?(quiz: Q, lots: Lots): Q;
}

/** A right answer, or a wrong one with what its lab says of it. */
export function marked(
  right: boolean,
  said: string,
  why: Text | undefined,
  reasons: readonly Text[] = [],
): Mark {
  return { right, said, reasons: right ? [...(why === undefined ? [] : [why]), ...reasons] : reasons };
}
