import type { Fault } from '../../world/judge.js';

/** Words with commas or spaces between, as several answers are typed. */
export function wordsOf(typed: string): readonly string[] {
  return typed
    .trim()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/** Numbers from 0, each once. @returns undefined: they are none, or beyond `count` */
export function indicesOf(typed: string, count: number): readonly number[] | undefined {
  const words = wordsOf(typed);
  const numbers = words.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : -1));
  if (numbers.length === 0 || numbers.some((each) => each < 0 || each >= count)) return undefined;
  return [...new Set(numbers)];
}

/** Is it the numbers from 0, each once, in whatever order? */
export function isPermutation(numbers: readonly number[], count: number): boolean {
  return numbers.length === count && new Set(numbers).size === count && numbers.every((each) => each < count);
}

/** Items that a quiz names and does not have. */
export function unknownItems(
  named: readonly (readonly [path: Fault['path'], index: number])[],
  count: number,
): readonly Fault[] {
  return named
    .filter(([, index]) => index < 0 || index >= count)
    .map(([path, item]) => ({ path, message: { code: 'quiz-no-item', params: { item, count } } }));
}
