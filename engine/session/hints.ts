import type { Check } from '../../contract/checks.js';
import { LabError } from '../../contract/errors.js';
import type { CheckHints, HintLevel, HintView } from '../../contract/hints.js';
import type { Lab, Step } from '../../contract/lab.js';
import type { Text } from '../../contract/text.js';
import { priceOf } from './credit.js';
import type { Journal } from './journal.js';
import { requireCheck, requireStep } from './lookup.js';
import type { Progress } from './progress.js';
import { solutionOf } from './solution.js';

const commandsOfStep: Text = { 'zh-CN': '这一步的参考命令：', en: 'The commands of this step:' };

/** All help that a check has, least first: what its author says, the commands of its step's solution. */
function allHints(step: Step, check: Check): HintView[] {
  const commands = solutionOf(step);
  return [
    ...(check.hint === undefined ? [] : [{ level: 'nudge', text: check.hint } as const]),
    ...(Object.keys(commands).length === 0
      ? []
      : [{ level: 'command', text: commandsOfStep, commands } as const]),
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

/** The help of a session's checks and steps. What is given is noted, because it has a price (`credit`). */
export class Help {
  readonly #lab: () => Lab;
  readonly #journal: Journal;
  readonly #progress: () => Progress;

  constructor(lab: () => Lab, journal: Journal, progress: () => Progress) {
    this.#lab = lab;
    this.#journal = journal;
    this.#progress = progress;
  }

  /** What was asked for of a check, and what the next costs. @throws LabError `check.unknown` */
  of(id: string): CheckHints {
    const { step, check } = requireCheck(this.#lab(), id);
    return hintsOf(step, check, this.#progress());
  }

  /**
   * Gives one level of a check's help.
   * @throws LabError `check.unknown`, `hint.none`
   */
  give(id: string, level: HintLevel): HintView {
    const known = this.of(id).shown.find((hint) => hint.level === level);
    if (known !== undefined) return known;
    const { step, check } = requireCheck(this.#lab(), id);
    const given = allHints(step, check).find((hint) => hint.level === level);
    if (given === undefined) throw new LabError({ code: 'hint.none', params: { check: id, level } });
    this.#journal.append({ type: 'hinted', check: id, level });
    return given;
  }

  /** The commands of a step's solution by node. @throws LabError `step.unknown` */
  solution(id: string): Readonly<Record<string, string>> {
    const commands = solutionOf(requireStep(this.#lab(), id));
    this.#journal.append({ type: 'solution-shown', step: id });
    return commands;
  }
}
