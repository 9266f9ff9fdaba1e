import { expect, test } from 'vitest';
import { Replay } from './replay.js';

test('what was printed is kept whole while there is room', () => {
  const replay = new Replay(10_000);
  for (const letter of 'half a line\r\nanother') replay.add(letter);
  expect(replay.text).toBe('half a line\r\nanother');
});

test('of more than there is room for the end is kept, from the beginning of a line', () => {
  const replay = new Replay(10_000);
  const lines = Array.from({ length: 3000 }, (_, at) => `\u001b[32mline ${at}\u001b[0m\r\n`);
  for (const line of lines) replay.add(line);
  const { text } = replay;
  expect(text.length).toBeLessThanOrEqual(10_000);
  expect(text.length).toBeGreaterThan(9_900);
  expect(lines.join('').endsWith(text)).toBe(true);
  expect(lines).toContain(text.slice(0, text.indexOf('\n') + 1));
});

test('a single piece may be larger than all that is kept', () => {
  const replay = new Replay(100);
  replay.add(`${'x'.repeat(500)}\n${'y'.repeat(20)}`);
  expect(replay.text).toBe('y'.repeat(20));
  replay.add('z'.repeat(500));
  expect(replay.text).toBe('z'.repeat(100));
});
