import type { Text } from '../../../contract/text.js';
import type { Fault } from '../../world/judge.js';

interface Wrong<A> {
  readonly answer: A;
  readonly why: Text;
}

/**
 * A lab's wrong answers have to be wrong, and each another one: else its reason is told of a right answer, or never.
 * @param isRight whether the quiz takes this answer, or says nothing against it
 * @param said an answer as its author wrote it
 */
export function wrongFaults<A>(
  wrong: readonly Wrong<A>[] | undefined,
  isRight: (answer: A) => boolean,
  said: (answer: A) => string = String,
): readonly Fault[] {
  const seen = new Set<string>();
  return (wrong ?? []).flatMap(({ answer }, index): readonly Fault[] => {
    const words = said(answer);
    const path = ['wrong', index, 'answer'];
    if (seen.has(words)) return [{ path, message: { code: 'quiz-wrong-twice', params: { answer: words } } }];
    seen.add(words);
    return isRight(answer)
      ? [{ path, message: { code: 'quiz-wrong-is-right', params: { answer: words } } }]
      : [];
  });
}
