import type { Text } from '../../text.js';
import { cause } from './cause.js';

/** What a lab says itself of its own checks. */
export const labDiagnoses = {
  /** `id`: the lab's name for the cause; `text`: its words, with the session's values in them. */
  'cause-of-lab': cause<{ id: string; text: Text }>(
    (p) => p.text['zh-CN'],
    (p) => p.text.en,
  ),
} as const;
