import { createHash } from 'node:crypto';
import type { Lab } from '../../contract/lab.js';

/** `${name}` is a variable of the lab; `$${name}` is written for a shell's own. */
const variable = /(\$?)\$\{([a-z][a-z0-9_]*)\}/g;

/** Replaces variables in a text. @param onUnknown called with each name that has no value, and where it stands; its place stays as it is */
export function substitute(
  text: string,
  values: Readonly<Record<string, string>>,
  onUnknown: (name: string, offset: number) => void = () => {},
): string {
  return text.replace(variable, (whole, escaped: string, name: string, offset: number) => {
    if (escaped !== '') return whole.slice(1);
    const value = values[name];
    if (value === undefined) onUnknown(name, offset);
    return value ?? whole;
  });
}

/**
 * The values that a pick such as `10.0.0.{20..60}` or `{rr,wrr}` stands for, in order: bash's brace expansion for
 * one brace, bounded to 4,096 values. @returns undefined when it cannot be read
 */
export function expandPick(pick: string): readonly string[] | undefined {
  const match = /^([^{}]*)\{([^{}]+)\}([^{}]*)$/.exec(pick);
  if (match === null) return undefined;
  const [, before = '', inner = '', after = ''] = match;
  const range = /^(\d+)\.\.(\d+)$/.exec(inner);
  if (range === null) {
    const values = inner.split(',').map((value) => value.trim());
    return values.length > 1 && values.every((value) => value !== '')
      ? values.map((value) => before + value + after)
      : undefined;
  }
  const from = Number(range[1]);
  const to = Number(range[2]);
  if (to < from || to - from >= 4096) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => `${before}${from + index}${after}`);
}

/** Values for a seed: the same seed gives the same values, whatever the order of the variables. */
export function drawVars(vars: Lab['vars'], seed: string | undefined): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, { pick, default: fallback }] of Object.entries(vars)) {
    const choices = seed === undefined ? undefined : expandPick(pick);
    if (choices === undefined) values[name] = fallback;
    else {
      const digest = createHash('sha256').update(`${seed}\0${name}`).digest();
      values[name] = choices[digest.readUInt32BE(0) % choices.length] ?? fallback;
    }
  }
  return values;
}
