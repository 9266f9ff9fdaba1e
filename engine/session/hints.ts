import type { Check } from '../../contract/checks.js';
import type { CheckHints, HintLevel, HintView } from '../../contract/hints.js';
import type { Step } from '../../contract/lab.js';
import type { Text } from '../../contract/text.js';
import { priceOf } from './credit.js';
import type { Progress } from './progress.js';

const commandsOfStep: Text = { 'zh-CN': '这一步的参考命令：', en: 'The commands of this step:' };

/** All help that a check has, least first: what its author says, the commands of its step's solution. */
export function allHints(step: Step, check: Check): HintView[] {
  return [
    ...(check.hint === undefined ? [] : [{ level: 'nudge', text: check.hint } as const]),
    ...(Object.keys(step.solve).length === 0
      ? []
      : [{ level: 'command', text: commandsOfStep, commands: step.solve } as const]),
  ];
}

/** What a check's help is now: each level is shown when it was asked for by its name, and only then. */
export function hintsOf(step: Step, check: Check, progress: Pick<Progress, 'hints' | 'credit'>): CheckHints {
  const all = allHints(step, check);
  const asked = (level: HintLevel) => progress.hints.get(check.id)?.has(level) === true;
  const next = all.find(({ level }) => !asked(level))?.level;
  return {
    shown: all.filter(({ level }) => asked(level)),
    ...(next === undefined ? {} : { next: { level: next, price: priceOf(next, step, progress.credit) } }),
  };
}
