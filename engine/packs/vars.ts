import { createHash } from 'node:crypto';
import type { Lab } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import { own } from '../../contract/own.js';

/** `${name}` is a variable of the lab; `$${name}` is written for a shell's own. */
const variable = /(\$?)\$\{([a-z][a-z0-9_]{0,39})\}/g;

/** Replaces variables in a text. @param onUnknown called with each name that has no value, and where it stands; its place stays as it is */
export function substitute(
  text: string,
  values: Readonly<Record<string, string>>,
  onUnknown: (name: string, offset: number) => void = () => {},
): string {
  return text.replace(variable, (whole, escaped: string, name: string, offset: number) => {
    if (escaped !== '') return whole.slice(1);
    const value = own(values, name);
    if (value === undefined) onUnknown(name, offset);
    return value ?? whole;
  });
}

/** What a pick stands for, without spelling it out: a lab may have many of thousands. */
export interface Pick {
  /** How many values. */
  readonly size: number;
  /** @param index from 0 */
  value(index: number): string;
}

/**
 * A pick such as `10.0.0.{20..60}` or `{rr,wrr}`: bash's brace expansion for one brace, bounded to 4,096 values.
 * @returns undefined when it cannot be read
 */
export function readPick(pick: string): Pick | undefined {
  const open = pick.indexOf('{');
  const close = pick.indexOf('}');
  if (open < 0 || close < open || pick.includes('{', open + 1) || pick.includes('}', close + 1))
    return undefined;
  const [before, inner, after] = [pick.slice(0, open), pick.slice(open + 1, close), pick.slice(close + 1)];
  if (before.length + after.length > packLimits.value) return undefined;
  const range = /^(\d{1,9})\.\.(\d{1,9})$/.exec(inner);
  if (range === null) {
    const values = inner.split(',').map((value) => value.trim());
    if (
      values.length < 2 ||
      values.length > packLimits.pickValues ||
      values.some((value) => value === '' || value.length > packLimits.value)
    )
      return undefined;
    return { size: values.length, value: (index) => before + values[index]! + after };
  }
  const from = Number(range[1]);
  const size = Number(range[2]) - from + 1;
  if (size < 1 || size > packLimits.pickValues) return undefined;
  return { size, value: (index) => `${before}${from + index}${after}` };
}

/** Values for a seed: the same seed gives the same values, whatever the order of the variables. One that follows another is drawn by its lot. */
export function drawVars(vars: Lab['vars'], seed: string | undefined): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, { pick, follows = name, default: fallback }] of Object.entries(vars)) {
    const choices = seed === undefined ? undefined : readPick(pick);
    if (choices === undefined) values[name] = fallback;
    else {
      const digest = createHash('sha256').update(`${seed}\0${follows}`).digest();
      values[name] = choices.value(digest.readUInt32BE(0) % choices.size);
    }
  }
  return values;
}

/** Do a variable's values go together with those of the one that it follows: as many, and both defaults at one place? */
export function goesAlong(vars: Lab['vars'], name: string): boolean {
  const follower = own(vars, name);
  const leader = own(vars, follower?.follows ?? '');
  if (follower === undefined || leader === undefined || leader.follows !== undefined) return false;
  const [mine, theirs] = [readPick(follower.pick), readPick(leader.pick)];
  if (mine === undefined || theirs === undefined || mine.size !== theirs.size) return false;
  return Array.from({ length: mine.size }, (_, index) => index).some(
    (index) => mine.value(index) === follower.default && theirs.value(index) === leader.default,
  );
}
