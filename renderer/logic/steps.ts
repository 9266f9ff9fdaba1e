import type { SessionView, StepView } from '../../contract/views.js';
import type { Status } from '../../contract/verdict.js';

export type StepState = 'done' | 'solved' | 'current' | 'open';

export function stepState(view: SessionView, step: StepView): StepState {
  if (view.done.includes(step.id)) return earnsNothing(view, step) ? 'solved' : 'done';
  return view.current === step.id ? 'current' : 'open';
}

/** Is all done that has to be? What is optional may be left. */
export function isComplete(view: Pick<SessionView, 'lab' | 'done'>): boolean {
  return view.lab.steps.every((step) => step.optional || view.done.includes(step.id));
}

/** Has it checks, none of which earns its points? */
function earnsNothing(view: SessionView, step: StepView): boolean {
  return step.checks.length > 0 && step.checks.every(({ id }) => view.unearned[id] !== undefined);
}

/** How many checks of a step have which verdict; those not judged yet are in none. */
export function tally(view: SessionView, step: StepView): Readonly<Record<Status, number>> {
  const counts = { pass: 0, fail: 0, unknown: 0 };
  for (const check of step.checks) {
    const verdict = view.verdicts[check.id];
    if (verdict !== undefined && isJudged(verdict.message.code)) counts[verdict.status] += 1;
  }
  return counts;
}

/** These only say that there was nothing to judge yet. */
export function isJudged(code: string): boolean {
  return code !== 'not-judged' && code !== 'quiz.unanswered';
}

/** A text whose first heading says no more than the step's title, which stands above it already. */
export function withoutTitle(text: string, title: string): string {
  const first = /^\s*#[ \t]+(.+?)[ \t]*\n/.exec(text);
  return first?.[1] === title ? text.slice(first[0].length) : text;
}

/** Is something done that has to end first? What nobody asked for gives way. */
export function isBusy(view: Pick<SessionView, 'doing'>): boolean {
  return view.doing !== undefined && view.doing.byItself !== true;
}
