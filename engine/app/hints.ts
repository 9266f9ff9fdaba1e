import type { CheckHints, HintView } from '../../contract/app.js';
import type { Check } from '../../contract/checks.js';
import type { Step } from '../../contract/lab.js';
import { diagnosisCatalogue, verdictCatalogue } from '../../contract/messages/verdicts.js';
import { type Text, word } from '../../contract/text.js';
import type { Verdict } from '../../contract/verdict.js';

/**
 * The help that a check can give now, least first: what its author says, what its last verdict found to be the cause,
 * the commands of its step's solution.
 */
function levels(step: Step, check: Check, verdict: Verdict | undefined): HintView[] {
  const found: HintView[] = [];
  if (check.hint !== undefined) found.push({ level: 'nudge', text: check.hint });
  if (verdict !== undefined && verdict.status !== 'pass')
    found.push({ level: 'cause', text: causeOf(verdict) });
  if (Object.keys(step.solve).length > 0)
    found.push({ level: 'command', text: solutionText, commands: step.solve });
  return found;
}

const solutionText: Text = {
  'zh-CN': '这一步的参考命令（看过之后本步不再得分）：',
  en: 'The commands of this step (having seen them, it earns no points):',
};

function causeOf(verdict: Verdict): Text {
  const { message, diagnosis } = verdict;
  const wordIn = (language: keyof Text) =>
    diagnosis === undefined
      ? word(verdictCatalogue, message, language)
      : word(diagnosisCatalogue, diagnosis, language);
  return { 'zh-CN': wordIn('zh-CN'), en: wordIn('en') };
}

/** @param asked how many hints of the check were asked for */
export function hintsOf(step: Step, check: Check, verdict: Verdict | undefined, asked: number): CheckHints {
  const all = levels(step, check, verdict);
  return { shown: all.slice(0, asked), more: asked < all.length };
}
