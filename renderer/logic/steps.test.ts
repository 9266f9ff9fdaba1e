import { expect, test } from 'vitest';
import type { SessionView, StepView } from '../../contract/views.js';
import { isComplete, withoutTitle } from './steps.js';

test('a heading that repeats the title is left out, any other stays', () => {
  expect(withoutTitle('# Bind the VIP\n\ntext', 'Bind the VIP')).toBe('\ntext');
  expect(withoutTitle('# Something else\n\ntext', 'Bind the VIP')).toBe('# Something else\n\ntext');
});

test('a lab is complete without its optional steps', () => {
  const step = (id: string, optional: boolean) => ({ id, optional }) as StepView;
  const lab = { steps: [step('one', false), step('more', true)] } as unknown as SessionView['lab'];
  expect(isComplete({ lab, done: [] })).toBe(false);
  expect(isComplete({ lab, done: ['more'] })).toBe(false);
  expect(isComplete({ lab, done: ['one'] })).toBe(true);
});
