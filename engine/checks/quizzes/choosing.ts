import type { Text } from '../../../contract/text.js';
import { type Mark, marked } from './quiz-type.js';

export interface Choosing<A> {
  readonly typed: string;
  readonly chosen: readonly A[];
  readonly right: readonly A[];
  /** What the lab says of one that was chosen, right or wrong. */
  readonly reasonOf: (one: A) => Text | undefined;
  readonly why: Text | undefined;
  /** What is typed are numbers, which say less than a reason does. */
  readonly numbered: boolean;
  /** Say how many are missing where all that is chosen is right. */
  readonly counts: boolean;
}

/** Of several things some are chosen: right where these are all that are right, and no others. */
export function markChosen<A>({ typed, chosen, right, reasonOf, why, numbered, counts }: Choosing<A>): Mark {
  const wrong = chosen.filter((one) => !right.includes(one));
  const missing = right.filter((one) => !chosen.includes(one)).length;
  const isRight = wrong.length === 0 && missing === 0;
  const reasons = (isRight ? chosen : wrong).flatMap((one) => reasonOf(one) ?? []);
  const tellsMissing = counts && wrong.length === 0 && missing > 0;
  return {
    ...marked(isRight, numbered && (reasons.length > 0 || tellsMissing) ? '' : typed, why, reasons),
    ...(tellsMissing ? { missing } : {}),
  };
}
