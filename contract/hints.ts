import type { Text } from './text.js';

/**
 * Levels of help by name, least first: a direction, then the commands of the step. Why a check fails is no help that is
 * asked for: its verdict says it.
 */
export const hintLevels = ['nudge', 'command'] as const;
export type HintLevel = (typeof hintLevels)[number];

export interface HintView {
  readonly level: HintLevel;
  readonly text: Text;
  /** With `command`: what to type, by node. */
  readonly commands?: Readonly<Record<string, string>>;
}

/** The help that a check has: what was asked for, and what can be asked for next. */
export interface CheckHints {
  readonly shown: readonly HintView[];
  /** `price`: points of the step's checks that can then not be earned any more. */
  readonly next?: { readonly level: HintLevel; readonly price: number };
}
