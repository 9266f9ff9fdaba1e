import { RE2JS, RE2JSException } from 're2js';
import { packLimits } from '../../contract/limits.js';
import type { PatternFault } from '../../contract/messages/patterns.js';

/** A lab's regular expression: its time is bounded by its own size times that of the text. */
export interface Pattern {
  /** Whether it is found anywhere in a text; one made `whole`: whether it is all of it. */
  matches(text: string): boolean;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly fault: PatternFault };

/**
 * Compiles a regular expression of a pack by RE2 (https://github.com/google/re2/wiki/Syntax), which matches in linear time: V8's own takes
 * for ever over some, such as `(a+)+$`, and cannot be stopped.
 * @param how `lines`: ^ and $ are the ends of a line; `whole`: all of the text, case ignored
 */
export function compilePattern(source: string, how: 'lines' | 'whole'): PatternResult {
  if (source.length > packLimits.pattern) return { ok: false, fault: 'too-large' };
  try {
    const compiled = RE2JS.compile(source, how === 'lines' ? RE2JS.MULTILINE : RE2JS.CASE_INSENSITIVE);
    if (compiled.programSize() > packLimits.patternSize) return { ok: false, fault: 'too-large' };
    const matches = (text: string) => (how === 'lines' ? compiled.test(text) : compiled.testExact(text));
    return { ok: true, pattern: { matches } };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, fault: faultOf(error.message) };
  }
}

/** By RE2's own words (`regexp/syntax` of Go, whose port it is). */
const faults: readonly (readonly [RegExp, PatternFault])[] = [
  [/Perl syntax: `\(\?(?:[=!]|<[=!])|named capture: `\(\?<[=!]/, 'lookaround'],
  [/escape sequence: `\\(?:[1-9]|k)/, 'backreference'],
  [/escape sequence: `\\u/, 'unicode-escape'],
  [/escape sequence/, 'escape'],
  [/character class/, 'class'],
  [/missing closing \]/, 'bracket'],
  [/missing closing \)|unexpected \)/, 'parenthesis'],
  [/repe(?:at|tition)/, 'repeat'],
  [/trailing backslash/, 'backslash'],
  [/too large|too deeply/, 'too-large'],
];

function faultOf(message: string): PatternFault {
  return faults.find(([words]) => words.test(message))?.[1] ?? 'other';
}
