import type { QuizOf } from '../../../contract/kinds/quiz.js';
import type { Fault } from '../../world/judge.js';
import { compilePattern } from '../pattern.js';
import { marked, type QuizType } from './quiz-type.js';
import { wrongFaults } from './wrong.js';

export const textQuiz: QuizType<QuizOf<'text'>> = {
  view: ({ question }) => ({ type: 'text', question }),
  solution: ({ example }) => example,
  mark: ({ answer, wrong, why }, typed) => {
    if (typed.trim() === '') return undefined;
    const right = fits(answer, typed);
    const reason = right ? undefined : wrong?.find((each) => fits(each.answer, typed))?.why;
    return marked(right, typed, why, reason === undefined ? [] : [reason]);
  },
  // A quiz whose right answer cannot be given would fail everybody.
  lint: ({ answer, example, wrong }) => {
    const bad = [
      ...patternFaults(['answer'], answer),
      ...(wrong ?? []).flatMap((each, index) => patternFaults(['wrong', index, 'answer'], each.answer)),
    ];
    if (bad.length > 0) return bad;
    if (!fits(answer, example))
      return [{ path: ['example'], message: { code: 'quiz-example-wrong', params: { example, answer } } }];
    // Whether two expressions have a word in common is not asked: the example is one, and a plain word another.
    return wrongFaults(wrong, (each) => fits(each, example) || (fits(each, each) && fits(answer, each)));
  },
};

function patternFaults(path: Fault['path'], pattern: string): readonly Fault[] {
  const compiled = compilePattern(pattern, 'whole');
  if (compiled.ok) return [];
  return [{ path, message: { code: 'bad-pattern', params: { pattern, fault: compiled.fault } } }];
}

/** Lint has refused patterns that are none. */
function fits(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern, 'whole');
  return compiled.ok && compiled.pattern.matches(text);
}
