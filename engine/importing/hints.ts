import type { DraftCheck, Line } from './draft.js';
import { commandsIn, type Folded, hasProse, hintOf, isSolution, unfolded } from './folded.js';
import type { TextContext } from './markup.js';

/** What came of folded parts. */
export interface Unfolded {
  /** What stands in the text. */
  readonly lines: readonly Line[];
  readonly check?: DraftCheck;
  /** Node → script. */
  readonly solve: Readonly<Record<string, string>>;
}

/** Folded parts: a tip is the check's hint, a solution is what solves the step; without a check they stand in the text. */
export function withFolded(
  folded: readonly Folded[],
  check: DraftCheck | undefined,
  { notes, file, node }: TextContext,
  stepId: string,
): Unfolded {
  const lines: Line[] = [];
  const hints = check?.hint === undefined ? [] : [check.hint];
  const solve: string[] = [];
  for (const part of folded) {
    const thing = notes.thing('hint', part.title, { file, line: part.at });
    const commands = isSolution(part) ? commandsIn(part.lines) : undefined;
    if (check !== undefined && commands !== undefined) {
      thing.note('changed', { code: 'solution-made', params: { step: stepId } });
      if (hasProse(part.lines)) thing.note('changed', { code: 'solution-text', params: {} });
      solve.push(commands);
    } else if (check !== undefined && !isSolution(part)) {
      thing.note('changed', { code: 'hint-of-check', params: { check: check.id } });
      hints.push(hintOf(part));
    } else {
      thing.note('changed', { code: 'hint-open', params: { title: part.title } });
      lines.push(...unfolded(part));
    }
  }
  const hint = hints.join('\n\n').trim();
  return {
    lines,
    solve: solve.length === 0 ? {} : { [node]: solve.join('\n') },
    ...(check === undefined ? {} : { check: hint === '' ? check : { ...check, hint } }),
  };
}
