import { expect, test } from 'vitest';
import { withoutTitle } from './steps.js';

test('a heading that repeats the title is left out, any other stays', () => {
  expect(withoutTitle('# Bind the VIP\n\ntext', 'Bind the VIP')).toBe('\ntext');
  expect(withoutTitle('# Something else\n\ntext', 'Bind the VIP')).toBe('# Something else\n\ntext');
});
