import { InvalidArgumentError } from 'commander';
import type { Registration } from './registration.js';

/** Reads a whole number of an option, from 1 on. */
export function wholeFrom(t: Registration['t'], most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new InvalidArgumentError(t(`应为 1 到 ${most} 的整数`, `a whole number from 1 to ${most}`));
    return number;
  };
}
