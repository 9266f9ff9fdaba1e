import { type Lab, labSchema } from '../../../contract/lab.js';
import type { Status, Verdict } from '../../../contract/verdict.js';

/** A lab of nothing but steps and a verdict on nothing, for tests of what a journal says. */

export const text = { 'zh-CN': '文', en: 'text' };

export function labOf(steps: readonly object[]): Lab {
  return labSchema.parse({
    format: 1,
    id: 'lab',
    title: text,
    summary: text,
    minutes: 1,
    topology: { networks: {}, nodes: {} },
    steps,
  });
}

export function verdict(check: string, status: Status): Verdict {
  return {
    step: '',
    check,
    status,
    points: 1,
    at: 0,
    evidence: [],
    message: { code: 'not-judged', params: {} },
  };
}
