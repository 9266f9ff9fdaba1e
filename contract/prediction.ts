import type { Text } from './text.js';

/** What a learner expected, before it was measured. */
export interface Prediction {
  /** As it was typed: a number, words, names of nodes in their order with commas between. */
  readonly answer: string;
  /** Of a number: what is counted or measured. */
  readonly unit?: Text;
}
