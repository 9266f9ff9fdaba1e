import { expect, test } from 'vitest';
import { learnerName } from './learner.js';

test.each([
  ['  李 雷 ', '李 雷'],
  ['Li\nWei\t\u2028x', 'Li Wei x'],
  ['\u001b[31mred\u0007', '[31mred'],
  ['Li\u202eieW\u2066', 'LiieW'],
  ['<b>Li</b> & "Wei"', '<b>Li</b> & "Wei"'],
  ['👩‍🏫'.repeat(2), '👩‍🏫👩‍🏫'],
  ['𠮷'.repeat(100), '𠮷'.repeat(80)],
])('%j is kept as %j', (said, kept) => {
  expect(learnerName(said)).toBe(kept);
});
